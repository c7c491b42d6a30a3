package io.absnas.search.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.search.TestSpaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EvolutionTest {
  private static final LayeredSpace SPACE = TestSpaces.medium();
  private static final CostModel COSTS = CostModel.of(SPACE);
  private static final BreedingSettings SETTINGS = new BreedingSettings(20, 10, 0.5, 1000, 1);

  private static Breeder breeder(SearchSpace space, FlopsWindow window, BreedingSettings settings) {
    return new Breeder(space, window, settings, RandomStreams.of(7), Optional.empty());
  }

  private static List<List<Evaluation>> search(
      Evolution evolution, ToIntFunction<Architecture> hits) {
    List<List<Evaluation>> done = new ArrayList<>();
    Optional<Brood> next = evolution.next(done);
    while (next.isPresent()) {
      done.add(evaluate(next.get(), hits));
      next = evolution.next(done);
    }
    return done;
  }

  private static List<Evaluation> evaluate(Brood brood, ToIntFunction<Architecture> hits) {
    return brood.candidates().stream()
        .map(
            one ->
                new Evaluation(
                    one,
                    new ChildOutcome.Measured(10_000, hits.applyAsInt(one.architecture()), 10_000)))
        .toList();
  }

  /** Additive over the choices, with one best architecture: position 2 of every choice. */
  private static int additive(Architecture architecture) {
    int hits = 0;
    for (int position : Architectures.positions(SPACE, architecture)) {
      hits += new int[] {100, 400, 1600, 0}[position];
    }
    return hits;
  }

  @Test
  void theFirstGenerationIsRandomAndLaterOnesHaveThePublishedParts() {
    Evolution evolution =
        new Evolution(
            4, new ParentSelection.Fittest(10), breeder(SPACE, FlopsWindow.ANY, SETTINGS));
    List<List<Evaluation>> done = search(evolution, EvolutionTest::additive);
    assertThat(done).hasSize(4).allSatisfy(generation -> assertThat(generation).hasSize(20));
    assertThat(sources(done.get(0))).containsOnly(Map.entry(Source.RANDOM, 20L));
    for (List<Evaluation> later : done.subList(1, 4)) {
      assertThat(sources(later))
          .containsOnly(Map.entry(Source.MUTATION, 10L), Map.entry(Source.CROSSOVER, 10L));
      assertThat(later.get(0).candidate().source()).isEqualTo(Source.MUTATION);
      assertThat(later.get(19).candidate().source()).isEqualTo(Source.CROSSOVER);
    }
  }

  private static Map<Source, Long> sources(List<Evaluation> generation) {
    return generation.stream()
        .collect(Collectors.groupingBy(one -> one.candidate().source(), Collectors.counting()));
  }

  @Test
  void everyCandidateIsInTheSpaceAndTheWindowAndNew() {
    long[] all = Architectures.all(SPACE).mapToLong(COSTS::tableFlops).sorted().toArray();
    FlopsWindow window = new FlopsWindow(all[all.length / 4], all[all.length / 2]);
    for (ParentSelection selection :
        List.of(
            new ParentSelection.Fittest(10),
            new ParentSelection.Nobody(),
            new ParentSelection.Tournament(20, COSTS::tableFlops))) {
      List<List<Evaluation>> done =
          search(
              new Evolution(6, selection, breeder(SPACE, window, SETTINGS)),
              EvolutionTest::additive);
      Set<Architecture> seen = new HashSet<>();
      for (List<Evaluation> generation : done) {
        for (Evaluation one : generation) {
          Architecture architecture = one.candidate().architecture();
          assertThat(SPACE.contains(architecture)).isTrue();
          assertThat(COSTS.tableFlops(architecture)).isBetween(window.min(), window.max());
          assertThat(seen.add(architecture)).isTrue();
        }
      }
      assertThat(seen).hasSize(120);
    }
  }

  @Test
  void crossoverMixesTheFittestAndMutationKeepsHalf() {
    Evolution evolution =
        new Evolution(2, new ParentSelection.Fittest(3), breeder(SPACE, FlopsWindow.ANY, SETTINGS));
    List<List<Evaluation>> done = search(evolution, EvolutionTest::additive);
    List<Architecture> parents =
        Ranking.best(done.get(0), 3).stream().map(one -> one.candidate().architecture()).toList();
    done.get(1).stream()
        .filter(one -> one.candidate().source() == Source.CROSSOVER)
        .forEach(
            one -> {
              List<?> ops = one.candidate().architecture().ops();
              for (int choice = 0; choice < ops.size(); choice++) {
                int at = choice;
                assertThat(parents).anyMatch(parent -> parent.ops().get(at).equals(ops.get(at)));
              }
            });
  }

  @Test
  void theSameHistoryGivesTheSameCandidates() {
    Evolution evolution =
        new Evolution(
            5, new ParentSelection.Fittest(10), breeder(SPACE, FlopsWindow.ANY, SETTINGS));
    List<List<Evaluation>> done = search(evolution, EvolutionTest::additive);
    for (int generation = 0; generation < 5; generation++) {
      // A fresh object: nothing is remembered between generations.
      Brood again =
          new Evolution(
                  5, new ParentSelection.Fittest(10), breeder(SPACE, FlopsWindow.ANY, SETTINGS))
              .next(done.subList(0, generation))
              .orElseThrow();
      assertThat(again.candidates())
          .isEqualTo(done.get(generation).stream().map(Evaluation::candidate).toList());
    }
    assertThat(evolution.next(done)).isEmpty();
  }

  @Test
  void evolutionFindsTheBestArchitectureWhereRandomSearchDoesNot() {
    int best = 6 * 1600;
    List<List<Evaluation>> genetic =
        search(
            new Evolution(
                15, new ParentSelection.Fittest(10), breeder(SPACE, FlopsWindow.ANY, SETTINGS)),
            EvolutionTest::additive);
    List<List<Evaluation>> random =
        search(
            new Evolution(
                15, new ParentSelection.Nobody(), breeder(SPACE, FlopsWindow.ANY, SETTINGS)),
            EvolutionTest::additive);
    assertThat(fittest(genetic)).isEqualTo(best / 10_000.0);
    assertThat(fittest(random)).isLessThan(best / 10_000.0);
  }

  private static double fittest(List<List<Evaluation>> done) {
    List<Evaluation> all = done.stream().flatMap(List::stream).toList();
    return Ranking.best(all, 1).get(0).fitness().getAsDouble();
  }

  @Test
  void nsga2KeepsBothEndsOfTheTradeOff() {
    ParentSelection.Tournament tournament = new ParentSelection.Tournament(20, COSTS::tableFlops);
    List<List<Evaluation>> done =
        search(
            new Evolution(20, tournament, breeder(SPACE, FlopsWindow.ANY, SETTINGS)),
            EvolutionTest::additive);
    List<Evaluation> all = done.stream().flatMap(List::stream).toList();
    List<Evaluation> front = ParetoRanking.front(all, COSTS::tableFlops);
    List<Evaluation> everything =
        Architectures.all(SPACE)
            .map(
                one ->
                    new Evaluation(
                        new Candidate(0, Source.RANDOM, one),
                        new ChildOutcome.Measured(10_000, additive(one), 10_000)))
            .toList();
    List<Evaluation> exact = ParetoRanking.front(everything, COSTS::tableFlops);
    assertThat(front.get(0).fitness()).isEqualTo(exact.get(0).fitness());
    long cheapest = COSTS.tableFlops(exact.get(exact.size() - 1).candidate().architecture());
    assertThat(COSTS.tableFlops(front.get(front.size() - 1).candidate().architecture()))
        .isEqualTo(cheapest);
    assertThat(tournament.survivors(done)).hasSize(20);
  }

  @Test
  void aSmallSpaceIsSearchedToItsEndWithoutEndlessAttempts() {
    LayeredSpace small = TestSpaces.small();
    Evolution evolution =
        new Evolution(
            50, new ParentSelection.Fittest(3), breeder(small, FlopsWindow.ANY, SETTINGS));
    List<List<Evaluation>> done = search(evolution, architecture -> 1);
    assertThat(done.stream().flatMap(List::stream).map(one -> one.candidate().architecture()))
        .hasSize(18)
        .containsExactlyInAnyOrderElementsOf(Architectures.all(small).toList());
  }

  @Test
  void attemptsAreBoundedAndCounted() {
    // Only one architecture of the window is left, which one parent cannot reach by crossover.
    LayeredSpace small = TestSpaces.small();
    List<Architecture> all = Architectures.all(small).toList();
    Breeder breeder = breeder(small, FlopsWindow.ANY, new BreedingSettings(2, 1, 0.5, 30, 1));
    Architecture parent = all.get(0);
    Brood brood = breeder.brood(3, all.subList(0, 17), Optional.of(random -> parent));
    assertThat(brood.tallies().get(Source.CROSSOVER)).isEqualTo(new Brood.Tally(1, 0, 30));
    assertThat(brood.candidates()).extracting(Candidate::architecture).containsOnly(all.get(17));
    assertThat(brood.candidates()).extracting(Candidate::generation).containsOnly(3);
  }

  @Test
  void thePreFilterKeepsTheLargestAngles() {
    BreedingSettings settings = new BreedingSettings(20, 10, 0.5, 1000, 4);
    Breeder breeder =
        new Breeder(
            SPACE,
            FlopsWindow.ANY,
            settings,
            RandomStreams.of(7),
            Optional.of(EvolutionTest::additive));
    Brood filtered = breeder.brood(0, List.of(), Optional.empty());
    // Without the filter the same stream gives the 80 candidates that it chose from.
    Brood all =
        breeder(SPACE, FlopsWindow.ANY, new BreedingSettings(80, 10, 0.5, 1000, 1))
            .brood(0, List.of(), Optional.empty());
    List<Integer> best =
        all.candidates().stream()
            .map(one -> additive(one.architecture()))
            .sorted((a, b) -> b - a)
            .limit(20)
            .toList();
    assertThat(filtered.candidates()).hasSize(20);
    assertThat(filtered.candidates().stream().map(one -> additive(one.architecture())))
        .containsExactlyInAnyOrderElementsOf(best);
    assertThatThrownBy(() -> breeder(SPACE, FlopsWindow.ANY, settings))
        .hasMessageContaining("needs angles");
  }

  @Test
  void cellSpacesAreSearchedTheSameWay() {
    SearchSpace cells = TestSpaces.cells();
    Evolution evolution =
        new Evolution(3, new ParentSelection.Fittest(5), breeder(cells, FlopsWindow.ANY, SETTINGS));
    List<List<Evaluation>> done = search(evolution, architecture -> 7);
    assertThat(done).hasSize(3).allSatisfy(generation -> assertThat(generation).hasSize(20));
  }

  @Test
  void failedCandidatesAreNoParents() {
    Evolution evolution =
        new Evolution(
            2, new ParentSelection.Fittest(10), breeder(SPACE, FlopsWindow.ANY, SETTINGS));
    Brood first = evolution.next(List.of()).orElseThrow();
    List<Evaluation> failed =
        first.candidates().stream()
            .map(one -> new Evaluation(one, new ChildOutcome.Failed("no number")))
            .toList();
    Brood second = evolution.next(List.of(failed)).orElseThrow();
    assertThat(second.candidates()).extracting(Candidate::source).containsOnly(Source.RANDOM);
    assertThat(Ranking.best(failed, 5)).isEmpty();
  }

  @Test
  void amongEquallyFitCandidatesTheEarlierOneRanksHigher() {
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      evaluations.add(
          new Evaluation(
              new Candidate(0, Source.RANDOM, Architectures.at(SPACE, i)),
              new ChildOutcome.Measured(10, i % 3, 10)));
    }
    assertThat(Ranking.best(evaluations, 3))
        .containsExactly(evaluations.get(2), evaluations.get(5), evaluations.get(1));
  }
}
