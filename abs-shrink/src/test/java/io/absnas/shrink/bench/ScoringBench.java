package io.absnas.shrink.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.flops.FlopsLimits;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.PathSampler;
import io.absnas.core.train.UniformPaths;
import io.absnas.core.weights.NamedTensors;
import io.absnas.shrink.ChildSampling;
import io.absnas.shrink.DropRule;
import io.absnas.shrink.ScoreAndDrop;
import io.absnas.shrink.ScoredOp;
import io.absnas.shrink.ScoringConfig;
import io.absnas.shrink.ScoringDraws;
import io.absnas.shrink.ScoringWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;

/**
 * One measurement per process, so that each begins in a fresh virtual machine: {@code
 * scripts/bench/scoring.sh} runs them. Results go to standard output as lines {@code
 * what<TAB>value<TAB>unit}; {@code table} turns collected lines into one Markdown table.
 */
final class ScoringBench {
  private static final long GPU_MOST_FLOPS = 600_000_000;
  private static final long CPU_MOST_FLOPS = 330_000_000;
  private static final int ATTEMPTS = 100;
  private static final int DARTS_CELLS = 500;

  private ScoringBench() {}

  /** Arguments: a measurement, then its own ones. */
  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "train" -> train(Path.of(args[1]), Path.of(args[2]), Long.parseLong(args[3]));
      case "round" -> round(Path.of(args[1]), Integer.parseInt(args[2]));
      case "agreement" ->
          agreement(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      case "window" -> window(Integer.parseInt(args[1]));
      case "nasbench201" -> nasBench201(Path.of(args[1]));
      case "darts" -> darts();
      case "table" ->
          ResultTable.of(Files.readAllLines(Path.of(args[1]))).forEach(System.out::println);
      default -> throw new IllegalArgumentException("no measurement is called " + args[0]);
    }
  }

  private static void train(Path directory, Path images, long steps) throws IOException {
    TrainedWeights.train(TrainedWeights.GPU_21, 64, steps, images, directory);
    TrainedWeights.train(TrainedWeights.NASBENCH201, 32, steps, images, directory);
  }

  /** Weight pass and one published round. */
  private static void round(Path directory, int threads) {
    long start = System.nanoTime();
    TrainedWeights weights = TrainedWeights.read(TrainedWeights.GPU_21, directory);
    long read = System.nanoTime();
    WeightSums sums = WeightSums.of(weights.space(), weights.initial(), weights.trained());
    long summed = System.nanoTime();
    ScoreAndDrop.Turn turn = turn(weights.space(), sums, 1000, threads, 5);
    long scored = System.nanoTime();
    print("map two weight files of mobilenet-gpu-21", milliseconds(start, read), "ms");
    print("weight pass over them", milliseconds(read, summed), "ms");
    String round = "round of 1,000 children per op, " + threads + " thread, fresh JVM";
    print(round, milliseconds(summed, scored), "ms");
    print(round + ": different children", turn.children(), "");
    print(round + ": draws", (double) turn.tries(), "");
  }

  /** Two rounds that differ in their seed. */
  private static void agreement(Path directory, int children, int threads) {
    TrainedWeights weights = TrainedWeights.read(TrainedWeights.GPU_21, directory);
    WeightSums sums = WeightSums.of(weights.space(), weights.initial(), weights.trained());
    long start = System.nanoTime();
    ScoreAndDrop.Turn first = turn(weights.space(), sums, children, threads, 5);
    long end = System.nanoTime();
    String round = "round of %,d children per op, %d threads".formatted(children, threads);
    print(round, milliseconds(start, end), "ms");
    print(round + ": different children", first.children(), "");
    print(round + ": heap in use, at most", (double) peakHeap(), "MiB");
    ScoreAndDrop.Turn second = turn(weights.space(), sums, children, threads, 6);
    String two = "two rounds of %,d children per op: ".formatted(children);
    print(two + "Kendall's tau-b of the scores", tau(first.scores(), second.scores()), "");
    Set<EdgeOp> differing = new HashSet<>(first.drops());
    second.drops().forEach(differing::remove);
    print(two + "drops that differ, of " + first.drops().size(), differing.size(), "");
    double sd = 0;
    for (int i = 0; i < first.scores().size(); i++) {
      double difference = first.scores().get(i).score() - second.scores().get(i).score();
      sd += difference * difference / 2 / first.scores().size();
    }
    print(two + "standard error of a score", Math.sqrt(sd), "rad");
    double spread = spread(first.scores());
    print(two + "standard deviation of the scores", spread, "rad");
  }

  private static double tau(List<ScoredOp> first, List<ScoredOp> second) {
    return new KendallsCorrelation()
        .correlation(
            first.stream().mapToDouble(ScoredOp::score).toArray(),
            second.stream().mapToDouble(ScoredOp::score).toArray());
  }

  private static double spread(List<ScoredOp> scores) {
    double mean = scores.stream().mapToDouble(ScoredOp::score).average().orElse(0);
    return Math.sqrt(
        scores.stream().mapToDouble(s -> (s.score() - mean) * (s.score() - mean)).sum()
            / (scores.size() - 1));
  }

  /** Children of the 19-layer space inside its narrow window; their angles do not matter. */
  private static void window(int threads) {
    SearchSpace space = SpaceCatalog.find("mobilenet-cpu-19");
    long start = System.nanoTime();
    ScoreAndDrop.Turn turn =
        turn(
            space,
            child -> 1,
            new ScoringConfig(
                1000,
                ATTEMPTS,
                1,
                ChildSampling.WINDOW,
                Optional.of(new FlopsLimits(0L, CPU_MOST_FLOPS)),
                Optional.of(threads)),
            5);
    long end = System.nanoTime();
    String round = "mobilenet-cpu-19 up to 330 M, exact sampler, " + threads + " thread, fresh JVM";
    print(round, milliseconds(start, end), "ms");
    long short1000 = turn.scores().stream().filter(op -> op.angles().count() < 1000).count();
    print(round + ": ops of " + turn.scores().size() + " short of 1,000", (double) short1000, "");
  }

  private static void nasBench201(Path directory) {
    TrainedWeights weights = TrainedWeights.read(TrainedWeights.NASBENCH201, directory);
    WeightSums sums = WeightSums.of(weights.space(), weights.initial(), weights.trained());
    String what = "all 15,625 angles of NAS-Bench-201, ";
    for (String which : List.of("fresh JVM", "second time", "third time")) {
      long start = System.nanoTime();
      double[] angles = new AngleScorer(sums).all(weights.space());
      long end = System.nanoTime();
      if (angles.length != 15_625) {
        throw new IllegalStateException(angles.length + " angles");
      }
      print(what + which, milliseconds(start, end), "ms");
    }
  }

  /** Random cells of the supernet at full size, on two sets of fresh weights. */
  private static void darts() {
    SearchSpace space = SpaceCatalog.find("darts");
    NamedTensors initial = fresh(space, 5);
    NamedTensors trained = fresh(space, 6);
    PathSampler sampler = new UniformPaths(RandomStreams.of(7));
    List<Architecture> cells =
        LongStream.rangeClosed(1, DARTS_CELLS)
            .mapToObj(step -> sampler.paths(space, step).get(0).at(0))
            .toList();
    long start = System.nanoTime();
    WeightSums sums = WeightSums.of(space, initial, trained);
    long summed = System.nanoTime();
    print(
        "weight pass over the DARTS supernet, 48 channels, 14 cells",
        milliseconds(start, summed),
        "ms");
    for (String which : List.of("fresh JVM", "second time", "third time")) {
      long begin = System.nanoTime();
      AngleScorer scorer = new AngleScorer(sums);
      double sum = 0;
      for (Architecture cell : cells) {
        sum += scorer.angle(cell);
      }
      long end = System.nanoTime();
      if (!(sum > 0)) {
        throw new IllegalStateException("angles sum to " + sum);
      }
      print("angles of 500 random DARTS cells, " + which, milliseconds(begin, end), "ms");
    }
    ScoringConfig scoring =
        new ScoringConfig(1000, ATTEMPTS, 100, ChildSampling.OWN, Optional.empty(), Optional.of(1));
    long begin = System.nanoTime();
    ScoreAndDrop.Turn turn = turn(space, new AngleScorer(sums)::angle, scoring, 5);
    long end = System.nanoTime();
    String round = "round of 1,000 DARTS cells per op, 1 thread";
    print(round, milliseconds(begin, end), "ms");
    print(round + ": different cells", turn.children(), "");
  }

  private static NamedTensors fresh(SearchSpace space, long seed) {
    try (Network network =
        Networks.supernet(
            space,
            Initialisation.HE_UNIFORM,
            RandomStreams.of(seed),
            ComputeDevice.CPU,
            DataType.FLOAT32)) {
      return network.state();
    }
  }

  private static ScoreAndDrop.Turn turn(
      SearchSpace space, WeightSums sums, int children, int threads, long seed) {
    return turn(
        space,
        new AngleScorer(sums)::angle,
        new ScoringConfig(
            children,
            ATTEMPTS,
            100,
            ChildSampling.OWN,
            Optional.of(new FlopsLimits(0L, GPU_MOST_FLOPS)),
            Optional.of(threads)),
        seed);
  }

  private static ScoreAndDrop.Turn turn(
      SearchSpace space, ToDoubleFunction<int[]> angle, ScoringConfig scoring, long seed) {
    return new ScoreAndDrop(scoring, new DropRule.LowestOverall(7))
        .turn(space, angle, new ScoringDraws.Own(RandomStreams.of(seed), 0), ScoringWatch.NONE)
        .orElseThrow();
  }

  /** Garbage included; pools have their peaks at different moments, so this is an upper bound. */
  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        >> 20;
  }

  private static double milliseconds(long start, long end) {
    return (end - start) * 1e-6;
  }

  private static void print(String what, double value, String unit) {
    System.out.println(what + "\t" + value + "\t" + unit);
  }
}
