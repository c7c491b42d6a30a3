package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A derived cell pair of the DARTS form (arXiv 1806.09055): two inputs per computed node.
 *
 * @param normal inputs of the normal cell; entries 2i and 2i+1 feed node i+2
 * @param normalConcat nodes whose outputs the normal cell puts together
 * @param reduce inputs of the reduction cell
 * @param reduceConcat nodes whose outputs the reduction cell puts together
 */
public record Genotype(
    List<Input> normal, List<Integer> normalConcat, List<Input> reduce, List<Integer> reduceConcat)
    implements Design {
  private static final int CELL_INPUTS = 2;

  /**
   * An op and the node it reads.
   *
   * @param op an op of a DARTS cell
   * @param from number of the node, 0 and 1 being the cell's inputs
   */
  public record Input(CandidateOp op, int from) {
    /** Checks both. */
    public Input {
      requireNonNull(op, "op is null");
      if (!OpNames.fits(op, "darts")) {
        throw new IllegalArgumentException(op.id() + " is no op of a DARTS cell");
      }
      if (from < 0) {
        throw new IllegalArgumentException("a node's number must not be negative, was " + from);
      }
    }
  }

  /** Checks predecessors and concatenated nodes. */
  public Genotype {
    normal = List.copyOf(normal);
    normalConcat = List.copyOf(normalConcat);
    reduce = List.copyOf(reduce);
    reduceConcat = List.copyOf(reduceConcat);
    check("normal", normal, normalConcat);
    check("reduce", reduce, reduceConcat);
  }

  private static void check(String cell, List<Input> inputs, List<Integer> concat) {
    if (inputs.isEmpty() || inputs.size() % 2 != 0) {
      throw new IllegalArgumentException(
          cell + " needs two entries per node, had " + inputs.size());
    }
    for (int i = 0; i < inputs.size(); i++) {
      int node = CELL_INPUTS + i / 2;
      if (inputs.get(i).from() >= node) {
        throw new IllegalArgumentException(
            cell
                + " entry "
                + i
                + " reads node "
                + inputs.get(i).from()
                + ", must read one before node "
                + node);
      }
    }
    int nodes = CELL_INPUTS + inputs.size() / 2;
    if (concat.isEmpty() || concat.stream().distinct().count() != concat.size()) {
      throw new IllegalArgumentException(
          cell + "_concat must name different nodes and at least one, was " + concat);
    }
    for (int node : concat) {
      if (node < 0 || node >= nodes) {
        throw new IllegalArgumentException(
            cell + "_concat names node " + node + ", nodes are 0 to " + (nodes - 1));
      }
    }
  }

  /**
   * Reads the reference's text, {@code Genotype(normal=[('sep_conv_3x3', 1), ...],
   * normal_concat=range(2, 6), reduce=[...], reduce_concat=[2, 3, 4, 5])}, with or without a name
   * and an equals sign before it.
   *
   * @throws IllegalArgumentException with the position and what was expected there
   */
  public static Genotype parse(String text) {
    return new GenotypeText(text).parse();
  }

  /** Reads the form of {@link #toJson()}. */
  public static Genotype parse(JsonNode json) {
    return GenotypeJson.parse(json);
  }

  /** The reference's text on one line. */
  public String format() {
    return GenotypeText.format(this);
  }

  /** {@code {"normal": [["sep_conv_3x3", 1], ...], "normal_concat": [2, ...], ...}}. */
  public JsonNode toJson() {
    return GenotypeJson.of(this);
  }
}
