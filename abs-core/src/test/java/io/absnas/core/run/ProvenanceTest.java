package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
  @TempDir Path directory;

  @Test
  void theBuildKnowsItsVersion() {
    assertThat(BuildInfo.read().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    assertThat(BuildInfo.read().commit().orElse("0abc")).matches("[0-9a-f]+");
  }

  @Test
  void readsBackAndKeepsWhatVariesUnderRuntime() throws IOException {
    Provenance provenance =
        new Provenance(
            BuildInfo.read(),
            List.of("abs", "shrink", "--seed", "7"),
            7,
            Sha256.of("config"),
            Optional.empty(),
            Optional.empty(),
            List.of(new Provenance.BuiltOn("weights", "w.npz", Sha256.of("w"))),
            RuntimeInfo.of(Optional.of("engine 1"), "cpu", 2, Instant.EPOCH));
    Path file = directory.resolve("provenance.json");
    StrictJson.write(file, provenance);
    assertThat(StrictJson.read(file, Provenance.class)).isEqualTo(provenance);
    JsonNode tree = StrictJson.tree(provenance);
    assertThat(tree.fieldNames())
        .toIterable()
        .containsExactly("toolkit", "command", "seed", "config-sha256", "built-on", "runtime");
    assertThat(tree.path("runtime").path("started-at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(tree.path("runtime").path("cores").asInt()).isPositive();
  }
}
