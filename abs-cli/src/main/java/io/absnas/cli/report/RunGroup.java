package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigLeaves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Runs of one kind whose configurations differ in nothing but seed, devices and places.
 *
 * @param label a letter
 * @param settings their configuration
 * @param runs the runs
 */
record RunGroup(String label, Map<String, String> settings, List<RunSection> runs) {
  private static final int LETTERS = 26;
  private static final int MOST_KEYS = 8;
  private static final List<String> ELSEWHERE =
      List.of(
          "seed",
          "seeds",
          "device",
          "log",
          "checkpoint",
          "data.threads",
          "data.prefetch",
          "data.dir",
          "network.result",
          "network.result-sha256");

  RunGroup {
    requireNonNull(label, "label is null");
    settings = Map.copyOf(settings);
    runs = List.copyOf(runs);
  }

  /** The groups in the order of their first runs. */
  static List<RunGroup> of(List<RunSection> reports) {
    Map<Map<String, String>, List<RunSection>> groups = new LinkedHashMap<>();
    for (RunSection report : reports) {
      groups.computeIfAbsent(settings(report), none -> new ArrayList<>()).add(report);
    }
    List<RunGroup> found = new ArrayList<>();
    groups.forEach(
        (settings, runs) -> found.add(new RunGroup(letter(found.size()), settings, runs)));
    return found;
  }

  private static String letter(int index) {
    String last = String.valueOf((char) ('A' + index % LETTERS));
    return index < LETTERS ? last : letter(index / LETTERS - 1) + last;
  }

  /** A name of a run of one seed stands for those of all seeds: NAME-s3 becomes NAME-s*. */
  private static Map<String, String> settings(RunSection report) {
    if (report.configuration().isBlank()) {
      return withoutConfiguration(report);
    }
    Map<String, String> settings = new TreeMap<>();
    OptionalLong seed = report.origin().seed();
    try {
      ConfigLeaves.of(report.configuration())
          .forEach(
              (key, value) -> {
                if (ELSEWHERE.stream()
                    .noneMatch(one -> key.equals(one) || key.startsWith(one + "."))) {
                  settings.put(
                      key,
                      seed.isPresent()
                          ? value.replaceAll("-s" + seed.getAsLong() + "(?![0-9])", "-s*")
                          : value);
                }
              });
    } catch (AbsException e) {
      settings.put("config.yaml", Integer.toString(report.configuration().hashCode()));
    }
    return settings;
  }

  /** A table of latencies says itself how it was measured; other runs stand alone. */
  private static Map<String, String> withoutConfiguration(RunSection report) {
    Map<String, String> settings = new TreeMap<>();
    if (report.kind() == RunKind.LATENCIES) {
      settings.put("table", report.title());
      report.summary().stream()
          .filter(fact -> LatencySection.SETTINGS.contains(fact.name()))
          .forEach(fact -> settings.put(fact.name(), fact.value()));
    } else {
      settings.put("run", report.name());
    }
    return settings;
  }

  /** The settings that others of these groups have otherwise, in a line. */
  String differences(List<RunGroup> others) {
    TreeSet<String> keys = new TreeSet<>();
    for (RunGroup other : others) {
      TreeSet<String> all = new TreeSet<>(settings.keySet());
      all.addAll(other.settings().keySet());
      all.stream()
          .filter(key -> !Objects.equals(settings.get(key), other.settings().get(key)))
          .forEach(keys::add);
    }
    String text =
        keys.stream()
            .limit(MOST_KEYS)
            .map(key -> key + " = " + Objects.requireNonNullElse(settings.get(key), "absent"))
            .collect(Collectors.joining(", "));
    return keys.size() > MOST_KEYS
        ? text + " and %d more".formatted(keys.size() - MOST_KEYS)
        : text;
  }

  /** The values of a headline in these runs, as far as they have it. */
  double[] values(String headline) {
    return runs.stream()
        .map(run -> value(run, headline))
        .flatMap(Optional::stream)
        .mapToDouble(Headline::value)
        .toArray();
  }

  static Optional<Headline> value(RunSection run, String headline) {
    return run.headlines().stream().filter(one -> one.name().equals(headline)).findFirst();
  }
}
