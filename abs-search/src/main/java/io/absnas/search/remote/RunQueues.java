package io.absnas.search.remote;

import io.absnas.core.jobs.Job;

/**
 * Names of the queues of one run; no two runs share one.
 *
 * @param run name of the run, as in {@link Job}
 */
record RunQueues(String run) {
  /** Checks the name. */
  RunQueues {
    Job.checkRun(run);
  }

  /** Jobs that wait, from the searcher and from workers that hand one on. */
  String jobs() {
    return "abs." + run + ".jobs";
  }

  /** Results for the searcher. */
  String results() {
    return "abs." + run + ".results";
  }

  /** Messages that cannot be served, each with its reason. */
  String dead() {
    return "abs." + run + ".dead";
  }

  /** One message: what the searcher last said about the run. */
  String notice() {
    return "abs." + run + ".notice";
  }

  /** Always empty: workers listen to it to be counted. */
  String alive() {
    return "abs." + run + ".alive";
  }

  /** The one job that an evaluator has been at for long. */
  String held(String evaluator) {
    return "abs." + run + ".held." + evaluator;
  }
}
