package io.absnas.core.space;

/**
 * ReLU, depthwise, pointwise, batch norm, twice; the second depthwise convolution has stride 1
 * (DARTS).
 *
 * @param kernel side of the depthwise kernels, odd
 */
public record SeparableConv(int kernel) implements CandidateOp {
  /** Checks the kernel. */
  public SeparableConv {
    Kernels.check(kernel, 3);
  }

  @Override
  public String id() {
    return "sep_conv_" + kernel + "x" + kernel;
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return convolutionWeights(inChannels, outChannels) * outSide * outSide;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return convolutionWeights(inChannels, outChannels) + 2L * inChannels + 2L * outChannels;
  }

  private long convolutionWeights(int inChannels, int outChannels) {
    long depthwise = 2L * inChannels * kernel * kernel;
    return depthwise + (long) inChannels * inChannels + (long) inChannels * outChannels;
  }
}
