package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One architecture of NAS-Bench-201 as a network of its own (Dong and Yang 2020). As in the
 * supernet, weights are {@code cells.{c}.edges.{i}<-{j}.{code}.op.1.weight}; batch norms have scale
 * and shift, {@code op.2.weight} and {@code op.2.bias}.
 */
public final class Nb201Network extends ArrayNetwork implements StandaloneNetwork {
  private final Architecture architecture;
  private final Nb201Skeleton skeleton;

  /**
   * Builds and initialises the network.
   *
   * @throws AbsException of kind USAGE if the architecture is not one of the space
   */
  public Nb201Network(
      CellSpace space,
      Architecture architecture,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space, architecture), new NetworkArrays(device, type, initialisation, streams));
    this.architecture = requireNonNull(architecture, "architecture is null");
    this.skeleton =
        new Nb201Skeleton(
            arrays(),
            space.macro(),
            (name, width) -> Nb201Cell.standalone(arrays(), name, space, width, architecture));
  }

  private static CellSpace checked(CellSpace space, Architecture architecture) {
    if (!space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of NAS-Bench-201's kind");
    }
    int edges = space.graph().edges().size();
    List<CandidateOp> ops = architecture.ops();
    if (ops.size() != edges || !space.operations().containsAll(ops)) {
      throw new AbsException(
          ExitCode.USAGE,
          "architecture %s does not fit space %s, whose cells have %d edges with one of %s"
              .formatted(
                  ops.stream().map(CandidateOp::id).toList(),
                  space.id(),
                  edges,
                  space.operations().stream().map(CandidateOp::id).toList()));
    }
    return space;
  }

  @Override
  public Architecture design() {
    return architecture;
  }

  /** {@inheritDoc} Without dropout. */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return forward(images, Regularisation.NONE, mode).logits();
  }

  @Override
  @SuppressWarnings("try") // the scope works by being open
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    try (GradScope none = GradScope.disabled()) {
      Nb201Skeleton folded =
          skeleton.folded(arrays, (cell, number) -> cell.folded(architecture, arrays));
      ForwardMode mode = ForwardMode.full(BatchNormMode.EVALUATE);
      return images -> run(folded, images, Regularisation.NONE, mode).logits();
    }
  }

  @Override
  public TrainingLogits forward(NDArray images, Regularisation regularisation, ForwardMode mode) {
    regularisation.requireNoDropPath("a network of NAS-Bench-201");
    return run(skeleton, images, regularisation, mode);
  }

  private TrainingLogits run(
      Nb201Skeleton skeleton, NDArray images, Regularisation regularisation, ForwardMode mode) {
    NDArray stem = chain(images, List.of(skeleton.stem()), mode);
    try (NDArray features =
            skeleton.features(stem, mode, (cell, x) -> cell.forward(x, architecture, mode));
        NDArray kept = regularisation.dropped(features)) {
      return new TrainingLogits(skeleton.classifier().forward(kept, mode), Optional.empty());
    }
  }

  @Override
  List<Layer> layers(SampledPath path) {
    return skeleton.layers((cell, number) -> cell.layers(architecture));
  }
}
