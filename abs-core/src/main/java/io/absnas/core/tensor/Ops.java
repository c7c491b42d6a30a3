package io.absnas.core.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Differentiable operations on float32 and float64 arrays of any device; within a forward pass also
 * on half-precision ones, see {@link Casts}.
 *
 * <p>Every result belongs to the manager of the first argument; so first arguments are always
 * activations, never parameters. Maps are (N, C, H, W); the memory layout of the input, channels
 * last or not, carries through.
 */
public final class Ops {
  private static final int LARGEST_CACHED = 16;
  private static final List<Shape> SQUARES =
      java.util.stream.IntStream.rangeClosed(0, LARGEST_CACHED)
          .mapToObj(side -> new Shape(side, side))
          .toList();
  private static final long[] CLASS_AXIS = {1};

  private Ops() {}

  /**
   * Two-dimensional convolution without bias.
   *
   * @param x (N, C, H, W)
   * @param weight (out, C / groups, k, k)
   */
  public static NDArray conv2d(
      NDArray x, NDArray weight, int stride, int padding, int dilation, int groups) {
    if (stride > 1
        && padding == 0
        && weight.getShape().get(2) == 1
        && weight.getShape().get(3) == 1
        && !x.getManager().getDevice().isGpu()) {
      return onePixelConv2d(x, weight, stride, groups);
    }
    return JniUtils.convolution(
        (PtNDArray) x,
        (PtNDArray) weight,
        null,
        square(stride),
        square(padding),
        square(dilation),
        groups);
  }

  /**
   * A convolution of one pixel with a stride, as one without of the pixels that it reads. The
   * engine's own may write beyond its memory: {@code docs/decisions.md}.
   */
  private static NDArray onePixelConv2d(NDArray x, NDArray weight, int stride, int groups) {
    Shape shape = x.getShape();
    try (NDArray rows = JniUtils.slice((PtNDArray) x, 2, 0, shape.get(2), stride);
        NDArray pixels = JniUtils.slice((PtNDArray) rows, 3, 0, shape.get(3), stride)) {
      return conv2d(pixels, weight, 1, 0, 1, groups);
    }
  }

  /**
   * The same plus a value for each output channel.
   *
   * @param bias (out)
   */
  public static NDArray conv2d(
      NDArray x, NDArray weight, NDArray bias, int stride, int padding, int dilation, int groups) {
    return JniUtils.convolution(
        (PtNDArray) x,
        (PtNDArray) weight,
        (PtNDArray) bias,
        square(stride),
        square(padding),
        square(dilation),
        groups);
  }

  /**
   * The same in a precision, but for grouped convolutions on a CPU, which stay in float32.
   *
   * @param x (N, C, H, W), of that precision
   * @param weight (out, C / groups, k, k) float32 if mixed precision is on
   */
  public static NDArray conv2d(
      NDArray x,
      NDArray weight,
      int stride,
      int padding,
      int dilation,
      int groups,
      MixedPrecision precision) {
    if (precision == MixedPrecision.OFF) {
      return conv2d(x, weight, stride, padding, dilation, groups);
    }
    if (groups > 1 && !x.getManager().getDevice().isGpu()) {
      return fullConv2d(x, weight, stride, padding, dilation, groups, precision);
    }
    try (NDArray lowered = Casts.lowerBeside(weight, precision, x)) {
      return conv2d(x, lowered, stride, padding, dilation, groups);
    }
  }

