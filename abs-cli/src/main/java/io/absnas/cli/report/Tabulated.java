package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An architecture of {@code table.csv} with all its trainings.
 *
 * @param architecture its text form
 * @param multiplyAdds for one image
 * @param parameters trainable values
 * @param percent top-1 in percent by the seed of the training
 */
record Tabulated(
    String architecture, long multiplyAdds, long parameters, SortedMap<Long, Double> percent) {
  Tabulated {
    requireNonNull(architecture, "architecture is null");
    percent = Collections.unmodifiableSortedMap(new TreeMap<>(percent));
    if (percent.isEmpty()) {
      throw new IllegalArgumentException(architecture + " has no training");
    }
  }

  /** All architectures in the order of the file. */
  static List<Tabulated> of(Csv csv) {
    if (csv.rows().isEmpty()) {
      return List.of();
    }
    int architecture = csv.column("architecture");
    int seed = csv.column("seed");
    int multiplyAdds = csv.column("multiply-adds");
    int parameters = csv.column("parameters");
    int top1 = csv.column("top-1");
    Map<String, SortedMap<Long, Double>> bySeed = new LinkedHashMap<>();
    Map<String, List<String>> first = new LinkedHashMap<>();
    for (List<String> row : csv.rows()) {
      first.putIfAbsent(row.get(architecture), row);
      bySeed
          .computeIfAbsent(row.get(architecture), none -> new TreeMap<>())
          .put(Long.parseLong(row.get(seed)), 100 * Double.parseDouble(row.get(top1)));
    }
    List<Tabulated> all = new ArrayList<>();
    first.forEach(
        (name, row) ->
            all.add(
                new Tabulated(
                    name,
                    Long.parseLong(row.get(multiplyAdds)),
                    Long.parseLong(row.get(parameters)),
                    requireNonNull(bySeed.get(name), name))));
    return List.copyOf(all);
  }

  /** Mean and deviation over the seeds. */
  Spread spread() {
    return Spread.of(percent.values().stream().mapToDouble(Double::doubleValue).toArray());
  }
}
