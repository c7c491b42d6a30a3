package io.absnas.core.jobs;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One piece of work, complete enough to be done in another process: its result is a function of
 * {@code kind}, {@code needs} and {@code payload} alone.
 *
 * <p>The id is a hash of what is asked, so equal work has equal ids wherever it was asked for,
 * results can be told apart from strangers', and a job that was changed on its way is noticed.
 *
 * @param run the run that asks; names queues and keeps runs apart
 * @param id 64 hexadecimal digits, {@link #idOf}
 * @param kind what is to be done, for example {@code evaluate-child}
 * @param needs what a worker must hold, as hashes by name, for example {@code supernet}
 * @param payload what is asked, in the words of the kind
 * @param attempt which attempt this is, from 1; not part of the identity
 */
public record Job(
    String run,
    String id,
    String kind,
    SortedMap<String, String> needs,
    SortedMap<String, String> payload,
    int attempt) {
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,49}");

  /** Checks names, attempt and id, and copies the maps. */
  public Job {
    checkRun(run);
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("kind is '" + kind + "', must match " + KIND);
    }
    needs = sorted(needs);
    payload = sorted(payload);
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt is " + attempt + ", must be at least 1");
    }
    String own = idOf(run, kind, needs, payload);
    if (!own.equals(id)) {
      throw new IllegalArgumentException("id is '" + id + "', but what is asked has id " + own);
    }
  }

  /** The first attempt at a piece of work. */
  public static Job of(
      String run, String kind, Map<String, String> needs, Map<String, String> payload) {
    SortedMap<String, String> sortedNeeds = sorted(needs);
    SortedMap<String, String> sortedPayload = sorted(payload);
    String id = idOf(run, kind, sortedNeeds, sortedPayload);
    return new Job(run, id, kind, sortedNeeds, sortedPayload, 1);
  }

  /** The same work, one attempt later. */
  public Job retried() {
    return new Job(run, id, kind, needs, payload, attempt + 1);
  }

  /**
   * SHA-256 over run, kind, needs and payload; every text is preceded by its length, so no two
   * different jobs are written alike.
   */
  static String idOf(
      String run, String kind, SortedMap<String, String> needs, SortedMap<String, String> payload) {
    StringBuilder text = new StringBuilder();
    append(text, run);
    append(text, kind);
    append(text, needs);
    append(text, payload);
    return Sha256.of(text.toString());
  }

  private static void append(StringBuilder text, SortedMap<String, String> map) {
    text.append(map.size()).append(';');
    map.forEach(
        (key, value) -> {
          append(text, key);
          append(text, value);
        });
  }

  private static void append(StringBuilder text, String part) {
    text.append(part.length()).append(':').append(part);
  }

  /**
   * Checks the name of a run: up to 100 letters, digits and {@code ._-}, the first one a letter or
   * digit.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static void checkRun(String run) {
    if (!RUN.matcher(run).matches()) {
      throw new IllegalArgumentException("run is '" + run + "', must match " + RUN);
    }
  }

  static SortedMap<String, String> sorted(Map<String, String> map) {
    SortedMap<String, String> copy = new TreeMap<>();
    map.forEach(
        (key, value) ->
            copy.put(
                requireNonNull(key, "a key is null"), requireNonNull(value, key + " is null")));
    return Collections.unmodifiableSortedMap(copy);
  }
}
