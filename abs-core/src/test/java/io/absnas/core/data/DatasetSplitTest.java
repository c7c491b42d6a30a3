package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatasetSplitTest {
  private static final RandomStreams SEED_0 = RandomStreams.of(0);

  @Test
  void isDisjointCompleteAndInFileOrder() {
    DatasetSplit split = DatasetSplit.classBalanced(DataFiles.pixels(1000, 10), 300, SEED_0);
    assertThat(split.training()).hasSize(700).isSorted();
    assertThat(split.heldOut()).hasSize(300).isSorted();
    int[] all =
        IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.heldOut()))
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void givesTheFirstClassesOneMoreWhereTheCountIsUneven() {
    MemoryImages images = DataFiles.pixels(400, 4);
    int[] counts = new int[4];
    for (int index : DatasetSplit.classBalanced(images, 42, SEED_0).heldOut()) {
      counts[images.label(index)]++;
    }
    assertThat(counts).containsExactly(11, 11, 10, 10);
  }

  @Test
  void dependsOnTheSeedAlone() {
    MemoryImages images = DataFiles.pixels(1000, 10);
    int[] heldOut = DatasetSplit.classBalanced(images, 300, SEED_0).heldOut();
    assertThat(DatasetSplit.classBalanced(images, 300, RandomStreams.of(0)).heldOut())
        .isEqualTo(heldOut);
    assertThat(DatasetSplit.classBalanced(images, 300, RandomStreams.of(1)).heldOut())
        .isNotEqualTo(heldOut);
  }

  @Test
  void choosesUniformlyWithinAClass() {
    // 10 of 20 images of each class: over 400 seeds each image is held out 200 times, sd 10.
    MemoryImages images = DataFiles.pixels(40, 2);
    int[] times = new int[40];
    for (int seed = 0; seed < 400; seed++) {
      for (int index : DatasetSplit.classBalanced(images, 20, RandomStreams.of(seed)).heldOut()) {
        times[index]++;
      }
    }
    assertThat(Arrays.stream(times).min().getAsInt()).isGreaterThan(150);
    assertThat(Arrays.stream(times).max().getAsInt()).isLessThan(250);
  }

  @Test
  void leavesEveryClassAnImageToTrainOn() {
    MemoryImages images = DataFiles.pixels(40, 2);
    assertThat(DatasetSplit.classBalanced(images, 38, SEED_0).training()).hasSize(2);
    assertRefused(USAGE, () -> DatasetSplit.classBalanced(images, 40, SEED_0))
        .hasMessage(
            "data.valid-images is 40, which takes 20 images of class 0: pixels has 20, and one"
                + " must stay");
    assertThatThrownBy(() -> DatasetSplit.classBalanced(images, 0, SEED_0))
        .hasMessage("heldOut must be positive, was 0");
  }
}
