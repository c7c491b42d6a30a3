package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MixedCells;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.AdamSettings;
import io.absnas.core.train.GradientClip;
import io.absnas.core.train.IdentityDropoutPlan;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.MixtureRecipe;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.ZeroGradientRule;
import java.util.List;
import java.util.Optional;

/**
 * What both sides of a comparison of search steps do: file {@code case.json} of the case's folder.
 * Optimisers and their numbers are the published ones of DARTS in first order; the numbers are
 * there for the other side.
 *
 * @param space catalogue name, {@code darts-cifar,channels=16,cells=8}
 * @param operations ids of the ops on every edge
 * @param side height and width of the images in pixels
 * @param classes number of logits
 * @param channels of the first cells
 * @param cells in all
 * @param batchSize images per batch
 * @param batches number of different batches; even ones train weights, odd ones the architecture
 * @param sgd optimiser of the weights
 * @param adam optimiser of the architecture parameters
 */
record DartsStepCase(
    String space,
    List<String> operations,
    int side,
    int classes,
    int channels,
    int cells,
    int batchSize,
    int batches,
    WeightStep sgd,
    AdamSettings adam) {
  private static final RandomStreams STREAMS = RandomStreams.of(1);

  /** The optimiser of the weights, its gradients clipped by their common norm. */
  record WeightStep(double learningRate, double momentum, double weightDecay, double clipNorm) {
    static final WeightStep PUBLISHED = new WeightStep(0.025, 0.9, 3e-4, 5);
  }

  DartsStepCase {
    requireNonNull(space, "space is null");
    operations = List.copyOf(operations);
    requireNonNull(sgd, "sgd is null");
    requireNonNull(adam, "adam is null");
    if (batches % 2 != 0) {
      throw new IllegalArgumentException("batches is " + batches + ", must be even");
    }
  }

  static DartsStepCase of(String spaceText, int batchSize, int batches) {
    CellSpace space = (CellSpace) SpaceCatalog.find(spaceText);
    return new DartsStepCase(
        spaceText,
        space.operations().stream().map(CandidateOp::id).toList(),
        space.inputSide(),
        space.classes(),
        space.macro().channels(),
        space.macro().cells(),
        batchSize,
        batches,
        WeightStep.PUBLISHED,
        new AdamSettings(3e-4, 0.5, 0.999, 1e-8, 1e-3));
  }

  CellSpace cellSpace() {
    return (CellSpace) SpaceCatalog.find(space);
  }

  TrainingRecipe recipe() {
    return new TrainingRecipe(
        new StepRule.Mixed(IdentityDropoutPlan.NONE, STREAMS),
        new SgdSettings(
            sgd.momentum(),
            false,
            sgd.weightDecay(),
            SgdSettings.ALL,
            new GradientClip.ByNorm(sgd.clipNorm()),
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.Constant(sgd.learningRate()),
        new SmoothedCrossEntropy(0),
        ForwardMode.full(BatchNormMode.TRAIN),
        Optional.empty(),
        Optional.of(
            new MixtureRecipe(
                adam,
                MixtureRecipe.Order.FIRST,
                GradientClip.None.NONE,
                0,
                MixtureRecipe.PUBLISHED_RADIUS)));
  }

  /** A fresh search network on the CPU; the caller closes it. */
  DartsSearchNetwork network(DataType type) {
    return new DartsSearchNetwork(
        MixedCells.of(cellSpace(), MixedCells.Form.DARTS), STREAMS, ComputeDevice.CPU, type);
  }
}
