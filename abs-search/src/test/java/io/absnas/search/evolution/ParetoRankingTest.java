package io.absnas.search.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.LayeredSpace;
import io.absnas.search.TestSpaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ParetoRankingTest {
  private static final LayeredSpace SPACE = TestSpaces.medium();

  private final Map<Architecture, Long> flops = new HashMap<>();
  private final List<Evaluation> evaluations = new ArrayList<>();

  private Evaluation add(int hits, long cost) {
    Architecture architecture = Architectures.at(SPACE, evaluations.size());
    flops.put(architecture, cost);
    Evaluation evaluation =
        new Evaluation(
            new Candidate(0, Source.RANDOM, architecture),
            new ChildOutcome.Measured(100, hits, 100));
    evaluations.add(evaluation);
    return evaluation;
  }

  private long cost(Architecture architecture) {
    return flops.getOrDefault(architecture, -1L);
  }

  @Test
  void frontsAndCrowdingOfAnExampleByHand() {
    // First front: (90, 50), (80, 30), (40, 10); second: (80, 40), (30, 10); third: (70, 45).
    Evaluation c = add(80, 40);
    Evaluation a = add(90, 50);
    Evaluation b = add(80, 30);
    Evaluation f = add(70, 45);
    Evaluation d = add(40, 10);
    Evaluation e = add(30, 10);
    List<ParetoRanking.Ranked> ranked = ParetoRanking.of(evaluations, this::cost);
    assertThat(ranked)
        .extracting(ParetoRanking.Ranked::evaluation)
        .containsExactly(a, d, b, c, e, f);
    assertThat(ranked).extracting(ParetoRanking.Ranked::front).containsExactly(0, 0, 0, 1, 1, 2);
    // b lies between d and a: (90 - 40) / (90 - 40) + (50 - 10) / (50 - 10).
    assertThat(ranked.get(2).crowding()).isEqualTo(2.0);
    assertThat(ranked.get(0).crowding()).isInfinite();
    assertThat(ParetoRanking.front(evaluations, this::cost)).containsExactly(a, b, d);
  }

  @Test
  void equalCandidatesShareAFrontAndFailedOnesHaveNone() {
    Evaluation one = add(50, 10);
    Evaluation other = add(50, 10);
    evaluations.add(
        new Evaluation(
            new Candidate(0, Source.RANDOM, Architectures.at(SPACE, 99)),
            new ChildOutcome.Failed("no number")));
    assertThat(ParetoRanking.of(evaluations, this::cost))
        .extracting(ParetoRanking.Ranked::evaluation)
        .containsExactly(one, other);
    assertThat(ParetoRanking.front(evaluations, this::cost)).containsExactly(one, other);
  }

  @Test
  void frontsAreThoseOfTheDefinition() {
    RandomGenerator random = RandomStreams.of(8).stream("test");
    for (int i = 0; i < 120; i++) {
      add(random.nextInt(20), random.nextInt(20));
    }
    Map<Evaluation, Integer> found = new HashMap<>();
    ParetoRanking.of(evaluations, this::cost)
        .forEach(one -> found.put(one.evaluation(), one.front()));
    // By definition: peel off what nobody left dominates, over and over.
    List<Evaluation> left = new ArrayList<>(evaluations);
    int front = 0;
    while (!left.isEmpty()) {
      List<Evaluation> present = List.copyOf(left);
      List<Evaluation> peeled =
          present.stream()
              .filter(one -> present.stream().noneMatch(other -> dominates(other, one)))
              .toList();
      int number = front;
      assertThat(peeled).allSatisfy(one -> assertThat(found).containsEntry(one, number));
      left.removeAll(peeled);
      front++;
    }
    assertThat(front).isGreaterThan(3);
  }

  private boolean dominates(Evaluation better, Evaluation worse) {
    double up = better.fitness().getAsDouble() - worse.fitness().getAsDouble();
    long down = cost(worse.candidate().architecture()) - cost(better.candidate().architecture());
    return up >= 0 && down >= 0 && (up > 0 || down > 0);
  }
}
