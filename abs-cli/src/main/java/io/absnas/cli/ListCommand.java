package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.Cost;
import io.absnas.core.flops.CostModel;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Design;
import io.absnas.core.space.PublishedArchitecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code abs list}: names that other commands accept, one per line, fields separated by tabs. */
@Command(
    name = "list",
    description = "Lists spaces, candidate ops, published architectures or configurations.",
    footer = {
      "",
      "spaces         id, number of architectures, description",
      "ops            code and name of the candidate ops of --space, then what is left per choice",
      "architectures  name, space, table FLOPs, multiply-adds, parameters, published top-1 in percent, text",
      "configs        file and first line of the configurations that come with the toolkit"
    })
final class ListCommand implements Callable<Integer> {
  /** What can be listed. */
  enum Kind {
    SPACES,
    OPS,
    ARCHITECTURES,
    CONFIGS;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Console console;

  @Parameters(index = "0", paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
  private Kind kind = Kind.SPACES;

  @Mixin private final SpaceOption space = new SpaceOption();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "space.KEY=VALUE",
      description = "Changes of the space.")
  private List<String> settings = new ArrayList<>();

  ListCommand(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  @Override
  public Integer call() {
    switch (kind) {
      case SPACES -> spaces();
      case OPS -> ops(space.space(settings));
      case ARCHITECTURES -> architectures();
      case CONFIGS -> ConfigFiles.shipped().forEach(file -> line(file.path(), file.headline()));
    }
    return 0;
  }

  private void spaces() {
    for (String id : SpaceCatalog.ids()) {
      line(id, SpaceCatalog.find(id).size(), SpaceCatalog.describe(id));
    }
  }

  private void ops(SearchSpace space) {
    for (CandidateOp op : space.operations()) {
      line(space.code(op), op.id());
    }
    for (int choice = 0; choice < space.choices().size(); choice++) {
      List<Integer> codes = space.ops(choice).stream().map(space::code).toList();
      line("choice " + space.choiceName(choice), codes);
    }
  }

  private void architectures() {
    for (PublishedArchitecture one : ArchitectureCatalog.all()) {
      SearchSpace of = SpaceCatalog.find(one.space());
      Cost cost = CostModel.of(of, Design.parse(of, one.text()));
      line(
          one.name(),
          one.space(),
          cost.tableFlops(),
          cost.multiplyAdds(),
          cost.parameters(),
          one.top1().map(String::valueOf).orElse("-"),
          one.text());
    }
  }

  private void line(Object... fields) {
    StringBuilder text = new StringBuilder();
    for (Object field : fields) {
      text.append(text.isEmpty() ? "" : "\t").append(field);
    }
    console.out().println(text);
  }
}
