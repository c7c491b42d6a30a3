package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.Draw;
import io.absnas.core.data.LastBatch;
import io.absnas.core.run.RandomStreams;
import org.junit.jupiter.api.Test;

final class LoaderBatchesTest {
  private static final DataPair DATA = Datasets.open(DataConfig.defaults());

  @Test
  void aResumedRunSeesTheBatchesOfACalmOne() {
    try (BatchLoader calm = loader();
        BatchLoader resumed = loader()) {
      LoaderBatches first = LoaderBatches.start(calm, 0);
      for (long step = 1; step <= 4; step++) {
        first.batch(step);
      }
      LoaderBatches second = LoaderBatches.start(resumed, 4);
      for (long step = 5; step <= 6; step++) {
        var expected = first.batch(step);
        var found = second.batch(step);
        assertThat(found.pixels()).isEqualTo(expected.pixels());
        assertThat(found.labels()).isEqualTo(expected.labels());
      }
    }
  }

  @Test
  void batchesComeInOrder() {
    try (BatchLoader loader = loader()) {
      LoaderBatches batches = LoaderBatches.start(loader, 7);
      assertThatIllegalStateException()
          .isThrownBy(() -> batches.batch(7))
          .withMessageContaining("step 8");
      assertThat(batches.batch(8).count()).isEqualTo(16);
    }
  }

  private static BatchLoader loader() {
    return new BatchLoader(
        DATA.training(),
        DATA.augmentation(),
        new BatchPlan(16, Draw.SHUFFLED, LastBatch.DROP),
        RandomStreams.of(2),
        1,
        2);
  }
}
