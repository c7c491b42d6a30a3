package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.SealedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command that prints its result leaves it as a run, if that is wanted. */
final class KeepOption {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      description = "Also leaves the result in this run directory, for 'abs report'.")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "Deletes the earlier run in --out first.")
  private boolean overwrite;

  /** The command line as typed, for provenance. */
  List<String> command() {
    return ConfigOptions.typed(requireNonNull(spec, "spec is null"));
  }

  /**
   * Does the work, and writes its result if a directory was named, which is refused before the work
   * begins if it is in use.
   *
   * @param yaml what decides the result
   * @param provenance writes where it comes from
   * @param work empty if it was stopped
   */
  <T> Optional<T> keep(String yaml, Consumer<RunDirectory> provenance, Supplier<Optional<T>> work) {
    if (out == null) {
      return work.get();
    }
    RunOptions.Existing existing =
        overwrite ? RunOptions.Existing.OVERWRITE : RunOptions.Existing.REFUSE;
    try (RunDirectory directory = RunDirectory.open(out, yaml, RunOptions.of(existing))) {
      provenance.accept(directory);
      Optional<T> result = work.get();
      if (result.isPresent()) {
        SealedJson.write(directory.result(), result.get());
      }
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
