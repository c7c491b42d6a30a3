package io.absnas.shrink;

/** Why shrinking ended. */
public enum StopReason {
  /** The space is as small as was asked for. */
  SIZE("size"),
  /** As many stages were run as were asked for. */
  STAGES("stages"),
  /** Every choice has one op left. */
  ONE_ARCHITECTURE("one-architecture");

  private final String id;

  StopReason(String id) {
    this.id = id;
  }

  /** The form in result files. */
  public String id() {
    return id;
  }
}
