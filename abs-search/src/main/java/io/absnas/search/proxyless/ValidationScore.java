package io.absnas.search.proxyless;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.absnas.core.train.Accuracy;

/**
 * The most probable op of every layer on the held-out images, with the statistics of each batch.
 *
 * @param epoch after which, from 1, the warm-up included
 * @param images seen
 * @param top1 share of images whose label has the largest logit
 * @param top5 share of images whose label is among the five largest
 */
public record ValidationScore(
    int epoch,
    long images,
    @JsonProperty("top-1") double top1,
    @JsonProperty("top-5") double top5) {
  static ValidationScore of(int epoch, Accuracy accuracy) {
    return new ValidationScore(epoch, accuracy.images(), accuracy.top1(), accuracy.top5());
  }
}
