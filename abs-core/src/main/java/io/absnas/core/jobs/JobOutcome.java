package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.SortedMap;

/** How a job ended, once and for all. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
public sealed interface JobOutcome {
  /**
   * It was done.
   *
   * @param value what was found, in the words of the job's kind
   */
  record Done(SortedMap<String, String> value) implements JobOutcome {
    /** Copies the map. */
    public Done {
      value = Job.sorted(value);
    }

    /** What was found, in any order. */
    public static Done of(Map<String, String> value) {
      return new Done(Job.sorted(value));
    }
  }

  /**
   * It cannot be done, or every attempt went wrong.
   *
   * @param reason one line
   */
  record Failed(String reason) implements JobOutcome {
    /** Checks that the reason is one line. */
    public Failed {
      requireNonNull(reason, "reason is null");
      if (reason.isBlank() || reason.contains("\n")) {
        throw new IllegalArgumentException("reason must be one line, was '" + reason + "'");
      }
    }
  }
}
