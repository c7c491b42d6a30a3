package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.angle.WeightSums;
import io.absnas.core.rank.Bootstrap;
import io.absnas.core.rank.Interval;
import io.absnas.core.rank.Kendall;
import io.absnas.core.rank.Ranks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architectures;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Does any variant of the angle order architectures better than the published angle and than the
 * formula without weights?
 *
 * <p>The rules, which were written before anything was measured: the variants are those of {@link
 * AngleVariants}, all of them. The seed splits the architectures into halves. On the first half and
 * CIFAR-10 alone the variant with the highest mean tau-b over supernets is chosen. On the second
 * half, for each data set, it is compared with the published angle and with the formula, the latter
 * also with architectures without a path last; it holds up if all differences, averaged over
 * supernets, are above 0 with their whole 95 % interval on every data set. Every variant is
 * reported on the second half too, but nothing is chosen by that.
 */
public final class VariantStudy {
  private static final String WEIGHT_FREE = "weight-free-angle";
  private static final String WEIGHT_FREE_CONNECTED = "weight-free-disconnected-last";
  private static final String PUBLISHED = Prediction.ANGLE;

  /** What a variant has to beat. */
  public static final List<String> REFERENCES =
      List.of(PUBLISHED, WEIGHT_FREE, WEIGHT_FREE_CONNECTED);

  private final BenchmarkTable table;
  private final long seed;
  private final int draws;

  /**
   * A study.
   *
   * @param seed of the halves and of the intervals
   * @param draws behind each interval
   */
  public VariantStudy(BenchmarkTable table, long seed, int draws) {
    this.table = requireNonNull(table, "table is null");
    this.seed = seed;
    this.draws = draws;
  }

  /**
   * What was found about one variant.
   *
   * @param name of the variant
   * @param choosing mean tau-b over supernets on the half by which it is chosen, CIFAR-10
   * @param reporting mean tau-b over supernets on the other half, by data set
   */
  public record Found(String name, double choosing, Map<BenchmarkData, Double> reporting) {
    /** Copies the map. */
    public Found {
      requireNonNull(name, "name is null");
      reporting = Map.copyOf(reporting);
    }
  }

  /**
   * The chosen variant against another predictor on the reporting half.
   *
   * @param data set
   * @param against name of the other predictor
   * @param difference of mean tau-b
   * @param interval of it over architectures; absent without draws
   */
  public record Difference(
      BenchmarkData data, String against, double difference, Optional<Interval> interval) {
    /** Checks that all is there. */
    public Difference {
      requireNonNull(data, "data is null");
      requireNonNull(against, "against is null");
      requireNonNull(interval, "interval is null");
    }

    boolean above() {
      return interval.map(Interval::low).orElse(difference) > 0;
    }
  }

  /**
   * The outcome.
   *
   * @param chosen name of the chosen variant
   * @param variants number of variants, the published angle among them
   * @param found all variants, then the formula without weights in both forms
   * @param differences of the chosen variant
   */
  public record Result(
      String chosen, int variants, List<Found> found, List<Difference> differences) {
    /** Copies the lists. */
    public Result {
      requireNonNull(chosen, "chosen is null");
      found = List.copyOf(found);
      differences = List.copyOf(differences);
    }

    /** Whether a variant is not above all three on every data set of the reporting half. */
    boolean isBehind(Found variant) {
      return found.stream()
          .filter(other -> REFERENCES.contains(other.name()))
          .anyMatch(
              other ->
                  variant.reporting().entrySet().stream()
                      .anyMatch(
                          one ->
                              one.getValue()
                                  <= requireNonNull(other.reporting().get(one.getKey()))));
    }

    /** Whether the variant beats all three on every data set, beyond doubt of 95 %. */
    public boolean holdsUp() {
      return !chosen.equals(PUBLISHED) && differences.stream().allMatch(Difference::above);
    }
  }

  /** Places of the two halves of the enumeration, the first one for choosing. */
  static List<int[]> halves(long seed) {
    int all = Architectures.count(BenchmarkTable.space());
    int[] order = IntStream.range(0, all).toArray();
    RandomGenerator random = RandomStreams.of(seed).stream("halves-of-architectures");
    for (int i = all - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int place = order[other];
      order[other] = order[i];
      order[i] = place;
    }
    int[] first = Arrays.copyOfRange(order, 0, all / 2);
    int[] second = Arrays.copyOfRange(order, all / 2, all);
    Arrays.sort(first);
    Arrays.sort(second);
    return List.of(first, second);
  }

  /** Runs the study on the last weights of supernets. */
  public Result run(List<TrainedSupernet> supernets) {
    List<Map<String, double[]>> values = new ArrayList<>();
    for (TrainedSupernet supernet : supernets) {
      NamedTensors initial = WeightFiles.read(supernet.initial());
      long last = supernet.weights().lastKey();
      NamedTensors trained =
          WeightFiles.read(requireNonNull(supernet.weights().get(last), "no weights"));
      // Refuses weights of another network, at whose shapes nothing below looks.
      requireNonNull(WeightSums.of(supernet.space(), initial, trained), "no sums");
      values.add(AngleVariants.of(supernet.space(), initial, trained));
    }
    return choose(values);
  }

