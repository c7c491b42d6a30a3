package io.absnas.search;

import io.absnas.core.flops.Cost;
import io.absnas.search.evolution.Candidate;
import io.absnas.search.evolution.ChildOutcome;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code evaluations.csv}: one line for each candidate that was evaluated or has failed, in the
 * order in which candidates were made. It holds no times and does not say who evaluated what, so it
 * is the same wherever and in whatever order that was done.
 */
final class EvaluationsCsv {
  private static final String HEADER =
      "index,generation,source,architecture,table-flops,multiply-adds,parameters,angle,status,top-1,"
          + "top-5,images,reason";

  private EvaluationsCsv() {}

  static String text(SearchState state, ChildFacts facts) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int index = 0; index < state.rows().size(); index++) {
      SearchState.Row row = state.rows().get(index);
      if (row.outcome().isPresent()) {
        text.append(line(index, row.candidate(), row.outcome().get(), facts)).append('\n');
      }
    }
    return text.toString();
  }

  private static String line(
      int index, Candidate candidate, ChildOutcome outcome, ChildFacts facts) {
    Cost cost = facts.cost(candidate.architecture());
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(index));
    cells.add(Integer.toString(candidate.generation()));
    cells.add(candidate.source().id());
    cells.add(quoted(facts.encode(candidate.architecture())));
    cells.add(Long.toString(cost.tableFlops()));
    cells.add(Long.toString(cost.multiplyAdds()));
    cells.add(Long.toString(cost.parameters()));
    cells.add(facts.angle(candidate.architecture()).map(String::valueOf).orElse(""));
    if (outcome instanceof ChildOutcome.Measured measured) {
      cells.addAll(
          List.of(
              "done",
              Double.toString(measured.top1()),
              Double.toString(measured.top5()),
              Long.toString(measured.images()),
              ""));
    } else if (outcome instanceof ChildOutcome.Failed failed) {
      cells.addAll(List.of("failed", "", "", "", quoted(failed.reason())));
    } else {
      cells.addAll(List.of("scored", "", "", "", ""));
    }
    return String.join(",", cells);
  }

  /** As RFC 4180 has it. */
  private static String quoted(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
