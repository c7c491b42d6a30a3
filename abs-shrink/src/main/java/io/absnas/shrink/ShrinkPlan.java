package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
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
 * @param edgeOps its EdgeOps
 * @param leastFlops table FLOPs of the smallest child
 * @param mostFlops table FLOPs of the largest child
 * @param inWindow children inside {@code scoring.flops}, if there is a window
 * @param supernetParameters trainable values of the supernet
 * @param memoryBytes estimate of the memory for weights, velocities and their copies, without
 *     activations
 * @param trainingImages images to train on
 * @param heldOutImages images to evaluate on
 * @param stepsPerEpoch training steps of an epoch
 * @param mostStages upper bound on the stages
 * @param mostEpochs epochs of so many stages
 * @param mostSteps training steps of so many stages
 * @param ratesAtStageEnds learning rate of the last step of each of these stages
 */
public record ShrinkPlan(
    String space,
    BigInteger size,
    int edgeOps,
    long leastFlops,
    long mostFlops,
    Optional<BigInteger> inWindow,
    long supernetParameters,
    long memoryBytes,
    int trainingImages,
    int heldOutImages,
    long stepsPerEpoch,
    int mostStages,
    long mostEpochs,
    long mostSteps,
    List<Double> ratesAtStageEnds) {
  /** Weights, velocities, base weights, and one copy of each while a checkpoint is written. */
  private static final int COPIES = 5;

  /** Copies the list. */
  public ShrinkPlan {
    requireNonNull(space, "space is null");
    requireNonNull(size, "size is null");
    requireNonNull(inWindow, "inWindow is null");
    ratesAtStageEnds = List.copyOf(ratesAtStageEnds);
  }

  static ShrinkPlan of(
      ShrinkConfig config, SearchSpace space, int trainingImages, int heldOutImages) {
    long stepsPerEpoch = config.batchPlan().stepsPerEpoch(trainingImages);
    ShrinkSettings settings = config.settings(space, stepsPerEpoch);
    Feasibility feasibility = Feasibility.of(space);
    long parameters = CostModel.of(space).supernetParameters();
    int stages = mostStages(space, settings);
    LrSchedule schedule =
        config.training().recipe(RandomStreams.of(config.seed()), stepsPerEpoch).schedule();
    List<Double> rates = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      rates.add(schedule.rate(settings.stepsUntil(stage)));
    }
    return new ShrinkPlan(
        space.id(),
        space.size(),
        edgeOps(space),
        feasibility.minimum(),
        feasibility.maximum(),
        config.scoring().window().map(feasibility::count),
        parameters,
        COPIES * Float.BYTES * parameters,
        trainingImages,
        heldOutImages,
        stepsPerEpoch,
        stages,
        stages == 0 ? 0 : settings.epochsUntil(stages - 1),
        stages == 0 ? 0 : settings.stepsUntil(stages - 1),
        rates);
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
    inWindow.ifPresent(
        count -> lines.add("children inside scoring.flops: %s of %s".formatted(count, size)));
    lines.add(
        "supernet: %d parameters, about %d MiB without activations"
            .formatted(supernetParameters, memoryBytes >> 20));
    lines.add(
        "images: %d to train on, %d held out, %d steps per epoch"
            .formatted(trainingImages, heldOutImages, stepsPerEpoch));
    lines.add(
        "at most %d stages, %d epochs, %d steps".formatted(mostStages, mostEpochs, mostSteps));
    for (int stage = 0; stage < ratesAtStageEnds.size(); stage++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "learning rate at the end of stage %d: %.6g",
              stage,
              ratesAtStageEnds.get(stage)));
    }
    return List.copyOf(lines);
  }
}
