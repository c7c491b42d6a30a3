package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * NAS-Bench-201's text form {@code |op~j|...|+|op~j|op~j|+...}: one group per node, in it the edges
 * by the node they read.
 */
final class ArchitectureString {
  private ArchitectureString() {}

  static String encode(CellSpace space, Architecture architecture) {
    if (!space.contains(architecture)) {
      throw new IllegalArgumentException("the architecture is not in space " + space.id());
    }
    StringJoiner groups = new StringJoiner("+");
    int edge = 0;
    for (int node = space.graph().inputs(); node < space.graph().nodes(); node++) {
      StringJoiner group = new StringJoiner("|", "|", "|");
      for (int from = 0; from < node; from++) {
        group.add(architecture.ops().get(edge).id() + "~" + from);
        edge++;
      }
      groups.add(group.toString());
    }
    return groups.toString();
  }

  static Architecture parse(CellSpace space, String text) {
    String[] groups = text.strip().split("\\+", -1);
    int expected = space.graph().nodes() - space.graph().inputs();
    if (groups.length != expected) {
      throw new IllegalArgumentException(
          "architecture has "
              + groups.length
              + " nodes, space "
              + space.id()
              + " has "
              + expected
              + ": "
              + text);
    }
    List<CandidateOp> ops = new ArrayList<>();
    for (int i = 0; i < groups.length; i++) {
      parseGroup(space, groups[i], space.graph().inputs() + i, ops);
    }
    return new Architecture(ops);
  }

  private static void parseGroup(CellSpace space, String group, int node, List<CandidateOp> ops) {
    List<String> pieces = new ArrayList<>();
    for (String piece : group.split("\\|", -1)) {
      if (!piece.isEmpty()) {
        pieces.add(piece);
      }
    }
    if (pieces.size() != node) {
      throw new IllegalArgumentException(
          "node " + node + " needs " + node + " edges, '" + group + "' has " + pieces.size());
    }
    for (int from = 0; from < node; from++) {
      String piece = pieces.get(from);
      String suffix = "~" + from;
      if (!piece.endsWith(suffix)) {
        throw new IllegalArgumentException(
            "edge "
                + from
                + " into node "
                + node
                + " must read op"
                + suffix
                + ", was '"
                + piece
                + "'");
      }
      ops.add(op(space, ops.size(), piece.substring(0, piece.length() - suffix.length())));
    }
  }

  private static CandidateOp op(CellSpace space, int edge, String id) {
    for (CandidateOp op : space.ops(edge)) {
      if (op.id().equals(id)) {
        return op;
      }
    }
    throw new IllegalArgumentException(
        "op '"
            + id
            + "' on edge "
            + space.choiceName(edge)
            + " of space "
            + space.id()
            + " is not one of "
            + space.ops(edge).stream().map(CandidateOp::id).toList());
  }
}
