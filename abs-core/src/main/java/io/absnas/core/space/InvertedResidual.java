package io.absnas.core.space;

/**
 * The block of the MobileNet-like spaces: 1x1 expansion, depthwise convolution, 1x1 projection,
 * each with batch norm.
 *
 * @param kernel side of the depthwise kernel, odd
 * @param expansion channels of the depthwise convolution over input channels
 */
public record InvertedResidual(int kernel, int expansion) implements CandidateOp {
  /** Checks the kernel and the expansion. */
  public InvertedResidual {
    Kernels.check(kernel, 3);
    if (expansion < 1) {
      throw new IllegalArgumentException("expansion must be at least 1, was " + expansion);
    }
  }

  @Override
  public String id() {
    return "mobilenet_" + kernel + "x" + kernel + "_ratio_" + expansion;
  }

  /** {@inheritDoc} The expansion runs at the input's resolution (spec of the FLOPs table). */
  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    long middle = (long) inChannels * expansion;
    long outArea = (long) outSide * outSide;
    long inArea = outArea * stride * stride;
    return inChannels * middle * inArea
        + middle * kernel * kernel * outArea
        + middle * outChannels * outArea;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    long middle = (long) inChannels * expansion;
    return convolutionWeights(inChannels, outChannels) + 4 * middle + 2L * outChannels;
  }

  /** Values of the three convolutions: in*mid + mid*k*k + mid*out. */
  public long convolutionWeights(int inChannels, int outChannels) {
    long middle = (long) inChannels * expansion;
    return inChannels * middle + middle * kernel * kernel + middle * outChannels;
  }
}