  /**
   * The study on values that are known.
   *
   * @param values of all variants, for each supernet
   */
  Result choose(List<Map<String, double[]>> values) {
    List<int[]> halves = halves(seed);
    Map<String, List<double[]>> byName = new LinkedHashMap<>();
    for (String name : values.get(0).keySet()) {
      byName.put(name, values.stream().map(one -> requireNonNull(one.get(name))).toList());
    }
    String chosen = PUBLISHED;
    double best = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, List<double[]>> variant : byName.entrySet()) {
      double tau = meanTau(variant.getValue(), BenchmarkData.CIFAR10, halves.get(0));
      if (tau > best) {
        best = tau;
        chosen = variant.getKey();
      }
    }
    Map<String, double[]> baselines = Baselines.all();
    double[] weightFree = requireNonNull(baselines.get(WEIGHT_FREE));
    double[] paths = requireNonNull(baselines.get("surviving-paths"));
    double[] connected = new double[paths.length];
    Arrays.setAll(connected, i -> paths[i] == 0 ? 0 : weightFree[i]);
    int variants = byName.size();
    byName.put(WEIGHT_FREE, List.of(weightFree));
    byName.put(WEIGHT_FREE_CONNECTED, List.of(connected));
    List<Found> found = new ArrayList<>();
    byName.forEach(
        (name, predictions) -> {
          Map<BenchmarkData, Double> reporting = new LinkedHashMap<>();
          for (BenchmarkData data : BenchmarkData.values()) {
            reporting.put(data, meanTau(predictions, data, halves.get(1)));
          }
          found.add(
              new Found(
                  name, meanTau(predictions, BenchmarkData.CIFAR10, halves.get(0)), reporting));
        });
    List<Difference> differences = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      for (String against : REFERENCES) {
        differences.add(
            difference(
                data,
                against,
                requireNonNull(byName.get(chosen)),
                requireNonNull(byName.get(against)),
                halves.get(1)));
      }
    }
    return new Result(chosen, variants, found, differences);
  }

  private int[] truth(BenchmarkData data, int[] places) {
    return Ranks.dense(at(table.testAccuracy(data), places));
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
  }

  private static List<int[]> ranks(List<double[]> predictions, int[] places) {
    return predictions.stream()
        .map(values -> Ranks.dense(Ranks.rounded(at(values, places))))
        .toList();
  }

  private double meanTau(List<double[]> predictions, BenchmarkData data, int[] places) {
    int[] truth = truth(data, places);
    return meanTau(ranks(predictions, places), truth);
  }

  private static double meanTau(List<int[]> ranks, int[] truth) {
    return ranks.stream().mapToDouble(one -> Kendall.tauB(one, truth)).average().orElseThrow();
  }

  /** Both sides are measured on the same draws of architectures. */
  private Difference difference(
      BenchmarkData data,
      String against,
      List<double[]> mine,
      List<double[]> others,
      int[] places) {
    int[] truth = truth(data, places);
    List<int[]> mineRanks = ranks(mine, places);
    List<int[]> otherRanks = ranks(others, places);
    Bootstrap bootstrap = new Bootstrap(RandomStreams.of(seed), draws);
    Optional<Interval> interval =
        bootstrap.interval(
            places.length,
            drawn ->
                meanTau(drawn(mineRanks, drawn), drawn(truth, drawn))
                    - meanTau(drawn(otherRanks, drawn), drawn(truth, drawn)));
    return new Difference(
        data, against, meanTau(mineRanks, truth) - meanTau(otherRanks, truth), interval);
  }

  private static List<int[]> drawn(List<int[]> ranks, int[] drawn) {
    return ranks.stream().map(one -> drawn(one, drawn)).toList();
  }

  private static int[] drawn(int[] ranks, int[] drawn) {
    return Arrays.stream(drawn).map(place -> ranks[place]).toArray();
  }

  /** The outcome as Markdown. */
  public static String page(Result result, int supernets) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Variants: %d. Supernets: %d. Chosen on one half of the architectures, CIFAR-10: **%s**.%n%n"
            .formatted(result.variants(), supernets, result.chosen()));
    text.append("| variant | choosing half, CIFAR-10 | reporting half, CIFAR-10 | CIFAR-100 |");
    text.append(" ImageNet16-120 |\n| --- | ---: | ---: | ---: | ---: |\n");
    for (Found found : result.found()) {
      text.append("| ").append(found.name()).append(" | ").append(number(found.choosing()));
      for (BenchmarkData data : BenchmarkData.values()) {
        text.append(" | ").append(number(requireNonNull(found.reporting().get(data))));
      }
      text.append(" |\n");
    }
    text.append("\n| data set | chosen less | difference of tau-b | 95 % |\n");
    text.append("| --- | --- | ---: | --- |\n");
    for (Difference one : result.differences()) {
      text.append("| ").append(one.data().title()).append(" | ").append(one.against());
      text.append(" | ").append(number(one.difference())).append(" | ");
      one.interval()
          .ifPresent(
              interval ->
                  text.append(number(interval.low()))
                      .append(" to ")
                      .append(number(interval.high())));
      text.append(" |\n");
    }
    long beaten =
        result.found().stream()
            .filter(found -> !REFERENCES.contains(found.name()))
            .filter(result::isBehind)
            .count();
    text.append(
        "%n%d of %d variants are behind the published angle or the formula on some data set of the"
                .formatted(beaten, result.variants() - 1)
            + " reporting half. "
            + (result.holdsUp()
                ? "The chosen variant holds up.\n"
                : "The chosen variant does not hold up.\n"));
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
