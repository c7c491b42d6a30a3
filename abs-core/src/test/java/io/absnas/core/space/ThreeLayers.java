package io.absnas.core.space;

/** A space of three small layers for grey images of side 16, as its file holds it. */
public final class ThreeLayers {
  private ThreeLayers() {}

  /** The text, each layer with these ops where it can have them. */
  public static String text(String... operations) {
    return """
        id: three-layers
        kind: layered
        input: 16
        classes: 10
        stem: {width: 8, stride: 2}
        first-width: 8
        stages:
          - {width: 8, repeats: 3, stride: 2}
        head-width: 16
        operations: [%s]
        """
        .formatted(String.join(", ", operations));
  }
}
