package io.absnas.search.latency;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.rank.Median;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.ImageBuffer;
import io.absnas.core.tensor.Scopes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Times functions of one device against each other, round by round, so that all of them see what
 * else the machine does at the time. Each is called once before it is timed.
 */
final class Stopwatch {
  /** Calls between two waits for a GPU, whose wait takes as long as a small part. */
  private static final int CALLS_ON_GPU = 20;

  private final NDManager manager;
  private final int batchSize;
  private final int calls;

  Stopwatch(NDManager manager, int batchSize) {
    this.manager = requireNonNull(manager, "manager is null");
    this.batchSize = batchSize;
    this.calls = manager.getDevice().isGpu() ? CALLS_ON_GPU : 1;
  }

  /** What is timed, and the shape of its input. */
  record Subject(int channels, int side, UnaryOperator<NDArray> function) {}

  /**
   * Milliseconds that each subject takes.
   *
   * @param warmUp rounds before those that count
   * @param repeats rounds whose median counts
   */
  double[] medians(List<Subject> subjects, int warmUp, int repeats) {
    double[][] times = new double[subjects.size()][repeats];
    for (int round = -warmUp; round < repeats; round++) {
      for (int i = 0; i < times.length; i++) {
        double time = milliseconds(subjects.get(i));
        if (round >= 0) {
          times[i][round] = time;
        }
      }
    }
    return Arrays.stream(times).mapToDouble(Median::of).toArray();
  }

  @SuppressWarnings("try") // the scope works by being open
  private double milliseconds(Subject subject) {
    try (NDManager scope = Scopes.step(manager);
        GradScope none = GradScope.disabled()) {
      NDArray input = input(subject, scope);
      await(input);
      List<NDArray> outputs = new ArrayList<>();
      // Inference that goes on finds code and weights where the call before has left them.
      outputs.add(subject.function().apply(input));
      await(outputs.get(0));
      long begin = System.nanoTime();
      for (int call = 0; call < calls; call++) {
        outputs.add(subject.function().apply(input));
      }
      await(outputs.get(calls));
      return (System.nanoTime() - begin) / 1e6 / calls;
    }
  }

  private NDArray input(Subject subject, NDManager scope) {
    int side = subject.side();
    float[] values = new float[batchSize * side * side * subject.channels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 31 % 97) / 97f;
    }
    return ImageBuffer.channelsLast(scope, values, batchSize, side, side, subject.channels());
  }

  /** The host's calls return before a GPU has done its work. */
  private void await(NDArray array) {
    if (calls > 1) {
      try (NDArray sum = array.sum()) {
        double[] unused = HostCopies.doubles(sum);
        requireNonNull(unused, "nothing was read");
      }
    }
  }
}
