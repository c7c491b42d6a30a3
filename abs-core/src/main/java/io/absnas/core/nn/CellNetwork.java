package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.GenotypeCellPlan;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The final network of a genotype (DARTS, arXiv 1806.09055; P-DARTS, arXiv 1904.12760): stem, cells
 * with reductions at a third and two thirds, pooling over the map, classifier; for training also an
 * auxiliary head on the second reduction.
 *
 * <p>Names: {@code stem0}, {@code stem1} (ImageNet) or {@code stem} (CIFAR); {@code
 * cells.{i}.preprocess0}, {@code preprocess1}, {@code _ops.{0..7}}; {@code auxiliary_head}; {@code
 * classifier}.
 */
public final class CellNetwork extends ArrayNetwork implements StandaloneNetwork {

  private final Genotype genotype;
  private final DartsStemLayers stem;
  private final List<GenotypeCell> cells = new ArrayList<>();
  private final int headAt;
  private final Optional<Layer> head;
  private final Layer pool;
  private final Linear classifier;

  /**
   * Builds and initialises the network.
   *
   * @param space its {@link CellMacro} says stem, channels, cells, classes and input
   * @throws AbsException of kind USAGE if there are too few channels, or if the input is too small
   *     for an auxiliary head
   */
  public CellNetwork(
      CellSpace space,
      Genotype genotype,
      boolean auxiliaryHead,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space), new NetworkArrays(device, type, initialisation, streams));
    this.genotype = requireNonNull(genotype, "genotype is null");
    CellMacro macro = space.macro();
    this.stem = DartsStemLayers.create(arrays(), macro);
    List<GenotypeCellPlan> plans = GenotypeCellPlan.of(genotype, macro);
    int[] sides = new int[plans.size()];
    int side = stem.outSide();
    for (GenotypeCellPlan plan : plans) {
      side = plan.reduction() ? side / 2 : side;
      sides[cells.size()] = side;
      cells.add(new GenotypeCell(arrays(), "cells." + cells.size(), plan));
    }
    this.headAt = GenotypeCellPlan.secondReduction(macro);
    this.head =
        auxiliaryHead
            ? Optional.of(
                AuxiliaryHead.create(
                    arrays(),
                    "auxiliary_head",
                    plans.get(headAt).outChannels(),
                    sides[headAt],
                    macro.classes()))
            : Optional.empty();
    this.pool = new MeanOverMap(side);
    this.classifier =
        new Linear(
            arrays(), "classifier", plans.get(plans.size() - 1).outChannels(), macro.classes());
  }

  private static CellSpace checked(CellSpace space) {
    if (space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of DARTS' kind");
    }
    if (space.macro().channels() < GenotypeCellPlan.FEWEST_CHANNELS) {
      throw new AbsException(
          ExitCode.USAGE,
          "space %s: channels must be at least %d in the network of a genotype, was %d"
              .formatted(space.id(), GenotypeCellPlan.FEWEST_CHANNELS, space.macro().channels()));
    }
    return space;
  }

  @Override
  public Genotype design() {
    return genotype;
  }

  /** {@inheritDoc} Without dropout, drop path and auxiliary head. */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return evaluated(stem, cells, images, mode);
  }

  private NDArray evaluated(
      DartsStemLayers stemUsed, List<GenotypeCell> cellsUsed, NDArray images, ForwardMode mode) {
    return run(
            stemUsed,
            cellsUsed,
            images,
            Regularisation.NONE,
            Optional.empty(),
            Optional.empty(),
            mode)
        .logits();
  }

  @Override
  @SuppressWarnings("try") // the scope works by being open
  public UnaryOperator<NDArray> inference(SampledPath path, NDManager arrays) {
    try (GradScope none = GradScope.disabled()) {
      DartsStemLayers foldedStem = stem.folded(arrays);
      List<GenotypeCell> foldedCells = cells.stream().map(cell -> cell.folded(arrays)).toList();
      ForwardMode mode = ForwardMode.full(BatchNormMode.EVALUATE);
      return images -> evaluated(foldedStem, foldedCells, images, mode);
    }
  }

  @Override
  public TrainingLogits forward(NDArray images, Regularisation regularisation, ForwardMode mode) {
    Optional<DropPathMasks> masks = regularisation.dropPathMasks(images, droppable());
    return run(stem, cells, images, regularisation, masks, head, mode);
  }

  /** Edges that drop path may silence. */
  int droppable() {
    return cells.stream().mapToInt(GenotypeCell::droppable).sum();
  }

  /** The same with these factors of drop path, which are closed. */
  TrainingLogits forward(NDArray images, DropPathMasks masks, ForwardMode mode) {
    return run(stem, cells, images, Regularisation.NONE, Optional.of(masks), head, mode);
  }

  private TrainingLogits run(
      DartsStemLayers stemUsed,
      List<GenotypeCell> cellsUsed,
      NDArray images,
      Regularisation regularisation,
      Optional<DropPathMasks> masks,
      Optional<Layer> headUsed,
      ForwardMode mode) {
    NDArray previousButOne = chain(images, List.of(stemUsed.first()), mode);
    NDArray previous = stemUsed.second().forward(previousButOne, mode);
    Optional<NDArray> auxiliary = Optional.empty();
    for (int i = 0; i < cellsUsed.size(); i++) {
      NDArray next = cellsUsed.get(i).forward(previousButOne, previous, masks, mode);
      if (previousButOne != previous) {
        previousButOne.close(); // the recorded graph keeps the values it needs
      }
      previousButOne = previous;
      previous = next;
      if (i == headAt) {
        auxiliary = headUsed.map(layer -> layer.forward(next, mode));
      }
    }
    previousButOne.close();
    masks.ifPresent(DropPathMasks::close);
    try (NDArray last = previous;
        NDArray features = pool.forward(last, mode);
        NDArray kept = regularisation.dropped(features)) {
      return new TrainingLogits(classifier.forward(kept, mode), auxiliary);
    }
  }

  @Override
  List<Layer> layers(SampledPath path) {
    List<Layer> layers = new ArrayList<>(List.of(stem.first(), stem.second()));
    cells.forEach(cell -> layers.addAll(cell.layers()));
    head.ifPresent(layers::add);
    layers.add(classifier);
    return layers;
  }
}
