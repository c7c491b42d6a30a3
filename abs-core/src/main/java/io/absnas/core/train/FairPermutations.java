package io.absnas.core.train;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;

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
    int first = space.ops(0).size();
    for (int choice = 1; choice < space.choices().size(); choice++) {
      if (space.ops(choice).size() != first) {
        throw new AbsException(
            ExitCode.USAGE,
            "strictly fair sampling needs equal numbers of candidate ops, but space %s has %d at choice %s and %d at choice %s"
                .formatted(
                    space.id(),
                    first,
                    space.choiceName(0),
                    space.ops(choice).size(),
                    space.choiceName(choice)));
      }
    }
  }
}
