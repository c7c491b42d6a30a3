package io.absnas.core.space;

/** 3x3 pooling with padding 1; padded positions never win and are not counted in an average. */
public enum Pool implements CandidateOp {
  /** Largest value of the window. */
  MAX("max_pool_3x3"),
  /** Mean over the positions of the window that lie inside the map. */
  AVERAGE("avg_pool_3x3");

  private final String id;

  Pool(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long multiplyAdds(int inChannels, int outChannels, int outSide, int stride) {
    return 0;
  }

  @Override
  public long parameters(int inChannels, int outChannels, int stride) {
    return 0;
  }
}
