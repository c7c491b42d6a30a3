package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Search spaces of the tests, built from their published tables. */
final class TestSpaces {
  private TestSpaces() {}

  /** The six blocks in the order of their codes. */
  static final List<CandidateOp> BLOCKS =
      List.of(
          new InvertedResidual(3, 3),
          new InvertedResidual(3, 6),
          new InvertedResidual(5, 3),
          new InvertedResidual(5, 6),
          new InvertedResidual(7, 3),
          new InvertedResidual(7, 6));

  static LayeredSpace gpu21() {
    int[][] stages = {{32, 4, 2}, {56, 4, 2}, {112, 4, 2}, {128, 4, 1}, {256, 4, 2}, {432, 1, 1}};
    return LayeredSpace.full(
        "mobilenet-gpu-21", shape(224, 40, 2, 24, stages, 1728, 1000), withIdentity());
  }

  static LayeredSpace cpu19() {
    int[][] stages = {{32, 2, 2}, {40, 4, 2}, {80, 4, 2}, {96, 4, 1}, {192, 4, 2}, {320, 1, 1}};
    return LayeredSpace.full("mobilenet-cpu-19", shape(224, 32, 2, 16, stages, 1280, 1000), BLOCKS);
  }

  /** The five-layer space of the golden training steps. */
  static LayeredSpace tiny5() {
    int[][] stages = {{8, 2, 2}, {16, 2, 2}, {24, 1, 1}};
    return LayeredSpace.full("tiny-5", shape(32, 12, 2, 8, stages, 32, 10), withIdentity());
  }

  /** NAS-Bench-201 with few channels and one cell a stage. */
  static CellSpace nasBench201(int channels, int cells, int classes, int side) {
    return CellSpace.full(
        "nasbench201",
        CellGraph.NASBENCH201,
        new CellMacro(CellMacro.Kind.NASBENCH201, channels, cells, classes, side),
        List.of(
            Zero.ZERO,
            Identity.SKIP_CONNECT,
            new PlainConv(1),
            new PlainConv(3),
            CandidateOp.parse("avg_pool_3x3")));
  }

  static LayeredShape shape(
      int side, int stem, int stemStride, int first, int[][] stages, int head, int classes) {
    List<LayerShape> layers = new ArrayList<>();
    int in = first;
    int at = side / stemStride;
    for (int[] stage : stages) {
      for (int repeat = 0; repeat < stage[1]; repeat++) {
        LayerShape layer = new LayerShape(in, stage[0], at, repeat == 0 ? stage[2] : 1);
        layers.add(layer);
        in = layer.outChannels();
        at = layer.outSide();
      }
    }
    return new LayeredShape(side, 3, classes, stem, stemStride, first, layers, head, false);
  }

  static List<CandidateOp> withIdentity() {
    List<CandidateOp> ops = new ArrayList<>(BLOCKS);
    ops.add(Identity.LAYER);
    return ops;
  }

  /** The space with these op codes left, one text of codes per choice. */
  static SearchSpace withCodes(SearchSpace space, String... codes) {
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (String left : codes) {
      choices.add(
          Arrays.stream(left.split(" "))
              .map(code -> space.operations().get(Integer.parseInt(code)))
              .toList());
    }
    return space.withChoices(choices);
  }

  /** Op codes of a path that runs one architecture. */
  static String codes(SearchSpace space, SampledPath path) {
    return space.encode(path.at(0));
  }
}
