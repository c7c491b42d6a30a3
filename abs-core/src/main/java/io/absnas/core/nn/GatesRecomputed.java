package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass that is cut before every edge, so that the backward pass stops there and has dL/dy at
 * hand. It keeps one path; outputs of inactive candidates live one at a time in the backward pass.
 */
final class GatesRecomputed implements GatedPass {
  private final GatedChain chain;
  private final ForwardMode mode;
  private final List<EdgeGates> gates;
  private final List<Cut> cuts = new ArrayList<>();
  private final NDArray last;
  private final NDArray logits;

  /**
   * An edge that ran.
   *
   * @param edge its number
   * @param x its input, a leaf
   * @param output of the active candidate
   * @param y output of the edge
   */
  private record Cut(int edge, NDArray x, NDArray output, NDArray y) {}

  private GatesRecomputed(
      GatedChain chain, NDArray images, List<EdgeGates> gates, ForwardMode mode) {
    this.chain = chain;
    this.mode = mode;
    this.gates = List.copyOf(gates);
    NDArray x = leaf(GradScope.unrecorded(() -> Sequence.run(chain.entry(), images, mode)), images);
    for (int edge = 0; edge < gates.size(); edge++) {
      GatedEdge mixed = chain.edges().get(edge);
      if (!mixed.passes(gates.get(edge))) {
        Layer body = mixed.candidates().get(gates.get(edge).active()).orElseThrow();
        NDArray output = body.forward(x, mode);
        NDArray y = mixed.residual() ? Ops.add(output, x) : output;
        cuts.add(new Cut(edge, x, output, y));
        x = leaf(y, images);
      }
    }
    this.last = x;
    this.logits = Sequence.run(chain.exit(), x, mode);
  }

  static GatesRecomputed forward(
      GatedChain chain, NDArray images, List<EdgeGates> gates, ForwardMode mode) {
    return new GatesRecomputed(chain, images, gates, mode);
  }

  private static NDArray leaf(NDArray value, NDArray images) {
    NDArray leaf = value.stopGradient();
    leaf.attach(images.getManager());
    Autograd.requireGradient(leaf);
    return leaf;
  }

  @Override
  public NDArray logits() {
    return logits;
  }

  @Override
  public List<double[]> backward(NDArray loss) {
    Autograd.backward(loss);
    List<double[]> gradients = new ArrayList<>();
    chain.edges().forEach(edge -> gradients.add(new double[edge.size()]));
    NDArray after = last;
    for (int i = cuts.size() - 1; i >= 0; i--) {
      Cut cut = cuts.get(i);
      NDManager pass = cut.x().getManager();
      try (NDArray gradient = Autograd.gradient(after, pass).orElseThrow()) {
        fill(cut, gradient, gradients.get(cut.edge()));
        Autograd.backward(cut.y(), gradient);
      }
      cut.output().close();
      cut.y().close();
      after.close();
      after = cut.x();
    }
    return gradients;
  }

  private void fill(Cut cut, NDArray gradient, double[] ofEdge) {
    EdgeGates ofGates = gates.get(cut.edge());
    for (int candidate : ofGates.open()) {
      Layer body = chain.edges().get(cut.edge()).candidates().get(candidate).orElse(null);
      if (candidate == ofGates.active()) {
        ofEdge[candidate] = product(cut.output(), gradient);
      } else if (body != null) {
        try (NDArray output = GatedEdge.detached(body, cut.x(), mode)) {
          ofEdge[candidate] = product(output, gradient);
        }
      }
    }
  }

  private static double product(NDArray output, NDArray gradient) {
    return GradScope.unrecorded(
        () -> {
          try (NDArray product = Ops.multiply(output, gradient);
              NDArray sum = product.sum()) {
            return HostCopies.doubles(sum)[0];
          }
        });
  }
}
