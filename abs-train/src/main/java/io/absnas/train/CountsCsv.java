package io.absnas.train;

import io.absnas.core.train.Accuracy;
import io.absnas.core.train.ConfusionMatrix;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tables of an evaluation, class by class. */
final class CountsCsv {
  private CountsCsv() {}

  /** One line per class. */
  static String perClass(ConfusionMatrix counts) {
    StringBuilder text = new StringBuilder("class,images,top-1-hits,top-5-hits,top-1,top-5\n");
    for (int label = 0; label < counts.classes(); label++) {
      Accuracy of = counts.of(label);
      text.append(label)
          .append(',')
          .append(of.images())
          .append(',')
          .append(of.top1Hits())
          .append(',')
          .append(of.top5Hits())
          .append(',')
          .append(of.images() == 0 ? "" : of.top1())
          .append(',')
          .append(of.images() == 0 ? "" : of.top5())
          .append('\n');
    }
    return text.toString();
  }

  /** One line per class of the labels, one column per class that was found. */
  static String confusion(ConfusionMatrix counts) {
    StringBuilder text =
        new StringBuilder("label").append(row(IntStream.range(0, counts.classes()).asLongStream()));
    for (int label = 0; label < counts.classes(); label++) {
      int from = label;
      text.append(label)
          .append(
              row(
                  IntStream.range(0, counts.classes())
                      .mapToLong(found -> counts.count(from, found))));
    }
    return text.toString();
  }

  private static String row(LongStream values) {
    return values.mapToObj(String::valueOf).collect(Collectors.joining(",", ",", "\n"));
  }
}
