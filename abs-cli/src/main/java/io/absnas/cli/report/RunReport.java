package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything that the page shows.
 *
 * @param title heading of the page
 * @param summary what came out
 * @param stages the stages in order
 * @param charts curves over the whole run
 * @param space the candidate ops that are left, by choice
 * @param provenance where the run came from
 * @param configuration the resolved configuration as YAML, empty where there is none
 */
record RunReport(
    String title,
    List<Fact> summary,
    List<StageReport> stages,
    List<LineChart> charts,
    List<Fact> space,
    List<Fact> provenance,
    String configuration) {
  RunReport {
    requireNonNull(title, "title is null");
    summary = List.copyOf(summary);
    stages = List.copyOf(stages);
    charts = List.copyOf(charts);
    space = List.copyOf(space);
    provenance = List.copyOf(provenance);
    requireNonNull(configuration, "configuration is null");
  }
}
