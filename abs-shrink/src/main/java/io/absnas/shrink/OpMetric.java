package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How the EdgeOps of one scoring round get their scores; what it holds is freed by closing it. */
public sealed interface OpMetric extends AutoCloseable {
  /** Name of NAS-Bench-201's architecture parameters. */
  String ARCHITECTURE_PARAMETERS = "arch_parameters";

  @Override
  default void close() {}

  /**
   * The mean of a value over children that hold the EdgeOp.
   *
   * @param value of a child given as op positions; asked by several threads at a time; it must not
   *     keep the array
   * @param closing frees what the value needs
   */
  record OfChildren(ToDoubleFunction<int[]> value, Runnable closing) implements OpMetric {
    /** Checks that both are there. */
    public OfChildren {
      requireNonNull(value, "value is null");
      requireNonNull(closing, "closing is null");
    }

    /** A value that needs nothing freed. */
    public OfChildren(ToDoubleFunction<int[]> value) {
      this(value, () -> {});
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  /**
   * A value of the EdgeOp itself.
   *
   * @param value of an EdgeOp that is left
   */
  record OfOps(ToDoubleFunction<EdgeOp> value) implements OpMetric {
    /** Checks that it is there. */
    public OfOps {
      requireNonNull(value, "value is null");
    }
  }

  /**
   * Softmax of the architecture parameters of NAS-Bench-201 over the ops that are left on the
   * EdgeOp's edge: the weight that a differentiable search gives it.
   */
  static OpMetric magnitude(SearchSpace left, NamedTensors weights) {
    int columns = left.operations().size();
    double[] alphas =
        weights
            .weight(ARCHITECTURE_PARAMETERS, List.of((long) left.choices().size(), (long) columns))
            .doubles();
    return new OfOps(
        edgeOp -> {
          double own = alphas[edgeOp.choice() * columns + left.operations().indexOf(edgeOp.op())];
          double sum = 0;
          for (CandidateOp op : left.ops(edgeOp.choice())) {
            sum +=
                Math.exp(alphas[edgeOp.choice() * columns + left.operations().indexOf(op)] - own);
          }
          return 1 / sum;
        });
  }

  /** Random numbers from 0 to 1, a function of seed, stage and EdgeOp. */
  static OpMetric random(RandomStreams streams, SearchSpace left, int stage) {
    return new OfOps(
        edgeOp ->
            streams.stream(
                    "random-op-score",
                    stage,
                    edgeOp.choice(),
                    left.operations().indexOf(edgeOp.op()))
                .nextDouble());
  }
}
