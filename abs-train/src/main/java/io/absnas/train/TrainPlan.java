package io.absnas.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HeldOutPart;
import io.absnas.core.data.ImageCounts;
import io.absnas.core.flops.Cost;
import io.absnas.core.train.LrSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a training would do, for {@code --dry-run}.
 *
 * @param space id of the space, with the size of the network
 * @param architecture text form
 * @param cost of the network
 * @param batchSize images of a step
 * @param stepsPerEpoch steps of one epoch
 * @param steps of the whole training
 * @param evaluations of the network
 * @param heldOut which images they are on
 * @param images numbers of images
 * @param missing why these are assumed: what of the data set is not there
 * @param rates learning rate of the first step, of a quarter, half and three quarters of the
 *     training, and of the last step
 */
public record TrainPlan(
    String space,
    String architecture,
    Cost cost,
    int batchSize,
    long stepsPerEpoch,
    long steps,
    long evaluations,
    HeldOutPart heldOut,
    ImageCounts images,
    Optional<String> missing,
    List<Double> rates) {
  private static final int QUARTERS = 4;

  /** Copies the list. */
  public TrainPlan {
    requireNonNull(space, "space is null");
    requireNonNull(architecture, "architecture is null");
    requireNonNull(cost, "cost is null");
    requireNonNull(heldOut, "heldOut is null");
    requireNonNull(images, "images is null");
    requireNonNull(missing, "missing is null");
    rates = List.copyOf(rates);
  }

  static TrainPlan of(
      TrainConfig config, NetworkPlan network, ImageCounts images, Optional<String> missing) {
    EvaluationTimes times = config.times(images.training());
    long steps = times.steps();
    LrSchedule schedule =
        config.training().learningRate().scheduleOfSteps(steps, times.stepsPerEpoch());
    List<Double> rates = new ArrayList<>();
    for (int quarter = 0; quarter <= QUARTERS; quarter++) {
      rates.add(schedule.rate(Math.max(1, steps * quarter / QUARTERS)));
    }
    return new TrainPlan(
        network.space().id(),
        network.text(),
        network.cost(),
        config.training().batchSize(),
        times.stepsPerEpoch(),
        steps,
        times.count(),
        config.data().heldOut(),
        images,
        missing,
        rates);
  }

  /** The plan as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("space %s, architecture %s".formatted(space, architecture));
    lines.add(
        "network: %d parameters, %d table FLOPs, %d multiply-adds"
            .formatted(cost.parameters(), cost.tableFlops(), cost.multiplyAdds()));
    lines.add(
        "images: %d to train on, %d %s%s"
            .formatted(
                images.training(),
                images.heldOut(),
                heldOut == HeldOutPart.TEST ? "to test on" : "held out of the training images",
                missing.map(what -> " (assumed: " + what + ")").orElse("")));
    lines.add(
        String.format(
            Locale.ROOT,
            "training: %d steps of %d images, %.1f epochs of %d steps",
            steps,
            batchSize,
            (double) steps / stepsPerEpoch,
            stepsPerEpoch));
    lines.add(
        String.format(
            Locale.ROOT,
            "learning rate: %.4g, at a quarter, half and three quarters %.4g, %.4g and %.4g, %.4g at the"
                + " end",
            rates.toArray()));
    lines.add("evaluations: %d".formatted(evaluations));
    return List.copyOf(lines);
  }
}
