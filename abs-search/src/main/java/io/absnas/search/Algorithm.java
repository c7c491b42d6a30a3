package io.absnas.search;

import java.util.Locale;

/** One-shot searches: a supernet, then evolution over its children. */
public enum Algorithm {
  /** One uniform path a step (arXiv 1904.00420). */
  SPOS,
  /** Every op of every choice once a step (arXiv 1907.01845). */
  FAIRNAS;

  /** The form on command lines and in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The resource with its published settings. */
  String defaults() {
    return "search-" + id() + "-defaults.yaml";
  }
}
