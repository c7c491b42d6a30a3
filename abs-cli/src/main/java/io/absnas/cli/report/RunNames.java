package io.absnas.cli.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the runs of a page are called. */
final class RunNames {
  private RunNames() {}

  /**
   * The last part of each path, and of paths that would have one name as many parts before it as
   * tell them apart. A path that is given twice keeps one name.
   */
  static List<String> of(List<Path> runs) {
    List<Path> paths = runs.stream().map(run -> run.toAbsolutePath().normalize()).toList();
    List<String> names = new ArrayList<>();
    for (Path path : paths) {
      int parts = 1;
      while (parts < path.getNameCount() && isAmbiguous(path, parts, paths)) {
        parts++;
      }
      names.add(last(path, parts));
    }
    return Collections.unmodifiableList(names);
  }

  private static boolean isAmbiguous(Path path, int parts, List<Path> paths) {
    return paths.stream()
        .anyMatch(other -> !other.equals(path) && last(other, parts).equals(last(path, parts)));
  }

  private static String last(Path path, int parts) {
    int count = path.getNameCount();
    return count == 0
        ? path.toString()
        : path.subpath(Math.max(0, count - parts), count).toString();
  }
}
