package io.absnas.core.jobs;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What does the jobs of one kind, on one device: it holds all that they need, so that a job costs
 * only its own work. Used by one thread at a time.
 */
public interface JobHandler {
  /** The kind of jobs that it does. */
  String kind();

  /** What it holds, as hashes by name; a job that needs something else is not for it. */
  Map<String, String> holds();

  /**
   * Does one job. The value is a function of the payload and of what the handler holds, and the
   * handler is afterwards as it was before, whatever happened.
   *
   * @param payload of the job
   * @param stopRequested asked often; true ends the job
   * @throws JobFailedException if the job cannot be done, here or elsewhere; any other exception
   *     means that this attempt went wrong
   * @throws java.util.concurrent.CancellationException if a stop was asked for
   */
  Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested);
}
