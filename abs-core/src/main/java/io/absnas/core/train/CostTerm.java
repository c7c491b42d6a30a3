package io.absnas.core.train;

import java.util.Optional;

/**
 * How an expected cost E enters the loss of architecture parameters beside the cross entropy CE
 * (ProxylessNAS, arXiv 1812.00332, section 4).
 */
public sealed interface CostTerm {
  /** The loss. */
  double loss(double crossEntropy, double cost, double reference);

  /** dL/dCE. */
  double slopeOfCrossEntropy(double cost, double reference);

  /** dL/dE. */
  double slopeOfCost(double crossEntropy, double cost, double reference);

  /**
   * Why a space whose cheapest architecture costs so much cannot be trained so; empty if it can.
   */
  default Optional<String> problem(double least, double reference) {
    return Optional.empty();
  }

  /**
   * {@code alpha CE (ln E / ln reference)^beta}.
   *
   * @param alpha factor; 0.2 as published
   * @param beta power; 0.3 as published
   */
  record MulLog(double alpha, double beta) implements CostTerm {
    /** Checks the numbers. */
    public MulLog {
      require("alpha", alpha);
      require("beta", beta);
    }

    @Override
    public double loss(double crossEntropy, double cost, double reference) {
      return slopeOfCrossEntropy(cost, reference) * crossEntropy;
    }

    @Override
    public double slopeOfCrossEntropy(double cost, double reference) {
      return alpha * Math.pow(Math.log(cost) / Math.log(reference), beta);
    }

    @Override
    public double slopeOfCost(double crossEntropy, double cost, double reference) {
      double ratio = Math.log(cost) / Math.log(reference);
      return alpha * crossEntropy * beta * Math.pow(ratio, beta - 1) / (cost * Math.log(reference));
    }

    @Override
    public Optional<String> problem(double least, double reference) {
      return least > 1 && reference > 1
          ? Optional.empty()
          : Optional.of(
              "mul-log takes logarithms, so reference and cheapest architecture (%s and %s) must be"
                      .formatted(reference, least)
                  + " above 1; add-linear does not");
    }
  }

  /**
   * {@code CE + lambda (E - reference) / reference}.
   *
   * @param lambda factor; 0.1 as published
   */
  record AddLinear(double lambda) implements CostTerm {
    /** Checks the number. */
    public AddLinear {
      require("lambda", lambda);
    }

    @Override
    public double loss(double crossEntropy, double cost, double reference) {
      return crossEntropy + lambda * (cost - reference) / reference;
    }

    @Override
    public double slopeOfCrossEntropy(double cost, double reference) {
      return 1;
    }

    @Override
    public double slopeOfCost(double crossEntropy, double cost, double reference) {
      return lambda / reference;
    }
  }

  private static void require(String name, double value) {
    if (!(value > 0) || value > Double.MAX_VALUE) {
      throw new IllegalArgumentException(name + " is " + value + ", must be above 0");
    }
  }
}
