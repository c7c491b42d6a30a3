package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeptBatchesTest {
  /** Seven images of 2x2 in batches of 3, 3 and 1; a full batch has 48 bytes of pixels. */
  private static EvaluationBatches batches() {
    byte[] pixels = new byte[7 * 4];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (5 * i);
    }
    int[] labels = {0, 1, 0, 1, 1, 0, 0};
    return EvaluationBatches.inFileOrder(
        MemoryImages.of("seven", 2, 1, 2, 2, pixels, labels),
        new PixelTransform(2, 1, new Normalisation(List.of(0.0), List.of(1.0))),
        3);
  }

  private static List<HostBatch> all(KeptBatches batches) {
    List<HostBatch> found = new ArrayList<>();
    batches.forEach(found::add);
    return found;
  }

  @Test
  void everyPassHasTheSameContent() {
    for (long bound : new long[] {0, 50, 112, 1000}) {
      KeptBatches kept = new KeptBatches(batches(), bound);
      for (int pass = 0; pass < 2; pass++) {
        List<HostBatch> found = all(kept);
        assertThat(found).hasSize(3);
        for (int i = 0; i < 3; i++) {
          assertThat(found.get(i).pixels()).isEqualTo(batches().batch(i).pixels());
          assertThat(found.get(i).labels()).isEqualTo(batches().batch(i).labels());
        }
      }
    }
  }

  @Test
  void keepsAsManyAsFitIntoTheBound() {
    KeptBatches two = new KeptBatches(batches(), 100);
    assertThat(two.kept()).isEqualTo(2);
    assertThat(two.keptBytes()).isEqualTo(96);
    List<HostBatch> first = all(two);
    List<HostBatch> second = all(two);
    assertThat(second.get(0)).isSameAs(first.get(0));
    assertThat(second.get(1)).isSameAs(first.get(1));
    assertThat(second.get(2)).isNotSameAs(first.get(2));
    KeptBatches whole = new KeptBatches(batches(), 112);
    assertThat(whole.kept()).isEqualTo(3);
    assertThat(whole.keptBytes()).isEqualTo(112);
    assertThat(new KeptBatches(batches(), 47).kept()).isZero();
  }

  @Test
  void allThreadsShareTheOneThatWasMadeFirst() throws ExecutionException, InterruptedException {
    KeptBatches kept = new KeptBatches(batches(), 1000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<HostBatch>>> passes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        passes.add(threads.submit(() -> all(kept)));
      }
      List<HostBatch> expected = all(kept);
      for (Future<List<HostBatch>> pass : passes) {
        for (int i = 0; i < expected.size(); i++) {
          assertThat(pass.get().get(i)).isSameAs(expected.get(i));
        }
      }
    } finally {
      threads.shutdown();
    }
  }
}
