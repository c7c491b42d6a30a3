package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;

/** The lists of candidate ops that every kind of space shares. */
final class Choices {
  private Choices() {}

  static List<List<CandidateOp>> copyOf(
      List<List<CandidateOp>> choices, List<CandidateOp> operations) {
    if (choices.isEmpty()) {
      throw new IllegalArgumentException("a search space needs at least one choice");
    }
    List<List<CandidateOp>> copy = new ArrayList<>();
    for (List<CandidateOp> ops : choices) {
      copy.add(ordered(copy.size(), ops, operations));
    }
    return List.copyOf(copy);
  }

  private static List<CandidateOp> ordered(
      int choice, List<CandidateOp> ops, List<CandidateOp> operations) {
    if (ops.isEmpty()) {
      throw new IllegalArgumentException("choice " + choice + " has no candidate op left");
    }
    int last = -1;
    for (CandidateOp op : ops) {
      int position = operations.indexOf(op);
      if (position < 0) {
        throw new IllegalArgumentException(
            "choice " + choice + " lists " + op.id() + ", which the space does not have");
      }
      if (position <= last) {
        throw new IllegalArgumentException(
            "choice " + choice + " lists " + op.id() + " twice or out of order");
      }
      last = position;
    }
    return List.copyOf(ops);
  }

  static List<List<CandidateOp>> without(List<List<CandidateOp>> choices, EdgeOp drop) {
    if (drop.choice() >= choices.size() || !choices.get(drop.choice()).contains(drop.op())) {
      throw new IllegalArgumentException(
          drop.op().id() + " is not left at choice " + drop.choice());
    }
    List<List<CandidateOp>> left = new ArrayList<>(choices);
    List<CandidateOp> ops = new ArrayList<>(choices.get(drop.choice()));
    ops.remove(drop.op());
    left.set(drop.choice(), ops);
    return left;
  }

  static boolean contain(List<List<CandidateOp>> choices, Architecture architecture) {
    if (architecture.ops().size() != choices.size()) {
      return false;
    }
    for (int choice = 0; choice < choices.size(); choice++) {
      if (!choices.get(choice).contains(architecture.ops().get(choice))) {
        return false;
      }
    }
    return true;
  }
}
