package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.space.CellMacro;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What NAS-Bench-201 stacks its cells into: stem, three stages of cells at widths C, 2C and 4C with
 * residual reductions between, batch norm, ReLU, global pooling, classifier.
 *
 * <p>Names: {@code cells.{c}} for cells and reductions alike, the latter with {@code conv_a},
 * {@code conv_b} and {@code downsample}; {@code stem}, {@code lastact}, {@code classifier}.
 */
final class Nb201Skeleton {
  private static final int STAGES = 3;

  private final Layer stem;
  private final List<Part> parts;
  private final int cells;
  private final Layer exit;
  private final Linear classifier;

  /** A cell or a reduction. */
  private record Part(Optional<Nb201Cell> cell, Optional<Layer> reduction) {}

  /**
   * Makes all arrays.
   *
   * @param cell makes a cell from its name and its channels
   */
  Nb201Skeleton(
      NetworkArrays arrays, CellMacro macro, BiFunction<String, Integer, Nb201Cell> cell) {
    int width = macro.channels();
    this.stem =
        new Sequence(
            Conv2d.dense(arrays, "stem.0", Optional.empty(), 3, width, 3, 1),
            BatchNorm2d.affine(arrays, "stem.1", Optional.empty(), width));
    this.parts = new ArrayList<>();
    for (int stage = 0; stage < STAGES; stage++) {
      if (stage > 0) {
        Layer reduction =
            ResidualReduction.create(arrays, "cells." + parts.size(), width, 2 * width);
        parts.add(new Part(Optional.empty(), Optional.of(reduction)));
        width *= 2;
      }
      for (int i = 0; i < macro.cells(); i++) {
        Nb201Cell made = cell.apply("cells." + parts.size(), width);
        parts.add(new Part(Optional.of(made), Optional.empty()));
      }
    }
    this.cells = STAGES * macro.cells();
    this.exit =
        new Sequence(
            BatchNorm2d.affine(arrays, "lastact.0", Optional.empty(), width),
            StatelessLayer.RELU_IN_PLACE,
            StatelessLayer.GLOBAL_AVG_POOL);
    this.classifier = new Linear(arrays, "classifier", width, macro.classes());
  }

  private Nb201Skeleton(Layer stem, List<Part> parts, int cells, Layer exit, Linear classifier) {
    this.stem = stem;
    this.parts = parts;
    this.cells = cells;
    this.exit = exit;
    this.classifier = classifier;
  }

  /**
   * The same function in evaluation mode, as {@link Layer#folded}.
   *
   * @param foldedCell gives that of a cell by its number
   */
  Nb201Skeleton folded(NDManager arrays, BiFunction<Nb201Cell, Integer, Nb201Cell> foldedCell) {
    List<Part> folded = new ArrayList<>();
    int number = 0;
    for (Part part : parts) {
      Optional<Layer> reduction = part.reduction().map(layer -> layer.folded(arrays));
      if (part.cell().isPresent()) {
        folded.add(new Part(Optional.of(foldedCell.apply(part.cell().get(), number++)), reduction));
      } else {
        folded.add(new Part(Optional.empty(), reduction));
      }
    }
    return new Nb201Skeleton(stem.folded(arrays), folded, cells, exit, classifier);
  }

  /** Number of cells, reductions not counted. */
  int cells() {
    return cells;
  }

  Layer stem() {
    return stem;
  }

  Linear classifier() {
    return classifier;
  }

  /** Every layer in state-dict order; {@code layers} gives those of a cell by its number. */
  List<Layer> layers(BiFunction<Nb201Cell, Integer, List<Layer>> layers) {
    List<Layer> all = new ArrayList<>(List.of(stem));
    int number = 0;
    for (Part part : parts) {
      if (part.cell().isPresent()) {
        all.addAll(layers.apply(part.cell().get(), number++));
      } else {
        all.add(part.reduction().orElseThrow());
      }
    }
    all.add(exit);
    all.add(classifier);
    return all;
  }

  /**
   * The features that the classifier reads, (N, 4C).
   *
   * @param stemOutput what the stem gave, closed here
   * @param run runs a cell on its input
   */
  NDArray features(
      NDArray stemOutput, ForwardMode mode, BiFunction<Nb201Cell, NDArray, NDArray> run) {
    NDArray x = stemOutput;
    for (Part part : parts) {
      NDArray input = x;
      x =
          part.cell()
              .map(cell -> run.apply(cell, input))
              .orElseGet(() -> part.reduction().orElseThrow().forward(input, mode));
      if (x != input) {
        input.close(); // the recorded graph keeps the values it needs
      }
    }
    try (NDArray last = x) {
      return exit.forward(last, mode);
    }
  }
}
