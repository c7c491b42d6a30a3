package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.SearchSpace;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

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
   * Measures children drawn uniformly per choice, DARTS cells repaired; child number i depends on
   * the seed and i alone.
   *
   * @param count number of children
   * @param images held-out images, gone through twice for each child by all evaluators at once
   * @return empty if a stop was asked for before the last child was measured
   */
  public static Optional<ChildrenReport> measure(
      Evaluators evaluators,
      SearchSpace space,
      RandomStreams streams,
      int count,
      Iterable<HostBatch> images,
      BatchNormRecalibration recalibration,
      EvaluationListener listener) {
    List<SampledPath> paths =
        IntStream.range(0, count).mapToObj(i -> SampledPath.of(draw(space, streams, i))).toList();
    return evaluators
        .measure(
            paths,
            (evaluator, path) ->
                new Child(
                    path.at(0),
                    evaluator.accuracy(path, images).top1(),
                    evaluator.accuracy(path, images, recalibration).top1()),
            listener)
        .map(ChildrenReport::new);
  }

  private static Architecture draw(SearchSpace space, RandomStreams streams, int child) {
    RandomGenerator random = streams.stream("measured-child", child);
    Architecture drawn =
        new Architecture(
            space.choices().stream().map(left -> left.get(random.nextInt(left.size()))).toList());
    return UniformPaths.repaired(space, drawn, random);
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
