package io.absnas.search.evolution;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.flops.WindowDraw;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Makes the candidates of a generation as SPOS does (arXiv 1904.00420): inside the FLOPs window,
 * none that was made before, by crossover, mutation and, for what is missing, at random, each with
 * a bound on its attempts.
 *
 * <p>A pure function of its arguments: the draws of a source come from the stream {@code evolution}
 * of generation and source. Random candidates are drawn uniformly inside the window at once ({@link
 * WindowDraw}), which is what drawing anywhere and rejecting would give.
 */
public final class Breeder {
  private final SearchSpace space;
  private final FlopsWindow window;
  private final BreedingSettings settings;
  private final RandomStreams streams;
  private final Optional<ToDoubleFunction<Architecture>> angle;
  private final CostModel costs;
  private final WindowCounts counts;
  private final WindowDraw draw;

  /**
   * A breeder for one search.
   *
   * @param angle of an architecture, needed by the pre-filter
   */
  public Breeder(
      SearchSpace space,
      FlopsWindow window,
      BreedingSettings settings,
      RandomStreams streams,
      Optional<ToDoubleFunction<Architecture>> angle) {
    this.space = requireNonNull(space, "space is null");
    this.window = requireNonNull(window, "window is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.streams = requireNonNull(streams, "streams is null");
    this.angle = requireNonNull(angle, "angle is null");
    this.costs = CostModel.of(space);
    this.counts = WindowCounts.of(space, window);
    this.draw = WindowDraw.all(counts);
    if (settings.prefilter() > 1 && angle.isEmpty()) {
      throw new IllegalArgumentException("the pre-filter needs angles");
    }
  }

  /**
   * The next generation.
   *
   * @param generation its number
   * @param made every architecture that was made before
   * @param parents where parents come from; without them all candidates are random
   * @return fewer candidates than the population, or none, if the attempts run out
   */
  public Brood brood(int generation, Collection<Architecture> made, Optional<ParentPool> parents) {
    Set<Architecture> taken = new LinkedHashSet<>(made);
    Map<Source, Brood.Tally> tallies = new EnumMap<>(Source.class);
    List<Candidate> crossed = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    if (parents.isPresent()) {
      ParentPool pool = parents.get();
      RandomGenerator crossing = stream(generation, Source.CROSSOVER);
      crossed.addAll(
          find(
              generation,
              Source.CROSSOVER,
              settings.crossover(),
              taken,
              tallies,
              () -> Variation.cross(pool.draw(crossing), pool.draw(crossing), crossing)));
      RandomGenerator mutating = stream(generation, Source.MUTATION);
      candidates.addAll(
          find(
              generation,
              Source.MUTATION,
              settings.population() - crossed.size(),
              taken,
              tallies,
              () ->
                  Variation.mutate(
                      space, pool.draw(mutating), settings.mutationProbability(), mutating)));
      candidates.addAll(crossed);
    }
    int missing = settings.population() - candidates.size();
    if (missing > 0) {
      RandomGenerator random = stream(generation, Source.RANDOM);
      candidates.addAll(
          find(generation, Source.RANDOM, missing, taken, tallies, () -> random(random)));
    }
    return new Brood(candidates, tallies);
  }

  private RandomGenerator stream(int generation, Source source) {
    return streams.stream("evolution-" + source.id(), generation);
  }

  private Architecture random(RandomGenerator random) {
    List<CandidateOp> operations = space.operations();
    return new Architecture(
        Arrays.stream(draw.next(random::nextDouble)).mapToObj(operations::get).toList());
  }

  /** Legal candidates of one source, which are taken from then on. */
  private List<Candidate> find(
      int generation,
      Source source,
      int wanted,
      Set<Architecture> taken,
      Map<Source, Brood.Tally> tallies,
      Supplier<Architecture> next) {
    long more = (long) wanted * settings.prefilter();
    long bound = more * settings.attempts();
    long attempts = 0;
    Set<Architecture> found = new LinkedHashSet<>();
    while (found.size() < more && attempts < bound && !exhausted(taken, found)) {
      attempts++;
      Architecture one = next.get();
      if (window.contains(costs.tableFlops(one)) && !taken.contains(one)) {
        found.add(one);
      }
    }
    List<Architecture> kept = filtered(List.copyOf(found), wanted);
    taken.addAll(kept);
    tallies.put(source, new Brood.Tally(wanted, kept.size(), attempts));
    return kept.stream().map(one -> new Candidate(generation, source, one)).toList();
  }

  /** Whether there is no other architecture in the window; the count is exact where it matters. */
  private boolean exhausted(Set<Architecture> taken, Set<Architecture> found) {
    return counts.children() <= taken.size() + found.size();
  }

  /** The largest angles, in the order in which they were found. */
  private List<Architecture> filtered(List<Architecture> found, int wanted) {
    if (found.size() <= wanted || angle.isEmpty()) {
      return found.subList(0, Math.min(wanted, found.size()));
    }
    ToDoubleFunction<Architecture> score = angle.get();
    List<Architecture> best =
        found.stream().sorted(Comparator.comparingDouble(score).reversed()).limit(wanted).toList();
    return found.stream().filter(Set.copyOf(best)::contains).toList();
  }
}
