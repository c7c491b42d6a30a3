package io.absnas.shrink.nb201;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * {@code predictions.csv}: test accuracies of all architectures beside what predicts them, for
 * drawings: single precision, and of each supernet its last weights alone.
 */
final class PredictionsCsv {
  private PredictionsCsv() {}

  static String text(BenchmarkTable table, List<Prediction> predictions) {
    List<String> header = new ArrayList<>(List.of("place"));
    List<double[]> columns = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      header.add(data.name().toLowerCase(Locale.ROOT));
      columns.add(table.testAccuracy(data));
    }
    Map<String, Long> lastEpochs = new TreeMap<>();
    for (Prediction prediction : predictions) {
      prediction
          .source()
          .ifPresent(
              source ->
                  lastEpochs.merge(
                      prediction.predictor() + source.supernet(), source.epoch(), Math::max));
    }
    for (Prediction prediction : predictions) {
      boolean last =
          prediction
              .source()
              .map(
                  source ->
                      Objects.equals(
                          lastEpochs.get(prediction.predictor() + source.supernet()),
                          source.epoch()))
              .orElse(true);
      if (last) {
        header.add(name(prediction));
        columns.add(prediction.values());
      }
    }
    StringBuilder text = new StringBuilder(String.join(",", header)).append('\n');
    for (int place = 0; place < columns.get(0).length; place++) {
      text.append(place);
      for (double[] column : columns) {
        text.append(',').append(Double.isNaN(column[place]) ? "" : (float) column[place]);
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Labels of supernets are names of directories, which may hold anything. */
  private static String name(Prediction prediction) {
    return prediction
        .source()
        .map(
            source ->
                "%s of %s epoch %d"
                    .formatted(
                        prediction.predictor(),
                        source.supernet().replaceAll("[,\"\\r\\n]", "_"),
                        source.epoch()))
        .orElse(prediction.predictor());
  }
}
