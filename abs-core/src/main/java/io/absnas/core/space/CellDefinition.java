package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A cell space as its file states it.
 *
 * @param id name of the space
 * @param description one line for people
 * @param macro the network around the cells
 * @param operations candidate ops in the order of their codes
 * @param edges ops of the edges that do not offer all, by edge name such as {@code 2<-0}
 */
public record CellDefinition(
    String id,
    String description,
    CellMacro macro,
    List<CandidateOp> operations,
    Map<String, List<CandidateOp>> edges)
    implements SpaceDefinition {
  /** Checks that the sides stay whole through all strides. */
  public CellDefinition {
    requireNonNull(id, "id is null");
    requireNonNull(description, "description is null");
    operations = List.copyOf(operations);
    edges = Map.copyOf(edges);
    int least = leastCells(macro.kind());
    if (macro.cells() < least) {
      throw new IllegalArgumentException(
          "the network needs at least " + least + " cells, was " + macro.cells());
    }
    int divisor = sideDivisor(macro.kind());
    if (macro.inputSide() % divisor != 0) {
      throw new IllegalArgumentException(
          "input must be a multiple of "
              + divisor
              + " (all strides together), was "
              + macro.inputSide());
    }
  }

  /** Fewest cells of the network: a supernet of DARTS cells has two reductions. */
  static int leastCells(CellMacro.Kind kind) {
    return switch (kind) {
      case NASBENCH201 -> 1;
      case DARTS_CIFAR, DARTS_IMAGENET -> DartsCells.FEWEST_CELLS;
    };
  }

  /** Product of all strides of the network. */
  static int sideDivisor(CellMacro.Kind kind) {
    return switch (kind) {
      case NASBENCH201, DARTS_CIFAR -> 4;
      case DARTS_IMAGENET -> 32;
    };
  }

  /** The graph that goes with a network. */
  static CellGraph graph(CellMacro.Kind kind) {
    return switch (kind) {
      case NASBENCH201 -> CellGraph.NASBENCH201;
      case DARTS_CIFAR, DARTS_IMAGENET -> CellGraph.DARTS;
    };
  }

  @Override
  public CellSpace build() {
    CellGraph graph = graph(macro.kind());
    return new CellSpace(
        id,
        graph,
        macro,
        operations,
        graph.edges().stream().map(edge -> edges.getOrDefault(edge.name(), operations)).toList());
  }

  @Override
  public CellDefinition with(SpaceOverrides overrides) {
    overrides.refuseForCells(id);
    return new CellDefinition(
        overrides.idOf(id),
        description,
        new CellMacro(
            macro.kind(),
            overrides.channels().orElse(macro.channels()),
            overrides.cells().orElse(macro.cells()),
            overrides.classes().orElse(macro.classes()),
            overrides.input().orElse(macro.inputSide())),
        operations,
        edges);
  }

  static CellDefinition of(CellSpace space) {
    return new CellDefinition(space.id(), "", space.macro(), space.operations(), Map.of());
  }
}
