package io.absnas.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.LabelMixture;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Ops;
import java.util.Arrays;

/**
 * Cross entropy against softened labels: the target is {@code (1 - smoothing) * one-hot + smoothing
 * / K}, the loss the mean over the batch of {@code -sum target * log softmax(logits)} (label
 * smoothing, arXiv 1512.00567).
 *
 * @param smoothing 0 for plain cross entropy, below 1; the supernets use 0.1
 */
public record SmoothedCrossEntropy(double smoothing) {
  /** Checks the smoothing. */
  public SmoothedCrossEntropy {
    if (!(smoothing >= 0) || !(smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing must be at least 0 and below 1, was " + smoothing);
    }
  }

  /** Row-major targets (N, classes) of labels from 0 to {@code classes - 1}. */
  double[] targets(int[] labels, int classes) {
    double[] targets = new double[labels.length * classes];
    Arrays.fill(targets, smoothing / classes);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label %d of a network with %d classes".formatted(labels[i], classes));
      }
      targets[i * classes + labels[i]] += 1 - smoothing;
    }
    return targets;
  }

  /** The same of some images of a batch; a mixture has the mean of both targets by their shares. */
  double[] targets(HostBatch batch, int from, int to, int classes) {
    double[] targets = targets(Arrays.copyOfRange(batch.labels(), from, to), classes);
    if (batch.mixture().isPresent()) {
      LabelMixture mixture = batch.mixture().get();
      double share = mixture.share();
      int[] others =
          mixture.others().subList(from, to).stream().mapToInt(Integer::intValue).toArray();
      double[] second = targets(others, classes);
      Arrays.setAll(targets, i -> share * targets[i] + (1 - share) * second[i]);
    }
    return targets;
  }

  /**
   * The targets of images {@code from} to {@code to - 1} of a batch on a device.
   *
   * @param scope manager that the result belongs to
   * @return (to - from, classes) of the given type
   */
  public NDArray targets(
      NDManager scope, HostBatch batch, int from, int to, int classes, DataType type) {
    return HostCopies.create(
        scope, targets(batch, from, to, classes), new Shape(to - from, classes), type);
  }

  /**
   * The loss, differentiable where the thread records.
   *
   * @param logits (N, classes)
   * @param targets (N, classes), from {@link #targets}
   * @return a scalar in the manager of the logits
   */
  public NDArray loss(NDArray logits, NDArray targets) {
    return Ops.softTargetCrossEntropy(logits, targets);
  }
}
