package io.absnas.core.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads weight files in turn, says how long each takes and whether all hold the same tensors. */
public final class WeightReading {
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 15;

  private WeightReading() {}

  /** Prints a table: FILE... */
  public static void main(String[] arguments) throws IOException {
    Map<Path, double[]> milliseconds = new LinkedHashMap<>();
    for (String argument : arguments) {
      milliseconds.put(Path.of(argument), new double[ROUNDS]);
    }
    double sum = 0;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      for (Map.Entry<Path, double[]> entry : milliseconds.entrySet()) {
        long start = System.nanoTime();
        sum += sum(WeightFiles.read(entry.getKey()));
        if (round >= 0) {
          entry.getValue()[round] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    System.out.println("| file | bytes | ms | id of the tensors |\n| --- | ---: | ---: | --- |");
    long different =
        milliseconds.keySet().stream()
            .map(file -> WeightsId.of(WeightFiles.read(file)))
            .distinct()
            .count();
    for (Map.Entry<Path, double[]> entry : milliseconds.entrySet()) {
      Arrays.sort(entry.getValue());
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f | %s |%n",
          entry.getKey().getFileName(),
          Files.size(entry.getKey()),
          entry.getValue()[ROUNDS / 2],
          WeightsId.of(WeightFiles.read(entry.getKey())).substring(0, 16));
    }
    if (different != 1 || Double.isNaN(sum)) {
      throw new AssertionError("the files do not hold the same tensors");
    }
  }

  private static double sum(NamedTensors tensors) {
    double sum = 0;
    for (HostTensor tensor : tensors.tensors()) {
      for (double value : tensor.doubles()) {
        sum += value;
      }
    }
    return sum;
  }
}
