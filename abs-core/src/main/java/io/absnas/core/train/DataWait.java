package io.absnas.core.train;

/**
 * How much of the time of training steps went by in waiting for their images; a value, advanced by
 * {@link #plus}.
 *
 * @param waitNanos nanoseconds of waiting
 * @param stepNanos nanoseconds of whole steps
 */
record DataWait(long waitNanos, long stepNanos) {
  /** Before the first step. */
  static final DataWait NONE = new DataWait(0, 0);

  /** With one more step. */
  DataWait plus(StepReport report) {
    return new DataWait(waitNanos + report.dataWaitNanos(), stepNanos + report.stepNanos());
  }

  /** Share of waiting, 0 to 1; 0 before the first step. */
  double share() {
    return stepNanos == 0 ? 0 : (double) waitNanos / stepNanos;
  }

  /** Seconds of whole steps. */
  double seconds() {
    return stepNanos * 1e-9;
  }
}
