package io.absnas.search.derive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PdartsRuleTest {
  private static final String ENDLESS = "shrunk2-none-skip-edge0";

  static List<JsonNode> single() {
    return GoldenGenotypes.cases().stream().filter(one -> one.has("pdarts_single_stage")).toList();
  }

  static List<JsonNode> progressive() {
    return GoldenGenotypes.progressive();
  }

  @ParameterizedTest
  @MethodSource("single")
  void aSingleStageEndsAsInTheReference(JsonNode golden) {
    Alphas alphas = GoldenGenotypes.alphas(golden);
    JsonNode expected = golden.path("pdarts_single_stage");
    assertThat(leftPerEdge(alphas.normal()))
        .isEqualTo(GoldenGenotypes.ops(expected.path("operators_left_per_edge_normal")));
    assertThat(leftPerEdge(alphas.reduce()))
        .isEqualTo(GoldenGenotypes.ops(expected.path("operators_left_per_edge_reduce")));
    assertThat(new LastStage(alphas.normal()).kept())
        .isEqualTo(numbers(expected.path("kept_edges_normal")));
    assertThat(new LastStage(alphas.reduce()).kept())
        .isEqualTo(numbers(expected.path("kept_edges_reduce")));
    check(PdartsRule.genotypes(alphas), expected);
  }

  @ParameterizedTest
  @MethodSource("progressive")
  void threeStagesEndAsInTheReference(JsonNode golden) {
    List<JsonNode> stages = GoldenGenotypes.list(golden.path("stages"));
    assertThat(stages).hasSize(3);
    for (JsonNode stage : stages.subList(0, 2)) {
      Alphas alphas = of(stage);
      int count = stage.path("num_to_drop").intValue();
      assertThat(ProgressiveDrop.between(alphas.normal(), count))
          .isEqualTo(GoldenGenotypes.ops(stage.path("operations_after_normal")));
      assertThat(ProgressiveDrop.between(alphas.reduce(), count))
          .isEqualTo(GoldenGenotypes.ops(stage.path("operations_after_reduce")));
    }
    check(PdartsRule.genotypes(of(stages.get(2))), stages.get(2));
  }

  private static Alphas of(JsonNode stage) {
    return GoldenGenotypes.alphas(stage, "operations_before_normal", "operations_before_reduce");
  }

  private static void check(PdartsGenotypes found, JsonNode expected) {
    assertThat(found.unrestricted().genotype().format()).isEqualTo(expected.path("text").asText());
    assertThat(found.unrestricted().skips())
        .isEqualTo(expected.path("skip_connects_normal").intValue());
    if (expected.path("reference_never_terminates").booleanValue()) {
      assertThat(found.stopped()).isPresent();
      return;
    }
    assertThat(found.stopped()).isEmpty();
    List<JsonNode> levels = GoldenGenotypes.list(expected.path("skip_restriction"));
    assertThat(found.levels()).hasSameSizeAs(levels);
    for (int i = 0; i < levels.size(); i++) {
      SkipLevel level = found.levels().get(i);
      assertThat(level.most()).isEqualTo(levels.get(i).path("max_skip_connects").intValue());
      assertThat(level.skips()).isEqualTo(levels.get(i).path("skip_connects_found").intValue());
      assertThat(level.genotype().toJson().path("normal")).isEqualTo(levels.get(i).path("normal"));
      assertThat(level.genotype().reduce()).isEqualTo(found.unrestricted().genotype().reduce());
    }
  }

  /** The reference repeats its last attempt for ever; the specification says where to stop. */
  @Test
  void aSkipConnectionThatNothingReplacesEndsTheRestriction() {
    PdartsGenotypes found =
        PdartsRule.genotypes(GoldenGenotypes.alphas(GoldenGenotypes.named(ENDLESS)));
    assertThat(found.levels()).singleElement().extracting(SkipLevel::most).isEqualTo(1);
    assertThat(found.levels().get(0).genotype().format())
        .startsWith(
            "Genotype(normal=[('skip_connect', 0), ('dil_conv_5x5', 1), ('max_pool_3x3', 0),"
                + " ('avg_pool_3x3', 1), ('avg_pool_3x3', 0), ('dil_conv_5x5', 2),"
                + " ('sep_conv_5x5', 1), ('sep_conv_3x3', 4)]");
    assertThat(found.stopped()).isPresent();
    assertThat(found.stopped().get().most()).isEqualTo(1);
    assertThat(found.within(2)).isEqualTo(found.unrestricted().genotype());
    assertThat(found.within(1)).isEqualTo(found.levels().get(0).genotype());
    assertThat(found.within(0)).isEqualTo(found.stopped().get().genotype());
    assertThat(found.excess(1)).isEmpty();
    assertThat(found.excess(0))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("the normal cell has 1 skip connections where at most 0 are"));
  }

  @Test
  void theResultIsTheFirstGenotypeWithFewEnoughSkipConnections() {
    for (JsonNode golden : single()) {
      PdartsGenotypes found = PdartsRule.genotypes(GoldenGenotypes.alphas(golden));
      for (int most = 0; most <= 8 && found.stopped().isEmpty(); most++) {
        assertThat(skips(found.within(most))).isLessThanOrEqualTo(most);
      }
      assertThat(found.within(8)).isEqualTo(found.unrestricted().genotype());
    }
  }

  private static long skips(Genotype genotype) {
    return genotype.normal().stream().filter(one -> one.op() == Identity.SKIP_CONNECT).count();
  }

  /** Lists of one, two and three ops: all of them end with one op, whatever their length. */
  @Test
  void listsOfDifferentLengthsEndWithOneOp() {
    SeparableConv sep = (SeparableConv) CandidateOp.parse("sep_conv_3x3");
    List<List<CandidateOp>> ops =
        new ArrayList<>(DartsRuleTest.lists(List.of(Pool.MAX, Pool.AVERAGE, sep)));
    List<List<Double>> rows = new ArrayList<>(DartsRuleTest.rows(List.of(0.1, 0.3, 0.2)));
    ops.set(9, List.of(sep));
    rows.set(9, List.of(-3.0));
    ops.set(11, List.of(Pool.MAX, sep));
    rows.set(11, List.of(0.0, 0.2));
    EdgeAlphas cell = new EdgeAlphas(ops, rows);
    assertThat(ProgressiveDrop.between(cell, 2).get(9)).containsExactly(sep);
    assertThat(ProgressiveDrop.between(cell, 1).get(0)).containsExactly(Pool.AVERAGE, sep);
    // Softmax shares: 1 for the single op, 0.55 for one of two, 0.37 for one of three.
    assertThat(PdartsRule.genotypes(new Alphas(cell, cell)).within(2).normal().subList(6, 8))
        .containsExactly(new Genotype.Input(sep, 0), new Genotype.Input(sep, 2));
  }

  private static List<List<CandidateOp>> leftPerEdge(EdgeAlphas cell) {
    LastStage stage = new LastStage(cell);
    List<List<CandidateOp>> left = new ArrayList<>();
    for (int edge = 0; edge < EdgeAlphas.EDGES; edge++) {
      left.add(List.of(stage.op(edge)));
    }
    return left;
  }

  private static List<Integer> numbers(JsonNode array) {
    return GoldenGenotypes.list(array).stream().map(JsonNode::intValue).toList();
  }
}
