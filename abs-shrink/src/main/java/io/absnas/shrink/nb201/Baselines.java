package io.absnas.shrink.nb201;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.AngleSums;
import io.absnas.core.angle.EdgeOpSums;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.flops.Nb201Cost;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What can be said about an architecture of NAS-Bench-201 without any weights. Whoever shows that
 * angles predict accuracy has to show these beside them.
 */
public final class Baselines {
  /** Sums over all cells of a convolution's squared norm at 16 channels, as it is drawn. */
  private static final double CONVOLUTION = 560 / 3.0;

  /** The same of a pool's constant kernel. */
  private static final double POOL = 560 / 9.0;

  /** The same of what all architectures share. */
  private static final double SHARED = 377;

  private Baselines() {}

  /** One value per architecture in the order of {@link Architectures#all}, by name. */
  public static Map<String, double[]> all() {
    CellSpace space = BenchmarkTable.space();
    Nb201Cost cost = new Nb201Cost(space);
    CellPaths paths = new CellPaths(space.graph());
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("parameters", each(space, one -> cost.of(one).parameters()));
    all.put("multiply-adds", each(space, cost::multiplyAdds));
    all.put("convolutions", each(space, Baselines::convolutions));
    all.put("surviving-paths", each(space, paths::total));
    all.put("weight-free-angle", new AngleScorer(weightFree(space)).all(space));
    return all;
  }

  private static double[] each(CellSpace space, ToDoubleFunction<Architecture> value) {
    return Architectures.all(space).mapToDouble(value).toArray();
  }

  private static double convolutions(Architecture architecture) {
    return architecture.ops().stream().filter(PlainConv.class::isInstance).count();
  }

  /**
   * The sums behind an angle that no training has to do with: norms as they are drawn and stay, and
   * an assumed cosine of 0.9 for what all architectures share, 0.6 for 1x1, 0.3 for 3x3
   * convolutions, 1 for pools.
   */
  static WeightSums weightFree(CellSpace space) {
    List<EdgeOpSums> sums = new ArrayList<>();
    for (int edge = 0; edge < space.choices().size(); edge++) {
      for (CandidateOp op : space.operations()) {
        sums.add(new EdgeOpSums(new EdgeOp(edge, op), assumed(op)));
      }
    }
    return new WeightSums(space, sums(0.9, SHARED), sums);
  }

  private static AngleSums assumed(CandidateOp op) {
    if (op instanceof PlainConv convolution) {
      return sums(convolution.kernel() == 1 ? 0.6 : 0.3, CONVOLUTION);
    }
    return op instanceof Pool ? sums(1, POOL) : AngleSums.ZERO;
  }

  private static AngleSums sums(double cosine, double square) {
    return new AngleSums(cosine * square, square, square);
  }
}
