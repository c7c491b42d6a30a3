package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The images of each step, a pure function of seed and step; safe for use by several threads.
 *
 * <p>A pass takes its order from the stream {@code shuffle} of its number; with replacement, a
 * batch takes its images from the stream {@code shuffle} of the step.
 */
final class BatchOrder {
  /** Prefetching threads work on two passes at most unless passes are shorter than the queue. */
  private static final int KEPT_PASSES = 2;

  private final BatchPlan plan;
  private final RandomStreams streams;
  private final int images;
  private final long stepsPerPass;
  private final Map<Long, int[]> passes = new LinkedHashMap<>();

  BatchOrder(BatchPlan plan, RandomStreams streams, int images) {
    this.plan = requireNonNull(plan, "plan is null");
    this.streams = requireNonNull(streams, "streams is null");
    this.images = images;
    this.stepsPerPass = plan.stepsPerPass(images);
  }

  int[] indices(long step) {
    return switch (plan.draw()) {
      case WITH_REPLACEMENT -> {
        RandomGenerator random = streams.stream("shuffle", step);
        int[] indices = new int[plan.batchSize()];
        Arrays.setAll(indices, position -> random.nextInt(images));
        yield indices;
      }
      case SHUFFLED, FILE_ORDER -> {
        int start = Math.toIntExact(step % stepsPerPass * plan.batchSize());
        int end = (int) Math.min(images, (long) start + plan.batchSize());
        yield Arrays.copyOfRange(pass(step / stepsPerPass), start, end);
      }
    };
  }

  private synchronized int[] pass(long number) {
    int[] known = passes.get(number);
    if (known != null) {
      return known;
    }
    if (passes.size() == KEPT_PASSES) {
      passes.remove(passes.keySet().iterator().next());
    }
    int[] made =
        plan.draw() == Draw.FILE_ORDER
            ? IntStream.range(0, images).toArray()
            : Permutation.of(images, streams.stream("shuffle", number));
    passes.put(number, made);
    return made;
  }
}
