package io.absnas.core.data;

/** What becomes of files that hold no whole image. */
public enum OnBroken {
  /** The first one that is met ends the run. */
  FAIL,
  /** They are looked for before the run, once for each decoder, and left out. */
  SKIP
}
