package io.absnas.shrink;

/** How the children of a scoring round are drawn. */
public enum ChildSampling {
  /** From the run's own streams; a choice with few children gets all of them. */
  OWN,
  /** Bit for bit as the reference draws, continuing the generator of the last training path. */
  REFERENCE,
  /**
   * From the run's own streams, uniformly among the children inside the FLOPs window: no draw is
   * wasted where few children fit, as in the 19-layer space, of which 0.68 % do.
   */
  WINDOW
}
