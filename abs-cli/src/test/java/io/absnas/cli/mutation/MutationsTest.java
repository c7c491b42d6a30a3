package io.absnas.cli.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.mutation.MutatedFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A few damaged files of each format; {@code scripts/campaign.sh mutations} reads thousands. */
class MutationsTest {
  private static final int COUNT = 60;

  /** Of those whose files take long, and of that which has a test of its own. */
  private static final int FEW = 10;

  private static final List<String> SLOW = List.of("csv", "pth");

  @TempDir static Path work;

  @TestFactory
  List<DynamicTest> damagedFilesAreRefusedOrReadAsTheyWere() throws IOException {
    return MutationCampaign.formats(work).stream()
        .map(format -> DynamicTest.dynamicTest(format.name(), () -> check(format)))
        .toList();
  }

  private static void check(MutatedFormat format) throws IOException {
    format.requireWhole();
    int refused = 0;
    int count = SLOW.contains(format.name()) ? FEW : COUNT;
    for (int i = 0; i < count; i++) {
      refused += format.result(3, i).read() ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }
}
