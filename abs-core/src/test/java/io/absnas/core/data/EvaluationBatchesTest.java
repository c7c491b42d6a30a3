package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationBatchesTest {
  private static final Normalisation SCALE = new Normalisation(List.of(0.0), List.of(1.0));
  private static final PixelTransform PLAIN = new PixelTransform(1, 1, SCALE);

  @Test
  void goesThroughAllImagesInFileOrderAndKeepsTheLastBatch() {
    EvaluationBatches batches = EvaluationBatches.inFileOrder(DataFiles.pixels(10, 3), PLAIN, 4);
    assertThat(batches.batchCount()).isEqualTo(3);
    assertThat(batches.imageCount()).isEqualTo(10);
    assertThat(batches.classes()).isEqualTo(3);
    for (int round = 0; round < 2; round++) {
      List<Integer> sizes = new ArrayList<>();
      List<Integer> images = new ArrayList<>();
      List<Integer> labels = new ArrayList<>();
      for (HostBatch batch : batches) {
        sizes.add(batch.count());
        for (int i = 0; i < batch.count(); i++) {
          images.add(Math.round(batch.pixels()[i] * 255));
          labels.add(batch.labels()[i]);
        }
      }
      assertThat(sizes).containsExactly(4, 4, 2);
      assertThat(images).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThat(labels).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0);
    }
  }

  @Test
  void trainingCropsAreFixedByTheSeedWhateverTheBatchSize() {
    EmbeddedImages images = EmbeddedImages.heldOut();
    Augmentation augmentation =
        new Augmentation(AugmentationConfig.STANDARD, new PixelTransform(32, 3, SCALE));
    float[] first = crops(images, augmentation, 1, 100, 32);
    assertThat(Arrays.equals(first, crops(images, augmentation, 1, 100, 7))).isTrue();
    float[] longer = crops(images, augmentation, 1, 150, 64);
    assertThat(Arrays.equals(first, Arrays.copyOf(longer, first.length))).isTrue();
    assertThat(Arrays.equals(first, crops(images, augmentation, 2, 100, 32))).isFalse();
  }

  @Test
  void augmentedImagesAreThoseOfTheFileFixedByTheSeed() {
    EmbeddedImages images = EmbeddedImages.heldOut();
    Augmentation augmentation =
        new Augmentation(AugmentationConfig.STANDARD, new PixelTransform(32, 3, SCALE));
    Augmentation none = new Augmentation(AugmentationConfig.NONE, new PixelTransform(32, 3, SCALE));
    RandomStreams streams = RandomStreams.of(1);
    EvaluationBatches changed = EvaluationBatches.augmented(images, augmentation, streams, 30);
    EvaluationBatches plain = EvaluationBatches.inFileOrder(images, none.transform(), 30);
    assertThat(changed.imageCount()).isEqualTo(images.size());
    assertThat(changed.batch(2).labels()).isEqualTo(plain.batch(2).labels());
    assertThat(changed.batch(2).pixels()).isNotEqualTo(plain.batch(2).pixels());
    assertThat(changed.batch(2).pixels()).isEqualTo(changed.batch(2).pixels());
    int pixels = 32 * 32 * 3;
    float[] image70 = Arrays.copyOfRange(changed.batch(2).pixels(), 10 * pixels, 11 * pixels);
    assertThat(EvaluationBatches.augmented(images, augmentation, streams, 7).batch(10).pixels())
        .startsWith(image70);
    assertThat(EvaluationBatches.augmented(images, none, streams, 30).batch(2).pixels())
        .isEqualTo(plain.batch(2).pixels());
    assertThat(
            EvaluationBatches.augmented(images, augmentation, RandomStreams.of(2), 30)
                .batch(2)
                .pixels())
        .isNotEqualTo(changed.batch(2).pixels());
  }

  @Test
  void trainingCropsAreDrawnUniformlyWithReplacement() {
    Augmentation augmentation = new Augmentation(AugmentationConfig.NONE, PLAIN);
    int[] counts = new int[10];
    for (HostBatch batch :
        EvaluationBatches.fixedTrainingCrops(
            DataFiles.pixels(10, 10), augmentation, RandomStreams.of(0), 10_000, 500)) {
      for (int i = 0; i < batch.count(); i++) {
        assertThat(Math.round(batch.pixels()[i] * 255)).isEqualTo(batch.labels()[i]);
        counts[batch.labels()[i]]++;
      }
    }
    // 1,000 each, standard deviation 30.
    assertThat(IntStream.of(counts).min().getAsInt()).isGreaterThan(850);
    assertThat(IntStream.of(counts).max().getAsInt()).isLessThan(1150);
  }

  @Test
  void aBatchSizeAboveAllImagesIsOneBatch() {
    EvaluationBatches batches =
        EvaluationBatches.inFileOrder(DataFiles.pixels(10, 2), PLAIN, Integer.MAX_VALUE);
    assertThat(batches.batchCount()).isEqualTo(1);
    assertThat(batches.batch(0).count()).isEqualTo(10);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    MemoryImages images = DataFiles.pixels(10, 2);
    EvaluationBatches batches = EvaluationBatches.inFileOrder(images, PLAIN, 4);
    assertThatThrownBy(() -> batches.batch(3)).hasMessage("batch 3, allowed 0 to 2");
    assertThatThrownBy(() -> EvaluationBatches.inFileOrder(images, PLAIN, 0))
        .hasMessage("batchSize must be positive, was 0");
    Iterator<HostBatch> iterator = EvaluationBatches.inFileOrder(images, PLAIN, 10).iterator();
    iterator.next();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  private static float[] crops(
      ImageSource images, Augmentation augmentation, long seed, int count, int batchSize) {
    float[] all = new float[count * augmentation.transform().outputSize()];
    int at = 0;
    for (HostBatch batch :
        EvaluationBatches.fixedTrainingCrops(
            images, augmentation, RandomStreams.of(seed), count, batchSize)) {
      System.arraycopy(batch.pixels(), 0, all, at, batch.pixels().length);
      at += batch.pixels().length;
    }
    assertThat(at).isEqualTo(all.length);
    return all;
  }
}
