package io.absnas.core.space;

/**
 * ReLU, convolution without bias, batch norm (NAS-Bench-201).
 *
 * @param kernel side of the kernel, odd
 */
public record PlainConv(int kernel) implements CandidateOp {
  /** Checks the kernel. */
  public PlainConv {
    Kernels.check(kernel, 1);
  }

  @Override
  public String id() {
    return "nor_conv_" + kernel + "x" + kernel;
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return (long) kernel * kernel * inChannels * outChannels * outSide * outSide;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return (long) kernel * kernel * inChannels * outChannels + 2L * outChannels;
  }
}
