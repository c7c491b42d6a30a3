package io.absnas.core.space;

import io.absnas.core.run.Nearest;
import java.util.List;

/** Names of candidate ops in files, with the nearest known one for those that are unknown. */
final class OpNames {
  private static final List<String> KNOWN =
      List.of(
          "identity",
          "none",
          "skip_connect",
          "max_pool_3x3",
          "avg_pool_3x3",
          "mobilenet_3x3_ratio_3",
          "mobilenet_3x3_ratio_6",
          "mobilenet_5x5_ratio_3",
          "mobilenet_5x5_ratio_6",
          "mobilenet_7x7_ratio_3",
          "mobilenet_7x7_ratio_6",
          "sep_conv_3x3",
          "sep_conv_5x5",
          "sep_conv_7x7",
          "dil_conv_3x3",
          "dil_conv_5x5",
          "nor_conv_1x1",
          "nor_conv_3x3");

  private OpNames() {}

  /** Any op there is. */
  static CandidateOp op(StrictNode node) {
    String name = node.text();
    try {
      return CandidateOp.parse(name);
    } catch (IllegalArgumentException e) {
      throw node.fail(
          "is "
              + node.shown()
              + ", which is no candidate op; did you mean "
              + Nearest.to(name, KNOWN)
              + "?");
    }
  }

  /** One of these ops. */
  static CandidateOp op(StrictNode node, List<CandidateOp> operations) {
    String name = node.text();
    List<String> names = operations.stream().map(CandidateOp::id).toList();
    int position = names.indexOf(name);
    if (position < 0) {
      throw node.fail(
          "is "
              + node.shown()
              + ", which is not an operation of the space ("
              + String.join(", ", names)
              + "); did you mean "
              + Nearest.to(name, names)
              + "?");
    }
    return operations.get(position);
  }

  /** Whether a network of this kind has a place for the op. */
  static boolean fits(CandidateOp op, String network) {
    boolean layer = op instanceof InvertedResidual || op == Identity.LAYER;
    if (network.equals("layered")) {
      return layer;
    }
    boolean plain = op instanceof PlainConv;
    boolean separable = op instanceof SeparableConv || op instanceof DilatedConv;
    return !layer && !(network.equals("nasbench201") ? separable : plain);
  }
}
