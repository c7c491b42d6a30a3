package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A line of {@code evaluations.csv}.
 *
 * @param index number of the candidate, from 0
 * @param generation in which it was made
 * @param source how
 * @param tableFlops as published limits count
 * @param angle in radians, where it is known
 * @param top1 accuracy as a fraction, where it was measured
 */
record Evaluated(
    int index,
    int generation,
    String source,
    long tableFlops,
    OptionalDouble angle,
    OptionalDouble top1) {
  Evaluated {
    requireNonNull(source, "source is null");
    requireNonNull(angle, "angle is null");
    requireNonNull(top1, "top1 is null");
  }

  /** All lines. */
  static List<Evaluated> of(Csv csv) {
    List<Evaluated> lines = new ArrayList<>();
    if (csv.header().isEmpty()) {
      return lines;
    }
    int index = csv.column("index");
    int generation = csv.column("generation");
    int source = csv.column("source");
    int flops = csv.column("table-flops");
    int angle = csv.column("angle");
    int top1 = csv.column("top-1");
    for (List<String> row : csv.rows()) {
      lines.add(
          new Evaluated(
              Integer.parseInt(row.get(index)),
              Integer.parseInt(row.get(generation)),
              row.get(source),
              Long.parseLong(row.get(flops)),
              number(row.get(angle)),
              number(row.get(top1))));
    }
    return lines;
  }

  private static OptionalDouble number(String cell) {
    double value = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  String name() {
    return "candidate %d of generation %d, %s".formatted(index, generation, source);
  }
}
