package io.absnas.core.space;

/**
 * Passes its input on. As a layer of a MobileNet-like space it has no parameters and is legal only
 * where the shape stays; as an edge of a cell it is a factorized reduction where the stride is 2.
 */
public enum Identity implements CandidateOp {
  /** Leaves a layer out; -1 in architecture codes. */
  LAYER("identity"),
  /** An edge of a cell. */
  SKIP_CONNECT("skip_connect");

  private final String id;

  Identity(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return stride == 1 ? 0 : (long) inChannels * outChannels * outSide * outSide;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return stride == 1 ? 0 : (long) inChannels * outChannels + 2L * outChannels;
  }
}
