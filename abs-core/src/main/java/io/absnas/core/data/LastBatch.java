package io.absnas.core.data;

/** What becomes of the images that do not fill the last batch of a shuffled pass. */
public enum LastBatch {
  /** They are left out of this pass, so that all batches have the same size. */
  DROP,
  /** They form a smaller batch. */
  KEEP
}
