package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Names of ops as axes show them: without the beginning that most of them share.
 *
 * @param prefix what is left out, perhaps nothing
 */
record OpNames(String prefix) {
  OpNames {
    requireNonNull(prefix, "prefix is null");
  }

  /** The names of these ops. */
  static OpNames of(List<String> ops) {
    for (String op : ops) {
      String start = op.substring(0, op.indexOf('_') + 1);
      long sharing = ops.stream().filter(other -> other.startsWith(start)).count();
      if (!start.isEmpty() && sharing > 2 && sharing * 3 >= ops.size() * 2L) {
        return new OpNames(start);
      }
    }
    return new OpNames("");
  }

  String brief(String op) {
    return op.startsWith(prefix) ? op.substring(prefix.length()) : op;
  }

  /** What a reader has to know of it. */
  String note() {
    return prefix.isEmpty() ? "" : " Names of ops are shown without " + prefix + ".";
  }
}
