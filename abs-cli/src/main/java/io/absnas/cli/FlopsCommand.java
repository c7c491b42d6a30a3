package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.flops.FlopsTable;
import io.absnas.core.flops.FlopsTableJson;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.GenotypeCost;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.AtomicFiles;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.CellDefinition;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.PublishedArchitecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code abs flops}: what architectures, genotypes and whole spaces cost. */
@Command(
    name = "flops",
    description = {
      "Prints table FLOPs as published, true multiply-adds and parameters of architectures or of a"
          + " genotype; without either, size and FLOPs range of the space."
    })
final class FlopsCommand implements Callable<Integer> {
  /** The networks that genotypes are built into. */
  enum GenotypeNetwork {
    IMAGENET,
    CIFAR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What one architecture costs; a line of {@code --json}. */
  record ArchitectureLine(
      String architecture, long tableFlops, long multiplyAdds, long parameters) {}

  /** What one genotype costs; a line of {@code --json}. */
  record GenotypeLine(
      String genotype,
      long tableFlops,
      long multiplyAdds,
      long parameters,
      long auxiliaryParameters) {}

  /** What a space spans; a line of {@code --json}. */
  record SpaceLine(
      String space,
      BigInteger architectures,
      long minTableFlops,
      long maxTableFlops,
      Optional<BigInteger> withinWindow,
      long supernetParameters) {}

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
      names = "--genotype",
      paramLabel = "TEXT|NAME",
      description = "A cell pair, Genotype(normal=[...], ...), or a name of 'list architectures'.")
  private @Nullable String genotype;

  @Option(
      names = "--network",
      paramLabel = "imagenet|cifar",
      description = "The network around a genotype (default: imagenet).")
  private @Nullable GenotypeNetwork network;

  @Option(
      names = {"--table", "--savepath"},
      paramLabel = "OUT.json",
      description = "Writes the lookup table of a layered space.")
  private @Nullable Path table;

  @Option(
      names = "--min",
      paramLabel = "FLOPS",
      description = "Counts architectures of at least so many table FLOPs.")
  private @Nullable Long min;

  @Option(
      names = "--max",
      paramLabel = "FLOPS",
      description = "Counts architectures of at most so many table FLOPs.")
  private @Nullable Long max;

  @Option(names = "--json", description = "One JSON object per line.")
  private boolean json;

  FlopsCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() throws IOException {
    if (genotype != null) {
      if (space.given() || operationsPath != null || architectures.given()) {
        throw new AbsException(ExitCode.USAGE, "--genotype goes without --space and --arch");
      }
      if (!changes.typed().isEmpty() || table != null || min != null || max != null) {
        throw new AbsException(
            ExitCode.USAGE,
            "--genotype takes --network, --channels, --cells, --classes and --input; --table, --min,"
                + " --max and space.KEY=VALUE are of spaces");
      }
      ofGenotype(genotype);
      return 0;
    }
    if (network != null) {
      throw new AbsException(ExitCode.USAGE, "--network is of --genotype");
    }
    if (architectures.given() && (min != null || max != null)) {
      throw new AbsException(
          ExitCode.USAGE, "--min and --max count the architectures of a space, without --arch");
    }
    SearchSpace chosen = space.space(operationsPath, changes.typed());
    if (table != null) {
      writeTable(chosen, table);
    }
    if (architectures.given()) {
      ofArchitectures(chosen, architectures.in(chosen));
    } else if (table == null) {
      ofSpace(chosen);
    }
    return 0;
  }

  private void ofArchitectures(SearchSpace chosen, List<Architecture> wanted) {
    CostModel model = CostModel.of(chosen);
    if (!json) {
      console.out().println("table FLOPs\tmultiply-adds\tparameters\tarchitecture");
    }
    for (Architecture architecture : wanted) {
      Cost cost = model.of(architecture);
      String text = chosen.encode(architecture);
      print(
          new ArchitectureLine(text, cost.tableFlops(), cost.multiplyAdds(), cost.parameters()),
          cost.tableFlops() + "\t" + cost.multiplyAdds() + "\t" + cost.parameters() + "\t" + text);
    }
  }

