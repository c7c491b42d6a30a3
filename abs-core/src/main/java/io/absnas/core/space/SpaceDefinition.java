package io.absnas.core.space;

/**
 * What a space file says, before it becomes a {@link SearchSpace}: the form in which widths, depth,
 * input and classes can still be changed.
 */
public sealed interface SpaceDefinition permits LayeredDefinition, CellDefinition {
  /** Name of the space; says which overrides were applied. */
  String id();

  /** One line for people. */
  String description();

  /** The space with every candidate op that the definition offers. */
  SearchSpace build();

  /** This definition with some values changed and an id that names them. */
  SpaceDefinition with(SpaceOverrides overrides);

  /** The definition that gives this geometry and these operations, choices left aside. */
  static SpaceDefinition of(SearchSpace space) {
    return space instanceof LayeredSpace layered
        ? LayeredDefinition.of(layered)
        : CellDefinition.of((CellSpace) space);
  }
}
