package io.absnas.core.train;

/** Hears of every training step, after its update. */
@FunctionalInterface
public interface StepListener {
  /** What the loop does next. */
  enum Decision {
    /** Train on. */
    CONTINUE,
    /** Return after this step, for example to write a checkpoint before the process ends. */
    STOP
  }

  /** Called on the thread that runs the loop. */
  Decision stepped(StepReport report);
}
