package io.absnas.core.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * A place where jobs are done: threads of this process, or workers elsewhere. One thread hands in
 * and collects.
 *
 * <p>Every job that was handed in has one result in the end, in any order. Results of jobs that
 * this runner did not hand in, and second results of one job, are never seen.
 *
 * <p>A back end may keep a result until the next call: whoever wants none to be lost when the
 * process is killed writes each result down before the next one is asked for.
 */
public interface JobRunner extends AutoCloseable {
  /**
   * Hands a job in and returns soon; one that was handed in before is not handed in again.
   *
   * @throws io.absnas.core.run.AbsException of kind BROKER if whoever does the jobs cannot be
   *     reached any more
   */
  void submit(Job job);

  /**
   * The next result, waiting for it if need be.
   *
   * @param patience longest wait
   * @return empty if nothing came in that time
   * @throws io.absnas.core.run.AbsException of kind BROKER if whoever does the jobs cannot be
   *     reached any more
   */
  Optional<JobResult> collect(Duration patience);

  /** Jobs handed in whose results have not been collected. */
  int pending();

  /**
   * Tells whoever does the jobs, and whoever asks, how far the run is. A run that has its result
   * says so before it closes the runner, so that workers may go.
   */
  default void announce(RunStatus status) {}

  /**
   * Ends. What is being done here is stopped; what other processes do is left to them, and a later
   * run that asks for the same jobs finds their results or has them done again.
   */
  @Override
  void close();
}
