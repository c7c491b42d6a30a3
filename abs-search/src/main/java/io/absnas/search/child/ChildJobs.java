package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.Accuracy;
import io.absnas.search.evolution.ChildOutcome;
import java.util.Map;

/**
 * The jobs of one search: what stands in their payloads and results.
 *
 * @param run that asks
 * @param space whose text forms name architectures
 * @param needs of every job
 */
public record ChildJobs(String run, SearchSpace space, ChildNeeds needs) {
  /** The kind of these jobs. */
  public static final String KIND = "evaluate-child";

  private static final String ARCHITECTURE = "architecture";
  private static final String IMAGES = "images";
  private static final String TOP1 = "top-1-hits";
  private static final String TOP5 = "top-5-hits";

  /** Checks that all is there. */
  public ChildJobs {
    requireNonNull(run, "run is null");
    requireNonNull(space, "space is null");
    requireNonNull(needs, "needs is null");
  }

  /** The job that evaluates an architecture. */
  public Job job(Architecture architecture) {
    return Job.of(run, KIND, needs.asMap(), Map.of(ARCHITECTURE, space.encode(architecture)));
  }

  /** One of the jobs, for whoever wants to know what they have in common. */
  public Job like() {
    return job(new Architecture(space.choices().stream().map(left -> left.get(0)).toList()));
  }

  /**
   * The architecture that a payload names.
   *
   * @throws IllegalArgumentException if it names none of the unshrunk space
   */
  static Architecture architecture(SearchSpace space, Map<String, String> payload) {
    String text = payload.get(ARCHITECTURE);
    if (text == null || payload.size() != 1) {
      throw new IllegalArgumentException("payload must be one architecture, was " + payload);
    }
    return space.parse(text);
  }

  /** What a result says of an accuracy. */
  static Map<String, String> value(Accuracy accuracy) {
    return Map.of(
        IMAGES, Long.toString(accuracy.images()),
        TOP1, Long.toString(accuracy.top1Hits()),
        TOP5, Long.toString(accuracy.top5Hits()));
  }

  /**
   * What became of a child.
   *
   * @throws IllegalArgumentException if the value is not that of such a job
   */
  public static ChildOutcome outcome(JobOutcome outcome) {
    if (outcome instanceof JobOutcome.Failed failed) {
      return new ChildOutcome.Failed(failed.reason());
    }
    Map<String, String> value = ((JobOutcome.Done) outcome).value();
    if (value.size() != 3) {
      throw new IllegalArgumentException("value must be three counts, was " + value);
    }
    return new ChildOutcome.Measured(count(value, IMAGES), count(value, TOP1), count(value, TOP5));
  }

  private static long count(Map<String, String> value, String name) {
    String text = value.get(name);
    if (text == null) {
      throw new IllegalArgumentException("value has no " + name + ", was " + value);
    }
    return Long.parseLong(text);
  }
}
