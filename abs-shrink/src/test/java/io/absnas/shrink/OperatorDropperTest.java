package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorDropperTest {
  private static final CandidateOp A = CandidateOp.parse("mobilenet_3x3_ratio_3");
  private static final CandidateOp B = CandidateOp.parse("mobilenet_3x3_ratio_6");
  private static final CandidateOp C = CandidateOp.parse("mobilenet_5x5_ratio_3");

  private static ScoredOp scored(int choice, CandidateOp op, double score) {
    return ScoredOp.of(new EdgeOp(choice, op), score);
  }

  @Test
  void keepsTheLastOperatorOfAnEdge() {
    // choice 0 has the two lowest scores, but only one of them may go
    var scores = List.of(scored(0, A, .1), scored(0, B, .2), scored(1, A, .3), scored(1, B, .4));
    assertThat(OperatorDropper.lowest(scores, 2))
        .containsExactly(new EdgeOp(0, A), new EdgeOp(1, A));
  }

  @Test
  void dropsFewerWhereFewerCanGo() {
    var scores = List.of(scored(0, A, .1), scored(0, B, .2), scored(1, A, .3), scored(1, B, .4));
    assertThat(OperatorDropper.lowest(scores, 7)).hasSize(2);
  }

  @Test
  void tiesGoInListOrder() {
    var scores =
        List.of(
            scored(0, A, .2),
            scored(0, B, .2),
            scored(0, C, .3),
            scored(1, A, .2),
            scored(1, B, .3));
    assertThat(OperatorDropper.lowest(scores, 2))
        .containsExactly(new EdgeOp(0, A), new EdgeOp(0, B));
    assertThat(OperatorDropper.lowestPerChoice(scores))
        .containsExactly(new EdgeOp(0, A), new EdgeOp(1, A));
  }

  @Test
  void perChoiceScoresOfDifferentChoicesAreNotCompared() {
    var scores =
        List.of(
            scored(0, A, .9),
            scored(0, B, .8),
            scored(1, A, .1),
            scored(1, B, .2),
            scored(2, A, .5));
    assertThat(OperatorDropper.lowestPerChoice(scores))
        .containsExactly(new EdgeOp(0, B), new EdgeOp(1, A));
  }

  @Test
  void marginIsMeasuredFromHalfwayBetweenDroppedAndKept() {
    var scores = List.of(scored(0, A, .1), scored(0, B, .5), scored(1, A, .3), scored(1, B, .7));
    DropRule overall = new DropRule.LowestOverall(1);
    List<OptionalDouble> margins = MarginToCut.of(scores, overall.drops(scores), overall);
    assertThat(margins.get(0).getAsDouble()).isCloseTo(-.1, within(1e-12));
    assertThat(margins.get(3).getAsDouble()).isCloseTo(.5, within(1e-12));
    DropRule perChoice = new DropRule.LowestPerChoice(2);
    margins = MarginToCut.of(scores, perChoice.drops(scores), perChoice);
    assertThat(margins.get(2).getAsDouble()).isCloseTo(-.2, within(1e-12));
    assertThat(MarginToCut.of(scores, List.of(), overall)).containsOnly(OptionalDouble.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void twentyOneLayersTakeTwelveToFifteenStages(long seed) {
    SearchSpace space = TestSpaces.gpu21();
    int pairs = 141;
    int stage = 0;
    StopRule stop = new StopRule(BigInteger.valueOf(1_000_000), 0);
    RandomGenerator random = RandomStreams.of(seed).stream("test");
    while (stop.test(space, stage).isEmpty()) {
      List<EdgeOp> drops = new DropRule.LowestOverall(7).drops(randomScores(space, random));
      assertThat(drops).hasSize(7);
      for (EdgeOp drop : drops) {
        space = space.without(drop);
      }
      stage++;
      assertThat(space.choices().stream().mapToInt(List::size).sum()).isEqualTo(pairs - 7 * stage);
    }
    assertThat(stage).isBetween(12, 15);
    assertThat(stop.test(space, stage)).contains(StopReason.SIZE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nineteenLayersTakeFourStages(long seed) {
    SearchSpace space = TestSpaces.cpu19();
    StopRule stop = new StopRule(BigInteger.valueOf(1_000_000), 0);
    RandomGenerator random = RandomStreams.of(seed).stream("test");
    int stage = 0;
    while (stop.test(space, stage).isEmpty()) {
      for (EdgeOp drop : new DropRule.LowestPerChoice(19).drops(randomScores(space, random))) {
        space = space.without(drop);
      }
      stage++;
    }
    assertThat(stage).isEqualTo(4);
    assertThat(space.size()).isEqualTo(524_288);
  }

  private static List<ScoredOp> randomScores(SearchSpace space, RandomGenerator random) {
    return ChoiceTable.of(space).scored().stream()
        .map(op -> ScoredOp.of(op, random.nextDouble()))
        .toList();
  }

  @Test
  void goldenScoresGiveTheGoldenOrderAndDrops() throws IOException {
    CellSpace space = TestSpaces.nasbench201();
    try (InputStream in =
        OperatorDropperTest.class.getResourceAsStream("/golden/nb201-angle/c4n1-shrink.json")) {
      for (JsonNode stage : new ObjectMapper().readTree(in).get("stages")) {
        List<ScoredOp> scores = new ArrayList<>();
        for (JsonNode score : stage.get("scores")) {
          EdgeOp op = edgeOp(space, score.get("edge").asText(), score.get("op").asText());
          scores.add(ScoredOp.of(op, score.get("mean_angle").asDouble()));
        }
        assertThat(OperatorDropper.lowest(scores, stage.get("requested_drops").asInt()))
            .containsExactlyInAnyOrderElementsOf(pairs(space, stage.get("dropped")));
        for (EdgeOp drop : pairs(space, stage.get("dropped"))) {
          space = (CellSpace) space.without(drop);
        }
        for (int edge = 0; edge < 6; edge++) {
          JsonNode left = stage.get("operations_after").get(space.choiceName(edge));
          List<String> ids = new ArrayList<>();
          left.forEach(id -> ids.add(id.asText()));
          assertThat(space.ops(edge)).extracting(CandidateOp::id).isEqualTo(ids);
        }
      }
    }
  }

  private static List<EdgeOp> pairs(SearchSpace space, JsonNode pairs) {
    List<EdgeOp> ops = new ArrayList<>();
    pairs.forEach(pair -> ops.add(edgeOp(space, pair.get(0).asText(), pair.get(1).asText())));
    return ops;
  }

  private static EdgeOp edgeOp(SearchSpace space, String edge, String op) {
    for (int choice = 0; choice < space.choices().size(); choice++) {
      if (space.choiceName(choice).equals(edge)) {
        return new EdgeOp(choice, CandidateOp.parse(op));
      }
    }
    throw new IllegalArgumentException(edge);
  }

  @Test
  void refreshComesOnceAfterFiftyDrops() {
    BaseRefresh refresh = new BaseRefresh(50);
    assertThat(refresh.due(6, 7, false)).isFalse();
    assertThat(refresh.due(7, 7, false)).isTrue();
    assertThat(refresh.due(8, 7, true)).isFalse();
    assertThat(refresh.due(1, 19, false)).isFalse();
    assertThat(refresh.due(2, 19, false)).isTrue();
    assertThat(BaseRefresh.NEVER.due(1000, 19, false)).isFalse();
  }

  @Test
  void stopsWhenOneArchitectureIsLeft() {
    SearchSpace space = TestSpaces.small();
    SearchSpace one =
        space.withChoices(space.choices().stream().map(o -> o.subList(0, 1)).toList());
    assertThat(new StopRule(BigInteger.ONE, 0).test(one, 0))
        .isEqualTo(Optional.of(StopReason.ONE_ARCHITECTURE));
    assertThat(new StopRule(BigInteger.ONE, 2).test(space, 1)).isEmpty();
    assertThat(new StopRule(BigInteger.ONE, 2).test(space, 2)).contains(StopReason.STAGES);
  }
}
