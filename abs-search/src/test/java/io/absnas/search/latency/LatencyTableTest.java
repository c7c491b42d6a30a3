package io.absnas.search.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.space.LayeredSpace;
import io.absnas.search.TestSpaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyTableTest {
  @TempDir private Path folder;

  private static LatencyTable table(LayeredSpace space, double time) {
    List<Map<String, Double>> choices =
        space.choices().stream()
            .map(ops -> ops.stream().collect(Collectors.toMap(op -> op.id(), op -> time)))
            .toList();
    return new LatencyTable(
        1,
        "latency",
        space.id(),
        "cpu",
        1,
        1,
        5,
        50,
        2,
        choices,
        Optional.of(LatencyTable.Check.of(List.of(new LatencyTable.Network("0 1 1", 2.2, 2)))),
        BuildInfo.read(),
        RuntimeInfo.of(Optional.empty(), "cpu", 1, Instant.EPOCH));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    LayeredSpace space = TestSpaces.small();
    Path file = folder.resolve("latency.json");
    table(space, 0.5).write(file);
    LatencyTable read = LatencyTable.read(file);
    assertThat(read).isEqualTo(table(space, 0.5));
    assertThat(read.problem(space)).isEmpty();
    assertThat(read.costs(space).of(new int[] {0, 1, 0})).isEqualTo(3.5);
    assertThat(read.problem(TestSpaces.medium()).orElseThrow()).contains("3 choices");
    String sealed = Files.readString(file);
    Files.writeString(file, sealed.replaceFirst("0.5", "0.6"));
    assertThatThrownBy(() -> LatencyTable.read(file))
        .hasMessageContaining("sha256 does not match the content");
    String text = sealed.replaceFirst(",\n  \"sha256\" : \"[0-9a-f]{64}\"", "");
    Files.writeString(file, text.replaceFirst("\"fixed\"", "\"fixd\""));
    assertThatThrownBy(() -> LatencyTable.read(file)).hasMessageContaining("fixd");
    Files.writeString(file, text.replaceFirst("0.5", "-0.5"));
    assertThatThrownBy(() -> LatencyTable.read(file)).hasMessageContaining("must be at least 0");
    Files.writeString(file, "{\"kind\": \"train\"}");
    assertThatThrownBy(() -> LatencyTable.read(file)).hasMessageContaining("must be latency");
  }

  private static LatencyTable.Check check(double... predictedAndMeasured) {
    List<LatencyTable.Network> networks = new ArrayList<>();
    for (int i = 0; i < predictedAndMeasured.length; i += 2) {
      networks.add(
          new LatencyTable.Network("0", predictedAndMeasured[i], predictedAndMeasured[i + 1]));
    }
    return LatencyTable.Check.of(networks);
  }

  @Test
  void errorsAndOrderOfNetworksAreThoseWorkedOutByHand() {
    // errors 0.5, 0 and 0.25
    assertThat(check(3, 2, 4, 4, 5, 4).medianError()).isEqualTo(0.25);
    assertThat(check(3, 2, 5, 4).medianError()).isEqualTo(0.375);
    // 1 - 6 sum d^2 / (n (n^2 - 1)) with d = 1, -1, 1, -1, 0.
    assertThat(check(1, 2, 2, 1, 3, 4, 4, 3, 5, 5).spearman()).isCloseTo(0.8, within(1e-15));
    assertThat(check(1, 1, 1, 2).spearman()).isZero();
  }
}
