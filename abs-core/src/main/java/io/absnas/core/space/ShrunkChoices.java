package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;

/** Reads the lists of a shrunk-space file against the space that was shrunk. */
final class ShrunkChoices {
  private ShrunkChoices() {}

  static List<List<CandidateOp>> read(StrictNode root, SearchSpace full) {
    checkOperations(root.get("operations"), full);
    StrictNode choices = root.get("choices");
    List<StrictNode> lists = choices.items();
    if (lists.size() != full.choices().size()) {
      throw choices.fail(
          "has "
              + lists.size()
              + " lists, space "
              + full.id()
              + " has "
              + full.choices().size()
              + " choices");
    }
    List<List<CandidateOp>> left = new ArrayList<>();
    for (StrictNode list : lists) {
      left.add(ops(list, full, left.size()));
    }
    return left;
  }

  private static void checkOperations(StrictNode node, SearchSpace full) {
    List<String> expected = full.operations().stream().map(CandidateOp::id).toList();
    List<StrictNode> items = node.items();
    for (StrictNode item : items) {
      OpNames.op(item, full.operations());
    }
    if (!items.stream().map(StrictNode::text).toList().equals(expected)) {
      throw node.fail(
          "must be those of space " + full.id() + " in order: " + String.join(", ", expected));
    }
  }

  private static List<CandidateOp> ops(StrictNode list, SearchSpace full, int choice) {
    List<CandidateOp> ops = SpaceReader.offered(list, full.operations());
    for (CandidateOp op : ops) {
      if (!full.ops(choice).contains(op)) {
        throw list.fail(
            "lists "
                + op.id()
                + ", which space "
                + full.id()
                + " does not offer at choice "
                + full.choiceName(choice)
                + (op == Identity.LAYER ? " (the first layer of a stage, or none has it)" : ""));
      }
    }
    return ops;
  }
}
