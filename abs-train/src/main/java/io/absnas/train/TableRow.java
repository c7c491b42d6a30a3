package io.absnas.train;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * What one training of a table came to, a line of {@code table.csv}.
 *
 * @param architecture text form
 * @param seed of the training
 * @param multiplyAdds that really run for one image
 * @param parameters trainable values
 * @param images that it was evaluated on
 * @param top1Hits images whose label has the largest logit, with the weights after the last step
 */
public record TableRow(
    String architecture,
    long seed,
    long multiplyAdds,
    long parameters,
    long images,
    long top1Hits) {
  /** First line of the file. */
  public static final String HEADER =
      "architecture,seed,multiply-adds,parameters,images,top-1-hits,top-1";

  /** Checks the counts. */
  public TableRow {
    requireNonNull(architecture, "architecture is null");
    if (architecture.matches("(?s).*[\",\\n\\r].*")) {
      throw new IllegalArgumentException(
          "architecture is '" + architecture + "', which a line of a table cannot hold");
    }
    if (images < 1 || top1Hits < 0 || top1Hits > images) {
      throw new IllegalArgumentException(
          "%d hits of %d images are no accuracy".formatted(top1Hits, images));
    }
  }

  static TableRow of(TrainResult result, long seed) {
    return new TableRow(
        result.architecture(),
        seed,
        result.multiplyAdds(),
        result.parameters(),
        result.last().images(),
        result.last().top1Hits());
  }

  /** Share of images whose label has the largest logit, 0 to 1. */
  public double top1() {
    return (double) top1Hits / images;
  }

  /** The line, without its end. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%d,%.6f",
        architecture,
        seed,
        multiplyAdds,
        parameters,
        images,
        top1Hits,
        top1());
  }
}
