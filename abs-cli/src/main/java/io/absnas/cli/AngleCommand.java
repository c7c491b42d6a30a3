package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.WeightFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abs angle}: angles between the initial and trained weights of architectures. */
@Command(
    name = "angle",
    description = {
      "Prints the angle between initial and trained weights of architectures, in radians with all"
          + " digits: one line 'angle<TAB>architecture' each."
    },
    footer = {
      "",
      "Weight files are .npz, .safetensors, .pth, .pt or .pth.tar, keyed by state-dict name; they may"
          + " hold more than the supernet's weights. Architectures that are named need the weights of"
          + " their own ops only, as a NAS-Bench-201 network has them that was trained alone (abs"
          + " train with snapshots.epochs).",
      "",
      "Example:",
      "  abs angle --space nasbench201 --channels 4 --cells 1 --initial A.npz --trained B.npz --all"
    })
final class AngleCommand implements Callable<Integer> {
  /** A line of {@code --json}. */
  record AngleLine(double angle, String architecture) {}

  private static final int PIECE = 1 << 16;

  private final Console console;

  @Mixin private final SpaceOption space = new SpaceOption();
  @Mixin private final SpaceChangesOption changes = new SpaceChangesOption();
  @Mixin private final ArchitectureOption architectures = new ArchitectureOption();

  @Option(
      names = "--operations-path",
      paramLabel = "FILE",
      description =
          "A shrunk space, as --space FILE. Beside --space: the reference's pickled list of op"
              + " codes that are left of that space.")
  private @Nullable Path operationsPath;

  @Option(
      names = "--initial",
      required = true,
      paramLabel = "FILE",
      description = "The supernet's weights before training.")
  private @Nullable Path initial;

  @Option(
      names = "--trained",
      required = true,
      paramLabel = "FILE",
      description = "The supernet's weights after training.")
  private @Nullable Path trained;

  @Option(names = "--all", description = "All architectures of a small space.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  AngleCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() {
    requireNonNull(initial, "initial is null");
    requireNonNull(trained, "trained is null");
    if (all == architectures.given()) {
      throw new AbsException(
          ExitCode.USAGE, "exactly one of --arch, --arch-file and --all must be given");
    }
    SearchSpace chosen = space.space(operationsPath, changes.typed());
    List<Architecture> named = all ? List.of() : architectures.in(chosen);
    Stream<Architecture> wanted = all ? everyOne(chosen) : named.stream();
    SearchSpace needed = all ? chosen : chosen.withChoices(used(chosen, named));
    WeightSums sums = WeightSums.of(needed, WeightFiles.read(initial), WeightFiles.read(trained));
    AngleScorer scorer = new AngleScorer(sums);
    // Standard output flushes at every line; millions of lines go in pieces.
    StringBuilder lines = new StringBuilder();
    wanted.forEachOrdered(
        architecture -> {
          double angle = scorer.angle(architecture);
          String text = chosen.encode(architecture);
          lines.append(json ? StrictJson.line(new AngleLine(angle, text)) : angle + "\t" + text);
          lines.append('\n');
          if (lines.length() >= PIECE) {
            console.out().print(lines);
            lines.setLength(0);
          }
        });
    console.out().print(lines);
    return 0;
  }

  /** The ops of some architectures by choice: the file of a network alone holds no others. */
  private static List<List<CandidateOp>> used(SearchSpace space, List<Architecture> architectures) {
    return IntStream.range(0, space.choices().size())
        .mapToObj(
            choice ->
                space.ops(choice).stream()
                    .filter(
                        op ->
                            architectures.stream()
                                .anyMatch(one -> one.ops().get(choice).equals(op)))
                    .toList())
        .toList();
  }

  private static Stream<Architecture> everyOne(SearchSpace space) {
    try {
      return Architectures.all(space);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, "--all: " + e.getMessage(), e);
    }
  }
}
