package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Training of {@link LinearSupernet} on plain arrays, written from PyTorch's definition of SGD. */
final class HandSgd {
  final Map<String, double[]> weights = new TreeMap<>();
  final Map<String, double[]> velocities = new HashMap<>();
  private final Set<String> everSampled = new HashSet<>();
  private final boolean missingIsZero;
  private final boolean nesterov;
  private final double decay;
  private final boolean decayBias;

  HandSgd(boolean missingIsZero, boolean nesterov, double decay, boolean decayBias) {
    this.missingIsZero = missingIsZero;
    this.nesterov = nesterov;
    this.decay = decay;
    this.decayBias = decayBias;
    for (String name : List.of("common.weight", "op.0.weight", "op.1.weight", "bias")) {
      weights.put(name, LinearSupernet.initial(name));
    }
  }

  /** One step with plain cross entropy; the loss before it. */
  double step(HostBatch batch, int op, double rate, double clipNorm) {
    Map<String, double[]> gradients = new HashMap<>();
    String sampled = "op." + op + ".weight";
    double loss = gradients(batch, sampled, gradients);
    everSampled.addAll(gradients.keySet());
    Set<String> moved = missingIsZero ? everSampled : gradients.keySet();
    double square = 0;
    for (double[] gradient : gradients.values()) {
      for (double g : gradient) {
        square += g * g;
      }
    }
    double factor = Math.min(1, clipNorm / (Math.sqrt(square) + 1e-6));
    for (String name : moved) {
      double[] w = weight(name);
      double[] gradient = gradients.getOrDefault(name, new double[w.length]);
      boolean first = !velocities.containsKey(name);
      double[] v = velocities.computeIfAbsent(name, key -> new double[w.length]);
      double wd = name.equals("bias") && !decayBias ? 0 : decay;
      for (int i = 0; i < w.length; i++) {
        double d = factor * gradient[i] + wd * w[i];
        v[i] = first ? d : 0.9 * v[i] + d;
        w[i] -= rate * (nesterov ? d + 0.9 * v[i] : v[i]);
      }
    }
    return loss;
  }

  private double[] weight(String name) {
    return requireNonNull(weights.get(name), name);
  }

  private double gradients(HostBatch batch, String op, Map<String, double[]> gradients) {
    int count = batch.count();
    int classes = LinearSupernet.CLASSES;
    int features = LinearSupernet.FEATURES;
    double[] weight = new double[classes * features];
    double[] bias = new double[classes];
    double loss = 0;
    for (int n = 0; n < count; n++) {
      double[] logits = weight("bias").clone();
      for (int k = 0; k < classes; k++) {
        for (int f = 0; f < features; f++) {
          logits[k] +=
              (weight("common.weight")[k * features + f] + weight(op)[k * features + f])
                  * batch.pixels()[n * features + f];
        }
      }
      double sum = Math.exp(logits[0]) + Math.exp(logits[1]);
      loss -= (logits[batch.labels()[n]] - Math.log(sum)) / count;
      for (int k = 0; k < classes; k++) {
        double error = (Math.exp(logits[k]) / sum - (batch.labels()[n] == k ? 1 : 0)) / count;
        bias[k] += error;
        for (int f = 0; f < features; f++) {
          weight[k * features + f] += error * batch.pixels()[n * features + f];
        }
      }
    }
    gradients.put("common.weight", weight);
    gradients.put(op, weight);
    gradients.put("bias", bias);
    return loss;
  }
}
