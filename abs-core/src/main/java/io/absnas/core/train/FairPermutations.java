package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What strictly fair sampling makes of one permutation per choice. */
final class FairPermutations {
  private FairPermutations() {}

  /** Path j takes entry j of every choice's permutation. */
  static List<SampledPath> transpose(List<List<CandidateOp>> permutations) {
    List<SampledPath> paths = new ArrayList<>();
    for (int path = 0; path < permutations.get(0).size(); path++) {
      List<CandidateOp> ops = new ArrayList<>();
      for (List<CandidateOp> permutation : permutations) {
        ops.add(permutation.get(path));
      }
      paths.add(SampledPath.of(new Architecture(ops)));
    }
    return List.copyOf(paths);
  }

  /** Strict fairness needs as many ops at every choice. */
  static void requireEqualCounts(SearchSpace space) {
    SortedMap<Integer, List<String>> byCount = new TreeMap<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      byCount
          .computeIfAbsent(space.ops(choice).size(), count -> new ArrayList<>())
          .add(space.choiceName(choice));
    }
    if (byCount.size() > 1) {
      String counts =
          byCount.entrySet().stream()
              .map(
                  entry ->
                      "%d at choice%s %s"
                          .formatted(
                              entry.getKey(),
                              entry.getValue().size() == 1 ? "" : "s",
                              String.join(" ", entry.getValue())))
              .collect(Collectors.joining(", "));
      throw new AbsException(
          ExitCode.USAGE,
          "strictly fair sampling needs equal numbers of candidate ops, but space %s has %s"
              .formatted(space.id(), counts));
    }
  }
}
