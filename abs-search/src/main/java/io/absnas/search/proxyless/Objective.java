package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.CostModel;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.train.CostTarget;
import io.absnas.core.train.ExpectedCost;
import io.absnas.search.latency.LatencyTable;
import io.absnas.search.latency.PhoneLatencies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cost that is aimed at, and the window below it.
 *
 * @param target costs and aim, in the unit of the configuration
 * @param perUnit whole numbers in one of it: 1 for multiply-adds, 10,000 for milliseconds
 * @param min least cost of a constrained architecture in whole numbers
 * @param max most cost of it
 */
record Objective(CostTarget target, long perUnit, long min, long max) {
  /** Tenths of a microsecond. */
  private static final long PER_MILLISECOND = 10_000;

  Objective {
    requireNonNull(target, "target is null");
  }

  /**
   * The objective of a configuration, if it has one.
   *
   * @throws AbsException INPUT for a table that does not fit, USAGE for a term that does not,
   *     INFEASIBLE if no architecture of the space lies in the window
   */
  static Optional<Objective> of(ResolvedConfig<ProxylessConfig> config, LayeredSpace space) {
    Optional<ObjectiveConfig> wanted = config.value().objective();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    boolean latency = wanted.get().target() == ObjectiveConfig.Target.LATENCY;
    ExpectedCost costs = latency ? latencies(config, space) : multiplyAdds(space);
    double reference = wanted.get().reference();
    PathAlphasConfig alphas = config.value().alphas();
    if (alphas.method() == PathAlphasConfig.Method.GRADIENT) {
      alphas
          .gradient()
          .costTerm()
          .problem(costs.least(), reference)
          .ifPresent(
              problem -> {
                throw config.failure(ExitCode.USAGE, "objective.reference", problem);
              });
    }
    long perUnit = latency ? PER_MILLISECOND : 1;
    double share = 1 - config.value().derivation().tolerance();
    Objective objective =
        new Objective(
            new CostTarget(costs, reference),
            perUnit,
            (long) Math.ceil(share * reference * perUnit),
            (long) Math.floor(reference * perUnit));
    // What argmax derives need not meet the target, which then only steers the loss, as published.
    boolean reachable = objective.isReachable();
    if (!reachable && config.value().derivation().rule() == PathDerivationConfig.Rule.CONSTRAINED) {
      throw objective.unreachable(config, space, latency ? "ms" : "multiply-adds");
    }
    return Optional.of(objective);
  }

  private static ExpectedCost latencies(
      ResolvedConfig<ProxylessConfig> config, LayeredSpace space) {
    String file = config.value().objective().orElseThrow().table().orElseThrow();
    if (PhoneLatencies.is(file)) {
      return PhoneLatencies.read(Path.of(file)).costs(space);
    }
    LatencyTable table = LatencyTable.read(Path.of(file));
    table
        .problem(space)
        .ifPresent(
            problem -> {
              throw config.failure(
                  ExitCode.INPUT, "objective.table", "is %s, which %s".formatted(file, problem));
            });
    return table.costs(space);
  }

  /** Multiply-adds for one image. */
  static ExpectedCost multiplyAdds(LayeredSpace space) {
    CostModel model = CostModel.of(space);
    List<List<Double>> entries = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      int at = choice;
      entries.add(
          space.ops(choice).stream()
              .map(op -> (double) model.entry(new EdgeOp(at, op)).multiplyAdds())
              .toList());
    }
    return new ExpectedCost(model.fixed().multiplyAdds(), entries);
  }

  /** Also refuses costs with too many different sums, which the derivation could not count. */
  private boolean isReachable() {
    List<double[]> equal =
        target.costs().entries().stream().map(ops -> new double[ops.size()]).toList();
    return within(equal).isPresent();
  }

  private AbsException unreachable(
      ResolvedConfig<ProxylessConfig> config, LayeredSpace space, String unit) {
    return config.failure(
        ExitCode.INFEASIBLE,
        "objective.reference",
        "is %s: no architecture of %s has %s to %s %s; they have %s to %s"
            .formatted(
                text(target.reference()),
                space.id(),
                text((double) min / perUnit),
                text((double) max / perUnit),
                unit,
                text(target.costs().least()),
                text(target.costs().most())));
  }

  /** A cost as people write it. */
  static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  /** Positions of the ops of the most probable architecture in the window, if there is one. */
  Optional<int[]> within(List<double[]> logarithms) {
    long fixed = whole(target.costs().fixed());
    return new MostProbable(costs()).within(logarithms, min - fixed, max - fixed);
  }

  private List<long[]> costs() {
    return target.costs().entries().stream()
        .map(ops -> ops.stream().mapToLong(this::whole).toArray())
        .toList();
  }

  private long whole(double cost) {
    return Math.round(cost * perUnit);
  }

  /** Cost of an architecture in the unit of the configuration. */
  double cost(int[] positions) {
    return target.costs().of(positions);
  }

  /** Whether an architecture lies in the window. */
  boolean contains(int[] positions) {
    long sum = whole(target.costs().fixed());
    for (int choice = 0; choice < positions.length; choice++) {
      sum += costs().get(choice)[positions[choice]];
    }
    return sum >= min && sum <= max;
  }

  @Override
  public String toString() {
    return "Objective[reference=%s, window=%s]"
        .formatted(target.reference(), Arrays.toString(new long[] {min, max}));
  }
}
