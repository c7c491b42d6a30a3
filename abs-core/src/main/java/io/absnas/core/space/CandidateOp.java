package io.absnas.core.space;

/** What may stand at a choice of a search space; the closed set, its names and its costs. */
public sealed interface CandidateOp
    permits DilatedConv, Identity, InvertedResidual, PlainConv, Pool, SeparableConv, Zero {

  /**
   * Stable text form used in tables, genotypes and logs, the reference's key: {@code
   * mobilenet_5x5_ratio_6}, {@code sep_conv_3x3}.
   */
  String id();

  /**
   * Multiply-adds for one image whose output is {@code outSide} pixels high and wide. Convolutions
   * count, batch norm, activation and pooling do not.
   */
  long multiplyAdds(int inChannels, int outChannels, int outSide, int stride);

  /** Trainable values in a stand-alone network, scale and shift of batch norm included. */
  long parameters(int inChannels, int outChannels, int stride);

  /** Whether a node that only this op feeds receives anything at all. */
  default boolean connects() {
    return true;
  }

  /**
   * The op with this {@link #id()}, or an {@link IllegalArgumentException} that lists the forms.
   */
  static CandidateOp parse(String id) {
    return CandidateOpText.parse(id);
  }
}
