package io.absnas.shrink.nb201;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.weights.NamedTensors;
import io.absnas.shrink.OpMetric;
import io.absnas.shrink.ScoredOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Scores of the 30 ops on edges of NAS-Bench-201, in order of edges, then ops. They are rounded to
 * 1e-9, so that mathematical ties are ties, which go in this order.
 */
public final class OpScores {
  private static final double GRAINS = 1e9;

  private OpScores() {}

  /** All ops on all edges. */
  static List<EdgeOp> ops() {
    CellSpace space = BenchmarkTable.space();
    List<EdgeOp> ops = new ArrayList<>();
    for (int edge = 0; edge < space.choices().size(); edge++) {
      for (CandidateOp op : space.ops(edge)) {
        ops.add(new EdgeOp(edge, op));
      }
    }
    return ops;
  }

  /**
   * Mean over the architectures that hold an op.
   *
   * @param values one an architecture in the order of the enumeration; NaN counts for nothing
   */
  public static List<ScoredOp> ofArchitectures(double[] values) {
    CellSpace space = BenchmarkTable.space();
    List<EdgeOp> ops = ops();
    int perEdge = space.operations().size();
    double[] sums = new double[ops.size()];
    int[] counts = new int[ops.size()];
    for (int place = 0; place < values.length; place++) {
      if (!Double.isNaN(values[place])) {
        int[] positions = Architectures.positions(space, Architectures.at(space, place));
        for (int edge = 0; edge < positions.length; edge++) {
          int op = edge * perEdge + positions[edge];
          sums[op] += values[place];
          counts[op]++;
        }
      }
    }
    List<ScoredOp> scores = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      if (counts[i] == 0) {
        throw new AbsException(
            ExitCode.USAGE,
            "no evaluated architecture has op %s on edge %s; evaluate more"
                .formatted(ops.get(i).op().id(), space.choiceName(ops.get(i).choice())));
      }
      scores.add(scored(ops.get(i), sums[i] / counts[i]));
    }
    return scores;
  }

  /**
   * Softmax of the architecture parameters on an op's edge: how much weight a differentiable search
   * gives it.
   */
  public static List<ScoredOp> magnitude(NamedTensors weights) {
    OpMetric.OfOps softmax = (OpMetric.OfOps) OpMetric.magnitude(BenchmarkTable.space(), weights);
    return ops().stream().map(op -> scored(op, softmax.value().applyAsDouble(op))).toList();
  }

  /** Scores that know nothing. */
  public static List<ScoredOp> random(long seed) {
    RandomGenerator random = RandomStreams.of(seed).stream("random-op-scores");
    return ops().stream().map(op -> ScoredOp.of(op, random.nextDouble())).toList();
  }

  private static ScoredOp scored(EdgeOp op, double score) {
    return ScoredOp.of(op, Math.rint(score * GRAINS) / GRAINS);
  }

  /** Places of ops by descending score, from 1; equal ones in the order of the list. */
  static Map<EdgeOp, Integer> ranks(List<ScoredOp> scores) {
    Map<EdgeOp, Integer> ranks = new LinkedHashMap<>();
    scores.stream()
        .sorted(Comparator.comparingDouble(ScoredOp::score).reversed())
        .forEach(scored -> ranks.put(scored.op(), ranks.size() + 1));
    return ranks;
  }
}
