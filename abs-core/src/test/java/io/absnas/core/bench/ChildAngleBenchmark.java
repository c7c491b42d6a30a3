package io.absnas.core.bench;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Angles of children once the sums are there. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class ChildAngleBenchmark {
  private static final int CHILDREN = 1024;
  private static final int CANDIDATES = 500;

  private final AngleScorer layered = scorer("mobilenet-gpu-21");
  private final SearchSpace cell = SpaceCatalog.find("nasbench201");
  private final AngleScorer cells = scorer("nasbench201");
  private final WeightSums supernet = sums("darts");
  private final int[][] children = children("mobilenet-gpu-21", CHILDREN);
  private final int[][] candidates = children("darts", CANDIDATES);
  private int next;

  private static AngleScorer scorer(String id) {
    return new AngleScorer(sums(id));
  }

  private static WeightSums sums(String id) {
    SearchSpace space = SpaceCatalog.find(id);
    return WeightSums.of(space, RandomWeights.of(space, 1), RandomWeights.of(space, 2));
  }

  private static int[][] children(String id, int count) {
    SearchSpace space = SpaceCatalog.find(id);
    RandomGenerator random = RandomStreams.of(3).stream("children");
    int[][] children = new int[count][];
    for (int child = 0; child < count; child++) {
      children[child] =
          space.choices().stream()
              .mapToInt(left -> space.operations().indexOf(left.get(random.nextInt(left.size()))))
              .toArray();
    }
    return children;
  }

  /** One child of {@code mobilenet-gpu-21}. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public double gpu21Child() {
    next = (next + 1) % CHILDREN;
    return layered.angle(children[next]);
  }

  /**
   * 500 cells of the supernet of DARTS at full size, 48 channels and 14 cells; paths through the
   * cells are counted anew each time.
   */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public double dartsCandidates() {
    AngleScorer scorer = new AngleScorer(supernet);
    double sum = 0;
    for (int[] candidate : candidates) {
      sum += scorer.angle(candidate);
    }
    return sum;
  }

  /** All 15,625 architectures of NAS-Bench-201. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public double[] nasBench201All() {
    return cells.all(cell);
  }
}
