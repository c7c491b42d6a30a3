package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The text form of an architecture as op codes separated by blanks, identity of a layer -1. */
final class OpCodes {
  private OpCodes() {}

  static String encode(SearchSpace space, Architecture architecture) {
    if (!space.contains(architecture)) {
      throw new IllegalArgumentException("the architecture is not in space " + space.id());
    }
    return architecture.ops().stream()
        .map(op -> Integer.toString(space.code(op)))
        .collect(Collectors.joining(" "));
  }

  static Architecture parse(SearchSpace space, String encoding) {
    String[] words = encoding.strip().split("[\\s,]+", -1);
    if (words.length != space.choices().size()) {
      throw new IllegalArgumentException(
          "architecture has "
              + words.length
              + " op codes, space "
              + space.id()
              + " has "
              + space.choices().size()
              + " choices");
    }
    List<CandidateOp> ops = new ArrayList<>();
    for (String word : words) {
      ops.add(op(space, ops.size(), word));
    }
    return new Architecture(ops);
  }

  private static CandidateOp op(SearchSpace space, int choice, String word) {
    for (CandidateOp op : space.ops(choice)) {
      if (word.equals(Integer.toString(space.code(op))) || word.equals(op.id())) {
        return op;
      }
    }
    String allowed =
        space.ops(choice).stream()
            .map(op -> Integer.toString(space.code(op)))
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "op code "
            + word
            + " at choice "
            + space.choiceName(choice)
            + " of space "
            + space.id()
            + " is not one of "
            + allowed);
  }
}
