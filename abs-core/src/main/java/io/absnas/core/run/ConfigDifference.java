package io.absnas.core.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The keys in which two configurations differ.
 *
 * @param changes text of each change by key, for example {@code train.epochs was 3, is 4}
 */
record ConfigDifference(Map<String, String> changes) {
  private static final int SHOWN = 5;

  ConfigDifference {
    changes = Map.copyOf(changes);
  }

  /** Compares canonical texts key by key; lists count as one value. */
  static ConfigDifference between(String before, String now) {
    Map<String, String> old = ConfigLeaves.of(before);
    Map<String, String> current = ConfigLeaves.of(now);
    TreeSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(current.keySet());
    Map<String, String> changes = new TreeMap<>();
    for (String key : keys) {
      String was = old.getOrDefault(key, "absent");
      String is = current.getOrDefault(key, "absent");
      if (!was.equals(is)) {
        changes.put(key, key + " was " + was + ", is " + is);
      }
    }
    return new ConfigDifference(changes);
  }

  /**
   * The changes that are allowed; fails with {@link ExitCode#CHECKPOINT} if there are others.
   *
   * @param otherwise end of the message: what a user can do; may be empty
   */
  List<String> requireOnly(Path run, List<String> allowed, String otherwise) {
    List<String> forbidden =
        sortedKeys().filter(key -> !isAllowed(key, allowed)).map(changes::get).toList();
    if (!forbidden.isEmpty()) {
      String more = forbidden.size() > SHOWN ? "; and " + (forbidden.size() - SHOWN) + " more" : "";
      throw new AbsException(
          ExitCode.CHECKPOINT,
          run
              + " was started with another configuration: "
              + String.join("; ", forbidden.stream().limit(SHOWN).toList())
              + more
              + (otherwise.isEmpty() ? "" : "; " + otherwise));
    }
    return sortedKeys().map(changes::get).toList();
  }

  private Stream<String> sortedKeys() {
    return changes.keySet().stream().sorted();
  }

  private static boolean isAllowed(String key, List<String> allowed) {
    return allowed.stream().anyMatch(one -> key.equals(one) || key.startsWith(one + "."));
  }
}
