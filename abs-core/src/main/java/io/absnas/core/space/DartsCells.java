package io.absnas.core.space;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.CellPlan.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * The cells of ABS's DARTS supernet, which grows by normal cells from one normal and two reduction
 * cells. No cell is rebuilt when another is inserted, so what a cell reads is fixed by the moment
 * of its insertion.
 */
public final class DartsCells {
  /** Nodes that a cell computes and puts out side by side. */
  static final int COMPUTED_NODES = CellGraph.DARTS.nodes() - CellGraph.DARTS.inputs();

  /** Cells of the smallest supernet: normal, reduction, reduction. */
  public static final int FEWEST_CELLS = 3;

  private static final int CIFAR_STEM_MULTIPLIER = 3;

  private DartsCells() {}

  /**
   * The cells of a supernet with all its cells, first to last; fewer than {@link #FEWEST_CELLS} is
   * an {@link AbsException} with exit code 2.
   */
  public static List<CellPlan> supernet(CellMacro macro) {
    if (macro.cells() < FEWEST_CELLS) {
      throw new AbsException(
          ExitCode.USAGE,
          "cells is "
              + macro.cells()
              + ", a DARTS supernet has at least "
              + FEWEST_CELLS
              + " (normal, reduction, reduction)");
    }
    List<CellPlan> cells = smallest(macro);
    while (cells.size() < macro.cells()) {
      cells = grown(macro, cells);
    }
    return cells;
  }

  /**
   * The supernet while it grows, from {@link #FEWEST_CELLS} cells to all of them, one more each
   * time.
   */
  public static List<DartsDepth> depths(CellMacro macro) {
    List<List<CellPlan>> plans = new ArrayList<>();
    List<List<Integer>> ages = new ArrayList<>(); // cells by the order in which they came
    plans.add(supernet(macro.withCells(FEWEST_CELLS)));
    ages.add(List.of(0, 1, 2));
    while (plans.get(plans.size() - 1).size() < macro.cells()) {
      List<CellPlan> cells = plans.get(plans.size() - 1);
      List<Integer> grown = new ArrayList<>(ages.get(ages.size() - 1));
      grown.add(nextPosition(cells), cells.size());
      ages.add(grown);
      plans.add(grown(macro, cells));
    }
    List<Integer> last = ages.get(ages.size() - 1);
    List<DartsDepth> depths = new ArrayList<>();
    for (int depth = 0; depth < plans.size(); depth++) {
      List<Integer> places = ages.get(depth).stream().map(last::indexOf).toList();
      depths.add(new DartsDepth(places, plans.get(depth)));
    }
    return List.copyOf(depths);
  }

  /**
   * The cells of a network in which DARTS or P-DARTS search, first to last: as in final networks,
   * with all computed nodes put out.
   */
  public static List<CellPlan> searched(CellMacro macro) {
    return stacked(macro, COMPUTED_NODES, COMPUTED_NODES);
  }

  /**
   * Cells with reductions at a third and two thirds, whose widths double there.
   *
   * @param normalOutputs nodes that a normal cell puts out side by side
   * @param reduceOutputs the same of a reduction cell
   */
  static List<CellPlan> stacked(CellMacro macro, int normalOutputs, int reduceOutputs) {
    List<CellPlan> cells = new ArrayList<>();
    int width = macro.channels();
    int previousButOne = stemChannels(macro);
    int previous = previousButOne;
    // The second ImageNet stem halves the maps between the first cell's two inputs.
    boolean halved = macro.kind() == CellMacro.Kind.DARTS_IMAGENET;
    for (int i = 0; i < macro.cells(); i++) {
      boolean reduction = i == macro.cells() / 3 || i == GenotypeCellPlan.secondReduction(macro);
      width = reduction ? 2 * width : width;
      Preprocessing.Kind kind =
          halved ? Preprocessing.Kind.FACTORIZED_REDUCE : Preprocessing.Kind.RELU_CONV_BN;
      cells.add(
          new CellPlan(
              reduction,
              width,
              new Preprocessing(kind, previousButOne),
              reluConv(previous),
              false));
      previousButOne = previous;
      previous = width * (reduction ? reduceOutputs : normalOutputs);
      halved = reduction;
    }
    return List.copyOf(cells);
  }

