package io.absnas.core.train;

/** Whose random generators draw paths. */
public enum Sampling {
  /** This project's streams. */
  OWN,
  /** Those of the AngleNAS reference, draw for draw, their counter starting at the seed. */
  REFERENCE
}
