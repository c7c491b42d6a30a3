package io.absnas.core.jobs;

import java.time.Duration;
import java.util.Optional;

/**
 * A place where jobs are done: threads of this process, or workers elsewhere. One thread hands in
 * and collects.
 *
 * <p>Every job that was handed in has one result in the end, in any order. Results of jobs that
 * this runner did not hand in, and second results of one job, are never seen.
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
   */
  Optional<JobResult> collect(Duration patience);

  /** Jobs handed in whose results have not been collected. */
  int pending();

  /**
   * Ends. What is being done here is stopped; what other processes do is left to them, and a later
   * run that asks for the same jobs finds their results or has them done again.
   */
  @Override
  void close();
}
