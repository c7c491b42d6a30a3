package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A chain of choice blocks: the MobileNet-like spaces of SPOS, FairNAS and ProxylessNAS.
 *
 * @param id name of the space
 * @param shape the fixed geometry
 * @param operations blocks in the order of their codes, then identity where the space has it
 * @param choices candidate ops left per layer
 */
public record LayeredSpace(
    String id, LayeredShape shape, List<CandidateOp> operations, List<List<CandidateOp>> choices)
    implements SearchSpace {
  /** Checks the lists against the geometry: identity only where the shape stays. */
  public LayeredSpace {
    requireNonNull(id, "id is null");
    operations = List.copyOf(operations);
    choices = Choices.copyOf(choices, operations);
    if (choices.size() != shape.layers().size()) {
      throw new IllegalArgumentException(
          "space "
              + id
              + " has "
              + shape.layers().size()
              + " layers, the lists have "
              + choices.size());
    }
    for (int layer = 0; layer < choices.size(); layer++) {
      if (choices.get(layer).contains(Identity.LAYER) && !shape.layers().get(layer).keepsShape()) {
        throw new IllegalArgumentException(
            "layer "
                + layer
                + " of space "
                + id
                + " changes the shape, so identity is not allowed there");
      }
    }
  }

  @Override
  public LayeredSpace withChoices(List<List<CandidateOp>> left) {
    return new LayeredSpace(id, shape, operations, left);
  }

  @Override
  public int inputSide() {
    return shape.inputSide();
  }

  @Override
  public int lastSide() {
    return shape.lastLayer().outSide();
  }

  @Override
  public int inputChannels() {
    return shape.inputChannels();
  }

  @Override
  public int classes() {
    return shape.classes();
  }

  @Override
  public String choiceName(int choice) {
    return Integer.toString(choice);
  }

  @Override
  public Architecture parse(String encoding) {
    return OpCodes.parse(this, encoding);
  }

  @Override
  public String encode(Architecture architecture) {
    return OpCodes.encode(this, architecture);
  }

  /** All operations at every layer, identity only where the shape stays. */
  public static LayeredSpace full(String id, LayeredShape shape, List<CandidateOp> operations) {
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (LayerShape layer : shape.layers()) {
      choices.add(
          operations.stream().filter(op -> op != Identity.LAYER || layer.keepsShape()).toList());
    }
    return new LayeredSpace(id, shape, operations, choices);
  }
}
