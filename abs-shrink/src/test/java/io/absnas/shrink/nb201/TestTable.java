package io.absnas.shrink.nb201;

import io.absnas.core.space.Architectures;
import io.absnas.core.space.CellSpace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPOutputStream;

/** A table whose accuracies follow from the place of an architecture. */
final class TestTable {
  static final String HEADER = "index,arch,cifar10_test,cifar100_test,imagenet16_120_test";

  private TestTable() {}

  /** Rows from the last architecture to the first, index = place. */
  static String text(IntToDoubleFunction accuracy) {
    CellSpace space = BenchmarkTable.space();
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int place = Architectures.count(space) - 1; place >= 0; place--) {
      String value = String.format(Locale.ROOT, "%.9f", accuracy.applyAsDouble(place));
      text.append(place)
          .append(',')
          .append(space.encode(Architectures.at(space, place)))
          .append(("," + value).repeat(3))
          .append('\n');
    }
    return text.toString();
  }

  static Path write(Path directory, IntToDoubleFunction accuracy) {
    try {
      Path file = directory.resolve("table.csv.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(text(accuracy).getBytes(StandardCharsets.UTF_8));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
