package io.absnas.core.train;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.Zero;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class PathSamplerTest {
  private static final RandomStreams STREAMS = RandomStreams.of(5);

  @Test
  void referencePathsOfGpu21AreThePublishedOnes() {
    assertThat(codes(TestSpaces.gpu21(), new ReferencePaths(5), 4))
        .containsExactly(
            "3 2 4 3 4 1 1 3 2 3 0 1 1 2 5 3 1 5 3 2 4",
            "5 3 1 5 5 2 3 4 1 1 5 3 1 1 -1 0 3 4 4 3 5",
            "0 0 2 0 1 5 1 5 5 5 -1 3 1 5 3 2 4 4 -1 4 3",
            "2 -1 -1 3 0 -1 -1 0 1 4 5 5 4 3 3 2 2 2 4 -1 0");
  }

  @Test
  void referencePathsOfCpu19AreThePublishedOnes() {
    assertThat(codes(TestSpaces.cpu19(), new ReferencePaths(5), 3))
        .containsExactly(
            "3 2 4 3 4 1 1 3 2 3 0 1 1 2 5 3 1 5 3",
            "2 4 5 3 1 5 5 2 3 4 1 1 5 3 1 1 3 0 3",
            "4 4 3 5 0 0 2 0 1 5 1 5 5 5 5 3 1 5 3");
  }

  @Test
  void referencePathsOfDartsCellsAreThePublishedOnes() {
    SearchSpace darts = SpaceCatalog.find("darts");
    JsonNode cases = GoldenFiles.json("darts-sampling.json").get("training");
    assertThat(cases).hasSize(10);
    for (JsonNode one : cases) {
      SearchSpace left =
          darts.withChoices(
              elements(one.get("operations"))
                  .map(ops -> elements(ops).map(code -> op(darts, code)).toList())
                  .toList());
      ReferencePaths sampler = new ReferencePaths(one.get("seed_before").longValue());
      assertThat(sampler.paths(left, 1).get(0).at(0).ops())
          .as(one.get("id").asText())
          .isEqualTo(elements(one.get("cell_used")).map(code -> op(darts, code)).toList());
      // the counter of the next step is 14 further on
      long next = one.get("seed_after").longValue();
      assertThat(sampler.paths(left, 2)).isEqualTo(new ReferencePaths(next).paths(left, 1));
    }
  }

  private static CandidateOp op(SearchSpace space, JsonNode code) {
    return space.operations().get(code.intValue());
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @Test
  void uniformPathsOfDartsCellsHaveTwoPredecessorsPerNode() {
    SearchSpace darts = SpaceCatalog.find("darts");
    PathSampler sampler = new UniformPaths(STREAMS);
    int[] first = new int[8];
    for (int step = 1; step <= 700; step++) {
      List<CandidateOp> ops = sampler.paths(darts, step).get(0).at(0).ops();
      assertThat(ops.stream().filter(op -> op != Zero.ZERO)).hasSize(8);
      first[darts.code(ops.get(0))]++;
    }
    // edge 0 is never none; what was none is drawn again among the seven others
    assertThat(first[0]).isZero();
    for (int code = 1; code < 8; code++) {
      assertThat(first[code]).isBetween(65, 135);
    }
    assertThat(sampler.paths(darts, 9)).isEqualTo(new UniformPaths(STREAMS).paths(darts, 9));
  }

  @Test
  void referenceFairPathsOfTwoOpsAreThePublishedOnes() {
    SearchSpace space =
        TestSpaces.withCodes(
            TestSpaces.cpu19(), Collections.nCopies(19, "2 4").toArray(String[]::new));
    PathSampler sampler = new ReferenceFairPaths(0);
    assertThat(fairCodes(space, sampler, 1))
        .containsExactly(
            "2 2 2 2 4 2 4 2 4 2 4 4 4 2 2 4 4 2 2", "4 4 4 4 2 4 2 4 2 4 2 2 2 4 4 2 2 4 4");
    assertThat(fairCodes(space, sampler, 2))
        .containsExactly(
            "2 2 2 4 4 4 2 4 2 2 4 2 2 2 4 4 4 2 4", "4 4 4 2 2 2 4 2 4 4 2 4 4 4 2 2 2 4 2");
  }

  @Test
  void referenceFairPathsOfSixOpsAreThePublishedOnes() {
    List<String> paths = fairCodes(TestSpaces.cpu19(), new ReferenceFairPaths(0), 1);
    assertThat(paths).hasSize(6);
    assertThat(paths.get(0)).isEqualTo("1 0 1 1 4 4 2 1 3 4 3 3 2 0 1 2 4 1 5");
  }

  @Test
  void strictlyFairPathsRunEveryOpOfEveryChoiceOnce() {
    SearchSpace space = TestSpaces.cpu19();
    for (PathSampler sampler : List.of(new StrictlyFairPaths(STREAMS), new ReferenceFairPaths(0))) {
      List<SampledPath> paths = sampler.paths(space, 17);
      for (int choice = 0; choice < space.choices().size(); choice++) {
        int at = choice;
        assertThat(paths.stream().map(path -> path.at(0).ops().get(at)))
            .containsExactlyInAnyOrderElementsOf(space.ops(choice));
      }
    }
  }

  @Test
  void overAnyNumberOfStepsEveryOpOfEveryChoiceIsUsedEquallyOften() {
    SearchSpace space = TestSpaces.cpu19();
    for (PathSampler sampler : List.of(new StrictlyFairPaths(STREAMS), new ReferenceFairPaths(0))) {
      Map<EdgeOp, Integer> uses = new HashMap<>();
      for (int step = 1; step <= 200; step++) {
        for (SampledPath path : sampler.paths(space, step)) {
          List<CandidateOp> ops = path.at(0).ops();
          for (int choice = 0; choice < ops.size(); choice++) {
            uses.merge(new EdgeOp(choice, ops.get(choice)), 1, Integer::sum);
          }
        }
        assertThat(uses).hasSize(19 * 6);
        assertThat(uses.values()).containsOnly(step);
      }
    }
  }

  @Test
  void strictFairnessNeedsEqualNumbersOfOps() {
    assertThatExceptionOfType(AbsException.class)
        .isThrownBy(() -> new StrictlyFairPaths(STREAMS).paths(TestSpaces.gpu21(), 1))
        .withMessageContaining("6 at choices 0 4 8 12 16 20, 7 at choices 1 2 3 5 6 7 9 ")
        .matches(e -> e.exitCode() == ExitCode.USAGE);
  }

  @Test
  void uniformPathsAreAFunctionOfSeedAndStep() {
    SearchSpace space = TestSpaces.gpu21();
    PathSampler sampler = new UniformPaths(STREAMS);
    assertThat(sampler.paths(space, 9)).isEqualTo(new UniformPaths(STREAMS).paths(space, 9));
    assertThat(sampler.paths(space, 9)).isNotEqualTo(sampler.paths(space, 10));
    assertThat(sampler.paths(space, 9))
        .isNotEqualTo(new UniformPaths(RandomStreams.of(6)).paths(space, 9));
  }

  @Test
  void uniformPathsDrawIdentityLikeAnyOtherOp() {
    SearchSpace space = TestSpaces.gpu21();
    PathSampler sampler = new UniformPaths(STREAMS);
    int steps = 4000;
    Map<CandidateOp, Integer> counts = new HashMap<>();
    for (long step = 1; step <= steps; step++) {
      counts.merge(sampler.paths(space, step).get(0).at(0).ops().get(1), 1, Integer::sum);
    }
    // Chi-square with 6 degrees of freedom exceeds 22.5 once in 1000 seeds.
    double expected = steps / 7.0;
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(counts).hasSize(7).containsKey(Identity.LAYER);
    assertThat(chiSquare).isLessThan(22.5);
  }

  @Test
  void everyCellSamplesItselfAndFeedsEveryNode() {
    SearchSpace space = TestSpaces.nasBench201(4, 5, 10, 16);
    PathSampler sampler = new IndependentCells(STREAMS);
    for (long step = 1; step <= 200; step++) {
      List<SampledPath> paths = sampler.paths(space, step);
      assertThat(paths).hasSize(1);
      assertThat(paths.get(0).architectures()).hasSize(15);
      for (int cell = 0; cell < 15; cell++) {
        List<CandidateOp> ops = paths.get(0).at(cell).ops();
        assertThat(
                Stream.of(ops.subList(0, 1), ops.subList(1, 3), ops.subList(3, 6))
                    .allMatch(incoming -> incoming.stream().anyMatch(CandidateOp::connects)))
            .isTrue();
      }
    }
  }

  @Test
  void cellsDrawOnlyOpsThatAreLeft() {
    SearchSpace space =
        TestSpaces.withCodes(
            TestSpaces.nasBench201(4, 1, 10, 16), "3", "0 3", "0", "0 1", "4", "2 3");
    PathSampler sampler = new IndependentCells(STREAMS);
    for (long step = 1; step <= 50; step++) {
      SampledPath path = sampler.paths(space, step).get(0);
      // Node 2 has one op that connects, so it always gets it.
      assertThat(path.architectures())
          .allMatch(space::contains)
          .allMatch(cell -> space.code(cell.ops().get(1)) == 3);
    }
  }

  @Test
  void aNodeThatNothingCanFeedIsAnErrorNotAnEndlessLoop() {
    SearchSpace space =
        TestSpaces.withCodes(TestSpaces.nasBench201(4, 1, 10, 16), "0", "3", "3", "3", "3", "3");
    assertThatExceptionOfType(AbsException.class)
        .isThrownBy(() -> new IndependentCells(STREAMS).paths(space, 1))
        .withMessageContaining("node 1")
        .matches(e -> e.exitCode() == ExitCode.INFEASIBLE);
  }

  private static List<String> codes(SearchSpace space, PathSampler sampler, int steps) {
    return LongStream.rangeClosed(1, steps)
        .mapToObj(
            step ->
                sampler.paths(space, step).stream()
                    .map(path -> TestSpaces.codes(space, path))
                    .collect(joining("; ")))
        .toList();
  }

  private static List<String> fairCodes(SearchSpace space, PathSampler sampler, long step) {
    return sampler.paths(space, step).stream().map(path -> TestSpaces.codes(space, path)).toList();
  }
}
