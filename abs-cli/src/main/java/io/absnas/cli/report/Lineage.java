package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The chain of runs and files that led to a run: what it was built on, which run made that, and so
 * on, each link compared by hash with the file that is there now.
 *
 * @param name of the run or file
 * @param detail what is known of it
 * @param anchor section of the page that shows it, if there is one
 * @param from what it was made of
 */
record Lineage(String name, String detail, Optional<String> anchor, List<Lineage> from) {
  private static final int MOST_LINKS = 12;
  private static final long LARGEST_HASHED = 64L << 20;
  private static final List<String> OUTPUTS =
      List.of("result.json", "shrunk-space.json", "architectures.txt", "genotype.txt");

  Lineage {
    requireNonNull(name, "name is null");
    requireNonNull(detail, "detail is null");
    requireNonNull(anchor, "anchor is null");
    from = List.copyOf(from);
  }

  /** Follows the inputs of runs through the directories that are there. */
  static final class Tracer {
    private final Map<Path, String> anchors = new HashMap<>();
    private final Map<String, Path> makers = new HashMap<>();

    /** A tracer that knows which runs the page shows, and links to them. */
    Tracer(Map<Path, String> shown) {
      shown.forEach(
          (run, anchor) -> {
            anchors.put(real(run), anchor);
            for (String output : OUTPUTS) {
              hash(run.resolve(output)).ifPresent(sha256 -> makers.putIfAbsent(sha256, run));
            }
          });
    }

    /** The chain that ends with a run. */
    Lineage of(Path run, Origin origin) {
      return of(run, origin, new ArrayList<>(List.of(real(run))));
    }

    private Lineage of(Path run, Origin origin, List<Path> above) {
      List<Lineage> from = new ArrayList<>();
      for (Origin.Input input : origin.inputs()) {
        from.add(input(run, input, above));
      }
      return new Lineage(
          new RunFiles(run).name(),
          origin.command().isEmpty() ? "its command is not known" : origin.command(),
          above.size() == 1 ? Optional.empty() : Optional.ofNullable(anchors.get(real(run))),
          from);
    }

    private Lineage input(Path run, Origin.Input input, List<Path> above) {
      Optional<Path> file = find(run, input);
      String state =
          file.map(
                  there ->
                      hash(there)
                          .map(
                              sha256 ->
                                  sha256.equals(input.sha256())
                                      ? "the file is there and unchanged"
                                      : "the file that is there now is another one")
                          .orElse("the file is there, too large to compare"))
              .orElse("the file is not there");
      List<Lineage> from = new ArrayList<>();
      file.filter(there -> hash(there).map(input.sha256()::equals).orElse(true))
          .map(Path::getParent)
          .filter(RunKind::isRun)
          .or(() -> Optional.ofNullable(makers.get(input.sha256())))
          .filter(maker -> above.size() < MOST_LINKS && !above.contains(real(maker)))
          .ifPresent(
              maker -> {
                List<Path> longer = new ArrayList<>(above);
                longer.add(real(maker));
                from.add(of(maker, Origin.of(new RunFiles(maker)), longer));
              });
      return new Lineage(
          input.file(),
          "%s, SHA-256 %s…, %s".formatted(input.kind(), input.briefHash(), state),
          Optional.empty(),
          from);
    }

    /**
     * Relative names are looked for from here, and beside the run and its parents; of several files
     * of the name it is the one with the content.
     */
    private static Optional<Path> find(Path run, Origin.Input input) {
      List<Path> places = new ArrayList<>();
      try {
        places.add(Path.of(input.file()).toAbsolutePath());
        for (Path at = run.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
          places.add(at.resolve(input.file()));
        }
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
      List<Path> files =
          places.stream()
              .map(place -> Files.isDirectory(place) ? place.resolve("result.json") : place)
              .filter(Files::isRegularFile)
              .distinct()
              .toList();
      return files.stream()
          .filter(file -> hash(file).filter(input.sha256()::equals).isPresent())
          .findFirst()
          .or(() -> files.stream().findFirst());
    }

    private static Optional<String> hash(Path file) {
      try {
        return Files.isRegularFile(file) && Files.size(file) <= LARGEST_HASHED
            ? Optional.of(Sha256.of(file))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    private static Path real(Path run) {
      try {
        return run.toRealPath();
      } catch (IOException e) {
        return run.toAbsolutePath().normalize();
      }
    }
  }

  /** Nested lists, the run itself first. */
  Markup markup() {
    Markup list = new Markup().add("<ul class=\"chain\">");
    item(list);
    return list.add("</ul>");
  }

  private void item(Markup list) {
    list.add("<li>");
    if (anchor.isPresent()) {
      list.add("<a href=\"#%s\">%s</a>", anchor.get(), name);
    } else {
      list.add("<strong>%s</strong>", name);
    }
    list.add("<span>%s</span>", detail);
    if (!from.isEmpty()) {
      list.add("<ul aria-label=\"made of\">");
      from.forEach(source -> source.item(list));
      list.add("</ul>");
    }
    list.add("</li>");
  }
}
