package io.absnas.search.remote;

import io.absnas.core.jobs.JobResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Results that a worker sent lately: a job that comes again, because a connection ended before it
 * was acknowledged or the searcher was started anew, is answered without being done again.
 */
final class RecentResults {
  private static final int MOST = 1000;

  private final Map<String, JobResult> results = new LinkedHashMap<>();

  /** Keeps a result and forgets the oldest if there are many. */
  synchronized void put(JobResult result) {
    results.put(result.job(), result);
    if (results.size() > MOST) {
      results.remove(results.keySet().iterator().next());
    }
  }

  /** The result of a job, if it is kept. */
  synchronized Optional<JobResult> find(String job) {
    return Optional.ofNullable(results.get(job));
  }
}
