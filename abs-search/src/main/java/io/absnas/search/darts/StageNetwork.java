package io.absnas.search.darts;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.MixedCells;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.IdentityDropoutPlan;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingRecipe;
import java.util.Optional;

/**
 * One stage before its network is built.
 *
 * @param number of the stage, from 0
 * @param config of the search
 * @param space ops of the search and classes of the images; its network is another one
 * @param ops what this stage offers
 */
record StageNetwork(int number, DartsSearchConfig config, CellSpace space, SearchedOps ops) {
  StageNetwork {
    requireNonNull(config, "config is null");
    requireNonNull(space, "space is null");
    requireNonNull(ops, "ops is null");
  }

  /** Cells of the CIFAR form for the images of the run. */
  MixedCells cells() {
    CellMacro macro =
        new CellMacro(
            CellMacro.Kind.DARTS_CIFAR,
            config.stages().channels().get(number),
            config.stages().cells().get(number),
            space.classes(),
            config.data().side());
    CellSpace built =
        new CellSpace(space.id(), space.graph(), macro, space.operations(), space.choices());
    return new MixedCells(built, ops.normal(), ops.reduce(), config.algo().form());
  }

  /** Streams of the stage: weights, architecture parameters and batches are new in each. */
  RandomStreams streams() {
    RandomStreams run = RandomStreams.of(config.seed());
    return number == 0 ? run : RandomStreams.of(run.stream("stage", number).nextLong());
  }

  /** A fresh network, float32; equal on every device. */
  DartsSearchNetwork open(ComputeDevice device) {
    return new DartsSearchNetwork(cells(), streams(), device, DataType.FLOAT32);
  }

  /**
   * How it is trained.
   *
   * @param weightSteps steps at the beginning that train the weights alone
   */
  TrainingRecipe recipe(long stepsPerEpoch, long weightSteps, LrSchedule rates) {
    double dropout = config.stages().dropout().get(number);
    return new TrainingRecipe(
        new StepRule.Mixed(
            new IdentityDropoutPlan(dropout, epochs(), weightEpochs(), stepsPerEpoch), streams()),
        config.training().sgd().settings(),
        rates,
        new SmoothedCrossEntropy(0),
        new ForwardMode(BatchNormMode.TRAIN, config.training().amp()),
        Optional.empty(),
        Optional.of(config.alphas().recipe(weightSteps)));
  }

  /** Epochs of the stage. */
  int epochs() {
    return config.stages().epochs().get(number);
  }

  /** Epochs that train the weights alone. */
  int weightEpochs() {
    return config.stages().weightEpochs().get(number);
  }

  /** Whether another stage follows. */
  boolean last() {
    return number == config.stages().count() - 1;
  }
}
