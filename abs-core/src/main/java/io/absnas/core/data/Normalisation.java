package io.absnas.core.data;

import java.util.List;

/**
 * Values (v / 255 - mean) / std of pixels v, per channel or the same for all.
 *
 * @param mean one value, or one per channel of the network's input, in the scale 0 to 1
 * @param std standard deviations, as many as means, positive
 */
public record Normalisation(List<Double> mean, List<Double> std) {
  /** Of the 60,000 unpadded training images. */
  public static final Normalisation FASHION_MNIST =
      new Normalisation(List.of(0.2860), List.of(0.3530));

  /** Of the 50,000 training images (DARTS, arXiv 1806.09055, published program). */
  public static final Normalisation CIFAR10 =
      new Normalisation(
          List.of(0.49139968, 0.48215827, 0.44653124), List.of(0.24703233, 0.24348505, 0.26158768));

  /** Of the 50,000 training images. */
  public static final Normalisation CIFAR100 =
      new Normalisation(List.of(0.5071, 0.4867, 0.4408), List.of(0.2675, 0.2565, 0.2761));

  /** Of ImageNet's training images, as torchvision's models use them. */
  public static final Normalisation IMAGENET =
      new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  /** Checks counts and ranges. */
  public Normalisation {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException(
          "mean has %d values and std %d: both need one, or one per channel"
              .formatted(mean.size(), std.size()));
    }
    for (double value : mean) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("mean is " + value + ", allowed 0 to 1");
      }
    }
    for (double value : std) {
      if (!(value > 0 && value <= 1)) {
        throw new IllegalArgumentException("std is " + value + ", allowed above 0, up to 1");
      }
    }
  }

  /** The normalised value of each byte: [channel][0 to 255], float32. */
  float[][] table(int channels) {
    requireChannels(channels);
    float[][] table = new float[channels][256];
    for (int channel = 0; channel < channels; channel++) {
      int entry = mean.size() == 1 ? 0 : channel;
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (float) ((value / 255.0 - mean.get(entry)) / std.get(entry));
      }
    }
    return table;
  }

  /** One mean a channel. */
  float[] means(int channels) {
    return spread(mean, channels);
  }

  /** One standard deviation a channel. */
  float[] stds(int channels) {
    return spread(std, channels);
  }

  private float[] spread(List<Double> values, int channels) {
    requireChannels(channels);
    float[] spread = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      spread[channel] = values.get(values.size() == 1 ? 0 : channel).floatValue();
    }
    return spread;
  }

  void requireChannels(int channels) {
    if (mean.size() != 1 && mean.size() != channels) {
      throw new IllegalArgumentException(
          "normalisation.mean has %d values, allowed 1 or %d, the number of channels"
              .formatted(mean.size(), channels));
    }
  }
}
