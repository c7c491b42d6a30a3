package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cell of a genotype's final network (Liu et al. 2019, arXiv 1806.09055): both inputs brought to
 * its width C, nodes that are the sum of two edges each, some nodes side by side as its output.
 */
final class GenotypeCell {
  private final GenotypeCellPlan plan;
  private final Layer preprocess0;
  private final Layer preprocess1;
  private final List<Layer> edges; // entries 2i and 2i+1 feed node i+2

  GenotypeCell(NetworkArrays arrays, String name, GenotypeCellPlan plan) {
    this.plan = plan;
    DartsOps ops = new DartsOps(arrays, DartsOps.Form.FINAL);
    this.preprocess0 = ops.preprocessing(name + ".preprocess0", plan.input0(), plan.width());
    this.preprocess1 = ops.preprocessing(name + ".preprocess1", plan.input1(), plan.width());
    this.edges = new ArrayList<>();
    for (Genotype.Input input : plan.edges()) {
      String edge = name + "._ops." + edges.size();
      int stride = plan.stride(input.from());
      edges.add(ops.op(edge, Optional.empty(), input.op(), plan.width(), stride));
    }
  }

  private GenotypeCell(
      GenotypeCellPlan plan, Layer preprocess0, Layer preprocess1, List<Layer> edges) {
    this.plan = plan;
    this.preprocess0 = preprocess0;
    this.preprocess1 = preprocess1;
    this.edges = edges;
  }

  /** The same function in evaluation mode, as {@link Layer#folded}. */
  GenotypeCell folded(NDManager arrays) {
    return new GenotypeCell(
        plan,
        preprocess0.folded(arrays),
        preprocess1.folded(arrays),
        edges.stream().map(edge -> edge.folded(arrays)).toList());
  }

  /** All layers in state-dict order. */
  List<Layer> layers() {
    return Stream.concat(Stream.of(preprocess0, preprocess1), edges.stream()).toList();
  }

  /** Edges that drop path may silence: all but identities and those of zeros. */
  int droppable() {
    return (int) edges.stream().filter(GenotypeCell::droppable).count();
  }

  private static boolean droppable(Layer edge) {
    return edge != StatelessLayer.IDENTITY && !(edge instanceof ZeroLayer);
  }

  /**
   * The cell's output, a new array.
   *
   * @param previousButOne output of the cell before the previous one, or a stem's
   * @param previous output of the previous cell, or a stem's
   * @param masks factors of drop path, if it is on
   */
  NDArray forward(
      NDArray previousButOne, NDArray previous, Optional<DropPathMasks> masks, ForwardMode mode) {
    List<NDArray> nodes = new ArrayList<>(); // (N, C, H, W)
    nodes.add(preprocess0.forward(previousButOne, mode));
    nodes.add(preprocess1.forward(previous, mode));
    for (int entry = 0; entry < edges.size(); entry += 2) {
      nodes.add(node(nodes, entry, masks, mode));
    }
    NDArray output = Ops.concatChannels(plan.concat().stream().map(nodes::get).toList());
    nodes.forEach(NDArray::close); // the recorded graph keeps the values it needs
    return output;
  }

  private NDArray node(
      List<NDArray> nodes, int firstEntry, Optional<DropPathMasks> masks, ForwardMode mode) {
    NodeSum sum = new NodeSum();
    for (int entry = firstEntry; entry < firstEntry + 2; entry++) {
      Layer edge = edges.get(entry);
      if (!(edge instanceof ZeroLayer)) {
        NDArray input = nodes.get(plan.edges().get(entry).from());
        NDArray output = edge.forward(input, mode);
        boolean drops = masks.isPresent() && droppable(edge);
        sum.add(drops ? masks.get().dropped(output, mode.precision()) : output, input);
      }
    }
    return sum.value()
        .orElseGet(
            () ->
                edges
                    .get(firstEntry)
                    .forward(nodes.get(plan.edges().get(firstEntry).from()), mode));
  }
}
