package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  Lineage {
    requireNonNull(name, "name is null");
    requireNonNull(detail, "detail is null");
    requireNonNull(anchor, "anchor is null");
    from = List.copyOf(from);
  }

  /** Where a path leads, links followed, as far as it exists. */
  static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  /** A run that the page shows. */
  record Shown(String name, String anchor) {
    Shown {
      requireNonNull(name, "name is null");
      requireNonNull(anchor, "anchor is null");
    }
  }

  /** Follows the inputs of runs through the directories that are there. */
  static final class Tracer {
    private final Map<Path, Shown> shown = new HashMap<>();
    private final List<Path> runs;
    private final FileHashes hashes = new FileHashes();
    private @Nullable Map<String, Path> makers;

    /** A tracer that knows which runs the page shows, and links to them. */
    Tracer(Map<Path, Shown> runs) {
      this.runs = List.copyOf(runs.keySet());
      runs.forEach((run, as) -> shown.put(real(run), as));
    }

    /** The run of the page that made a file; what they have made is read when it is asked for. */
    private Optional<Path> madeBy(String sha256) {
      Map<String, Path> known = makers;
      if (known == null) {
        known = new HashMap<>();
        for (Path run : runs) {
          for (Path file : FileHashes.madeBy(run)) {
            Optional<String> hash = hashes.of(file).sha256();
            if (hash.isPresent()) {
              known.putIfAbsent(hash.get(), run);
            }
          }
        }
        makers = known;
      }
      return Optional.ofNullable(known.get(sha256));
    }

    /** The chain that ends with a run. */
    Lineage of(Path run, Origin origin) {
      return of(run, origin, new ArrayList<>(List.of(real(run))), new HashSet<>());
    }

    /**
     * @param above the runs from the end of the chain to this one
     * @param told runs whose own chain is told already: told at each place, they would double it
     */
    private Lineage of(Path run, Origin origin, List<Path> above, Set<Path> told) {
      List<Lineage> from = new ArrayList<>();
      for (Origin.Input input : origin.inputs()) {
        from.add(input(run, input, above, told));
      }
      Optional<Shown> link =
          above.size() == 1 ? Optional.empty() : Optional.ofNullable(shown.get(real(run)));
      return lineage(run, origin, link, "", from);
    }

    private static Lineage lineage(
        Path run, Origin origin, Optional<Shown> link, String more, List<Lineage> from) {
      String command = origin.command().isEmpty() ? "its command is not known" : origin.command();
      return new Lineage(
          link.map(Shown::name).orElseGet(() -> new RunFiles(run).name()),
          command + more,
          link.map(Shown::anchor),
          from);
    }

    private Lineage input(Path run, Origin.Input input, List<Path> above, Set<Path> told) {
      Optional<Path> file = find(run, input);
      Optional<FileHashes.Found> found = file.map(hashes::of);
      String state =
          found.map(there -> there.against(input.sha256())).orElse("the file is not there");
      List<Lineage> from = new ArrayList<>();
      file.filter(there -> found.orElseThrow().mayBe(input.sha256()))
          .flatMap(Tracer::runOf)
          .or(() -> madeBy(input.sha256()))
          .filter(maker -> above.size() < MOST_LINKS && !above.contains(real(maker)))
          .ifPresent(maker -> from.add(maker(maker, above, told)));
      return new Lineage(
          input.file(),
          "%s, SHA-256 %s…, %s".formatted(input.kind(), input.briefHash(), state),
          Optional.empty(),
          from);
    }

    private Lineage maker(Path maker, List<Path> above, Set<Path> told) {
      Origin origin = Origin.of(new RunFiles(maker));
      if (!told.add(real(maker)) && !origin.inputs().isEmpty()) {
        Optional<Shown> link = Optional.ofNullable(shown.get(real(maker)));
        return lineage(maker, origin, link, " (its own chain is above)", List.of());
      }
      List<Path> longer = new ArrayList<>(above);
      longer.add(real(maker));
      return of(maker, origin, longer, told);
    }

    /** The run that a file lies in or, which takes reading it, stands for. */
    private static Optional<Path> runOf(Path file) {
      return Optional.ofNullable(file.getParent())
          .filter(RunKind::isRun)
          .or(() -> Optional.of(file).filter(RunKind::isRun));
    }

    /**
     * Relative names are looked for from here, and beside the run and its parents; of several files
     * of the name it is the one with the content.
     */
    private Optional<Path> find(Path run, Origin.Input input) {
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
          .filter(file -> hashes.of(file).sha256().filter(input.sha256()::equals).isPresent())
          .findFirst()
          .or(() -> files.stream().findFirst());
    }
  }

  /** Nested lists, the run itself first. */
  Markup markup() {
    Markup list = new Markup().add("<ul class=\"chain\" role=\"list\">");
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
      list.add("<ul role=\"list\" aria-label=\"made of\">");
      from.forEach(source -> source.item(list));
      list.add("</ul>");
    }
    list.add("</li>");
  }
}
