package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Provenance;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.RuntimeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedInputsTest {
  @TempDir private Path folder;

  private Provenance.BuiltOn file(String name, String content) throws IOException {
    return Provenance.BuiltOn.of(
        "space", Files.writeString(folder.resolve(name), content).toString());
  }

  /** A space that was shrunk again under the same name is another space. */
  @Test
  void filesMayMoveButNotChangeWhileARunRests() throws IOException {
    try (RunDirectory run =
        RunDirectory.open(
            folder.resolve("run"), "a: 1\n", RunOptions.of(RunOptions.Existing.REFUSE))) {
      ResumedInputs.of(run).requireFiles(List.of(file("space.json", "not told yet")));
      new RunProvenance(List.of("abs"), 0, "0", "cpu", List.of(file("space.json", "one")))
          .write(run, RuntimeInfo.of(Optional.empty(), "none", 1, Instant.now()));
      ResumedInputs.of(run).requireFiles(List.of(file("space.json", "one")));
      ResumedInputs.of(run).requireFiles(List.of(file("moved.json", "one")));
      Provenance.BuiltOn other = file("space.json", "two");
      assertThatThrownBy(() -> ResumedInputs.of(run).requireFiles(List.of(other)))
          .hasMessageContaining("the run began with a file of kind space whose hash is")
          .hasMessageContaining(other.file() + " now has " + other.sha256())
          .asInstanceOf(InstanceOfAssertFactories.type(AbsException.class))
          .extracting(AbsException::exitCode)
          .isEqualTo(ExitCode.CHECKPOINT);
      assertThatThrownBy(() -> ResumedInputs.of(run).requireFiles(List.of()))
          .hasMessageContaining("now has none");
    }
  }
}
