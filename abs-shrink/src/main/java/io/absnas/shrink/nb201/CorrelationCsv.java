package io.absnas.shrink.nb201;

import io.absnas.core.rank.Agreement;
import io.absnas.core.rank.Interval;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a comparison as CSV, all digits. */
final class CorrelationCsv {
  private CorrelationCsv() {}

  static String text(CorrelationReport report) {
    StringBuilder text =
        new StringBuilder(
            "part,predictor,supernet,seed,epoch,data,things,missing,different-values,tau-b,low,high,"
                + "tau-of-places,rho");
    Agreement.TOP.forEach(k -> text.append(",top-").append(k));
    text.append('\n');
    report.rows().forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, CorrelationRow row) {
    Agreement found = row.agreement();
    text.append(row.part().id()).append(',').append(row.predictor());
    cell(text, row.source(), Prediction.Source::supernet);
    cell(text, row.source(), Prediction.Source::seed);
    cell(text, row.source(), Prediction.Source::epoch);
    text.append(',').append(row.data().column());
    text.append(',').append(found.things());
    text.append(',').append(found.missing());
    text.append(',').append(found.differentValues());
    cell(text, found.tauB(), value -> value);
    cell(text, found.interval(), Interval::low);
    cell(text, found.interval(), Interval::high);
    cell(text, found.tauOfPlaces(), value -> value);
    cell(text, found.rho(), value -> value);
    for (int k : Agreement.TOP) {
      cell(text, Optional.ofNullable(found.top().get(k)), value -> value);
    }
    text.append('\n');
  }

  private static <T> void cell(StringBuilder text, Optional<T> value, Function<T, Object> shown) {
    text.append(',');
    value.ifPresent(one -> text.append(String.valueOf(shown.apply(one)).replace(',', ';')));
  }
}
