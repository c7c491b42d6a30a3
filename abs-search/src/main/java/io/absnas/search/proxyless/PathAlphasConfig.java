package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.Draw;
import io.absnas.core.nn.AlphaStart;
import io.absnas.core.train.AdamSettings;
import io.absnas.core.train.CostTerm;
import io.absnas.core.train.GateMode;
import io.absnas.core.train.GateRecipe;
import io.absnas.core.train.GateSchedule;
import java.util.List;

/**
 * Section {@code alphas}: how architecture parameters are trained, with Adam, on held-out images.
 *
 * @param method where gradients come from
 * @param start their distribution before training
 * @param learningRate of their update
 * @param betas shares of the old means of gradients and of their squares
 * @param epsilon guard against a mean of squares of zero
 * @param weightDecay added to the gradient as {@code weightDecay * alpha}
 * @param batchSize held-out images of an update, all replicas together
 * @param draw how they are drawn
 * @param gradient what belongs to method gradient
 * @param reinforce what belongs to method reinforce
 */
public record PathAlphasConfig(
    Method method,
    AlphaStart start,
    double learningRate,
    List<Double> betas,
    double epsilon,
    double weightDecay,
    int batchSize,
    Draw draw,
    Gradient gradient,
    Reinforce reinforce) {
  /** Where gradients come from. */
  public enum Method {
    /** From gates of the candidates. */
    GRADIENT,
    /** From accuracies of sampled paths. */
    REINFORCE
  }

  /** How a cost enters the loss. */
  public enum Term {
    /** alpha CE (ln E / ln reference)^beta. */
    MUL_LOG,
    /** CE + lambda (E - reference) / reference. */
    ADD_LINEAR
  }

  /**
   * Section {@code alphas.gradient}.
   *
   * @param mode which candidates take part
   * @param everySteps steps of the weights between updates
   * @param updates at once
   * @param term how a cost enters the loss
   * @param lambda of add-linear
   * @param alpha of mul-log
   * @param beta of mul-log
   */
  public record Gradient(
      GateMode mode,
      int everySteps,
      int updates,
      Term term,
      double lambda,
      double alpha,
      double beta) {
    /** Checks the numbers. */
    public Gradient {
      requireNonNull(mode, "mode is null");
      requireNonNull(term, "term is null");
      new GateSchedule.Every(everySteps, updates);
      new CostTerm.AddLinear(lambda);
      new CostTerm.MulLog(alpha, beta);
    }

    CostTerm costTerm() {
      return switch (term) {
        case MUL_LOG -> new CostTerm.MulLog(alpha, beta);
        case ADD_LINEAR -> new CostTerm.AddLinear(lambda);
      };
    }
  }

  /**
   * Section {@code alphas.reinforce}.
   *
   * @param samples paths of an update
   * @param updatesPerEpoch updates, spread over the epoch
   * @param atEpochEnd whether they are all made at its end instead
   * @param baselineStep share of the difference by which the baseline follows the newest reward
   * @param tradeoff power of reference / cost in the reward
   */
  public record Reinforce(
      int samples, int updatesPerEpoch, boolean atEpochEnd, double baselineStep, double tradeoff) {
    /** Checks the numbers. */
    public Reinforce {
      new GateRecipe.Reinforce(samples, baselineStep, tradeoff);
      new GateSchedule.Spread(updatesPerEpoch);
    }
  }

  /** Checks the numbers. */
  public PathAlphasConfig {
    requireNonNull(method, "method is null");
    requireNonNull(start, "start is null");
    requireNonNull(draw, "draw is null");
    requireNonNull(gradient, "gradient is null");
    requireNonNull(reinforce, "reinforce is null");
    betas = List.copyOf(betas);
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be at least 1");
    }
    AdamSettings.of(learningRate, betas, epsilon, weightDecay);
  }

  AdamSettings optimiser() {
    return AdamSettings.of(learningRate, betas, epsilon, weightDecay);
  }

  GateRecipe.Method recipe() {
    return switch (method) {
      case GRADIENT -> new GateRecipe.Gradient(gradient.mode(), gradient.costTerm());
      case REINFORCE ->
          new GateRecipe.Reinforce(
              reinforce.samples(), reinforce.baselineStep(), reinforce.tradeoff());
    };
  }

  GateSchedule.Pattern pattern() {
    return switch (method) {
      case GRADIENT -> new GateSchedule.Every(gradient.everySteps(), gradient.updates());
      case REINFORCE ->
          reinforce.atEpochEnd()
              ? new GateSchedule.AtEnd(reinforce.updatesPerEpoch())
              : new GateSchedule.Spread(reinforce.updatesPerEpoch());
    };
  }
}
