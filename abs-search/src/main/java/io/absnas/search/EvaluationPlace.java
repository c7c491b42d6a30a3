package io.absnas.search;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobRunner;

/** A place outside of the process where children are evaluated. */
@FunctionalInterface
public interface EvaluationPlace {
  /**
   * Begins to hand in jobs there.
   *
   * @param like a job of the run: all of its jobs have this run, kind and needs; the name of the
   *     run is the same when it is resumed
   * @throws io.absnas.core.run.AbsException of kind BROKER if it cannot be reached
   */
  JobRunner open(Job like);
}
