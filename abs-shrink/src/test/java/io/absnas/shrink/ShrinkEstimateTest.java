package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.Datasets;
import io.absnas.core.estimate.Reading;
import io.absnas.core.estimate.Readings;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.run.ConfigSources;
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

class ShrinkEstimateTest {
  private static final long MEGA = 1_000_000;

  /** That a scoring round measures. */
  private static final long CHILDREN = 600;

  /** Two stages of 312 steps on the 10,000 embedded images; 2,000 are held out. */
  private static ResolvedConfig<ShrinkConfig> config(String... more) {
    List<String> base =
        List.of(
            "space.id=mobilenet-gpu-21@tiny",
            "device=cpu:2",
            "training.batch-size=32",
            "training.epochs=1",
            "training.later-epochs=1",
            "stop.stages=2",
            "checkpoint.every-steps=500",
            "evaluation={children: 10, recalibration-images: 512, batch-size: 128}");
    return ShrinkConfig.resolve(
        ConfigSources.none().withOverrides(Stream.concat(base.stream(), Stream.of(more)).toList()));
  }

  private static Rehearsed rehearsed(Readings step, Optional<Readings> pass, boolean loads) {
    return new Rehearsed(
        "cpu x 2",
        2,
        3,
        step,
        14,
        pass,
        loads ? OptionalDouble.of(0.001) : OptionalDouble.empty(),
        loads ? OptionalDouble.of(0.002) : OptionalDouble.empty(),
        0.1,
        0.2,
        CHILDREN,
        0.3,
        0.4,
        600 * MEGA,
        1200 * MEGA,
        1300 * MEGA,
        0);
  }

  private static RunEstimate estimate(ResolvedConfig<ShrinkConfig> config, Rehearsed rehearsed) {
    ShrinkPlan plan = new ShrinkRun(config, List.of()).plan();
    return ShrinkEstimate.of(
        config.value(),
        plan,
        rehearsed,
        new RunEstimate.Limits(4, 2, 8000 * MEGA, 1L << 30, 1L << 29));
  }

  @Test
  void addsUpWhatARunDoes() {
    Readings step = new Readings(List.of(new Reading(16, 0.5, 1000 * MEGA)));
    Readings pass = new Readings(List.of(new Reading(128, 1.28, 800 * MEGA)));
    RunEstimate estimate = estimate(config(), rehearsed(step, Optional.of(pass), true));
    // start, steps, epochs, evaluations, rounds, checkpoints (one within the second stage), files.
    // Five children a replica see 2 * 2000 + 512 images of 10 ms; 2,512 are prepared once.
    double evaluation = 5 * 4512 * 0.01 + 2512 * 0.002;
    assertThat(estimate.time().seconds())
        .isCloseTo(
            3 + 624 * 0.5 + 2 * 0.1 + 2 * evaluation + 2 * 0.2 + 3 * 0.3 + 0.4, within(1e-9));
    // Training held most; batches of 32 and kept images, 12,288 bytes each, fill more of the heap.
    assertThat(estimate.memory().peakBytes()).isEqualTo(1300 * MEGA + 12_288L * (32 * 5 + 2512));
    assertThat(estimate.lines())
        .contains(
            "estimated data wait: 0.0 % of training",
            "measured on cpu x 2: 14 steps of noise with 16 images a replica; checkpoints, one"
                + " scoring round",
            "measured: passes of evaluation with 128 images",
            "measured: loading, 1.00 ms an image and thread")
        .anyMatch(line -> line.matches("estimated time: 12m58s \\(778\\.1 s\\)"))
        .anyMatch(line -> line.startsWith("estimated peak memory: 1.24 GiB (1271 MiB)"));
  }

