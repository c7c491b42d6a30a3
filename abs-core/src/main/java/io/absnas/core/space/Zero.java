package io.absnas.core.space;

/** No connection: zeros, and the end of every path through the edge. */
public enum Zero implements CandidateOp {
  /** The only value. */
  ZERO;

  @Override
  public String id() {
    return "none";
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return 0;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return 0;
  }

  @Override
  public boolean connects() {
    return false;
  }
}
