package io.absnas.core.train;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.List;

/** A three-layer supernet for 16x16 images of four classes. */
final class TinySupernet {
  static final LayeredSpace SPACE =
      LayeredSpace.full(
          "tiny",
          TestSpaces.shape(
              SyntheticImages.SIDE,
              8,
              2,
              8,
              new int[][] {{16, 2, 2}, {24, 1, 1}},
              32,
              SyntheticImages.CLASSES),
          List.of(
              new InvertedResidual(3, 3),
              new InvertedResidual(5, 3),
              new InvertedResidual(3, 6),
              Identity.LAYER));

  private TinySupernet() {}

  static MobileSupernet network(DataType type, long seed) {
    return new MobileSupernet(
        SPACE, Initialisation.FRAMEWORK_DEFAULT, RandomStreams.of(seed), ComputeDevice.CPU, type);
  }

  /** Uniform single paths, the settings of the mobile supernets. */
  static TrainingRecipe recipe(LrSchedule schedule) {
    return new TrainingRecipe(
        new StepRule.SinglePath(new UniformPaths(RandomStreams.of(3))),
        SgdSettings.mobileSupernet(),
        schedule,
        new SmoothedCrossEntropy(0.1));
  }

  /** Loss and optimiser of a test that hands paths and rates to the replicas itself. */
  static TrainingRecipe recipe(SmoothedCrossEntropy loss, SgdSettings optimiser) {
    return new TrainingRecipe(
        new StepRule.SinglePath(new UniformPaths(RandomStreams.of(3))),
        optimiser,
        new LrSchedule.LinearToFloor(1, 0, 1),
        loss);
  }

  /** Names, order and every bit of both are equal. */
  static boolean same(NamedTensors one, NamedTensors other) {
    if (!List.copyOf(one.names()).equals(List.copyOf(other.names()))) {
      return false;
    }
    for (HostTensor tensor : one.tensors()) {
      HostTensor match = other.find(tensor.name()).orElseThrow();
      if (!tensor.bytes().equals(match.bytes()) || !tensor.shape().equals(match.shape())) {
        return false;
      }
    }
    return true;
  }
}
