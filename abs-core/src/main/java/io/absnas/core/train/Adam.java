package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam for few values, on the host in double precision, so that the result does not depend on the
 * device: with {@code g = gradient + decay x}, {@code m = b1 m + (1 - b1) g}, {@code v = b2 v + (1
 * - b2) g^2}, {@code x = x - rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + epsilon)} at update t of
 * the array. Arrays that are left out of an update keep their t.
 */
final class Adam {
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";
  private static final String UPDATES = "updates.";

  private final AdamSettings settings;
  private final Map<String, Moments> moments = new LinkedHashMap<>();

  /** Running means of one array's gradients, and how many there were. */
  private static final class Moments {
    private final double[] mean;
    private final double[] square;
    private long updates;

    Moments(double[] mean, double[] square, long updates) {
      this.mean = mean;
      this.square = square;
      this.updates = updates;
    }
  }

  Adam(AdamSettings settings) {
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * One update of some arrays.
   *
   * @param values by name; changed in place
   * @param gradients by the same names
   */
  void update(Map<String, double[]> values, Map<String, double[]> gradients) {
    values.forEach(
        (name, x) -> {
          double[] gradient = requireNonNull(gradients.get(name), "a gradient is missing");
          Moments old =
              moments.computeIfAbsent(
                  name, key -> new Moments(new double[x.length], new double[x.length], 0));
          old.updates++;
          double first = 1 - Math.pow(settings.firstBeta(), (double) old.updates);
          double second = 1 - Math.pow(settings.secondBeta(), (double) old.updates);
          for (int i = 0; i < x.length; i++) {
            double g = gradient[i] + settings.weightDecay() * x[i];
            old.mean[i] = settings.firstBeta() * old.mean[i] + (1 - settings.firstBeta()) * g;
            old.square[i] =
                settings.secondBeta() * old.square[i] + (1 - settings.secondBeta()) * g * g;
            double denominator = Math.sqrt(old.square[i]) / Math.sqrt(second) + settings.epsilon();
            x[i] -= settings.rate() / first * old.mean[i] / denominator;
          }
        });
  }

  /** Means and numbers of updates as named tensors. */
  NamedTensors state() {
    List<HostTensor> tensors = new ArrayList<>();
    moments.forEach(
        (name, old) -> {
          List<Long> shape = List.of((long) old.mean.length);
          tensors.add(HostTensor.of(UPDATES + name, List.of(1L), new double[] {old.updates}));
          tensors.add(HostTensor.of(MEAN + name, shape, old.mean.clone()));
          tensors.add(HostTensor.of(SQUARE + name, shape, old.square.clone()));
        });
    return NamedTensors.of(tensors);
  }

  /** Goes on from a state of the same arrays. */
  void restore(NamedTensors state) {
    moments.clear();
    for (HostTensor tensor : state.tensors()) {
      if (tensor.name().startsWith(MEAN)) {
        String name = tensor.name().substring(MEAN.length());
        moments.put(
            name,
            new Moments(
                tensor.doubles(),
                state.weight(SQUARE + name, tensor.shape()).doubles(),
                (long) state.weight(UPDATES + name, List.of(1L)).doubles()[0]));
      }
    }
  }
}