  /** Where the next cell goes, 0 for the front; {@code cells.size()} means the end. */
  public static int nextPosition(List<CellPlan> cells) {
    int first = reductionAfter(cells, 0);
    int second = reductionAfter(cells, first + 1);
    int front = first;
    int middle = second - first - 1;
    int back = cells.size() - second - 1;
    if (front == middle && middle == back) {
      return first;
    }
    if (middle < front) {
      return second;
    }
    if (back < middle) {
      return cells.size();
    }
    throw new IllegalStateException(
        "no rule places a cell after %d, %d and %d normal cells".formatted(front, middle, back));
  }

  /** The cells with one more normal cell at {@link #nextPosition}. */
  public static List<CellPlan> grown(CellMacro macro, List<CellPlan> cells) {
    int position = nextPosition(cells);
    int reductionsBefore =
        (int) cells.subList(0, position).stream().filter(CellPlan::reduction).count();
    CellPlan previous = cells.get(position - 1);
    int previousButOne = position < 2 ? stemChannels(macro) : cells.get(position - 2).outChannels();
    Preprocessing.Kind kind =
        previous.reduction()
            ? Preprocessing.Kind.FACTORIZED_REDUCE
            : Preprocessing.Kind.RELU_CONV_BN;
    List<CellPlan> grown = new ArrayList<>(cells);
    grown.add(
        position,
        new CellPlan(
            false,
            macro.channels() << reductionsBefore,
            new Preprocessing(kind, previousButOne),
            reluConv(previous.outChannels()),
            false));
    return withInputRule(macro, grown);
  }

  /** Channels that the first cell reads at both inputs. */
  public static int stemChannels(CellMacro macro) {
    return macro.kind() == CellMacro.Kind.DARTS_CIFAR
        ? CIFAR_STEM_MULTIPLIER * macro.channels()
        : macro.channels();
  }

  private static List<CellPlan> smallest(CellMacro macro) {
    int stem = stemChannels(macro);
    // The second ImageNet stem halves the maps between the first cell's two inputs.
    Preprocessing.Kind kind =
        macro.kind() == CellMacro.Kind.DARTS_IMAGENET
            ? Preprocessing.Kind.FACTORIZED_REDUCE
            : Preprocessing.Kind.RELU_CONV_BN;
    CellPlan normal =
        new CellPlan(false, macro.channels(), new Preprocessing(kind, stem), reluConv(stem), false);
    CellPlan first = reduction(2 * macro.channels(), normal.outChannels());
    CellPlan second = reduction(4 * macro.channels(), first.outChannels());
    return withInputRule(macro, List.of(normal, first, second));
  }

  /** Built for its final place, where both cells before it are normal and of one width. */
  private static CellPlan reduction(int width, int inChannels) {
    return new CellPlan(true, width, reluConv(inChannels), reluConv(inChannels), false);
  }

  private static Preprocessing reluConv(int inChannels) {
    return new Preprocessing(Preprocessing.Kind.RELU_CONV_BN, inChannels);
  }

  private static List<CellPlan> withInputRule(CellMacro macro, List<CellPlan> cells) {
    List<CellPlan> ruled = new ArrayList<>();
    int previousButOne = stemChannels(macro);
    int previous = stemChannels(macro);
    for (CellPlan cell : cells) {
      boolean twice = cell.reduction() && previousButOne != previous;
      ruled.add(new CellPlan(cell.reduction(), cell.width(), cell.input0(), cell.input1(), twice));
      previousButOne = previous;
      previous = cell.outChannels();
    }
    return List.copyOf(ruled);
  }

  private static int reductionAfter(List<CellPlan> cells, int start) {
    for (int i = start; i < cells.size(); i++) {
      if (cells.get(i).reduction()) {
        return i;
      }
    }
    throw new IllegalArgumentException("a supernet has two reduction cells");
  }
}
