package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Sampling, scoring and dropping of DARTS cells against the reference's. */
class DartsScoringTest {
  private static final SearchSpace DARTS = SpaceCatalog.find("darts,channels=4,cells=5,classes=10");

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static SearchSpace left(JsonNode operations) {
    return DARTS.withChoices(
        elements(operations).map(ops -> elements(ops).map(DartsScoringTest::op).toList()).toList());
  }

  private static CandidateOp op(JsonNode code) {
    return DARTS.operations().get(code.intValue());
  }

  private static List<Integer> codes(JsonNode cell) {
    return elements(cell).map(JsonNode::intValue).toList();
  }

  private static List<Integer> codes(int[] cell) {
    return Arrays.stream(cell).boxed().toList();
  }

  private static ScoringConfig scoring(int childrenPerOp, ChildSampling sampling) {
    return new ScoringConfig(childrenPerOp, 100, 1, sampling, Optional.empty(), Optional.of(2));
  }

  @Test
  void forcedCandidatesAreTheReferences() {
    JsonNode cases = GoldenFiles.json("darts-sampling.json").get("forced");
    assertThat(cases).hasSize(6);
    for (JsonNode one : cases) {
      ChildSampler.Through through =
          ChildSampler.of(left(one.get("operations")))
              .through(new EdgeOp(one.get("edge").intValue(), op(one.get("operator"))));
      Draws draws = Draws.of(NumpyRandom.seeded(one.get("numpy_seed").intValue()));
      Set<List<Integer>> found = new LinkedHashSet<>();
      while (found.size() < one.get("number_wanted").intValue()) {
        found.add(codes(through.next(draws)));
      }
      assertThat(List.copyOf(found))
          .as(one.get("id").asText())
          .isEqualTo(elements(one.get("cells")).map(DartsScoringTest::codes).toList());
    }
  }

  @Test
  void roundsScoreAndDropAsTheReferences() {
    JsonNode cases = GoldenFiles.json("darts-scoring.json").get("cases");
    assertThat(cases).hasSize(3);
    for (JsonNode one : cases) {
      SearchSpace space = left(one.get("operations_before"));
      ToDoubleFunction<int[]> angle =
          new AngleScorer(
                  WeightSums.of(
                      space,
                      GoldenFiles.npz("darts-angle/base.npz"),
                      GoldenFiles.npz("darts-angle/current.npz")))
              ::angle;
      int samples = one.get("sample_count").intValue();
      NumpyRandom random = NumpyRandom.seeded(one.get("numpy_seed").intValue());
      checkCandidates(one, space, samples, angle);
      ScoreAndDrop.Turn turn =
          new ScoreAndDrop(
                  scoring(samples, ChildSampling.REFERENCE),
                  new DropConfig(DropConfig.Rule.PUBLISHED, null).dropRule(space))
              .turn(space, angle, new ScoringDraws.Reference(random), (part, done, all) -> true)
              .orElseThrow();
      List<JsonNode> scores = elements(one.get("scores")).toList();
      assertThat(turn.scores()).hasSameSizeAs(scores);
      for (int i = 0; i < scores.size(); i++) {
        ScoredOp scored = turn.scores().get(i);
        JsonNode golden = scores.get(i);
        assertThat(scored.op())
            .isEqualTo(new EdgeOp(golden.get("edge").intValue(), op(golden.get("operator"))));
        assertThat(scored.score()).isCloseTo(golden.get("score").doubleValue(), within(1e-9));
        assertThat(scored.angles().count()).isEqualTo(golden.get("count").intValue());
      }
      assertThat(turn.left()).isEqualTo(left(one.get("operations_after")));
    }
  }

  private static void checkCandidates(
      JsonNode one, SearchSpace space, int samples, ToDoubleFunction<int[]> angle) {
    NumpyRandom random = NumpyRandom.seeded(one.get("numpy_seed").intValue());
    Candidates candidates =
        new CandidatePools(
                WindowCounts.of(space, FlopsWindow.ANY), samples, 100, (part, done, all) -> true)
            .sampleLikeReference(ChildSampler.of(space), Draws.of(random));
    List<JsonNode> golden = elements(one.get("candidates")).toList();
    assertThat(candidates.size()).isEqualTo(golden.size());
    for (int i = 0; i < golden.size(); i++) {
      int[] child = candidates.child(i);
      assertThat(codes(child)).isEqualTo(codes(golden.get(i).get("cell")));
      assertThat(angle.applyAsDouble(child))
          .isCloseTo(golden.get(i).get("angle").doubleValue(), within(1e-9));
    }
    List<Integer> pools = new ArrayList<>();
    for (int i = 0; i < candidates.scored().size(); i++) {
      pools.add(candidates.held(i));
    }
    assertThat(pools)
        .isEqualTo(elements(one.get("scores")).map(score -> score.get("pool").intValue()).toList());
  }

  @Test
  void ownDrawsAreTheSameForAnyNumberOfThreadsAndKeepTheRule() {
    // two ops an edge: few cells hold an op, and the pools are drawn, not enumerated
    SearchSpace space =
        DARTS.withChoices(
            DARTS.choices().stream().map(ops -> List.of(ops.get(0), ops.get(4))).toList());
    List<List<ScoredOp>> scores = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads += 2) {
      ScoringConfig config =
          new ScoringConfig(40, 100, 1, ChildSampling.OWN, Optional.empty(), Optional.of(threads));
      ScoreAndDrop.Turn turn =
          new ScoreAndDrop(config, new DropRule.LowestPerChoice(14))
              .turn(
                  space,
                  child -> {
                    assertPredecessors(child);
                    return Arrays.hashCode(child);
                  },
                  new ScoringDraws.Own(RandomStreams.of(5), 0),
                  (part, done, all) -> true)
              .orElseThrow();
      assertThat(turn.wholeSpace()).isFalse();
      assertThat(turn.left().size()).isEqualTo(BigInteger.ONE);
      scores.add(turn.scores());
    }
    assertThat(scores.get(0)).isEqualTo(scores.get(1));
  }

  /** Two per node, but for the node of the op that was forced. */
  private static void assertPredecessors(int[] child) {
    int others = 0;
    int first = 0;
    for (int node = 2; node < 6; node++) {
      int start = first;
      int count = 0;
      for (int edge = start; edge < start + node; edge++) {
        count += child[edge] == 0 ? 0 : 1;
      }
      assertThat(count).isBetween(1, 3);
      others += count == 2 ? 0 : 1;
      first += node;
    }
    assertThat(others).isLessThanOrEqualTo(1);
  }
}
