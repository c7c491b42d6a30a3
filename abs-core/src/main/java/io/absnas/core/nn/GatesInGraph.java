package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pass with gates as leaves; outputs of inactive candidates are constants times their gates. */
final class GatesInGraph implements GatedPass {
  private final List<GatedEdge> edges;
  private final List<Map<Integer, NDArray>> leaves = new ArrayList<>();
  private final ForwardMode mode;
  private NDArray x;

  private GatesInGraph(GatedChain chain, NDArray images, ForwardMode mode) {
    this.edges = chain.edges();
    this.mode = mode;
    this.x = Sequence.run(chain.entry(), images, mode);
  }

  /** Gates are 1 for active candidates and 0 for others. */
  static GatesInGraph forward(
      GatedChain chain, NDArray images, List<EdgeGates> gates, ForwardMode mode) {
    List<double[]> values = new ArrayList<>();
    for (int edge = 0; edge < gates.size(); edge++) {
      double[] ofEdge = new double[chain.edges().get(edge).size()];
      ofEdge[gates.get(edge).active()] = 1;
      values.add(ofEdge);
    }
    return forward(chain, images, gates, values, mode);
  }

  /**
   * With any values of the gates.
   *
   * @param values one array for each edge, an entry for each candidate
   */
  static GatesInGraph forward(
      GatedChain chain,
      NDArray images,
      List<EdgeGates> gates,
      List<double[]> values,
      ForwardMode mode) {
    GatesInGraph pass = new GatesInGraph(chain, images, mode);
    for (int edge = 0; edge < gates.size(); edge++) {
      pass.add(chain.edges().get(edge), gates.get(edge), values.get(edge), images);
    }
    NDArray last = pass.x;
    pass.x = Sequence.run(chain.exit(), last, mode);
    if (last != images && last != pass.x) {
      last.close();
    }
    return pass;
  }

  private void add(GatedEdge edge, EdgeGates gates, double[] values, NDArray images) {
    Map<Integer, NDArray> ofEdge = new LinkedHashMap<>();
    leaves.add(ofEdge);
    if (edge.passes(gates)) {
      return;
    }
    NDArray sum = null;
    for (int candidate : gates.open()) {
      Layer body = edge.candidates().get(candidate).orElse(null);
      if (body != null) {
        NDArray gate = gate(values[candidate]);
        ofEdge.put(candidate, gate);
        sum = plus(sum, gated(body, candidate == gates.active(), gate));
      }
    }
    NDArray y = requireNonNull(sum, "no candidate has run");
    if (edge.residual()) {
      Ops.addInPlace(y, x);
    }
    if (x != images) {
      x.close(); // the recorded graph keeps the values it needs
    }
    x = y;
  }

  private NDArray gate(double value) {
    NDManager pass = x.getManager();
    NDArray gate = HostCopies.create(pass, new double[] {value}, new Shape(), x.getDataType());
    Autograd.requireGradient(gate);
    return gate;
  }

  private NDArray gated(Layer body, boolean active, NDArray gate) {
    try (NDArray output = active ? body.forward(x, mode) : GatedEdge.detached(body, x, mode)) {
      return Ops.multiply(output, gate);
    }
  }

  private static NDArray plus(@Nullable NDArray sum, NDArray next) {
    if (sum == null) {
      return next;
    }
    Ops.addInPlace(sum, next);
    next.close();
    return sum;
  }

  @Override
  public NDArray logits() {
    return x;
  }

  @Override
  public List<double[]> backward(NDArray loss) {
    Autograd.backward(loss);
    List<double[]> gradients = new ArrayList<>();
    for (int edge = 0; edge < edges.size(); edge++) {
      double[] ofEdge = new double[edges.get(edge).size()];
      leaves
          .get(edge)
          .forEach(
              (candidate, gate) ->
                  Autograd.gradient(gate, gate.getManager())
                      .ifPresent(found -> ofEdge[candidate] = HostCopies.doubles(found)[0]));
      gradients.add(ofEdge);
    }
    return gradients;
  }
}
