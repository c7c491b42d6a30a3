package io.absnas.search;

import io.absnas.core.data.ImageCounts;
import io.absnas.core.flops.CostModel;
import io.absnas.core.flops.Feasibility;
import io.absnas.core.space.SearchSpace;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a search would do, for {@code --dry-run}.
 *
 * @param space id of the space
 * @param size its architectures
 * @param leastFlops table FLOPs of the smallest child, where the space can be counted
 * @param mostFlops table FLOPs of the largest child, where the space can be counted
 * @param inWindow children inside {@code evolution.flops}, if there is a window
 * @param supernetParameters trainable values of the supernet
 * @param memoryBytes estimate of the memory for weights, velocities and their copies, without
 *     activations
 * @param trainingSteps of the supernet; 0 if it is trained already
 * @param passes over each batch
 * @param batchSize images of a step
 * @param candidates evaluated at most
 * @param images numbers of images, if any are needed
 * @param missing why these are assumed: what of the data set is not there
 * @param imagesPerCandidate training images for its batch norms and held-out images; 0 if nothing
 *     but angles are asked for
 */
public record SearchPlan(
    String space,
    BigInteger size,
    Optional<Long> leastFlops,
    Optional<Long> mostFlops,
    Optional<BigInteger> inWindow,
    long supernetParameters,
    long memoryBytes,
    long trainingSteps,
    int passes,
    int batchSize,
    long candidates,
    Optional<ImageCounts> images,
    Optional<String> missing,
    long imagesPerCandidate) {
  /** Weights, velocities, initial weights, and one copy of each while a checkpoint is written. */
  private static final int COPIES = 5;

  static SearchPlan of(
      SearchConfig config,
      SearchSpace space,
      Optional<Feasibility> feasibility,
      Optional<ImageCounts> images,
      Optional<String> missing) {
    EvolutionConfig evolution = config.evolution();
    long parameters = CostModel.of(space).supernetParameters();
    boolean measured = evolution.fitness() == EvolutionConfig.Fitness.ACCURACY;
    return new SearchPlan(
        space.id(),
        space.size(),
        feasibility.map(Feasibility::minimum),
        feasibility.map(Feasibility::maximum),
        feasibility.map(one -> one.count(evolution.window())),
        parameters,
        COPIES * Float.BYTES * parameters,
        config.trains()
            ? SupernetTraining.steps(config, space, images.orElseThrow().training())
            : 0,
        config.trains() ? config.training().passes(space) : 1,
        config.training().batchSize(),
        evolution.budget(),
        images,
        missing,
        measured
            ? (long) config.evaluation().recalibrationImages() + images.orElseThrow().heldOut()
            : 0);
  }

  /** The plan as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("space %s: %s architectures".formatted(space, size));
    if (leastFlops.isPresent() && mostFlops.isPresent()) {
      lines.add("table FLOPs of a child: %d to %d".formatted(leastFlops.get(), mostFlops.get()));
    }
    inWindow.ifPresent(
        count -> lines.add("children inside evolution.flops: %s of %s".formatted(count, size)));
    lines.add(
        "supernet: %d parameters, about %d MiB without activations"
            .formatted(supernetParameters, memoryBytes >> 20));
    lines.add(
        trainingSteps == 0
            ? "supernet: trained already"
            : "training: %d steps of %d pass(es) over %d images"
                .formatted(trainingSteps, passes, batchSize));
    images.ifPresent(
        counts ->
            lines.add(
                "images: %d to train on, %d held out%s"
                    .formatted(
                        counts.training(),
                        counts.heldOut(),
                        missing.map(what -> " (assumed: " + what + ")").orElse(""))));
    lines.add(
        imagesPerCandidate == 0
            ? "at most %d candidates, by their angle alone".formatted(candidates)
            : "at most %d candidates, %d images each, %d in all"
                .formatted(candidates, imagesPerCandidate, candidates * imagesPerCandidate));
    return List.copyOf(lines);
  }
}
