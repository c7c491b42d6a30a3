package io.absnas.search.proxyless;

import io.absnas.core.data.ImageCounts;
import io.absnas.core.flops.CostModel;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.train.GateSchedule;
import io.absnas.core.train.LrSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a search would do, for {@code --dry-run}.
 *
 * @param lines for people
 */
public record ProxylessPlan(List<String> lines) {
  /** Weights, velocities, and one copy of each while a checkpoint is written. */
  private static final int COPIES = 4;

  /** Copies the list. */
  public ProxylessPlan {
    lines = List.copyOf(lines);
  }

  static ProxylessPlan of(
      ProxylessConfig config,
      LayeredSpace space,
      Optional<Objective> objective,
      ImageCounts images,
      Optional<String> missing) {
    WeightsConfig training = config.training();
    long stepsPerEpoch = config.batchPlan().stepsPerEpoch(images.training());
    config.heldOutPlan(images.heldOut()).stepsPerEpoch(images.heldOut());
    long steps = training.allEpochs() * stepsPerEpoch;
    long warmUp = training.warmUpEpochs() * stepsPerEpoch;
    LrSchedule rates = training.rates(stepsPerEpoch);
    GateSchedule.Pattern pattern = config.alphas().pattern();
    long perEpoch = pattern.done(stepsPerEpoch, stepsPerEpoch);
    long parameters = CostModel.of(space).supernetParameters();
    List<String> lines = new ArrayList<>();
    lines.add("space %s: %s architectures".formatted(space.id(), space.size()));
    objective.ifPresent(
        one ->
            lines.add(
                "objective: %s of %s; architectures have %s to %s"
                    .formatted(
                        config.objective().orElseThrow().target().name().toLowerCase(Locale.ROOT),
                        Objective.text(one.target().reference()),
                        Objective.text(one.target().costs().least()),
                        Objective.text(one.target().costs().most()))));
    lines.add(
        "supernet: %d parameters, about %d MiB without activations, and %d architecture parameters"
            .formatted(
                parameters,
                (COPIES * Float.BYTES * parameters) >> 20,
                space.choices().stream().mapToInt(List::size).sum()));
    lines.add(
        "images: %d to train the weights, %d held out for the architecture%s"
            .formatted(
                images.training(),
                images.heldOut(),
                missing.map(what -> " (assumed: " + what + ")").orElse("")));
    if (warmUp > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "warm-up: %d steps of %d images, learning rate %.4g to %.4g",
              warmUp,
              training.batchSize(),
              rates.rate(1),
              rates.rate(warmUp)));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "search: %d steps of %d images, learning rate %.4g to %.4g; %d updates of the"
                + " architecture on %d images each",
            steps - warmUp,
            training.batchSize(),
            rates.rate(warmUp + 1),
            rates.rate(steps),
            perEpoch * (training.epochs() - 1),
            config.alphas().batchSize()));
    return new ProxylessPlan(lines);
  }
}
