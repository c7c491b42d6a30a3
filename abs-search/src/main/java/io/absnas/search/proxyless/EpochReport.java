package io.absnas.search.proxyless;

import io.absnas.core.run.MetricLog;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a search says of its architecture parameters.
 *
 * @param space whose ops they are of
 * @param objective what is aimed at
 * @param metrics where scalars go
 */
record EpochReport(LayeredSpace space, Optional<Objective> objective, MetricLog metrics) {
  private static final Logger log = LoggerFactory.getLogger(EpochReport.class);

  /** Mean entropy, and expected cost where there is an objective. */
  Map<String, Double> scalars(PathProbabilities found) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("architecture/entropy", found.entropy());
    objective.ifPresent(
        one ->
            values.put(
                "architecture/expected-cost", one.target().costs().of(found.probabilities())));
    return values;
  }

  /** The end of an epoch, or the beginning. */
  void ended(
      long step,
      int epoch,
      boolean warmUp,
      PathProbabilities found,
      Optional<ValidationScore> score) {
    Map<String, Double> scalars = scalars(found);
    log.info(
        "epoch={}{} entropy={}{}{} most probable: {}",
        epoch,
        warmUp ? " (warm-up)" : "",
        String.format(Locale.ROOT, "%.4f", found.entropy()),
        objective.isPresent()
            ? String.format(
                Locale.ROOT, " expected-cost=%.6g", scalars.get("architecture/expected-cost"))
            : "",
        score
            .map(
                one ->
                    String.format(
                        Locale.ROOT,
                        " top-1 %.2f %%, top-5 %.2f %% of the held-out images,",
                        100 * one.top1(),
                        100 * one.top5()))
            .orElse(""),
        space.encode(found.architecture(found.argmax())));
    if (epoch == 0) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>(scalars);
    score.ifPresent(
        one -> {
          values.put("evaluation/top-1", one.top1());
          values.put("evaluation/top-5", one.top5());
        });
    for (int layer = 0; layer < space.choices().size(); layer++) {
      List<CandidateOp> ops = space.ops(layer);
      for (int op = 0; op < ops.size(); op++) {
        values.put("alpha/" + layer + "/" + ops.get(op).id(), found.alphas().get(layer).get(op));
      }
    }
    metrics.append(step, epoch, values);
  }
}
