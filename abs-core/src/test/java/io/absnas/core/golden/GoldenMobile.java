package io.absnas.core.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.HostCopies;
import java.util.List;

/** The five-layer space and the batches of {@code mobile-step.json}. */
public final class GoldenMobile {
  private static final int IMAGES = 8;
  private static final int SIDE = 32;

  private GoldenMobile() {}

  /** Stem 12, first block 8, layers 8 (stride 2), 8, 16 (stride 2), 16, 24, head 32. */
  public static LayeredSpace space() {
    List<LayerShape> layers =
        List.of(
            new LayerShape(8, 8, 16, 2),
            new LayerShape(8, 8, 8, 1),
            new LayerShape(8, 16, 8, 2),
            new LayerShape(16, 16, 4, 1),
            new LayerShape(16, 24, 4, 1));
    List<CandidateOp> operations =
        List.of(
            new InvertedResidual(3, 3),
            new InvertedResidual(3, 6),
            new InvertedResidual(5, 3),
            new InvertedResidual(5, 6),
            new InvertedResidual(7, 3),
            new InvertedResidual(7, 6),
            Identity.LAYER);
    return LayeredSpace.full(
        "golden-mobile", new LayeredShape(SIDE, 3, 10, 12, 2, 8, layers, 32, false), operations);
  }

  /** Images of batch {@code t}, (8, 3, 32, 32) with values 0 to 255, channels last in memory. */
  public static NDArray images(NDManager manager, int t, DataType type) {
    double[] pixels = new double[IMAGES * SIDE * SIDE * 3];
    int i = 0;
    for (int n = 0; n < IMAGES; n++) {
      for (int h = 0; h < SIDE; h++) {
        for (int w = 0; w < SIDE; w++) {
          for (int c = 0; c < 3; c++) {
            pixels[i++] = pixel(n, c, h, w, t);
          }
        }
      }
    }
    return HostCopies.create(manager, pixels, new Shape(IMAGES, SIDE, SIDE, 3), type)
        .transpose(0, 3, 1, 2);
  }

  /** Labels of batch {@code t}. */
  public static int[] labels(int t) {
    int[] labels = new int[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      labels[n] = (3 * n + t) % 10;
    }
    return labels;
  }

  private static int pixel(int n, int c, int h, int w, int t) {
    int first = (n + 1) * (c + 2) * h * w % 89;
    int second = 2 * ((h * h + 3 * w * w + 7 * n * h + t * w) % 61);
    return (41 * n + 67 * c + 23 * h + 31 * w + 13 * t + first + second) % 256;
  }
}
