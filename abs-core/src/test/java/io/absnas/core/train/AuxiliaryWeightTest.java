package io.absnas.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.NamedTensors;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** One step of plain gradient descent at several weights of the auxiliary head's loss. */
final class AuxiliaryWeightTest {
  private static final int IMAGES = 4;
  private static final int CLASSES = 3;
  private static final SearchSpace SPACE =
      SpaceCatalog.find("darts-cifar,channels=2,cells=3,classes=" + CLASSES);

  /** What a step reports and leaves. */
  private record Stepped(double loss, NamedTensors weights) {
    double weight(String name, int index) {
      return weights.find(name).orElseThrow().doubles()[index];
    }
  }

  private static HostBatch batch() {
    RandomGenerator random = RandomStreams.of(3).stream("images", 1);
    float[] pixels = new float[IMAGES * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return new HostBatch(pixels, new int[] {0, 1, 2, 1}, 32, 32, 3);
  }

  private static StandaloneNetwork network() {
    return Networks.standalone(
        SPACE,
        ArchitectureCatalog.design(SPACE, "DARTS_V2"),
        true,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT64);
  }

  private static Stepped stepped(double auxiliaryWeight, double rate) {
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.Standalone(0, DropPath.NONE, auxiliaryWeight, RandomStreams.of(3)),
            new SgdSettings(
                0,
                false,
                0,
                SgdSettings.ALL_BUT_BATCH_NORM,
                new GradientClip.ByNorm(1e9),
                ZeroGradientRule.PATH_ONLY),
            new LrSchedule.Constant(rate),
            new SmoothedCrossEntropy(0),
            ForwardMode.full(BatchNormMode.TRAIN));
    double[] loss = new double[1];
    try (StandaloneNetwork network = network();
        TrainingLoop loop = new TrainingLoop(List.of(network), recipe, step -> batch())) {
      loop.run(
          SPACE,
          1,
          report -> {
            loss[0] = report.loss();
            return StepListener.Decision.CONTINUE;
          });
      return new Stepped(loss[0], loop.result());
    }
  }

  @Test
  void theHeadsLossCountsAsOftenAsItsWeightSays() {
    Stepped none = stepped(0, 0.1);
    Stepped published = stepped(0.4, 0.1);
    Stepped full = stepped(1, 0.1);
    double head = full.loss() - none.loss();
    assertThat(head).isBetween(0.3, 4.0);
    assertThat(published.loss()).isCloseTo(none.loss() + 0.4 * head, within(1e-12));
  }

  @Test
  void theHeadMovesInThatProportionAndTheCellBelowBySums() {
    Stepped before = stepped(0, 1e-300);
    Stepped none = stepped(0, 0.1);
    Stepped published = stepped(0.4, 0.1);
    Stepped full = stepped(1, 0.1);
    for (String name :
        List.of(
            "auxiliary_head.classifier.bias",
            "auxiliary_head.features.2.weight",
            "stem.0.weight",
            "cells.2.preprocess1.op.1.weight")) {
      double start = before.weight(name, 0);
      double own = none.weight(name, 0) - start;
      double whole = full.weight(name, 0) - start;
      assertThat(whole - own).as(name).isNotCloseTo(0, within(1e-9));
      assertThat(published.weight(name, 0) - start)
          .as(name)
          .isCloseTo(own + 0.4 * (whole - own), within(1e-12));
    }
    assertThat(none.weight("classifier.bias", 0)).isEqualTo(full.weight("classifier.bias", 0));
  }
}
