package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.ImageCounts;
import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import io.absnas.core.train.LrSchedule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run would do, for {@code --dry-run}.
 *
 * @param space id of the space
 * @param size its architectures
 * @param twoPredecessors how many of them are cells with two predecessors per node; for DARTS
 * @param edgeOps its EdgeOps
 * @param leastFlops table FLOPs of the smallest child
 * @param mostFlops table FLOPs of the largest child
 * @param inWindow children inside {@code scoring.flops}, if there is a window
 * @param supernetParameters trainable values of the supernet
 * @param images images to train and to evaluate on
 * @param missing why the images are assumed, for people
 * @param stepsPerEpoch training steps of an epoch
 * @param growth what is trained before the first stage
 * @param growthSteps training steps of that
 * @param mostStages upper bound on the stages
 * @param mostEpochs epochs of so many stages
 * @param mostSteps training steps of so many stages
 * @param checkpoints that are written in so many stages
 * @param stageEnds where each of these stages ends
 */
public record ShrinkPlan(
    String space,
    BigInteger size,
    Optional<BigInteger> twoPredecessors,
    int edgeOps,
    long leastFlops,
    long mostFlops,
    Optional<BigInteger> inWindow,
    long supernetParameters,
    ImageCounts images,
    Optional<String> missing,
    long stepsPerEpoch,
    GrowthPlan growth,
    long growthSteps,
    int mostStages,
    long mostEpochs,
    long mostSteps,
    long checkpoints,
    List<StageEnd> stageEnds) {
  /**
   * The end of the training of a stage.
   *
   * @param epochs trained in all
   * @param steps trained in all
   * @param rate learning rate of the last step
   */
  public record StageEnd(long epochs, long steps, double rate) {}

  /** Copies the list. */
  public ShrinkPlan {
    requireNonNull(space, "space is null");
    requireNonNull(size, "size is null");
    requireNonNull(twoPredecessors, "twoPredecessors is null");
    requireNonNull(growth, "growth is null");
    requireNonNull(inWindow, "inWindow is null");
    requireNonNull(images, "images is null");
    requireNonNull(missing, "missing is null");
    stageEnds = List.copyOf(stageEnds);
  }

  static ShrinkPlan of(
      ShrinkConfig config, SearchSpace space, ImageCounts images, Optional<String> missing) {
    long stepsPerEpoch = config.batchPlan().stepsPerEpoch(images.training());
    ShrinkSettings settings = config.settings(space, stepsPerEpoch);
    Feasibility feasibility = Feasibility.of(space);
    int stages = mostStages(space, settings);
    LrSchedule schedule = config.recipe(space, stepsPerEpoch).schedule();
    List<StageEnd> ends = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      long steps = settings.stepsUntil(stage);
      ends.add(new StageEnd(settings.epochsUntil(stage), steps, schedule.rate(steps)));
    }
    return new ShrinkPlan(
        space.id(),
        space.size(),
        TwoPredecessors.binds(space)
            ? Optional.of(TwoPredecessors.size((CellSpace) space))
            : Optional.empty(),
        edgeOps(space),
        feasibility.minimum(),
        feasibility.maximum(),
        config.scoring().window().map(feasibility::count),
        CostModel.of(space).supernetParameters(),
        images,
        missing,
        stepsPerEpoch,
        settings.growth(),
        stages == 0 ? 0 : settings.growthSteps(),
        stages,
        stages == 0 ? 0 : settings.epochsUntil(stages - 1),
        stages == 0 ? 0 : settings.stepsUntil(stages - 1),
        settings.checkpoints(stages),
        ends);
  }

  private static int edgeOps(SearchSpace space) {
    return space.choices().stream().mapToInt(List::size).sum();
  }

  /**
   * The stages if drops shrink the size as slowly as they can: a drop helps least where a choice
   * has most ops.
   */
  static int mostStages(SearchSpace space, ShrinkSettings settings) {
    SearchSpace left = space;
    int stage = 0;
    while (settings.stop().test(left, stage).isEmpty()) {
      left =
          settings.drop().comparesChoices()
              ? withoutSome(left, settings.drop().count())
              : withoutOneEach(left);
      stage++;
    }
    return stage;
  }

  private static SearchSpace withoutSome(SearchSpace space, int count) {
    SearchSpace left = space;
    for (int drop = 0; drop < count && edgeOps(left) > left.choices().size(); drop++) {
      int most = 0;
      for (int choice = 1; choice < left.choices().size(); choice++) {
        most = left.ops(choice).size() > left.ops(most).size() ? choice : most;
      }
      left = left.without(new EdgeOp(most, left.ops(most).get(0)));
    }
    return left;
  }

  private static SearchSpace withoutOneEach(SearchSpace space) {
    SearchSpace left = space;
    for (int choice = 0; choice < space.choices().size(); choice++) {
      if (space.ops(choice).size() > 1) {
        left = left.without(new EdgeOp(choice, space.ops(choice).get(0)));
      }
    }
    return left;
  }

  /** The plan as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("space %s: %s architectures, %d EdgeOps".formatted(space, size, edgeOps));
    lines.add("table FLOPs of a child: %d to %d".formatted(leastFlops, mostFlops));
    twoPredecessors.ifPresent(count -> lines.add("cells with two predecessors per node: " + count));
    inWindow.ifPresent(
        count -> lines.add("children inside scoring.flops: %s of %s".formatted(count, size)));
    lines.add("supernet: %d parameters".formatted(supernetParameters));
    String assumed = images.assumed() ? " (assumed)" : "";
    lines.add(
        "images: %d%s to train on, %d%s held out, %d steps per epoch"
            .formatted(images.training(), assumed, images.heldOut(), assumed, stepsPerEpoch));
    missing.ifPresent(why -> lines.add("images are *assumed*: " + why));
    if (growthSteps > 0) {
      lines.add(
          "before the first stage the network grows to %d cells: %d depths of %d epochs, %d steps"
              .formatted(growth.cells(), growth.depths(), growth.epochs(), growthSteps));
    }
    lines.add(
        "at most %d stages, %d epochs, %d steps, %d checkpoints"
            .formatted(mostStages, mostEpochs, mostSteps, checkpoints));
    for (int stage = 0; stage < stageEnds.size(); stage++) {
      StageEnd end = stageEnds.get(stage);
      lines.add(
          String.format(
              Locale.ROOT,
              "learning rate at the end of stage %d, after %d epochs, %d steps: %.6g",
              stage,
              end.epochs(),
              end.steps(),
              end.rate()));
    }
    return List.copyOf(lines);
  }
}
