package io.absnas.search;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.ArrayList;
import java.util.List;

/** Spaces that are small enough to know all about them. */
public final class TestSpaces {
  private TestSpaces() {}

  /** Three layers of width 8 for 16x16 images, 2 * 3 * 3 architectures. */
  public static LayeredSpace small() {
    return layered(3, List.of(new InvertedResidual(3, 3), new InvertedResidual(5, 3)));
  }

  /** Six layers of three blocks and, but for the first, identity: 3 * 4^5 = 3072 architectures. */
  public static LayeredSpace medium() {
    return layered(
        6,
        List.of(
            new InvertedResidual(3, 3), new InvertedResidual(5, 3), new InvertedResidual(3, 6)));
  }

  /** The cell space of NAS-Bench-201: 15,625 architectures. */
  public static SearchSpace cells() {
    return SpaceCatalog.find("nasbench201");
  }

  private static LayeredSpace layered(int layers, List<CandidateOp> blocks) {
    List<LayerShape> shapes = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      shapes.add(new LayerShape(8, 8, layer == 0 ? 8 : 4, layer == 0 ? 2 : 1));
    }
    List<CandidateOp> operations = new ArrayList<>(blocks);
    operations.add(Identity.LAYER);
    return LayeredSpace.full(
        layers + "-layers", new LayeredShape(16, 3, 10, 8, 2, 8, shapes, 16, false), operations);
  }

  /** The architecture of op positions. */
  public static Architecture at(SearchSpace space, int... positions) {
    List<CandidateOp> ops = new ArrayList<>();
    for (int position : positions) {
      ops.add(space.operations().get(position));
    }
    return new Architecture(ops);
  }
}
