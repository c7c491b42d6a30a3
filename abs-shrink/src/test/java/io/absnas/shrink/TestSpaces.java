package io.absnas.shrink;

import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.List;

/** Spaces of the specification, written down here so that tests do not follow the catalogue. */
final class TestSpaces {
  private TestSpaces() {}

  /** 21 layers, identity on the 15 that keep the shape: 141 EdgeOps. */
  static LayeredSpace gpu21() {
    int[][] layers = {
      {32, 2}, {32, 1}, {32, 1}, {32, 1}, {56, 2}, {56, 1}, {56, 1}, {56, 1}, {112, 2}, {112, 1},
      {112, 1}, {112, 1}, {128, 1}, {128, 1}, {128, 1}, {128, 1}, {256, 2}, {256, 1}, {256, 1},
      {256, 1}, {432, 1}
    };
    List<CandidateOp> ops = new ArrayList<>(blocks());
    ops.add(Identity.LAYER);
    return LayeredSpace.full("gpu", shape(224, 40, 24, layers, 1728, false), ops);
  }

  /** 19 layers without identity: 114 EdgeOps. */
  static LayeredSpace cpu19() {
    int[][] layers = {
      {32, 2}, {32, 1}, {40, 2}, {40, 1}, {40, 1}, {40, 1}, {80, 2}, {80, 1}, {80, 1}, {80, 1},
      {96, 1}, {96, 1}, {96, 1}, {96, 1}, {192, 2}, {192, 1}, {192, 1}, {192, 1}, {320, 1}
    };
    return LayeredSpace.full("cpu", shape(224, 32, 16, layers, 1280, true), blocks());
  }

  /** Three layers of width 8 with two blocks each, the last two with identity: 18 architectures. */
  static LayeredSpace small() {
    int[][] layers = {{8, 2}, {8, 1}, {8, 1}};
    List<CandidateOp> ops =
        List.of(new InvertedResidual(3, 3), new InvertedResidual(5, 3), Identity.LAYER);
    return LayeredSpace.full("small", shape(8, 8, 8, layers, 16, false), ops);
  }

  static CellSpace nasbench201() {
    return CellSpace.full(
        "nasbench201",
        CellGraph.NASBENCH201,
        new CellMacro(CellMacro.Kind.NASBENCH201, 4, 1, 10, 16),
        List.of(
            Zero.ZERO, Identity.SKIP_CONNECT, new PlainConv(1), new PlainConv(3), Pool.AVERAGE));
  }

  static EdgeOp edgeOp(SearchSpace space, int choice, int code) {
    return new EdgeOp(
        choice, space.ops(choice).stream().filter(op -> space.code(op) == code).findAny().get());
  }

  /** Table FLOPs of a layered space by the formula of the published tables. */
  static long flops(LayeredSpace space, int[] child) {
    LayeredShape shape = space.shape();
    int side = shape.stemSide();
    LayerShape last = shape.lastLayer();
    long sum = 27L * shape.stemWidth() * side * side;
    sum += (9L + shape.firstWidth()) * shape.stemWidth() * side * side;
    if (shape.countsStemExpansion()) {
      sum += (long) shape.stemWidth() * shape.stemWidth() * side * side;
    }
    sum += (long) last.outChannels() * shape.headWidth() * last.outSide() * last.outSide();
    sum += (2L * shape.headWidth() - 1) * shape.classes();
    for (int i = 0; i < child.length; i++) {
      if (space.operations().get(child[i]) instanceof InvertedResidual block) {
        LayerShape layer = shape.layers().get(i);
        long mid = (long) layer.inChannels() * block.expansion();
        long out = (long) layer.outSide() * layer.outSide();
        sum += layer.inChannels() * mid * layer.inSide() * layer.inSide();
        sum += mid * block.kernel() * block.kernel() * out + mid * layer.outChannels() * out;
      }
    }
    return sum;
  }

  private static List<CandidateOp> blocks() {
    List<CandidateOp> ops = new ArrayList<>();
    for (int kernel : new int[] {3, 5, 7}) {
      ops.add(new InvertedResidual(kernel, 3));
      ops.add(new InvertedResidual(kernel, 6));
    }
    return ops;
  }

  private static LayeredShape shape(
      int input, int stem, int first, int[][] layers, int head, boolean surplus) {
    List<LayerShape> shapes = new ArrayList<>();
    int channels = first;
    int side = input / 2;
    for (int i = 0; i < layers.length; i++) {
      LayerShape layer = new LayerShape(channels, layers[i][0], side, layers[i][1]);
      shapes.add(layer);
      channels = layer.outChannels();
      side = layer.outSide();
    }
    return new LayeredShape(input, 3, 10, stem, 2, first, shapes, head, surplus);
  }
}
