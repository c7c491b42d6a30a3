package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.StepRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Which steps a rehearsal trains, each as the space that is left to its path: with one architecture
 * in it whatever samples paths has no choice.
 */
final class RehearsalPaths {
  /** Steps of a run in which its largest path is looked for. */
  private static final long STEPS_SEARCHED = 1000;

  /** Paths that are found there. */
  private static final int LARGEST = 3;

  /** Steps where the paths are not chosen here. */
  private static final int PLAIN_STEPS = 4;

  private final SearchSpace space;
  private final StepRule rule;

  /**
   * Paths of a run.
   *
   * @param rule how the run samples them
   */
  RehearsalPaths(SearchSpace space, StepRule rule) {
    this.space = requireNonNull(space, "space is null");
    this.rule = requireNonNull(rule, "rule is null");
  }

  /**
   * The paths that hold most activations among those that the run's first steps will train, largest
   * first: they decide how much memory it takes. Where steps train several paths, or cells of their
   * own, the space itself.
   *
   * @param steps of the run
   */
  List<SearchSpace> largest(long steps) {
    if (!(space instanceof LayeredSpace layered) || rule instanceof StepRule.FairPaths) {
      return List.of(space);
    }
    return LongStream.rangeClosed(1, Math.min(steps, STEPS_SEARCHED))
        .mapToObj(step -> rule.paths(space, step).get(0).at(0))
        .distinct()
        .sorted(
            Comparator.comparingLong(
                    (Architecture architecture) -> activations(layered, architecture))
                .reversed())
        .limit(LARGEST)
        .map(architecture -> only(space, architecture))
        .toList();
  }

  /**
   * As many paths as a choice has ops, which hold every op of every choice: their mean costs what a
   * uniform path costs, and afterwards all weights have been trained once. Where steps train
   * several paths, or cells of their own, a few times the space itself.
   *
   * @param round different ones for each
   */
  List<SearchSpace> cover(RandomStreams streams, int round) {
    if (!(space instanceof LayeredSpace) || rule instanceof StepRule.FairPaths) {
      return Collections.nCopies(PLAIN_STEPS, space);
    }
    RandomGenerator random = streams.stream("rehearsal", round);
    int paths = space.choices().stream().mapToInt(List::size).max().orElseThrow();
    List<List<CandidateOp>> columns = new ArrayList<>();
    for (List<CandidateOp> ops : space.choices()) {
      columns.add(shuffled(ops, paths, random));
    }
    List<SearchSpace> cover = new ArrayList<>();
    for (int path = 0; path < paths; path++) {
      int row = path;
      cover.add(
          only(space, new Architecture(columns.stream().map(column -> column.get(row)).toList())));
    }
    return List.copyOf(cover);
  }

  /** All ops in random order, some of them again until there are as many as paths. */
  private static List<CandidateOp> shuffled(
      List<CandidateOp> ops, int count, RandomGenerator random) {
    List<CandidateOp> column = new ArrayList<>(ops);
    while (column.size() < count) {
      column.add(ops.get(random.nextInt(ops.size())));
    }
    for (int last = count - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      column.set(other, column.set(last, column.get(other)));
    }
    return column;
  }

  /** The space without all other ops. */
  private static SearchSpace only(SearchSpace space, Architecture architecture) {
    SearchSpace left = space;
    for (int choice = 0; choice < space.choices().size(); choice++) {
      for (CandidateOp op : space.ops(choice)) {
        if (!op.equals(architecture.ops().get(choice))) {
          left = left.without(new EdgeOp(choice, op));
        }
      }
    }
    return left;
  }

  /** Values between the convolutions of the chosen blocks, for one image. */
  static long activations(LayeredSpace space, Architecture architecture) {
    long sum = 0;
    List<LayerShape> layers = space.shape().layers();
    for (int choice = 0; choice < layers.size(); choice++) {
      if (architecture.ops().get(choice) instanceof InvertedResidual block) {
        LayerShape layer = layers.get(choice);
        long in = (long) layer.inSide() * layer.inSide();
        long out = (long) layer.outSide() * layer.outSide();
        sum += (long) layer.inChannels() * block.expansion() * (in + out);
        sum += layer.outChannels() * out;
      }
    }
    return sum;
  }
}
