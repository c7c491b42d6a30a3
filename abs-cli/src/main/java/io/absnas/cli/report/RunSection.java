package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * Everything that the page shows of one run.
 *
 * @param root its directory
 * @param name what it is called on the page
 * @param kind what it is
 * @param title what it did, in a line
 * @param notes files that are missing or could not be used
 * @param summary what came out
 * @param parts figures under their headings
 * @param headlines numbers that runs of this kind are compared by
 * @param curves those that runs are laid over each other by
 * @param stages of a shrinking
 * @param origin where it came from
 * @param hashes ids and hashes that its result names
 * @param configuration the resolved configuration as YAML, empty where there is none
 */
record RunSection(
    Path root,
    String name,
    RunKind kind,
    String title,
    List<String> notes,
    List<Fact> summary,
    List<Part> parts,
    List<Headline> headlines,
    List<LineChart> curves,
    List<StageReport> stages,
    Origin origin,
    List<Fact> hashes,
    String configuration) {
  RunSection {
    requireNonNull(root, "root is null");
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(title, "title is null");
    notes = List.copyOf(notes);
    summary = List.copyOf(summary);
    parts = List.copyOf(parts);
    headlines = List.copyOf(headlines);
    curves = List.copyOf(curves);
    stages = List.copyOf(stages);
    requireNonNull(origin, "origin is null");
    hashes = List.copyOf(hashes);
    requireNonNull(configuration, "configuration is null");
  }

  /** Reads a run directory, which the page calls by this name. */
  static RunSection read(Path run, String name) {
    RunKind kind = RunKind.of(run);
    Draft draft = new Draft(new RunFiles(run, name));
    draft.attempt("the rest", () -> read(kind, draft));
    return draft.finish(kind);
  }

  private static void read(RunKind kind, Draft draft) {
    switch (kind) {
      case SHRINK -> ShrinkSection.read(draft);
      case EVOLUTION -> SearchSection.read(draft);
      case GENOTYPE -> GenotypeSection.read(draft);
      case PATHS -> PathSection.read(draft);
      case TRAINING -> TrainSection.read(draft);
      case EVALUATION -> EvaluationSection.read(draft);
      case CORRELATION -> CorrelationSection.read(draft);
      case TABLE -> TableSection.read(draft);
      case DROPS -> DropsSection.read(draft);
      case VARIANTS -> VariantsSection.read(draft);
      case LATENCIES -> LatencySection.read(draft);
      case OTHER -> OtherSection.read(draft);
    }
  }
}
