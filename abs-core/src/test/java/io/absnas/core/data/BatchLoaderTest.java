package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INTERRUPTED;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatchLoaderTest {
  private static final RandomStreams STREAMS = RandomStreams.of(7);
  private static final Normalisation SCALE = new Normalisation(List.of(0.0), List.of(1.0));
  private static final BatchPlan SHUFFLED = new BatchPlan(4, Draw.SHUFFLED, LastBatch.KEEP);

  @Test
  void shuffledPassesShowEveryImageOnceInAnOrderOfTheirOwn() {
    List<List<Integer>> passes = new ArrayList<>();
    try (BatchLoader loader = loader(DataFiles.pixels(10, 2), SHUFFLED, 2, 3)) {
      loader.start(0);
      for (int pass = 0; pass < 3; pass++) {
        List<Integer> seen = new ArrayList<>();
        for (int size : new int[] {4, 4, 2}) {
          HostBatch batch = loader.take();
          assertThat(batch.count()).isEqualTo(size);
          seen.addAll(imagesOf(batch));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        passes.add(seen);
      }
    }
    assertThat(passes).doesNotHaveDuplicates();
  }

  @Test
  void labelsBelongToTheirImages() {
    HostBatch batch = loader(DataFiles.pixels(10, 3), SHUFFLED, 1, 1).batch(0);
    for (int i = 0; i < batch.count(); i++) {
      assertThat(batch.labels()[i]).isEqualTo(imagesOf(batch).get(i) % 3);
    }
  }

  @Test
  void dropsThePartialBatchWhereAskedTo() {
    BatchPlan plan = new BatchPlan(4, Draw.SHUFFLED, LastBatch.DROP);
    assertThat(plan.stepsPerEpoch(10)).isEqualTo(2);
    BatchLoader loader = loader(DataFiles.pixels(10, 2), plan, 1, 1);
    List<Integer> pass = new ArrayList<>(imagesOf(loader.batch(2)));
    pass.addAll(imagesOf(loader.batch(3)));
    assertThat(pass).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void passesFollowOneAnotherWhateverAnEpochIs() {
    BatchPlan plan = new BatchPlan(4, Draw.SHUFFLED, LastBatch.KEEP, Optional.of(2));
    assertThat(plan.stepsPerEpoch(10)).isEqualTo(2);
    BatchLoader loader = loader(DataFiles.pixels(10, 2), plan, 1, 1);
    for (int pass = 0; pass < 2; pass++) {
      List<Integer> seen = new ArrayList<>();
      for (int step = 3 * pass; step < 3 * pass + 3; step++) {
        seen.addAll(imagesOf(loader.batch(step)));
      }
      assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
    assertThatThrownBy(() -> new BatchPlan(4, Draw.SHUFFLED, LastBatch.KEEP, Optional.of(0)))
        .hasMessage("epochSteps must be positive, was 0");
  }

  @Test
  void drawsUniformlyWithReplacement() {
    BatchPlan plan = new BatchPlan(50, Draw.WITH_REPLACEMENT, LastBatch.DROP);
    BatchLoader loader = loader(DataFiles.pixels(10, 2), plan, 1, 1);
    int[] counts = new int[10];
    for (int step = 0; step < 200; step++) {
      imagesOf(loader.batch(step)).forEach(image -> counts[image]++);
    }
    // 10,000 draws: 1,000 each, standard deviation 30.
    assertThat(IntStream.of(counts).min().getAsInt()).isGreaterThan(850);
    assertThat(IntStream.of(counts).max().getAsInt()).isLessThan(1150);
  }

  @Test
  void threadsQueueAndStartMakeNoDifference() {
    EmbeddedImages images = EmbeddedImages.heldOut();
    for (Draw draw : Draw.values()) {
      BatchPlan plan = new BatchPlan(300, draw, LastBatch.KEEP);
      List<HostBatch> calm = takeAll(images, plan, 1, 1, 0, 16);
      List<HostBatch> busy = takeAll(images, plan, 4, 7, 0, 16);
      List<HostBatch> resumed = takeAll(images, plan, 3, 2, 9, 7);
      for (int step = 0; step < 16; step++) {
        assertSame(busy.get(step), calm.get(step));
        if (step >= 9) {
          assertSame(resumed.get(step - 9), calm.get(step));
        }
      }
    }
  }

  @Test
  void otherSeedsGiveOtherBatches() {
    MemoryImages images = DataFiles.pixels(200, 2);
    BatchPlan plan = new BatchPlan(100, Draw.SHUFFLED, LastBatch.KEEP);
    BatchLoader one = new BatchLoader(images, plain(), plan, RandomStreams.of(1), 1, 1);
    BatchLoader two = new BatchLoader(images, plain(), plan, RandomStreams.of(2), 1, 1);
    assertThat(imagesOf(one.batch(0))).isNotEqualTo(imagesOf(two.batch(0)));
  }

  @Test
  void countsTheTimeSpentWaiting() {
    try (BatchLoader loader = loader(DataFiles.pixels(10, 2), SHUFFLED, 1, 1)) {
      loader.start(0);
      assertThat(loader.waitNanos()).isZero();
      loader.take();
      assertThat(loader.waitNanos()).isPositive();
    }
  }

  @Test
  void closeEndsTheWorkers() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    BatchLoader loader = loader(DataFiles.pixels(10, 2), SHUFFLED, 3, 2);
    loader.start(0);
    loader.take();
    loader.close();
    loader.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().startsWith("abs-data-"))
        .isSubsetOf(before);
    assertThatThrownBy(loader::take).hasMessage("the loader is closed");
  }

  @Test
  void anInterruptedConsumerIsTold() {
    try (BatchLoader loader =
        loader(
            EmbeddedImages.heldOut(), new BatchPlan(2000, Draw.SHUFFLED, LastBatch.KEEP), 1, 1)) {
      loader.start(0);
      Thread.currentThread().interrupt();
      assertRefused(INTERRUPTED, loader::take)
          .hasMessage("interrupted while waiting for the batch of step 0");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void isStartedOnceBeforeItIsUsed() {
    try (BatchLoader loader = loader(DataFiles.pixels(10, 2), SHUFFLED, 1, 1)) {
      assertThatThrownBy(loader::take).hasMessage("the loader was not started");
      assertThatThrownBy(() -> loader.start(-1))
          .hasMessage("firstStep must not be negative, was -1");
      loader.start(0);
      assertThatThrownBy(() -> loader.start(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesABatchAboveTheImagesOfAShuffledPass() {
    BatchPlan dropping = new BatchPlan(11, Draw.SHUFFLED, LastBatch.DROP);
    assertRefused(USAGE, () -> loader(DataFiles.pixels(10, 2), dropping, 1, 1))
        .hasMessageStartingWith("batch size 11 is above the 10 training images");
    assertThat(new BatchPlan(11, Draw.SHUFFLED, LastBatch.KEEP).stepsPerEpoch(10)).isEqualTo(1);
    assertThat(new BatchPlan(11, Draw.WITH_REPLACEMENT, LastBatch.DROP).stepsPerEpoch(10))
        .isEqualTo(1);
    assertThatThrownBy(() -> new BatchPlan(0, Draw.SHUFFLED, LastBatch.DROP))
        .hasMessage("batchSize must be positive, was 0");
  }

  @Test
  void refusesABatchThatNoArrayHolds() {
    BatchPlan plan = new BatchPlan(683, Draw.WITH_REPLACEMENT, LastBatch.DROP);
    Augmentation large =
        new Augmentation(AugmentationConfig.NONE, new PixelTransform(1024, 3, SCALE));
    RandomStreams streams = RandomStreams.of(1);
    assertRefused(USAGE, () -> new BatchLoader(DataFiles.pixels(10, 2), large, plan, streams, 1, 1))
        .hasMessage(
            "batch size 683 is above the 682 images of 1024x1024x3 values that fit one batch");
    // What is not divided among devices has a quarter of it: a buffer of so many bytes.
    assertRefused(USAGE, () -> large.transform().requireOneBuffer(171))
        .hasMessageStartingWith("batch size 171 is above the 170 images");
  }

  private static Augmentation plain() {
    return new Augmentation(AugmentationConfig.NONE, new PixelTransform(1, 1, SCALE));
  }

  private static BatchLoader loader(PixelImages images, BatchPlan plan, int threads, int prefetch) {
    PixelTransform transform = new PixelTransform(images.height(), 1, SCALE);
    return new BatchLoader(
        images,
        new Augmentation(AugmentationConfig.NONE, transform),
        plan,
        STREAMS,
        threads,
        prefetch);
  }

  private static List<HostBatch> takeAll(
      PixelImages images, BatchPlan plan, int threads, int prefetch, long first, int count) {
    Augmentation augmentation =
        new Augmentation(new AugmentationConfig(true, 4, 8), new PixelTransform(32, 1, SCALE));
    List<HostBatch> batches = new ArrayList<>();
    try (BatchLoader loader =
        new BatchLoader(images, augmentation, plan, STREAMS, threads, prefetch)) {
      loader.start(first);
      for (int i = 0; i < count; i++) {
        batches.add(loader.take());
      }
    }
    return batches;
  }

  private static void assertSame(HostBatch actual, HostBatch expected) {
    assertThat(Arrays.equals(actual.pixels(), expected.pixels())).isTrue();
    assertThat(actual.labels()).isEqualTo(expected.labels());
  }

  /** The numbers of one-pixel images, which are their values. */
  private static List<Integer> imagesOf(HostBatch batch) {
    List<Integer> images = new ArrayList<>();
    for (float pixel : batch.pixels()) {
      images.add(Math.round(pixel * 255));
    }
    return images;
  }
}
