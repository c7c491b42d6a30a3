package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dry run of a search by DARTS says of time and memory. */
class DartsEstimateTest {
  @TempDir private Path folder;

  @Test
  void stepsOfEveryStageAreCountedAndNothingIsLeft() throws IOException {
    Path out = folder.resolve("run");
    Outcome outcome =
        Outcome.of(
            "search",
            "-c",
            Path.of("..", "configs", "search-darts-tiny-fashion-mnist.yaml").toString(),
            "--dry-run",
            "--device",
            "cpu",
            "--out",
            out.toString(),
            "stages.cells=[3]",
            "stages.channels=[4]",
            "stages.epochs=[2]",
            "training.share=0.008",
            "training.batch-size=8");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    // 80 images train the weights: 10 steps an epoch, a checkpoint after each.
    assertThat(outcome.out())
        .containsPattern("estimated time: \\d+")
        .containsPattern("stage 1, search steps +20 x +\\d")
        .containsPattern("stage 1, checkpoints +2 x +\\d")
        .containsPattern("estimated peak memory: [\\d.]+ [MG]iB")
        .contains("measured on cpu: steps of stage 1 on noise with 8 images a replica");
    assertThat(Files.exists(out)).isFalse();
  }
}
