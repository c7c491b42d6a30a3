package io.absnas.core.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Squares numbers: {@code odd} numbers go wrong at first, negative ones cannot be done at all. */
public final class SquareHandler implements JobHandler {
  /** Kind of its jobs. */
  public static final String KIND = "square";

  private final int failingAttempts;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /**
   * A handler.
   *
   * @param failingAttempts how often every odd number goes wrong
   */
  public SquareHandler(int failingAttempts) {
    this.failingAttempts = failingAttempts;
  }

  static Job job(int number) {
    return job("run-1", number);
  }

  /** The job of squaring a number. */
  public static Job job(String run, int number) {
    return Job.of(run, KIND, Map.of("table", "t1"), Map.of("number", Integer.toString(number)));
  }

  /** The numbers it was asked for so far. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Map<String, String> holds() {
    return Map.of("table", "t1", "unused", "u1");
  }

  @Override
  public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested) {
    String text = String.valueOf(payload.get("number"));
    asked.add(text);
    int number = Integer.parseInt(text);
    if (stopRequested.getAsBoolean()) {
      throw new CancellationException("stopped");
    }
    if (number < 0) {
      throw new JobFailedException("number is negative");
    }
    long before = asked.stream().filter(text::equals).count();
    if (number % 2 == 1 && before <= failingAttempts) {
      throw new IllegalStateException("table is\n  shaking");
    }
    return Map.of("square", Integer.toString(number * number));
  }
}
