package io.absnas.core.flops;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.SearchSpace;
import java.util.Optional;

/** Whether a space can meet the FLOPs window of a configuration. */
public final class WindowCheck {
  private WindowCheck() {}

  /**
   * Proves that a window can be met.
   *
   * @param section where the key {@code flops} of the window stands, for example {@code scoring}
   * @return what is known of the space
   * @throws AbsException INFEASIBLE, naming the key, where it was written, and what the space can
   *     reach
   */
  public static Feasibility require(
      ResolvedConfig<?> config, String section, FlopsWindow window, SearchSpace space) {
    Feasibility feasibility = Feasibility.of(space);
    Optional<String> problem = feasibility.problem(window);
    if (problem.isPresent()) {
      String key = section + "." + problem.get().substring(0, problem.get().indexOf(' '));
      throw new AbsException(
          ExitCode.INFEASIBLE, config.origin(key) + ": " + section + "." + problem.get());
    }
    return feasibility;
  }
}
