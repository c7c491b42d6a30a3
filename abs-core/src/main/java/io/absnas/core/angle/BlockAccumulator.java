package io.absnas.core.angle;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;

/**
 * The three sums of one block in a single pass over its weights.
 *
 * <p>Products of float32 values are exact in double. Short chunks are summed in four lanes, the
 * chunks with compensation, so the error stays at a few units of the last place however long the
 * block is. All three sums are built in the same order; that is why equal, doubled or negated
 * weights give sums that are equal up to sign and power of two.
 */
final class BlockAccumulator {
  private static final int CHUNK = 1024;
  private static final int LANES = 4;

  private final NamedTensors initial;
  private final NamedTensors trained;
  private final double[] before = new double[CHUNK];
  private final double[] after = new double[CHUNK];

  BlockAccumulator(NamedTensors initial, NamedTensors trained) {
    this.initial = initial;
    this.trained = trained;
  }

  AngleSums sums(WeightBlock block) {
    CompensatedSum dot = new CompensatedSum();
    CompensatedSum initialSquare = new CompensatedSum();
    CompensatedSum trainedSquare = new CompensatedSum();
    for (WeightTensor weight : block.tensors()) {
      HostTensor initialWeight = initial.weight(weight.name(), weight.shape());
      HostTensor trainedWeight = trained.weight(weight.name(), weight.shape());
      for (int start = 0; start < initialWeight.size(); start += CHUNK) {
        int count = Math.min(CHUNK, initialWeight.size() - start);
        initialWeight.read(start, before, count);
        trainedWeight.read(start, after, count);
        AngleSums chunk = products(count);
        checkFinite(initial, weight, start, before, count, chunk.initialSquare());
        checkFinite(trained, weight, start, after, count, chunk.trainedSquare());
        dot.add(chunk.dot());
        initialSquare.add(chunk.initialSquare());
        trainedSquare.add(chunk.trainedSquare());
      }
    }
    dot.add(block.poolSum());
    initialSquare.add(block.poolSum());
    trainedSquare.add(block.poolSum());
    return new AngleSums(dot.value(), initialSquare.value(), trainedSquare.value());
  }

  /** All three sums in one loop, so that a value is loaded once. */
  private AngleSums products(int count) {
    double dot0 = 0;
    double dot1 = 0;
    double dot2 = 0;
    double dot3 = 0;
    double initial0 = 0;
    double initial1 = 0;
    double initial2 = 0;
    double initial3 = 0;
    double trained0 = 0;
    double trained1 = 0;
    double trained2 = 0;
    double trained3 = 0;
    int i = 0;
    for (; i + LANES - 1 < count; i += LANES) {
      double a = before[i];
      double b = after[i];
      dot0 += a * b;
      initial0 += a * a;
      trained0 += b * b;
      a = before[i + 1];
      b = after[i + 1];
      dot1 += a * b;
      initial1 += a * a;
      trained1 += b * b;
      a = before[i + 2];
      b = after[i + 2];
      dot2 += a * b;
      initial2 += a * a;
      trained2 += b * b;
      a = before[i + 3];
      b = after[i + 3];
      dot3 += a * b;
      initial3 += a * a;
      trained3 += b * b;
    }
    for (; i < count; i++) {
      dot0 += before[i] * after[i];
      initial0 += before[i] * before[i];
      trained0 += after[i] * after[i];
    }
    return new AngleSums(
        (dot0 + dot1) + (dot2 + dot3),
        (initial0 + initial1) + (initial2 + initial3),
        (trained0 + trained1) + (trained2 + trained3));
  }

  /** A square is finite unless a weight is not, or is too large for one. */
  private static void checkFinite(
      NamedTensors source, WeightTensor weight, int start, double[] chunk, int count, double sum) {
    if (Double.isFinite(sum)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(chunk[i])) {
        throw new AbsException(
            ExitCode.INPUT,
            "%s: tensor %s holds %s at element %d, angles need finite weights"
                .formatted(source.source(), weight.name(), chunk[i], start + i));
      }
    }
    throw new AbsException(
        ExitCode.INPUT,
        "%s: tensor %s holds values whose squares exceed the range of double"
            .formatted(source.source(), weight.name()));
  }
}
