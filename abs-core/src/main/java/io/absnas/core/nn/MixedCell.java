package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cell whose edges are weighted sums of their ops (Liu et al. 2019, arXiv 1806.09055, equation 2;
 * P-DARTS, arXiv 1904.12760). {@code none} only takes its share of the weights.
 */
final class MixedCell {
  private final CellPlan plan;
  private final CellGraph graph;
  private final int number;
  private final Layer preprocess0;
  private final Layer preprocess1;
  private final List<List<Entry>> edges = new ArrayList<>();

  /** An op and its position in the edge's list. */
  private record Entry(int column, MixedOp op) {}

  MixedCell(NetworkArrays arrays, int number, CellPlan plan, MixedCells cells) {
    this.plan = plan;
    this.graph = cells.space().graph();
    this.number = number;
    String name = "cells." + number;
    DartsOps ops = new DartsOps(arrays, DartsOps.Form.SEARCH);
    this.preprocess0 = ops.preprocessing(name + ".preprocess0", plan.input0(), plan.width());
    this.preprocess1 = ops.preprocessing(name + ".preprocess1", plan.input1(), plan.width());
    for (CellGraph.Edge edge : graph.edges()) {
      int stride = plan.reduction() && edge.from() < graph.inputs() ? 2 : 1;
      List<CandidateOp> offered = cells.ops(plan.reduction()).get(edges.size());
      List<Entry> entries = new ArrayList<>();
      for (int column = 0; column < offered.size(); column++) {
        if (offered.get(column) != Zero.ZERO) {
          String op = cells.form().name(name, edges.size(), column);
          Layer layer = ops.op(op, Optional.empty(), offered.get(column), plan.width(), stride);
          entries.add(new Entry(column, MixedOp.of(layer)));
        }
      }
      edges.add(List.copyOf(entries));
    }
  }

  /** All layers in state-dict order. */
  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>(List.of(preprocess0, preprocess1));
    edges.forEach(edge -> edge.forEach(entry -> layers.addAll(entry.op().layers())));
    return layers;
  }

  /**
   * The cell's output, a new array.
   *
   * @param previousButOne output of the cell before the previous one, or the stem's
   * @param previous output of the previous cell, or the stem's
   * @param mixture weights of this kind of cell
   */
  NDArray forward(
      NDArray previousButOne,
      NDArray previous,
      Mixture mixture,
      IdentityDropout dropout,
      ForwardMode mode) {
    List<NodeInput> nodes = new ArrayList<>();
    nodes.add(new NodeInput(preprocess0.forward(previousButOne, mode)));
    nodes.add(new NodeInput(preprocess1.forward(previous, mode)));
    int edge = 0;
    for (int node = graph.inputs(); node < graph.nodes(); node++) {
      NodeSum sum = new NodeSum();
      for (int from = 0; from < node; from++) {
        add(sum, edge++, nodes.get(from), mixture, dropout, mode);
      }
      nodes.add(new NodeInput(sum.value().orElseThrow()));
    }
    List<NodeInput> computed = nodes.subList(graph.inputs(), graph.nodes());
    NDArray output = Ops.concatChannels(computed.stream().map(NodeInput::value).toList());
    nodes.forEach(NodeInput::close);
    return output;
  }

  private void add(
      NodeSum sum,
      int edge,
      NodeInput input,
      Mixture mixture,
      IdentityDropout dropout,
      ForwardMode mode) {
    int site = number * edges.size() + edge;
    for (Entry entry : edges.get(edge)) {
      MixedOp.Weight weight =
          new MixedOp.Weight(mixture, edge, entry.column(), plan.width(), site, dropout);
      sum.add(entry.op().forward(input, weight, mode), input.value());
    }
  }
}
