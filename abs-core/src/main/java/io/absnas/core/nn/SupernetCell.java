package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cell of the DARTS supernet: both inputs brought to its width C, every op on every edge, each
 * node the sum of the edges from all nodes before it, computed nodes side by side as its output. In
 * a reduction cell the edges from its inputs have stride 2.
 */
final class SupernetCell {
  private final CellGraph graph;
  private final Layer preprocess0;
  private final Layer preprocess1;
  private final List<ChoiceBlock> blocks = new ArrayList<>();

  /**
   * Makes all arrays.
   *
   * @param name of the cell, to which names of its parts are added
   */
  SupernetCell(NetworkArrays arrays, String name, CellSpace space, CellPlan plan) {
    this.graph = space.graph();
    DartsOps ops = new DartsOps(arrays, DartsOps.Form.SUPERNET);
    this.preprocess0 = ops.preprocessing(name + ".preprocess0", plan.input0(), plan.width());
    this.preprocess1 = ops.preprocessing(name + ".preprocess1", plan.input1(), plan.width());
    for (CellGraph.Edge edge : graph.edges()) {
      String edgeName = name + "._ops." + blocks.size();
      int stride = plan.reduction() && edge.from() < graph.inputs() ? 2 : 1;
      Map<CandidateOp, Layer> layers = new LinkedHashMap<>();
      for (CandidateOp op : space.operations()) {
        String opName = edgeName + "._ops." + space.code(op);
        Optional<EdgeOp> owner = Optional.of(new EdgeOp(blocks.size(), op));
        layers.put(op, ops.op(opName, owner, op, plan.width(), stride));
      }
      blocks.add(new ChoiceBlock(edgeName, layers));
    }
  }

  /** What an architecture runs, in state-dict order. */
  List<Layer> layers(Architecture architecture) {
    List<Layer> layers = new ArrayList<>(List.of(preprocess0, preprocess1));
    layers.addAll(edges(architecture));
    return layers;
  }

  private List<Layer> edges(Architecture architecture) {
    List<Layer> edges = new ArrayList<>();
    for (int edge = 0; edge < blocks.size(); edge++) {
      edges.add(blocks.get(edge).layer(architecture.ops().get(edge)));
    }
    return edges;
  }

  /**
   * The cell's output, a new array (N, 4 C, H, W).
   *
   * @param previousButOne output of the cell before the previous one, or what stands for it
   * @param previous output of the previous cell, or what stands for it
   */
  NDArray forward(
      NDArray previousButOne, NDArray previous, Architecture architecture, ForwardMode mode) {
    List<Layer> edges = edges(architecture);
    List<NDArray> nodes = new ArrayList<>(); // (N, C, H, W)
    nodes.add(preprocess0.forward(previousButOne, mode));
    nodes.add(preprocess1.forward(previous, mode));
    int edge = 0;
    for (int node = graph.inputs(); node < graph.nodes(); node++) {
      nodes.add(NodeSum.over(edges.subList(edge, edge + node), nodes, mode));
      edge += node;
    }
    NDArray output = Ops.concatChannels(nodes.subList(graph.inputs(), graph.nodes()));
    nodes.forEach(NDArray::close); // the recorded graph keeps the values it needs
    return output;
  }
}
