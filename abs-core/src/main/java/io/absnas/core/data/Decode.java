package io.absnas.core.data;

/** When pictures of evaluation and recalibration are decoded. */
public enum Decode {
  /** Whenever they are needed and do not fit into memory. */
  EACH_TIME,
  /** Before the first run; then they are kept in the cache directory. */
  ONCE
}
