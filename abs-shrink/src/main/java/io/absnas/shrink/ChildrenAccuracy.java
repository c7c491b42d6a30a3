package io.absnas.shrink;

import io.absnas.core.train.ChildrenReport;

/**
 * Top-1 accuracy of random children with inherited weights on the held-out images, as fractions.
 *
 * @param children number of children
 * @param images held-out images each was tested on
 * @param before mean with the running statistics of supernet training
 * @param after mean with statistics re-estimated for each child
 * @param lowestAfter the worst child's after re-estimation
 * @param highestAfter the best child's after re-estimation
 */
public record ChildrenAccuracy(
    int children,
    int images,
    double before,
    double after,
    double lowestAfter,
    double highestAfter) {

  /** A summary of what was measured on so many images. */
  static ChildrenAccuracy of(ChildrenReport report, int images) {
    return new ChildrenAccuracy(
        report.children().size(),
        images,
        report.meanBefore(),
        report.meanAfter(),
        report.children().stream().mapToDouble(ChildrenReport.Child::after).min().orElse(0),
        report.children().stream().mapToDouble(ChildrenReport.Child::after).max().orElse(0));
  }
}
