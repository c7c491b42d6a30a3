package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.train.IndependentCells;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.UniformPaths;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RehearsalPathsTest {
  private static final RandomStreams STREAMS = RandomStreams.of(5);

  private static RehearsalPaths paths(LayeredSpace space) {
    return new RehearsalPaths(space, new StepRule.SinglePath(new UniformPaths(STREAMS)));
  }

  private static Architecture only(SearchSpace space) {
    assertThat(space.size()).isEqualTo(BigInteger.ONE);
    return new Architecture(space.choices().stream().map(ops -> ops.get(0)).toList());
  }

  @Test
  void aCoverHoldsEveryOpOfEveryChoiceAsEvenlyAsItCan() {
    LayeredSpace space = TestSpaces.gpu21();
    List<SearchSpace> cover = paths(space).cover(STREAMS, 0);
    assertThat(cover).hasSize(7);
    for (int choice = 0; choice < space.choices().size(); choice++) {
      Set<EdgeOp> seen = new HashSet<>();
      for (SearchSpace path : cover) {
        seen.add(new EdgeOp(choice, only(path).ops().get(choice)));
      }
      assertThat(seen).hasSameSizeAs(space.ops(choice));
    }
    assertThat(paths(space).cover(STREAMS, 0)).isEqualTo(cover);
    assertThat(paths(space).cover(STREAMS, 1)).isNotEqualTo(cover);
  }

  @Test
  void largestPathsAreThoseOfTheRunWithMostActivations() {
    LayeredSpace space = TestSpaces.gpu21();
    List<SearchSpace> largest = paths(space).largest(200);
    UniformPaths sampler = new UniformPaths(STREAMS);
    long most = 0;
    for (long step = 1; step <= 200; step++) {
      Architecture path = sampler.paths(space, step).get(0).at(0);
      most = Math.max(most, RehearsalPaths.activations(space, path));
    }
    assertThat(RehearsalPaths.activations(space, only(largest.get(0)))).isEqualTo(most);
    assertThat(largest.stream().map(path -> RehearsalPaths.activations(space, only(path))))
        .isSortedAccordingTo((a, b) -> Long.compare(b, a))
        .hasSize(3);
  }

  @Test
  void activationsAreTheMapsBetweenConvolutions() {
    LayeredSpace space = TestSpaces.gpu21();
    List<CandidateOp> smallest = space.choices().stream().map(ops -> ops.get(0)).toList();
    List<CandidateOp> leftOut =
        space.choices().stream().map(ops -> ops.get(ops.size() - 1)).toList();
    // layer 0 alone: 72 channels at 112 and at 56, 32 at 56
    long first = 72L * (112 * 112 + 56 * 56) + 32L * 56 * 56;
    Architecture withFirst = new Architecture(replaced(leftOut, 0, smallest.get(0)));
    Architecture withWideFirst = new Architecture(replaced(leftOut, 0, space.ops(0).get(1)));
    assertThat(
            RehearsalPaths.activations(space, withWideFirst)
                - RehearsalPaths.activations(space, withFirst))
        .isEqualTo(first - 32L * 56 * 56);
  }

  private static List<CandidateOp> replaced(List<CandidateOp> ops, int choice, CandidateOp by) {
    List<CandidateOp> changed = new java.util.ArrayList<>(ops);
    changed.set(choice, by);
    return changed;
  }

  @Test
  void cellsOfTheirOwnAreSampledAsInTheRun() {
    SearchSpace space = TestSpaces.nasbench201();
    RehearsalPaths paths =
        new RehearsalPaths(space, new StepRule.SinglePath(new IndependentCells(STREAMS)));
    assertThat(paths.largest(10)).containsExactly(space);
    assertThat(paths.cover(STREAMS, 0)).hasSize(4).containsOnly(space);
  }
}