  private void ofGenotype(String text) {
    Optional<PublishedArchitecture> published =
        ArchitectureCatalog.find(text).filter(PublishedArchitecture::isGenotype);
    Genotype pair = parse(published.map(PublishedArchitecture::text).orElse(text));
    GenotypeCost cost = GenotypeCost.of(pair, macro(published));
    Cost net = cost.network();
    print(
        new GenotypeLine(
            pair.format(),
            net.tableFlops(),
            net.multiplyAdds(),
            net.parameters(),
            cost.auxiliaryParameters()),
        """
        table FLOPs\t%d
        multiply-adds\t%d
        parameters\t%d
        auxiliary head's parameters\t%d"""
            .formatted(
                net.tableFlops(),
                net.multiplyAdds(),
                net.parameters(),
                cost.auxiliaryParameters()));
  }

  private static Genotype parse(String text) {
    try {
      return Genotype.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, "--genotype: " + e.getMessage(), e);
    }
  }

  /** Widths and depths are those of the networks that the papers train, unless they are given. */
  private CellMacro macro(Optional<PublishedArchitecture> published) {
    String id =
        switch (network == null ? GenotypeNetwork.IMAGENET : network) {
          case IMAGENET -> published.map(PublishedArchitecture::space).orElse("darts");
          case CIFAR -> "darts-cifar";
        };
    CellSpace known = (CellSpace) SpaceCatalog.find(id);
    CellMacro usual = known.macro();
    try {
      CellMacro wanted =
          new CellMacro(
              usual.kind(),
              space.channels(usual.channels()),
              space.cells(usual.cells()),
              space.classes(usual.classes()),
              space.input(usual.inputSide()));
      if (wanted.channels() < GenotypeCellPlan.FEWEST_CHANNELS) {
        throw new IllegalArgumentException(
            "channels must be at least %d, was %d"
                .formatted(GenotypeCellPlan.FEWEST_CHANNELS, wanted.channels()));
      }
      return new CellDefinition(id, "", wanted, known.operations(), Map.of()).macro();
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, "--genotype: " + e.getMessage(), e);
    }
  }

  private void writeTable(SearchSpace chosen, Path file) throws IOException {
    if (!(chosen instanceof LayeredSpace layered)) {
      throw new AbsException(
          ExitCode.USAGE, "--table needs a space of layers, " + chosen.id() + " has cells");
    }
    OutputFile.requirePlace("--table", file);
    OutputFile.requireReplaceable("--table", file, "\"keyOrder\"");
    AtomicFiles.write(file, FlopsTableJson.text(new FlopsTable(layered)));
    console.err().println("wrote " + file);
  }

  private void ofSpace(SearchSpace chosen) {
    Feasibility feasibility = Feasibility.of(chosen);
    boolean bounded = min != null || max != null;
    FlopsWindow window = window();
    Optional<BigInteger> within =
        bounded ? Optional.of(feasibility.count(window)) : Optional.empty();
    long supernet = CostModel.of(chosen).supernetParameters();
    print(
        new SpaceLine(
            chosen.id(),
            chosen.size(),
            feasibility.minimum(),
            feasibility.maximum(),
            within,
            supernet),
        """
        architectures\t%d
        least table FLOPs\t%d
        most table FLOPs\t%d
        %ssupernet parameters\t%d"""
            .formatted(
                chosen.size(),
                feasibility.minimum(),
                feasibility.maximum(),
                within.map(count -> "architectures in the window\t" + count + "\n").orElse(""),
                supernet));
    feasibility
        .problem(window)
        .ifPresent(
            problem -> {
              throw new AbsException(ExitCode.INFEASIBLE, problem);
            });
  }

  private FlopsWindow window() {
    try {
      return FlopsWindow.of(min, max);
    } catch (IllegalArgumentException e) {
      throw new AbsException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private void print(Object line, String text) {
    console.out().println(json ? StrictJson.line(line) : text);
  }
}
