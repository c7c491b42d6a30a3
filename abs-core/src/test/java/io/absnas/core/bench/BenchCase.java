package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.GradientClip;
import io.absnas.core.train.IndependentCells;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.PathSampler;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.UniformPaths;
import io.absnas.core.train.ZeroGradientRule;
import java.util.Optional;

/**
 * What both sides of a comparison do: file {@code case.json} of a case's folder. The optimiser is
 * the one that the kind of space is published with; its numbers are there for the other side.
 *
 * @param space catalogue name with its changes, {@code mobilenet-gpu-21,input=96,classes=10}
 * @param side height and width of the images in pixels
 * @param classes number of logits
 * @param channels channels of the first cells; 0 for layered spaces
 * @param cells cells per stage; 0 for layered spaces
 * @param batchSize images per batch
 * @param batches number of different batches, used in turn
 * @param recalibration how many of them, the first ones, re-estimate batch norms in an evaluation
 * @param paths number of paths written down, one per step
 * @param smoothing label smoothing of the loss
 * @param learningRate the same at every step
 * @param momentum share of the old velocity
 * @param nesterov whether the step looks ahead along the velocity
 * @param weightDecay factor of the weight in the gradient
 * @param decaysBatchNorm whether batch norms decay as well
 * @param clip largest absolute value of a gradient entry
 * @param missingIsZero whether weights that have been on a path are updated ever after
 */
record BenchCase(
    String space,
    int side,
    int classes,
    int channels,
    int cells,
    int batchSize,
    int batches,
    int recalibration,
    int paths,
    double smoothing,
    double learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    boolean decaysBatchNorm,
    Optional<Double> clip,
    boolean missingIsZero) {
  private static final RandomStreams STREAMS = RandomStreams.of(1);

  BenchCase {
    requireNonNull(space, "space is null");
    requireNonNull(clip, "clip is null");
  }

  static BenchCase of(String spaceText, int batchSize, int batches, int recalibration, int paths) {
    SearchSpace space = SpaceCatalog.find(spaceText);
    SgdSettings sgd = optimiser(space);
    Optional<CellSpace> cellSpace =
        space instanceof CellSpace c ? Optional.of(c) : Optional.empty();
    return new BenchCase(
        spaceText,
        space.inputSide(),
        space.classes(),
        cellSpace.map(s -> s.macro().channels()).orElse(0),
        cellSpace.map(s -> s.macro().cells()).orElse(0),
        batchSize,
        batches,
        recalibration,
        paths,
        space.isNasBench201() ? 0 : 0.1,
        space.isNasBench201() ? 0.025 : 0.001,
        sgd.momentum(),
        sgd.nesterov(),
        sgd.weightDecay(),
        sgd.decayedRoles().equals(SgdSettings.ALL),
        sgd.clip() instanceof GradientClip.ByValue byValue
            ? Optional.of(byValue.limit())
            : Optional.empty(),
        sgd.zeroGradientRule() == ZeroGradientRule.MISSING_IS_ZERO);
  }

  SearchSpace searchSpace() {
    return SpaceCatalog.find(space);
  }

  /** The path of a step; steps count from 1. */
  PathSampler sampler() {
    return searchSpace().isNasBench201()
        ? new IndependentCells(STREAMS)
        : new UniformPaths(STREAMS);
  }

  TrainingRecipe recipe() {
    return new TrainingRecipe(
        new StepRule.SinglePath(sampler()),
        optimiser(searchSpace()),
        new LrSchedule.Constant(learningRate),
        new SmoothedCrossEntropy(smoothing));
  }

  /** A fresh supernet on the CPU; the caller closes it. */
  Network network(DataType type) {
    return network(type, ComputeDevice.CPU);
  }

  /** A fresh supernet on a device; the caller closes it. */
  Network network(DataType type, ComputeDevice device) {
    return Networks.supernet(
        searchSpace(), Initialisation.FRAMEWORK_DEFAULT, STREAMS, device, type);
  }

  private static SgdSettings optimiser(SearchSpace space) {
    return space.isNasBench201() ? SgdSettings.nasBench201() : SgdSettings.mobileSupernet();
  }
}
