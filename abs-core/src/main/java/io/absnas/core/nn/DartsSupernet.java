package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellPlan;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.DartsCells;
import io.absnas.core.space.DartsDepth;
import io.absnas.core.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.List;

/**
 * The supernet of DARTS cells that ABS shrinks (arXiv 2004.13431): every op on every edge of every
 * cell, one op per edge runs, the same in all cells, normal and reduction alike.
 *
 * <p>It can grow: all cells and their weights are there from the beginning, each under the name of
 * its place in the whole network, but a pass runs those only that have been inserted so far.
 *
 * <p>Names: {@code stem0}, {@code stem1} (ImageNet) or {@code stem} (CIFAR); {@code
 * cells.{i}.preprocess0}, {@code preprocess1}, {@code _ops.{edge}._ops.{code}}; {@code classifier}.
 */
public final class DartsSupernet extends ArrayNetwork {
  private final List<DartsDepth> depths;
  private final DartsStemLayers stem;
  private final List<SupernetCell> cells = new ArrayList<>();
  private final Layer pool;
  private final Linear classifier;
  private DartsDepth depth;

  /**
   * Builds and initialises the network of an unshrunk or shrunk space with all of its cells.
   *
   * @param inserted distribution of the convolutions of all cells but the first three, normal,
   *     reduction, reduction, into which the others are inserted
   */
  public DartsSupernet(
      CellSpace space,
      Initialisation initialisation,
      Initialisation inserted,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space), new NetworkArrays(device, type, initialisation, streams));
    requireNonNull(inserted, "inserted is null");
    this.depths = DartsCells.depths(space.macro());
    this.depth = depths.get(depths.size() - 1);
    List<Integer> first = depths.get(0).places();
    this.stem = DartsStemLayers.create(arrays(), space.macro());
    int side = stem.outSide();
    for (CellPlan plan : depth.cells()) {
      arrays().initialise(first.contains(cells.size()) ? initialisation : inserted);
      side = plan.reduction() ? side / 2 : side;
      cells.add(new SupernetCell(arrays(), "cells." + cells.size(), space, plan));
    }
    arrays().initialise(initialisation);
    this.pool = new MeanOverMap(side);
    int features = depth.cells().get(cells.size() - 1).outChannels();
    this.classifier = new Linear(arrays(), "classifier", features, space.classes());
  }

  private static CellSpace checked(CellSpace space) {
    if (space.isNasBench201()) {
      throw new IllegalArgumentException("space " + space.id() + " is not of DARTS' kind");
    }
    return space;
  }

  /** Cells that a pass runs. */
  public int depth() {
    return depth.places().size();
  }

  /**
   * Has passes run so many cells, those that the insertion rule puts in first.
   *
   * @param number {@link DartsCells#FEWEST_CELLS} to all
   */
  public void setDepth(int number) {
    int index = number - DartsCells.FEWEST_CELLS;
    if (index < 0 || index >= depths.size()) {
      throw new IllegalArgumentException(
          "depth must be %d to %d cells, was %d"
              .formatted(DartsCells.FEWEST_CELLS, cells.size(), number));
    }
    depth = depths.get(index);
  }

  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    Architecture architecture = checked(path);
    NDArray previousButOne = chain(images, List.of(stem.first()), mode);
    NDArray previous = stem.second().forward(previousButOne, mode);
    for (int i = 0; i < depth(); i++) {
      NDArray input0 = depth.cells().get(i).readsPreviousTwice() ? previous : previousButOne;
      SupernetCell cell = cells.get(depth.places().get(i));
      NDArray next = cell.forward(input0, previous, architecture, mode);
      if (previousButOne != previous) {
        previousButOne.close(); // the recorded graph keeps the values it needs
      }
      previousButOne = previous;
      previous = next;
    }
    previousButOne.close();
    try (NDArray last = previous;
        NDArray features = pool.forward(last, mode)) {
      return classifier.forward(features, mode);
    }
  }

  @Override
  List<Layer> layers(SampledPath path) {
    Architecture architecture = checked(path);
    List<Layer> layers = new ArrayList<>(List.of(stem.first(), stem.second()));
    for (int place : depth.places()) {
      layers.addAll(cells.get(place).layers(architecture));
    }
    layers.add(classifier);
    return layers;
  }

  private Architecture checked(SampledPath path) {
    int edges = space().choices().size();
    if (path.architectures().size() != 1 || path.at(0).ops().size() != edges) {
      throw new IllegalArgumentException(
          "a path of space %s is one architecture of %d edges".formatted(space().id(), edges));
    }
    return path.at(0);
  }
}
