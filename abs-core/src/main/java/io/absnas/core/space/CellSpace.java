package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;

/**
 * One cell whose edges are the choices, repeated through a network: DARTS and NAS-Bench-201.
 *
 * @param id name of the space
 * @param graph the cell's graph
 * @param macro the network around the cells
 * @param operations ops in the order of their codes
 * @param choices candidate ops left per edge, in the graph's edge order
 */
public record CellSpace(
    String id,
    CellGraph graph,
    CellMacro macro,
    List<CandidateOp> operations,
    List<List<CandidateOp>> choices)
    implements SearchSpace {
  /** Checks the lists against the graph. */
  public CellSpace {
    requireNonNull(id, "id is null");
    operations = List.copyOf(operations);
    choices = Choices.copyOf(choices, operations);
    if (choices.size() != graph.edges().size()) {
      throw new IllegalArgumentException(
          "space "
              + id
              + " has "
              + graph.edges().size()
              + " edges, the lists have "
              + choices.size());
    }
  }

  @Override
  public CellSpace withChoices(List<List<CandidateOp>> left) {
    return new CellSpace(id, graph, macro, operations, left);
  }

  @Override
  public int inputSide() {
    return macro.inputSide();
  }

  @Override
  public int lastSide() {
    return macro.inputSide() / CellDefinition.sideDivisor(macro.kind());
  }

  /** {@inheritDoc} Cell networks read colour images. */
  @Override
  public int inputChannels() {
    return 3;
  }

  @Override
  public int classes() {
    return macro.classes();
  }

  @Override
  public boolean isNasBench201() {
    return macro.kind() == CellMacro.Kind.NASBENCH201;
  }

  @Override
  public String choiceName(int choice) {
    return graph.edges().get(choice).name();
  }

  @Override
  public Architecture parse(String encoding) {
    return isNasBench201() && encoding.contains("|")
        ? ArchitectureString.parse(this, encoding)
        : OpCodes.parse(this, encoding);
  }

  @Override
  public String encode(Architecture architecture) {
    return isNasBench201()
        ? ArchitectureString.encode(this, architecture)
        : OpCodes.encode(this, architecture);
  }

  /** All operations on every edge. */
  public static CellSpace full(
      String id, CellGraph graph, CellMacro macro, List<CandidateOp> operations) {
    return new CellSpace(
        id, graph, macro, operations, Collections.nCopies(graph.edges().size(), operations));
  }
}
