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

  private final NamedTensors initial;
  private final NamedTensors trained;
  private final double[] initialChunk = new double[CHUNK];
  private final double[] trainedChunk = new double[CHUNK];

  BlockAccumulator(NamedTensors initial, NamedTensors trained) {
    this.initial = initial;
    this.trained = trained;
  }

  AngleSums sums(WeightBlock block) {
    CompensatedSum dot = new CompensatedSum();
    CompensatedSum initialSquare = new CompensatedSum();
    CompensatedSum trainedSquare = new CompensatedSum();
    for (WeightTensor weight : block.tensors()) {
      HostTensor before = initial.weight(weight.name(), weight.shape());
      HostTensor after = trained.weight(weight.name(), weight.shape());
      for (int start = 0; start < before.size(); start += CHUNK) {
        int count = Math.min(CHUNK, before.size() - start);
        before.read(start, initialChunk, count);
        after.read(start, trainedChunk, count);
        double chunkInitial = product(initialChunk, initialChunk, count);
        double chunkTrained = product(trainedChunk, trainedChunk, count);
        checkFinite(initial, weight, start, initialChunk, count, chunkInitial);
        checkFinite(trained, weight, start, trainedChunk, count, chunkTrained);
        dot.add(product(initialChunk, trainedChunk, count));
        initialSquare.add(chunkInitial);
        trainedSquare.add(chunkTrained);
      }
    }
    dot.add(block.poolSum());
    initialSquare.add(block.poolSum());
    trainedSquare.add(block.poolSum());
    return new AngleSums(dot.value(), initialSquare.value(), trainedSquare.value());
  }

  private static double product(double[] a, double[] b, int count) {
    double lane0 = 0;
    double lane1 = 0;
    double lane2 = 0;
    double lane3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      lane0 += a[i] * b[i];
      lane1 += a[i + 1] * b[i + 1];
      lane2 += a[i + 2] * b[i + 2];
      lane3 += a[i + 3] * b[i + 3];
    }
    for (; i < count; i++) {
      lane0 += a[i] * b[i];
    }
    return (lane0 + lane1) + (lane2 + lane3);
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
