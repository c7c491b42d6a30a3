package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * The weight-sharing network of NAS-Bench-201: stem, three stages of search cells at widths C, 2C
 * and 4C with residual reductions between, batch norm, ReLU, global pooling, classifier.
 *
 * <p>Names: {@code cells.{c}.edges.{i}<-{j}.{code}.op.1.weight} for search cells, {@code
 * cells.{c}.conv_a}, {@code conv_b} and {@code downsample} for reductions, {@code stem}, {@code
 * lastact}, {@code classifier}, {@code arch_parameters}.
 */
public final class Nb201Supernet extends ArrayNetwork {
  private static final int STAGES = 3;

  private final NDArray architectureParameters; // (6, 5)
  private final Layer stem;
  private final List<Part> parts = new ArrayList<>();
  private final int searchCells;
  private final Layer exit;

  /** A search cell or a reduction. */
  private record Part(Optional<Nb201Cell> cell, Optional<Layer> reduction) {}

  /** Builds and initialises the network of an unshrunk or shrunk space. */
  public Nb201Supernet(
      CellSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      ComputeDevice device,
      DataType type) {
    super(checked(space), new NetworkArrays(device, type, initialisation, streams));
    CellMacro macro = space.macro();
    int width = macro.channels();
    this.architectureParameters =
        arrays()
            .architectureParameters(
                "arch_parameters", space.graph().edges().size(), space.operations().size());
    this.stem =
        new Sequence(
            Conv2d.dense(arrays(), "stem.0", Optional.empty(), 3, width, 3, 1),
            BatchNorm2d.affine(arrays(), "stem.1", Optional.empty(), width));
    for (int stage = 0; stage < STAGES; stage++) {
      if (stage > 0) {
        Layer reduction =
            ResidualReduction.create(arrays(), "cells." + parts.size(), width, 2 * width);
        parts.add(new Part(Optional.empty(), Optional.of(reduction)));
        width *= 2;
      }
      for (int cell = 0; cell < macro.cells(); cell++) {
        Nb201Cell search = new Nb201Cell(arrays(), "cells." + parts.size(), space, width);
        parts.add(new Part(Optional.of(search), Optional.empty()));
      }
    }
    this.searchCells = STAGES * macro.cells();
    this.exit =
        new Sequence(
            BatchNorm2d.affine(arrays(), "lastact.0", Optional.empty(), width),
            StatelessLayer.RELU,
            StatelessLayer.GLOBAL_AVG_POOL,
            new Linear(arrays(), "classifier", width, macro.classes()));
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
    return searchCells;
  }

  /** The logits of operations per edge, (6, 5) in edge and code order; a leaf, no weight. */
  public NDArray architectureParameters() {
    return architectureParameters;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A path with one architecture is run by all search cells; one with {@link #searchCells}
   * entries gives each its own.
   */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    check(path);
    Iterator<Architecture> architectures = perCell(path).iterator();
    return run(images, mode, (cell, x) -> cell.forward(x, architectures.next(), mode));
  }

  /** Logits with every edge the sum of its operations weighted by softmaxed parameters. */
  public NDArray forwardJoint(NDArray images, BatchNormMode mode) {
    NDArray weights = Ops.softmax(architectureParameters);
    weights.attach(images.getManager());
    ForwardMode full = ForwardMode.full(mode);
    return run(images, full, (cell, x) -> cell.forwardJoint(x, weights, full));
  }

  private NDArray run(
      NDArray images, ForwardMode mode, BiFunction<Nb201Cell, NDArray, NDArray> cells) {
    NDArray x = chain(images, List.of(stem), mode);
    for (Part part : parts) {
      NDArray input = x;
      x =
          part.cell()
              .map(cell -> cells.apply(cell, input))
              .orElseGet(() -> part.reduction().orElseThrow().forward(input, mode));
      if (x != input) {
        input.close(); // the recorded graph keeps the values it needs
      }
    }
    return exit.forward(x, mode);
  }

  @Override
  List<Layer> layers(SampledPath path) {
    check(path);
    List<Layer> layers = new ArrayList<>(List.of(stem));
    int number = 0;
    for (Part part : parts) {
      if (part.cell().isPresent()) {
        layers.addAll(part.cell().get().layers(path.at(number++)));
      } else {
        layers.add(part.reduction().orElseThrow());
      }
    }
    layers.add(exit);
    return layers;
  }

  private List<Architecture> perCell(SampledPath path) {
    return IntStream.range(0, searchCells).mapToObj(path::at).toList();
  }

  private void check(SampledPath path) {
    int entries = path.architectures().size();
    int edges = space().choices().size();
    if ((entries != 1 && entries != searchCells)
        || path.architectures().stream().anyMatch(a -> a.ops().size() != edges)) {
      throw new IllegalArgumentException(
          "a path of space %s is 1 or %d architectures of %d edges"
              .formatted(space().id(), searchCells, edges));
    }
  }
}
