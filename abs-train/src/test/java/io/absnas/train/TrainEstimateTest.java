package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.Datasets;
import io.absnas.core.estimate.Reading;
import io.absnas.core.estimate.Readings;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.run.ResolvedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainEstimateTest {
  private static final long MEGA = 1_000_000;

  @TempDir private Path directory;

  @Test
  void addsUpWhatATrainingDoes() throws IOException {
    // Six steps, three evaluations of 40 images in batches of 16, a checkpoint at every step.
    ResolvedConfig<TrainConfig> config = new TrainInputs(directory).config();
    Rehearsed rehearsed =
        new Rehearsed(
            "cpu x 2",
            2,
            3,
            new Readings(
                List.of(new Reading(4, 0.5, 1000 * MEGA), new Reading(8, 0.9, 1100 * MEGA))),
            4,
            new Readings(List.of(new Reading(16, 0.25, 800 * MEGA))),
            OptionalDouble.of(0.001),
            OptionalDouble.of(0.002),
            0.3,
            0.4,
            600 * MEGA,
            1200 * MEGA,
            1300 * MEGA,
            0);
    RunEstimate estimate =
        TrainEstimate.of(
            config.value(),
            new TrainRun(config, List.of()).plan(),
            rehearsed,
            new RunEstimate.Limits(4, 2, 8000 * MEGA, 1L << 30, 1L << 29));
    // 0.1 + 0.1 an image: 1.7 s for the 16 of each replica; three batches on two replicas.
    double evaluation = 2 * 0.25 + 40 * 0.002;
    assertThat(estimate.time().seconds())
        .isCloseTo(3 + 6 * 1.7 + 3 * evaluation + 9 * 0.3 + 5 * 0.4, within(1e-9));
    // Eight images more of 25 MB each, and 100 MB beyond training.
    assertThat(estimate.memory().peakBytes()).isBetween(1500 * MEGA, 1502 * MEGA);
    assertThat(estimate.lines())
        .contains("measured: loading, 1.00 ms an image and thread")
        .anyMatch(line -> line.contains("4 and 8 images a replica, the rest to 16 along a line"));
  }

  @Test
  void rehearsesOnTheDevicesOfTheConfigurationAndLeavesNothing(@TempDir Path empty)
      throws IOException {
    ResolvedConfig<TrainConfig> config =
        new TrainInputs(directory)
            .config("device=cpu:2", "training.ema={decay: 0.9, warm-up: false}");
    Rehearsed rehearsed =
        new TrainRehearsal(
                config.value(),
                NetworkPlan.of(config),
                Optional.of(Datasets.open(config.value().data())),
                empty)
            .run();
    assertThat(rehearsed.replicas()).isEqualTo(2);
    assertThat(rehearsed.devices()).isEqualTo("cpu x 2");
    assertThat(rehearsed.step().largest().images()).isBetween(2, 16);
    assertThat(rehearsed.pass().largest().images()).isBetween(2, 16);
    assertThat(rehearsed.loadSeconds().orElseThrow()).isPositive();
    assertThat(rehearsed.peak()).isGreaterThanOrEqualTo(rehearsed.heldThen());
    try (Stream<Path> left = Files.list(empty)) {
      assertThat(left).isEmpty();
    }
  }
}
