package io.absnas.shrink;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Whether architecture parameters were trained, without which a score by magnitude is chance. */
public final class TrainedAlphas {
  private TrainedAlphas() {}

  /**
   * Refuses weights whose architecture parameters are those from before the training.
   *
   * @param trainedFile where the trained weights were read from
   * @throws AbsException of kind USAGE
   */
  public static void require(NamedTensors initial, NamedTensors trained, Path trainedFile) {
    if (values(initial).filter(before -> same(before, values(trained))).isPresent()) {
      throw new AbsException(
          ExitCode.USAGE,
          "%s: %s are those of the initial weights, so metric magnitude would score chance; allowed"
                  .formatted(trainedFile, OpMetric.ARCHITECTURE_PARAMETERS)
              + " are weights whose architecture parameters were trained");
    }
  }

  private static Optional<double[]> values(NamedTensors weights) {
    return weights.find(OpMetric.ARCHITECTURE_PARAMETERS).map(HostTensor::doubles);
  }

  private static boolean same(double[] before, Optional<double[]> after) {
    return after.filter(values -> Arrays.equals(before, values)).isPresent();
  }
}