  /** The engine's half-precision kernels for depthwise gradients are the slower ones on a CPU. */
  private static NDArray fullConv2d(
      NDArray x,
      NDArray weight,
      int stride,
      int padding,
      int dilation,
      int groups,
      MixedPrecision precision) {
    try (NDArray raised = Casts.raise(x);
        NDArray y = conv2d(raised, weight, stride, padding, dilation, groups)) {
      return Casts.lower(y, precision);
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy 2015) in PyTorch's meaning: running = (1 - momentum)
   * running + momentum batch, with the unbiased variance of the batch.
   *
   * @param weight scale (C)
   * @param bias shift (C)
   * @param runningMean (C), updated in place if {@code training}
   * @param runningVariance (C), updated in place if {@code training}
   * @param training whether statistics of the batch are used
   */
  public static NDArray batchNorm(
      NDArray x,
      NDArray weight,
      NDArray bias,
      NDArray runningMean,
      NDArray runningVariance,
      boolean training,
      double momentum,
      double epsilon) {
    return JniUtils.batchNorm(
        (PtNDArray) x,
        (PtNDArray) runningMean,
        (PtNDArray) runningVariance,
        (PtNDArray) weight,
        (PtNDArray) bias,
        training,
        momentum,
        epsilon);
  }

  /** max(0, x); gradient 0 at 0. */
  public static NDArray relu(NDArray x) {
    return JniUtils.relu((PtNDArray) x);
  }

  /**
   * max(0, x), written over x, which saves a pass over memory.
   *
   * @param x an intermediate result whose values no other operation's gradient needs, for example
   *     the output of a batch norm; never a leaf
   * @return another handle of x
   */
  public static NDArray reluInPlace(NDArray x) {
    return TensorEngine.pack().differentiable("relu_in_place", x);
  }

  /**
   * min(max(0, x), 6), written over x, which saves a pass over memory; gradient 0 at 0 and at 6.
   *
   * @param x an intermediate result whose values no other operation's gradient needs, for example
   *     the output of a batch norm; never a leaf
   * @return another handle of x
   */
  public static NDArray relu6InPlace(NDArray x) {
    return TensorEngine.pack().differentiable("relu6_in_place", x);
  }

  /**
   * x W^T + b.
   *
   * @param x (N, in)
   * @param weight (out, in)
   * @param bias (out)
   */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return JniUtils.linear((PtNDArray) x, (PtNDArray) weight, (PtNDArray) bias);
  }

  /** 3x3 maximum, padding 1; padded positions never win. */
  public static NDArray maxPool3x3(NDArray x, int stride) {
    return JniUtils.maxPool((PtNDArray) x, square(3), square(stride), square(1), false);
  }

  /**
   * 3x3 mean over the positions inside the map, padding 1.
   *
   * @param stride 1 or 2
   */
  public static NDArray avgPool3x3(NDArray x, int stride) {
    return switch (stride) {
      case 1 -> TensorEngine.pack().differentiable("avg_pool_3x3_s1", x);
      case 2 -> TensorEngine.pack().differentiable("avg_pool_3x3_s2", x);
      default -> throw new IllegalArgumentException("stride must be 1 or 2, was " + stride);
    };
  }

  /** Mean over adjacent windows of {@code window} by {@code window}, no padding. */
  public static NDArray avgPool(NDArray x, int window) {
    return avgPool(x, window, window);
  }

  /** The same of maps in any precision; what the classifier reads is float32. */
  public static NDArray avgPool(NDArray x, int window, MixedPrecision precision) {
    if (precision == MixedPrecision.OFF) {
      return avgPool(x, window);
    }
    try (NDArray raised = Casts.raise(x)) {
      return avgPool(raised, window);
    }
  }

  /** Mean over windows of {@code window} by {@code window} that start every {@code stride}. */
  public static NDArray avgPool(NDArray x, int window, int stride) {
    return JniUtils.avgPool((PtNDArray) x, square(window), square(stride), square(0), false, true);
  }

  /** Mean of every map: (N, C, H, W) to (N, C, 1, 1). */
  public static NDArray globalAvgPool(NDArray x) {
    return JniUtils.adaptiveAvgPool((PtNDArray) x, square(1));
  }

  /** The same of maps in any precision; what the classifier reads is float32. */
  public static NDArray globalAvgPool(NDArray x, MixedPrecision precision) {
    if (precision == MixedPrecision.OFF) {
      return globalAvgPool(x);
    }
    try (NDArray raised = Casts.raise(x)) {
      return globalAvgPool(raised);
    }
  }

  /** (N, a, b, ...) to (N, a b ...). */
  public static NDArray flatten(NDArray x) {
    return JniUtils.reshape((PtNDArray) x, new long[] {x.getShape().get(0), -1});
  }

  /** a + b. */
  public static NDArray add(NDArray a, NDArray b) {
    return JniUtils.add((PtNDArray) a, (PtNDArray) b);
  }

