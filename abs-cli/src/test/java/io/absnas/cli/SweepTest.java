package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepTest {
  private final List<String> happened = new ArrayList<>();
  private final PrintStream printed =
      new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

  private int sweep(Optional<Seeds> seeds, Optional<Long> only, int... codes) {
    return new Sweep(new RunOption(), new Console(printed, printed), "name")
        .runs(
            "alone",
            seeds,
            only,
            seed -> {
              happened.add("read " + seed);
              return "config " + seed;
            },
            (config, root, existing) -> {
              happened.add(config + " in " + root);
              return codes[happened.size() % codes.length];
            });
  }

  /** Users change a file for their next experiment while the runs of this one go on. */
  @Test
  void allConfigurationsAreReadBeforeTheFirstRun() {
    assertThat(sweep(Optional.of(Seeds.parse("3,5")), Optional.empty(), 0)).isZero();
    assertThat(happened)
        .containsExactly(
            "read 3",
            "read 5",
            "config 3 in " + Path.of("runs", "name-s3"),
            "config 5 in " + Path.of("runs", "name-s5"));
  }

  @Test
  void aJobOfAnArrayDoesItsOwnSeedAndNoSeedsAreOneRun() {
    assertThat(sweep(Optional.of(Seeds.parse("3,5")), Optional.of(5L), 0)).isZero();
    assertThat(sweep(Optional.empty(), Optional.empty(), 0)).isZero();
    assertThat(happened)
        .containsExactly(
            "read 5",
            "config 5 in " + Path.of("runs", "name-s5"),
            "alone in " + Path.of("runs", "name"));
  }

  @Test
  void theFirstRunThatDoesNotFinishEndsIt() {
    assertThat(sweep(Optional.of(Seeds.parse("0..9")), Optional.empty(), 7)).isEqualTo(7);
    assertThat(happened.stream().filter(one -> one.startsWith("config"))).hasSize(1);
  }
}
