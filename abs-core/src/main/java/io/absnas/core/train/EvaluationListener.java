package io.absnas.core.train;

/** Hears how far an evaluation of several children is, from one thread at a time. */
@FunctionalInterface
public interface EvaluationListener {
  /** Hears nothing. */
  EvaluationListener NONE = (done, total) -> {};

  /**
   * Called once before the first child, then after every child.
   *
   * @param done children measured so far
   * @param total children to be measured
   */
  void measured(int done, int total);
}