  /**
   * a = a + b, which saves a pass over memory.
   *
   * @param a an intermediate result whose values no other operation's gradient needs; never a leaf
   */
  public static void addInPlace(NDArray a, NDArray b) {
    JniUtils.addi((PtNDArray) a, (PtNDArray) b);
  }

  /** a b, element by element, with broadcasting. */
  public static NDArray multiply(NDArray a, NDArray b) {
    return JniUtils.mul((PtNDArray) a, (PtNDArray) b);
  }

  /**
   * The same with the second factor brought to the precision of the first, so that the product
   * keeps it.
   */
  public static NDArray multiply(NDArray a, NDArray b, MixedPrecision precision) {
    if (precision == MixedPrecision.OFF) {
      return multiply(a, b);
    }
    try (NDArray lowered = Casts.lowerBeside(b, precision, a)) {
      return multiply(a, lowered);
    }
  }

  /** exp(x) / sum exp(x) along the last axis. */
  public static NDArray softmax(NDArray x) {
    return JniUtils.softmax((PtNDArray) x, x.getShape().dimension() - 1, Casts.requireFull(x));
  }

  /**
   * Every entry as an array of one value, row by row.
   *
   * @param x of any shape
   */
  public static List<NDArray> entries(NDArray x) {
    return TensorEngine.pack().differentiableList("entries", x);
  }

  /**
   * Every entry times ones, row by row.
   *
   * @param x of any shape
   * @param ones (n), of the type of x
   * @return arrays (n), one after another in memory
   */
  public static List<NDArray> repeatedEntries(NDArray x, NDArray ones) {
    return TensorEngine.pack().differentiableList("repeated_entries", x, ones);
  }

  /**
   * Factors of dropout: each 1 / keep with probability keep and else 0, a function of key, place in
   * the map and number of the image.
   *
   * @param like (N, C, H, W), whose shape, type, device and manager the result has
   * @param key different for every use
   * @param firstImage number of the first image
   * @param keep above 0, at most 1
   * @return (N, C, H, W), channels last in memory
   */
  public static NDArray keepMask(NDArray like, long key, long firstImage, double keep) {
    NDManager scope = like.getManager();
    try (NDArray numbers = scope.create(new long[] {key, firstImage});
        NDArray share = scope.create(keep)) {
      return TensorEngine.pack().differentiable("keep_mask", like, numbers, share);
    }
  }

  /** log of {@link #softmax}. */
  public static NDArray logSoftmax(NDArray x) {
    return JniUtils.logSoftmax((PtNDArray) x, x.getShape().dimension() - 1, Casts.requireFull(x));
  }

  /**
   * Mean over the batch of -sum_c target_c log softmax(logits)_c.
   *
   * @param logits (N, classes)
   * @param targets (N, classes), each row a distribution
   * @return a scalar
   */
  public static NDArray softTargetCrossEntropy(NDArray logits, NDArray targets) {
    try (NDArray logProbabilities = logSoftmax(logits);
        NDArray products = multiply(logProbabilities, targets);
        NDArray sums = JniUtils.sum((PtNDArray) products, CLASS_AXIS, false);
        NDArray mean = JniUtils.mean((PtNDArray) sums)) {
      return JniUtils.neg((PtNDArray) mean);
    }
  }

  /** The element type of {@code like}, differentiably (DJL's own conversions are not). */
  public static NDArray castLike(NDArray x, NDArray like) {
    return TensorEngine.pack().differentiable("cast_like", x, like);
  }

  /** Positions {@code from} to {@code to - 1} of one axis, a view. */
  public static NDArray slice(NDArray x, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) x, axis, from, to, 1);
  }

  /** The channels of maps of one size, one after another: N of (., C_i, H, W) to (., sum, H, W). */
  public static NDArray concatChannels(List<NDArray> maps) {
    return JniUtils.cat(maps.toArray(PtNDArray[]::new), 1);
  }

  /** A copy, not differentiable, on the device and in the manager of {@code scope}. */
  public static NDArray copyTo(NDArray x, NDManager scope) {
    NDArray copy = scope.create(x.getShape(), Casts.requireFull(x));
    InPlace.copy(copy, x);
    return copy;
  }

  private static Shape square(int side) {
    return side <= LARGEST_CACHED ? SQUARES.get(side) : new Shape(side, side);
  }
}
