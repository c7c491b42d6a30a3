package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MixupTest {
  @Test
  void imagesAreMixedAsByTorchvision() {
    JsonNode golden = GoldenFiles.json("training.json").get("mixup");
    double[] images = GoldenFiles.numbers(golden.get("images"));
    float[] pixels = new float[images.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) images[i];
    }
    int[] labels =
        Arrays.stream(GoldenFiles.numbers(golden.get("labels"))).mapToInt(v -> (int) v).toArray();
    HostBatch mixed = Mixup.mix(new HostBatch(pixels, labels, 2, 2, 3), 0.3);
    double[] expected = GoldenFiles.numbers(golden.get("mixed"));
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) mixed.pixels()[i]).isCloseTo(expected[i], within(1e-6));
    }
    assertThat(mixed.labels()).isEqualTo(labels);
    assertThat(mixed.mixture()).contains(new LabelMixture(List.of(1, 2, 0, 1), 0.3));
    // Shares of classes as torchvision's one-hot mixtures have them.
    double[] targets = GoldenFiles.numbers(golden.get("targets"));
    for (int image = 0; image < 4; image++) {
      double[] row = new double[3];
      row[labels[image]] += 0.3;
      row[mixed.mixture().orElseThrow().others().get(image)] += 0.7;
      assertThat(row)
          .containsExactly(Arrays.copyOfRange(targets, 3 * image, 3 * image + 3), within(1e-6));
    }
  }

  /** Mean 1/2 and variance 1 / (4 (2 alpha + 1)), and for alpha 1 all shares alike. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.2, 1, 3})
  void sharesFollowTheBetaDistribution(double alpha) {
    Mixup mixup = new Mixup(alpha);
    RandomGenerator random = RandomStreams.of(5).stream("shares");
    int draws = 40_000;
    double sum = 0;
    double squares = 0;
    int belowAQuarter = 0;
    for (int i = 0; i < draws; i++) {
      double share = mixup.share(random);
      assertThat(share).isBetween(0.0, 1.0);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
      belowAQuarter += share < 0.25 ? 1 : 0;
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(sum / draws).isCloseTo(0.5, within(5 * Math.sqrt(variance / draws)));
    assertThat(squares / draws).isCloseTo(variance, within(0.02 * variance));
    if (alpha == 1) {
      assertThat((double) belowAQuarter / draws).isCloseTo(0.25, within(0.01));
    }
  }

  @Test
  void aTinyAlphaLeavesOneImageAlone() {
    RandomGenerator random = RandomStreams.of(5).stream("shares");
    for (int i = 0; i < 100; i++) {
      double share = new Mixup(1e-9).share(random);
      assertThat(Math.min(share, 1 - share)).isLessThan(1e-6);
    }
  }

  @Test
  void aLoaderMixesTheBatchOfAStepAlwaysAlike() {
    PixelImages images = DataFiles.pixels(12, 3);
    Augmentation plain =
        new Augmentation(
            AugmentationConfig.NONE,
            new PixelTransform(images.height(), 1, new Normalisation(List.of(0.0), List.of(1.0))));
    BatchPlan plan = new BatchPlan(4, Draw.SHUFFLED, LastBatch.DROP);
    RandomStreams streams = RandomStreams.of(9);
    try (BatchLoader mixing =
            new BatchLoader(images, plain, plan, streams, Optional.of(new Mixup(1)), 2, 2);
        BatchLoader unmixed = new BatchLoader(images, plain, plan, streams, 1, 1)) {
      HostBatch batch = mixing.batch(7);
      HostBatch expected =
          Mixup.mix(unmixed.batch(7), new Mixup(1).share(streams.stream("mixup", 7)));
      assertThat(batch.pixels()).isEqualTo(expected.pixels());
      assertThat(batch.mixture()).isEqualTo(expected.mixture()).isPresent();
      mixing.start(7);
      assertThat(mixing.take().pixels()).isEqualTo(batch.pixels());
      assertThat(unmixed.batch(7).mixture()).isEmpty();
    }
  }

  @Test
  void whatCannotBeMixedIsRefused() {
    assertThatThrownBy(() -> new Mixup(0)).hasMessage("alpha is 0.0, must be above 0");
    assertThatThrownBy(() -> new LabelMixture(List.of(1), 1.5))
        .hasMessage("share must be 0 to 1, was 1.5");
    assertThatThrownBy(
            () ->
                new HostBatch(new float[2], new int[2], new LabelMixture(List.of(1), 0.5), 1, 1, 1))
        .hasMessage("1 second labels for 2 images");
  }
}
