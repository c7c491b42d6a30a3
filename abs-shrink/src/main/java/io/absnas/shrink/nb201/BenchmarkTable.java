package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What NAS-Bench-201 says about its 15,625 architectures, in the order of {@link
 * Architectures#all}.
 *
 * @param source file that it comes from
 * @param sha256 hash of that file
 * @param columns by name, one number an architecture each
 */
public record BenchmarkTable(String source, String sha256, Map<String, List<Double>> columns) {
  /** Read once: whoever reads a table asks for it with every row. */
  private static final CellSpace SPACE = (CellSpace) SpaceCatalog.find("nasbench201");

  /** The benchmark's own number of an architecture. */
  public static final String INDEX = "index";

  /** Copies the columns and checks their length. */
  public BenchmarkTable {
    requireNonNull(source, "source is null");
    requireNonNull(sha256, "sha256 is null");
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    columns.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    columns = Collections.unmodifiableMap(copy);
    int rows = Architectures.count(space());
    columns.forEach(
        (name, values) -> {
          if (values.size() != rows) {
            throw new IllegalArgumentException(
                "column %s has %d entries, must have %d".formatted(name, values.size(), rows));
          }
        });
  }

  /** The space of the benchmark, with its own network. */
  public static CellSpace space() {
    return SPACE;
  }

  /** Names of the columns that a table must have beside {@code arch}. */
  static List<String> needed() {
    return List.of(
        INDEX,
        test(BenchmarkData.CIFAR10),
        test(BenchmarkData.CIFAR100),
        test(BenchmarkData.IMAGENET16_120));
  }

  private static String test(BenchmarkData data) {
    return data.column() + "_test";
  }

  /** Test accuracies in percent after 200 epochs, one an architecture. */
  public double[] testAccuracy(BenchmarkData data) {
    return values(test(data)).orElseThrow();
  }

  /** A column, if the table has it. */
  public Optional<double[]> values(String column) {
    return Optional.ofNullable(columns.get(column))
        .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** All numbers of the architecture at a place of the enumeration. */
  public Map<String, Double> row(int place) {
    Map<String, Double> row = new LinkedHashMap<>();
    columns.forEach((name, values) -> row.put(name, values.get(place)));
    return row;
  }

  /** The place of an architecture in the enumeration. */
  public static int place(Architecture architecture) {
    CellSpace space = space();
    int place = 0;
    for (int position : Architectures.positions(space, architecture)) {
      place = place * space.operations().size() + position;
    }
    return place;
  }
}
