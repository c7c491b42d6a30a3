package io.absnas.search.darts;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The network of a stage on the images that train the architecture.
 *
 * @param stage number of the stage, from 0
 * @param epoch epochs of the stage behind it
 * @param images that were looked at
 * @param loss mean cross-entropy
 * @param top1 share of them whose label has the largest logit
 * @param top5 share of them whose label is among the five largest
 */
public record StageScore(
    int stage,
    int epoch,
    long images,
    double loss,
    @JsonProperty("top-1") double top1,
    @JsonProperty("top-5") double top5) {}
