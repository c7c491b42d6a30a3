package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.Ops;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The weight-sharing network of NAS-Bench-201, every op on every edge of every cell.
 *
 * <p>Names: {@code cells.{c}.edges.{i}<-{j}.{code}.op.1.weight} for search cells, {@code
 * arch_parameters}, and those of {@link Nb201Skeleton}.
 */
public final class Nb201Supernet extends ArrayNetwork implements AlphaNetwork {
  private final Param architectureParameters; // (6, 5)
  private final NDArray offered; // (6, 5), 0 where an edge offers an operation
  private final Nb201Skeleton skeleton;

  /** Builds and initialises the network of an unshrunk or shrunk space. */
  public Nb201Supernet(
      CellSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space), new NetworkArrays(device, type, initialisation, streams));
    this.architectureParameters =
        arrays()
            .architectureParameters(
                "arch_parameters", space.graph().edges().size(), space.operations().size());
    this.offered =
        OfferedOps.mask(
            arrays(),
            space.choices().size(),
            space.operations().size(),
            (edge, column) -> space.ops(edge).contains(space.operations().get(column)));
    this.skeleton =
        new Nb201Skeleton(
            arrays(),
            space.macro(),
            (name, width) -> Nb201Cell.searched(arrays(), name, space, width));
  }

  private static CellSpace checked(CellSpace space) {
    if (!space.isNasBench201()) {
      throw new IllegalArgumentException(
          "space " + space.id() + " is of kind " + space.macro().kind() + ", not NASBENCH201");
    }
    return space;
  }

  /** Number of search cells, three times the cells of a stage: the entries of a mixed path. */
  public int searchCells() {
    return skeleton.cells();
  }

  /** {@inheritDoc} The logits of operations per edge, (6, 5) in edge and code order. */
  @Override
  public List<Param> architectureParameters() {
    return List.of(architectureParameters);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A path with one architecture is run by all search cells; one with {@link #searchCells}
   * entries gives each its own; {@link SampledPath#WHOLE} runs all operations that the space offers
   * on every edge, weighted by the softmax of the architecture parameters.
   */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    if (path.equals(SampledPath.WHOLE)) {
      return forwardJoint(images, mode);
    }
    check(path);
    return run(skeleton, images, path, mode);
  }

  @Override
  @SuppressWarnings("try") // the scope works by being open
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    check(path);
    try (GradScope none = GradScope.disabled()) {
      Nb201Skeleton folded =
          skeleton.folded(arrays, (cell, number) -> cell.folded(path.at(number), arrays));
      ForwardMode mode = ForwardMode.full(BatchNormMode.EVALUATE);
      return images -> run(folded, images, path, mode);
    }
  }

  private NDArray run(Nb201Skeleton used, NDArray images, SampledPath path, ForwardMode mode) {
    Iterator<Architecture> architectures = perCell(path).iterator();
    return run(used, images, mode, (cell, x) -> cell.forward(x, architectures.next(), mode));
  }

  private NDArray forwardJoint(NDArray images, ForwardMode mode) {
    NDArray logits = Ops.add(architectureParameters.leaf(), offered);
    logits.attach(images.getManager());
    NDArray weights = Ops.softmax(logits);
    return run(skeleton, images, mode, (cell, x) -> cell.forwardJoint(x, weights, mode));
  }

  private NDArray run(
      Nb201Skeleton used,
      NDArray images,
      ForwardMode mode,
      BiFunction<Nb201Cell, NDArray, NDArray> cells) {
    NDArray stem = chain(images, List.of(used.stem()), mode);
    try (NDArray features = used.features(stem, mode, cells)) {
      return used.classifier().forward(features, mode);
    }
  }

  @Override
  List<Layer> layers(SampledPath path) {
    if (path.equals(SampledPath.WHOLE)) {
      return skeleton.layers((cell, number) -> cell.layers());
    }
    check(path);
    return skeleton.layers((cell, number) -> cell.layers(path.at(number)));
  }

  private List<Architecture> perCell(SampledPath path) {
    return IntStream.range(0, searchCells()).mapToObj(path::at).toList();
  }

  private void check(SampledPath path) {
    int entries = path.architectures().size();
    int edges = space().choices().size();
    if ((entries != 1 && entries != searchCells())
        || path.architectures().stream().anyMatch(a -> a.ops().size() != edges)) {
      throw new IllegalArgumentException(
          "a path of space %s is 1 or %d architectures of %d edges"
              .formatted(space().id(), searchCells(), edges));
    }
  }
}