  @Test
  void scoringByAccuracyCountsABatchForEachChild() {
    Readings step = new Readings(List.of(new Reading(16, 0.5, 1000 * MEGA)));
    Readings pass = new Readings(List.of(new Reading(128, 1.28, 800 * MEGA)));
    ResolvedConfig<ShrinkConfig> config =
        config("scoring.metric=accuracy", "evaluation.children=0");
    RunEstimate estimate = estimate(config, rehearsed(step, Optional.of(pass), true));
    // Two rounds: 600 batches shared by two replicas, 2,000 images prepared at 2 ms.
    assertThat(estimate.time().seconds())
        .isCloseTo(
            3 + 624 * 0.5 + 2 * 0.1 + 2 * 0.2 + 2 * (300 * 1.28 + 4) + 3 * 0.3 + 0.4, within(1e-9));
    assertThat(estimate.lines())
        .anyMatch(line -> line.contains("at most 600 children of a batch each"));
  }

  @Test
  void whatWasNotMeasuredFollowsAlongALine() {
    Readings step =
        new Readings(List.of(new Reading(4, 0.5, 1000 * MEGA), new Reading(8, 0.9, 1100 * MEGA)));
    RunEstimate estimate =
        estimate(config("evaluation.children=0"), rehearsed(step, Optional.empty(), false));
    // 0.1 + 0.1 an image: 1.7 s for the 16 of each replica
    assertThat(estimate.step().seconds()).isCloseTo(1.7, within(1e-9));
    // 8 images more of 25 MB
    assertThat(estimate.memory().peakBytes())
        .isEqualTo(1300 * MEGA + 200 * MEGA + 12_288L * 32 * 5);
    assertThat(estimate.lines())
        .contains("not counted: loading, because the images are not there")
        .anyMatch(line -> line.contains("4 and 8 images a replica, the rest to 16 along a line"))
        .noneMatch(line -> line.contains("evaluation"));
  }

  @Test
  void aHeapThatIsTooSmallIsNamedWithTheRemedy() {
    Readings step = new Readings(List.of(new Reading(16, 0.5, 1000 * MEGA)));
    RunEstimate estimate =
        estimate(
            config("data.prefetch=1000", "training.batch-size=320"),
            rehearsed(step, Optional.empty(), true));
    assertThat(estimate.lines())
        .anyMatch(
            line ->
                line.startsWith("estimated Java heap: at least 3.")
                    && line.endsWith(": too little, set ABS_OPTS=-Xmx6g"))
        .noneMatch(line -> line.endsWith(", too little"));
  }

  @Test
  void aMachineThatIsTooSmallIsNamed() {
    Readings step =
        new Readings(List.of(new Reading(1, 0.1, 1000 * MEGA), new Reading(2, 0.2, 1600 * MEGA)));
    // 14 images more of 600 MB each on a machine of 8 GB
    assertThat(estimate(config(), rehearsed(step, Optional.empty(), true)).lines())
        .anyMatch(
            line ->
                line.startsWith("estimated peak memory: ")
                    && line.endsWith("; the machine has 7.45 GiB, too little"));
  }

  @Test
  void rehearsesOnTheDevicesOfTheConfigurationAndLeavesNothing(@TempDir Path folder)
      throws IOException {
    ShrinkConfig values =
        config("space.width=0.25", "scoring.children-per-op=5", "evaluation.batch-size=8").value();
    Rehearsed rehearsed =
        new Rehearsal(
                values,
                values.space().resolve(),
                624,
                Optional.of(Datasets.open(values.data())),
                folder)
            .run();
    assertThat(rehearsed.replicas()).isEqualTo(2);
    assertThat(rehearsed.devices()).isEqualTo("cpu x 2");
    assertThat(rehearsed.stepsTimed()).isEqualTo(14);
    assertThat(rehearsed.step().largest().images()).isBetween(2, 16);
    assertThat(rehearsed.pass().orElseThrow().largest().images()).isBetween(2, 8);
    assertThat(rehearsed.loadSeconds().orElseThrow()).isPositive();
    assertThat(rehearsed.prepareSeconds().orElseThrow()).isPositive();
    assertThat(rehearsed.peak()).isGreaterThanOrEqualTo(rehearsed.heldThen());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
