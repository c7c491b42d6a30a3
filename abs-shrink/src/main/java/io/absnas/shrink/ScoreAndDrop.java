package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.run.Draws;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of a stage: children, angles, scores, drops. A function of space, weights and
 * draws; it changes nothing.
 *
 * <p>NAS-Bench-201 spaces are measured whole; other spaces by sampled children.
 */
public final class ScoreAndDrop {
  private static final Logger log = LoggerFactory.getLogger(ScoreAndDrop.class);

  private final ScoringConfig scoring;
  private final DropRule rule;

  /**
   * What one turn found.
   *
   * @param left the space after the drops
   * @param children number of different children measured
   * @param wholeSpace whether these are all children of the space
   * @param tries children drawn
   * @param scores one per scored EdgeOp
   * @param drops what went, in order
   */
  public record Turn(
      SearchSpace left,
      int children,
      boolean wholeSpace,
      long tries,
      List<ScoredOp> scores,
      List<EdgeOp> drops) {
    /** Copies the lists. */
    public Turn {
      requireNonNull(left, "left is null");
      scores = List.copyOf(scores);
      drops = List.copyOf(drops);
    }
  }

  /** Turns with these settings. */
  public ScoreAndDrop(ScoringConfig scoring, DropRule rule) {
    this.scoring = requireNonNull(scoring, "scoring is null");
    this.rule = requireNonNull(rule, "rule is null");
  }

  /**
   * Scores what is left of a space and decides what to drop. Children lie inside the window of
   * {@code scoring.flops}.
   *
   * @param angle angle in radians of a child given as op positions; asked by several threads
   * @param draws where random children come from
   * @param watch follows the round and may end it
   * @return empty if the round was ended
   */
  public Optional<Turn> turn(
      SearchSpace space, ToDoubleFunction<int[]> angle, ScoringDraws draws, ScoringWatch watch) {
    return turn(space, new OpMetric.OfChildren(angle), draws, watch);
  }

  /**
   * The same by any metric, which the caller closes.
   *
   * @return empty if the round was ended
   */
  public Optional<Turn> turn(
      SearchSpace space, OpMetric metric, ScoringDraws draws, ScoringWatch watch) {
    if (metric instanceof OpMetric.OfOps ofOps) {
      return Optional.of(turn(space, ofOps));
    }
    ToDoubleFunction<int[]> value = ((OpMetric.OfChildren) metric).value();
    try (Workers workers = new Workers(scoring.workers())) {
      Candidates candidates = candidates(space, draws, workers, watch);
      List<ScoredOp> scores =
          OperatorScorer.score(candidates, scoring.childrenPerOp(), value, workers, watch);
      warnOfFewChildren(space, candidates, scores);
      List<EdgeOp> drops = rule.drops(scores);
      return Optional.of(
          new Turn(
              without(space, drops),
              candidates.size(),
              candidates.exact(),
              candidates.tries(),
              scores,
              drops));
    } catch (CancellationException e) {
      return Optional.empty();
    }
  }

  private Turn turn(SearchSpace space, OpMetric.OfOps metric) {
    List<ScoredOp> scores =
        ChoiceTable.of(space).scored().stream()
            .map(op -> ScoredOp.of(op, metric.value().applyAsDouble(op)))
            .toList();
    List<EdgeOp> drops = rule.drops(scores);
    return new Turn(without(space, drops), 0, false, 0, scores, drops);
  }

  private static SearchSpace without(SearchSpace space, List<EdgeOp> drops) {
    SearchSpace left = space;
    for (EdgeOp drop : drops) {
      left = left.without(drop);
    }
    return left;
  }

  /** The lines of {@code history.json} about a turn. */
  public List<ScoreRecord> records(SearchSpace space, Turn turn) {
    Set<EdgeOp> dropped = new HashSet<>(turn.drops());
    List<OptionalDouble> margins = MarginToCut.of(turn.scores(), turn.drops(), rule);
    List<ScoreRecord> records = new ArrayList<>();
    for (int i = 0; i < margins.size(); i++) {
      ScoredOp scored = turn.scores().get(i);
      records.add(ScoreRecord.of(space, scored, margins.get(i), dropped.contains(scored.op())));
    }
    return List.copyOf(records);
  }

  private Candidates candidates(
      SearchSpace space, ScoringDraws draws, Workers workers, ScoringWatch watch) {
    WindowCounts counts = WindowCounts.of(space, scoring.window().orElse(FlopsWindow.ANY));
    CandidatePools pools =
        new CandidatePools(counts, scoring.childrenPerOp(), scoring.attempts(), watch);
    Candidates candidates;
    if (space.isNasBench201()) {
      candidates = pools.whole();
    } else if (draws instanceof ScoringDraws.Own own) {
      ChildSampler sampler =
          scoring.sampling() == ChildSampling.WINDOW
              ? new WindowSampler(counts)
              : ChildSampler.of(space);
      candidates = pools.sample(sampler, own, workers);
    } else {
      Draws reference = Draws.of(((ScoringDraws.Reference) draws).random());
      candidates = pools.sampleLikeReference(ChildSampler.of(space), reference);
    }
    candidates.close();
    return candidates;
  }

  private void warnOfFewChildren(SearchSpace space, Candidates candidates, List<ScoredOp> scores) {
    if (candidates.exact()) {
      return;
    }
    for (int i = 0; i < scores.size(); i++) {
      ScoredOp scored = scores.get(i);
      if (scored.angles().count() < scoring.minimumChildren()) {
        log.warn(
            "op={} choice={} children={} of {} tries={}: below scoring.minimum-children ({}){}{}",
            scored.op().op().id(),
            space.choiceName(scored.op().choice()),
            scored.angles().count(),
            scoring.childrenPerOp(),
            scored.tries(),
            scoring.minimumChildren(),
            candidates.complete(i) ? ", no more lie inside scoring.flops" : "",
            scored.angles().count() == 0 ? ", so its score is 0 and it is dropped first" : "");
      }
    }
  }
}
