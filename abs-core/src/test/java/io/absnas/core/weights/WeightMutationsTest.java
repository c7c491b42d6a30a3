package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.mutation.MutatedFormat;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WeightMutationsTest {
  /** More by the system property; scripts/campaign.sh weights reads 100,000. */
  private static final int COUNT = Integer.getInteger("abs.mutations", 10_000);

  /** What unpacks to nothing but zeros may take 16 MiB, and is read a second time as doubles. */
  private static final long MOST_BYTES = 64 << 20;

  @Test
  void mutatedFilesAreReadOrRefusedWithinBounds() throws IOException {
    MutatedFormat format = WeightMutations.format();
    int read = 0;
    long most = 0;
    for (int i = 0; i < COUNT; i++) {
      MutatedFormat.Result result = format.result(1, i);
      most = Math.max(most, result.bytes());
      read += result.read() ? 1 : 0;
    }
    assertThat(most).isLessThan(MOST_BYTES);
    // Both happen, so that neither is all that was tested.
    assertThat(read).isBetween(COUNT / 20, COUNT * 19 / 20);
  }
}
