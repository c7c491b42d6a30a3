package io.absnas.shrink;

import io.absnas.core.train.ChildrenReport;
import java.util.List;

/**
 * Top-1 accuracy of random children with inherited weights on the held-out images, as fractions.
 *
 * @param children number of children
 * @param images held-out images each was tested on
 * @param before mean with the running statistics of supernet training
 * @param after mean with statistics re-estimated for each child
 * @param lowestAfter the worst child's after re-estimation
 * @param highestAfter the best child's after re-estimation
 * @param eachAfter every child's after re-estimation, in the order of drawing: child number i of a
 *     space depends on the seed and i alone, so runs with equal seeds can be compared in pairs
 */
public record ChildrenAccuracy(
    int children,
    int images,
    double before,
    double after,
    double lowestAfter,
    double highestAfter,
    List<Double> eachAfter) {
  /** Copies the list. */
  public ChildrenAccuracy {
    eachAfter = List.copyOf(eachAfter);
    if (eachAfter.size() != children) {
      throw new IllegalArgumentException(
          "eachAfter has %d entries for %d children".formatted(eachAfter.size(), children));
    }
  }

  /** A summary of what was measured on so many images. */
  static ChildrenAccuracy of(ChildrenReport report, int images) {
    return new ChildrenAccuracy(
        report.children().size(),
        images,
        report.meanBefore(),
        report.meanAfter(),
        report.children().stream().mapToDouble(ChildrenReport.Child::after).min().orElse(0),
        report.children().stream().mapToDouble(ChildrenReport.Child::after).max().orElse(0),
        report.children().stream().map(ChildrenReport.Child::after).toList());
  }
}
