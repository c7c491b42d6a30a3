package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * How well random children do with a supernet's weights.
 *
 * @param children one entry per child
 */
public record ChildrenReport(List<Child> children) {
  /**
   * One child.
   *
   * @param architecture what it is
   * @param before top-1 as a fraction with the supernet's running statistics
   * @param after top-1 as a fraction after recalibration
   */
  public record Child(Architecture architecture, double before, double after) {
    /** Checks that there is an architecture. */
    public Child {
      requireNonNull(architecture, "architecture is null");
    }
  }

  /** Copies the list. */
  public ChildrenReport {
    children = List.copyOf(children);
    if (children.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one child");
    }
  }

  /**
   * Measures children drawn uniformly per choice; child number i depends on the seed and i alone.
   *
   * @param count number of children
   * @param images held-out images, gone through twice for each child
   */
  public static ChildrenReport measure(
      Evaluator evaluator,
      SearchSpace space,
      RandomStreams streams,
      int count,
      Iterable<HostBatch> images,
      BatchNormRecalibration recalibration) {
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RandomGenerator random = streams.stream("measured-child", i);
      Architecture architecture =
          new Architecture(
              space.choices().stream().map(left -> left.get(random.nextInt(left.size()))).toList());
      SampledPath path = SampledPath.of(architecture);
      children.add(
          new Child(
              architecture,
              evaluator.accuracy(path, images).top1(),
              evaluator.accuracy(path, images, recalibration).top1()));
    }
    return new ChildrenReport(children);
  }

  /** Mean top-1 with the supernet's running statistics. */
  public double meanBefore() {
    return mean(Child::before);
  }

  /** Mean top-1 after recalibration. */
  public double meanAfter() {
    return mean(Child::after);
  }

  private double mean(ToDoubleFunction<Child> value) {
    return children.stream().mapToDouble(value).sum() / children.size();
  }
}
