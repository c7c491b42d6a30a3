package io.absnas.core.data;

/** Which images a run evaluates on. */
public enum HeldOutPart {
  /** Taken from the training images, which then train no more: for searching. */
  VALIDATION,
  /** The test files, with all training images left to train on: for final networks. */
  TEST
}
