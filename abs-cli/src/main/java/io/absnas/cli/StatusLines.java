package io.absnas.cli;

import io.absnas.core.jobs.RunStatus;
import io.absnas.core.run.Progress;
import io.absnas.search.SearchStatus;
import io.absnas.search.remote.DeadLetter;
import io.absnas.search.remote.RunNotice;
import io.absnas.search.remote.RunView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words of {@code abs status}. */
final class StatusLines {
  private StatusLines() {}

  static List<String> of(StatusCommand.Known known) {
    List<String> lines = new ArrayList<>();
    known.run().ifPresent(run -> lines.add("run: " + run));
    Optional<RunNotice> notice = known.broker().flatMap(RunView::notice);
    if (notice.isPresent()) {
      add(lines, notice.get().status(), notice.get().time());
    } else if (known.search().isPresent()) {
      SearchStatus said = known.search().get();
      add(lines, said.status(), said.time());
    } else {
      lines.add(
          "state: no child has been asked for, as in runs that have not come to it and in those"
              + " that evolve nothing");
    }
    known.broker().ifPresent(view -> add(lines, view));
    for (DeadLetter letter : known.dead()) {
      lines.add(
          "put aside by %s, from %s: %s%s"
              .formatted(
                  letter.by(),
                  letter.from(),
                  letter.reason(),
                  letter.job().map(job -> " (job " + job + ")").orElse("")));
    }
    return lines;
  }

  private static void add(List<String> lines, RunStatus status, String time) {
    lines.add(
        "state: %s, as of %s".formatted(status.state().name().toLowerCase(Locale.ROOT), time));
    lines.add(
        "children: %d of at most %d evaluated, %d of them failed, %d pending"
            .formatted(status.done(), status.total(), status.failed(), status.pending()));
    for (Map.Entry<String, String> fact : status.facts().entrySet()) {
      lines.add(fact.getKey() + ": " + fact.getValue());
    }
    if (status.perSecond() > 0) {
      long left = Math.round((status.total() - status.done()) / status.perSecond());
      lines.add(
          String.format(Locale.ROOT, "rate: %.3g children/s", status.perSecond())
              + (status.state() == RunStatus.State.RUNNING
                  ? ", " + Progress.text(Duration.ofSeconds(left)) + " left"
                  : ""));
    }
  }

  private static void add(List<String> lines, RunView view) {
    lines.add(
        "searcher: %s; workers connected: %d"
            .formatted(view.searcher() ? "connected" : "not connected", view.workers()));
    lines.add(
        "broker: %d jobs wait, %d results wait, %d messages put aside"
            .formatted(view.waiting(), view.results(), view.deadLetters()));
  }
}
