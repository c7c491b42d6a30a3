package io.absnas.search.remote;

import io.absnas.core.jobs.JobHandler;
import io.absnas.core.jobs.SquareHandler;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Holds another table than the jobs need. */
final class ForeignHandler implements JobHandler {
  @Override
  public String kind() {
    return SquareHandler.KIND;
  }

  @Override
  public Map<String, String> holds() {
    return Map.of("table", "t2");
  }

  @Override
  public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested) {
    throw new AssertionError("nothing is to be done here");
  }
}
