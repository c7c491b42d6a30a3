package io.absnas.search.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeAlphas;
import io.absnas.core.space.Genotype;
import io.absnas.core.space.Identity;
import io.absnas.core.space.Pool;
import io.absnas.core.space.Zero;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DartsRuleTest {
  static List<JsonNode> cases() {
    return GoldenGenotypes.cases().stream().filter(one -> one.has("darts")).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivesWhatTheReferenceDerives(JsonNode golden) {
    Genotype genotype = DartsRule.genotype(GoldenGenotypes.alphas(golden));
    assertThat(genotype.format()).isEqualTo(golden.path("darts").path("text").asText());
    assertThat(genotype).isEqualTo(Genotype.parse(golden.path("darts")));
  }

  @Test
  void thereAreCasesOfBothSpaces() {
    assertThat(cases()).hasSizeGreaterThan(20);
  }

  /** A single op weighs 1 in its own row, more than any op that shares its row with another. */
  @Test
  void rowsOfDifferentLengthsAreNormalisedEachByItself() {
    List<List<CandidateOp>> ops = new ArrayList<>(lists(List.of(Pool.MAX, Pool.AVERAGE)));
    List<List<Double>> rows = new ArrayList<>(rows(List.of(2.0, 1.0)));
    ops.set(10, List.of(Identity.SKIP_CONNECT));
    rows.set(10, List.of(-7.0));
    EdgeAlphas cell = new EdgeAlphas(ops, rows);
    assertThat(DartsRule.genotype(new Alphas(cell, cell)).normal().subList(6, 8))
        .containsExactly(
            new Genotype.Input(Identity.SKIP_CONNECT, 1), new Genotype.Input(Pool.MAX, 0));
  }

  @Test
  void anEdgeOfNoneAloneIsNeverKeptAndTwoOfThemAtNodeTwoAreRefused() {
    List<List<CandidateOp>> ops = new ArrayList<>(lists(List.of(Pool.MAX, Pool.AVERAGE)));
    List<List<Double>> rows = new ArrayList<>(rows(List.of(0.0, 0.0)));
    ops.set(2, List.of(Zero.ZERO));
    rows.set(2, List.of(9.0));
    EdgeAlphas third = new EdgeAlphas(ops, rows);
    assertThat(DartsRule.genotype(new Alphas(third, third)).reduce().subList(2, 4))
        .extracting(Genotype.Input::from)
        .containsExactly(1, 2);
    ops.set(0, List.of(Zero.ZERO));
    rows.set(0, List.of(0.0));
    EdgeAlphas first = new EdgeAlphas(ops, rows);
    assertThatThrownBy(() -> DartsRule.genotype(new Alphas(third, first)))
        .hasMessageContaining("the reduction cell: node 2 has 1 edge");
  }

  static List<List<CandidateOp>> lists(List<CandidateOp> ops) {
    return Collections.nCopies(EdgeAlphas.EDGES, ops);
  }

  static List<List<Double>> rows(List<Double> row) {
    return Collections.nCopies(EdgeAlphas.EDGES, row);
  }
}
