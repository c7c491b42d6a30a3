package io.absnas.core.flops;

/**
 * What a network or a part of it costs for one image.
 *
 * @param tableFlops the reference's count: a convolution per multiply-add, a linear layer (2 in -
 *     1) out
 * @param multiplyAdds multiply-adds that really run
 * @param parameters trainable values, scale and shift of batch norm included
 */
public record Cost(long tableFlops, long multiplyAdds, long parameters) {
  /** Costs nothing. */
  public static final Cost NONE = new Cost(0, 0, 0);

  /** Checks that nothing is negative. */
  public Cost {
    if (tableFlops < 0 || multiplyAdds < 0 || parameters < 0) {
      throw new IllegalArgumentException(
          "costs must not be negative, were "
              + tableFlops
              + ", "
              + multiplyAdds
              + " and "
              + parameters);
    }
  }

  /** A part that the table counts as it runs. */
  static Cost of(long multiplyAdds, long parameters) {
    return new Cost(multiplyAdds, multiplyAdds, parameters);
  }

  /** A bias-free convolution with batch norm (scale and shift) behind it. */
  static Cost convBatchNorm(long in, long out, int kernel, long outSide) {
    long weights = in * out * kernel * kernel;
    return of(weights * outSide * outSide, weights + 2 * out);
  }

  /** A linear layer with bias, as the reference's counter and as it runs. */
  static Cost linear(long in, long out) {
    return new Cost((2 * in - 1) * out, in * out, in * out + out);
  }

  /** Both together; fails on overflow. */
  public Cost plus(Cost other) {
    return new Cost(
        Math.addExact(tableFlops, other.tableFlops),
        Math.addExact(multiplyAdds, other.multiplyAdds),
        Math.addExact(parameters, other.parameters));
  }

  /** This part so many times. */
  Cost times(int count) {
    return new Cost(
        Math.multiplyExact(tableFlops, (long) count),
        Math.multiplyExact(multiplyAdds, (long) count),
        Math.multiplyExact(parameters, (long) count));
  }
}
