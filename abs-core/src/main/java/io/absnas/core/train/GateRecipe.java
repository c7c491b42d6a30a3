package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.util.Optional;

/**
 * How architecture parameters learn from gates (ProxylessNAS, arXiv 1812.00332): after some steps
 * of the weights, on other images.
 *
 * @param optimiser settings of their update
 * @param method where gradients come from
 * @param target a cost that is aimed at, if one is
 * @param schedule when
 * @param streams where paths come from
 */
public record GateRecipe(
    AdamSettings optimiser,
    Method method,
    Optional<CostTarget> target,
    GateSchedule schedule,
    RandomStreams streams)
    implements AlphaRecipe {
  /** Checks that all is there. */
  public GateRecipe {
    requireNonNull(optimiser, "optimiser is null");
    requireNonNull(method, "method is null");
    requireNonNull(target, "target is null");
    requireNonNull(schedule, "schedule is null");
    requireNonNull(streams, "streams is null");
  }

  /** Where gradients come from. */
  public sealed interface Method {}

  /**
   * From the gates.
   *
   * @param mode which candidates take part
   * @param term how a cost enters the loss; has no meaning without a target
   */
  public record Gradient(GateMode mode, CostTerm term) implements Method {
    /** Checks that both are there. */
    public Gradient {
      requireNonNull(mode, "mode is null");
      requireNonNull(term, "term is null");
    }
  }

  /**
   * From the accuracy of sampled paths, by REINFORCE.
   *
   * @param samples paths of an update; 10 as published
   * @param baselineStep share of the difference by which the baseline follows the newest mean
   *     reward; 0.99 as published, so it almost is the newest mean
   * @param tradeoff power of {@code reference / cost} in the reward; 0.1 as published
   */
  public record Reinforce(int samples, double baselineStep, double tradeoff) implements Method {
    /** Checks the numbers. */
    public Reinforce {
      if (samples < 1) {
        throw new IllegalArgumentException("samples is " + samples + ", must be at least 1");
      }
      if (!(baselineStep >= 0) || baselineStep > 1) {
        throw new IllegalArgumentException("baselineStep is " + baselineStep + ", must be 0 to 1");
      }
      if (!(tradeoff >= 0) || tradeoff > Double.MAX_VALUE) {
        throw new IllegalArgumentException("tradeoff is " + tradeoff + ", must be at least 0");
      }
    }
  }

  @Override
  public int updates(long step) {
    return Math.toIntExact(schedule.until(step) - schedule.until(step - 1));
  }

  @Override
  public long updatesUntil(long step) {
    return schedule.until(step);
  }

  @Override
  public boolean beforeWeights() {
    return false;
  }
}
