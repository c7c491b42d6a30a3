package io.absnas.core.space;

/**
 * ReLU, depthwise convolution of dilation 2, pointwise convolution, batch norm (DARTS).
 *
 * @param kernel side of the depthwise kernel, odd
 */
public record DilatedConv(int kernel) implements CandidateOp {
  /** Checks the kernel. */
  public DilatedConv {
    Kernels.check(kernel, 3);
  }

  @Override
  public String id() {
    return "dil_conv_" + kernel + "x" + kernel;
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return convolutionWeights(inChannels, outChannels) * outSide * outSide;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return convolutionWeights(inChannels, outChannels) + 2L * outChannels;
  }

  private long convolutionWeights(int inChannels, int outChannels) {
    return (long) inChannels * kernel * kernel + (long) inChannels * outChannels;
  }
}
