package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellGraph.Edge;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cell of NAS-Bench-201 (Dong and Yang 2020): node i is the sum over j &lt; i of the edge i&lt;-j
 * applied to node j, the last node is the output. Width and side stay.
 */
final class Nb201Cell {
  private final CellGraph graph;
  private final List<CandidateOp> operations;
  private final List<List<CandidateOp>> choices;
  private final List<ChoiceBlock> blocks;

  private Nb201Cell(
      CellGraph graph,
      List<CandidateOp> operations,
      List<List<CandidateOp>> choices,
      List<ChoiceBlock> blocks) {
    this.graph = graph;
    this.operations = operations;
    this.choices = choices;
    this.blocks = blocks;
  }

  private Nb201Cell(
      NetworkArrays arrays,
      String name,
      CellSpace space,
      int channels,
      List<List<CandidateOp>> edgeOps,
      boolean searched) {
    this(space.graph(), space.operations(), space.choices(), new ArrayList<>());
    for (Edge edge : graph.edges()) {
      String edgeName = name + ".edges." + edge.name();
      Map<CandidateOp, Layer> ops = new LinkedHashMap<>();
      for (CandidateOp op : edgeOps.get(blocks.size())) {
        String opName = edgeName + "." + space.code(op);
        EdgeOp owner = new EdgeOp(blocks.size(), op);
        ops.put(op, layer(arrays, opName, owner, channels, searched));
      }
      blocks.add(new ChoiceBlock(edgeName, ops));
    }
  }

  /** A cell of the supernet: every op on every edge, batch norms without scale and shift. */
  static Nb201Cell searched(NetworkArrays arrays, String name, CellSpace space, int channels) {
    List<List<CandidateOp>> all =
        Collections.nCopies(space.graph().edges().size(), space.operations());
    return new Nb201Cell(arrays, name, space, channels, all, true);
  }

  /** A cell that is trained by itself: one op on every edge, batch norms with scale and shift. */
  static Nb201Cell standalone(
      NetworkArrays arrays, String name, CellSpace space, int channels, Architecture architecture) {
    List<List<CandidateOp>> chosen = architecture.ops().stream().map(List::of).toList();
    return new Nb201Cell(arrays, name, space, channels, chosen, false);
  }

  private static Layer layer(
      NetworkArrays arrays, String name, EdgeOp owner, int channels, boolean searched) {
    if (owner.op() instanceof PlainConv conv) {
      int kernel = conv.kernel();
      return searched
          ? PlainConvBlock.searched(arrays, name, owner, channels, kernel)
          : PlainConvBlock.affine(arrays, name, Optional.of(owner), channels, channels, kernel, 1);
    } else if (owner.op() == Zero.ZERO) {
      return new ZeroLayer(arrays.constant(1, 0), 1);
    } else if (owner.op() == Identity.SKIP_CONNECT) {
      return StatelessLayer.IDENTITY;
    } else if (owner.op() instanceof Pool pool) {
      return new PoolLayer(pool, 1);
    }
    throw new IllegalArgumentException(
        owner.op().id() + " is no operation of NAS-Bench-201's cells");
  }

  /** The function of an architecture in evaluation mode, as {@link Layer#folded}. */
  Nb201Cell folded(Architecture architecture, NDManager arrays) {
    List<ChoiceBlock> folded = new ArrayList<>();
    for (int edge = 0; edge < blocks.size(); edge++) {
      CandidateOp op = architecture.ops().get(edge);
      folded.add(blocks.get(edge).only(op, blocks.get(edge).layer(op).folded(arrays)));
    }
    return new Nb201Cell(graph, operations, choices, folded);
  }

  /** What an architecture runs, in edge order. */
  List<Layer> layers(Architecture architecture) {
    List<Layer> layers = new ArrayList<>();
    for (int edge = 0; edge < blocks.size(); edge++) {
      layers.add(blocks.get(edge).layer(architecture.ops().get(edge)));
    }
    return layers;
  }

  /** All ops of all edges. */
  List<Layer> layers() {
    return blocks.stream().flatMap(block -> block.layers().stream()).toList();
  }

  /** One op per edge: (N, C, H, W) to (N, C, H, W). */
  NDArray forward(NDArray x, Architecture architecture, ForwardMode mode) {
    List<Layer> layers = layers(architecture);
    List<NDArray> nodes = new ArrayList<>(List.of(x));
    int edge = 0;
    for (int to = graph.inputs(); to < graph.nodes(); to++) {
      nodes.add(NodeSum.over(layers.subList(edge, edge + nodes.size()), nodes, mode));
      edge += nodes.size() - 1;
    }
    NDArray output = nodes.get(nodes.size() - 1);
    nodes.stream().filter(node -> node != x && node != output).forEach(NDArray::close);
    return output;
  }

  /**
   * All ops that are offered on every edge, weighted.
   *
   * @param weights (edges, operations), in the manager of {@code x}
   */
  NDArray forwardJoint(NDArray x, NDArray weights, ForwardMode mode) {
    return nodes(x, (edge, input) -> mixed(edge, input, weights, mode));
  }

  private NDArray mixed(int edge, NDArray input, NDArray weights, ForwardMode mode) {
    NDArray row = Ops.slice(weights, 0, edge, edge + 1); // (1, operations)
    NDArray sum = null;
    for (int op = 0; op < operations.size(); op++) {
      if (!choices.get(edge).contains(operations.get(op))) {
        continue;
      }
      NDArray output = blocks.get(edge).layer(operations.get(op)).forward(input, mode);
      NDArray weighted = Ops.multiply(output, Ops.slice(row, 1, op, op + 1));
      sum = sum == null ? weighted : Ops.add(sum, weighted);
    }
    if (sum == null) {
      throw new IllegalStateException("an edge without operations");
    }
    return sum;
  }

  /** An edge at work. */
  private interface EdgeFunction {
    NDArray apply(int edge, NDArray input);
  }

  private NDArray nodes(NDArray x, EdgeFunction function) {
    List<NDArray> nodes = new ArrayList<>(List.of(x));
    int edge = 0;
    for (int to = graph.inputs(); to < graph.nodes(); to++) {
      NDArray sum = function.apply(edge++, nodes.get(0));
      for (int from = 1; from < to; from++) {
        sum = Ops.add(sum, function.apply(edge++, nodes.get(from)));
      }
      nodes.add(sum);
    }
    return nodes.get(nodes.size() - 1);
  }
}
