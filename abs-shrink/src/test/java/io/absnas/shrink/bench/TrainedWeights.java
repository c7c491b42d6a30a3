package io.absnas.shrink.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.IdxImages;
import io.absnas.core.data.PixelImages;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.SpaceOverrides;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.IndependentCells;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.PathSampler;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.UniformPaths;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Initial and trained weights of a supernet of full width, trained once on Fashion-MNIST (Debian's
 * {@code dataset-fashion-mnist}) and kept as files.
 *
 * <p>SGD as published, with the rate for the batch: 0.25 for 512 images, so 0.25 * 16 / 512 for 16,
 * and 0.025 * 16 / 64 for NAS-Bench-201, along the line or cosine of the published run, of which
 * only the first steps are made. The 28 pixels of an image's side are spread over the network's by
 * linear interpolation; the ten labels are the first ten classes of the network.
 *
 * @param space what is scored
 * @param initial weights before the first step
 * @param trained weights after the last step
 */
record TrainedWeights(SearchSpace space, NamedTensors initial, NamedTensors trained) {
  static final String GPU_21 = "mobilenet-gpu-21";
  static final String NASBENCH201 = "nasbench201";

  private static final int BATCH = 16;
  private static final RandomStreams STREAMS = RandomStreams.of(5);
  private static final float MEAN = 0.286f;
  private static final float SD = 0.353f;

  /** The files that {@link #train} has left in a directory. */
  static TrainedWeights read(String id, Path directory) {
    return new TrainedWeights(
        SpaceCatalog.find(id),
        WeightFiles.read(file(directory, id, "initial")),
        WeightFiles.read(file(directory, id, "trained")));
  }

  private static Path file(Path directory, String id, String part) {
    return directory.resolve(id + "-" + part + ".safetensors");
  }

  /**
   * Trains and keeps the weights unless the directory has them.
   *
   * @param images folder of the IDX files
   * @param side of the images that the network sees
   */
  static void train(String id, int side, long steps, Path images, Path directory)
      throws IOException {
    Path trained = file(directory, id, "trained");
    if (Files.exists(trained)) {
      return;
    }
    Files.createDirectories(directory);
    SearchSpace space = SpaceCatalog.find(id, input(side));
    PixelImages source = IdxImages.training("fashion-mnist", images, 10);
    try (Network network =
            Networks.supernet(
                space, initialisation(space), STREAMS, ComputeDevice.CPU, DataType.FLOAT32);
        TrainingLoop training =
            new TrainingLoop(List.of(network), recipe(space), step -> batch(source, side, step))) {
      Safetensors.write(file(directory, id, "initial"), network.state(), Map.of());
      training.run(
          space,
          steps,
          report -> {
            if (report.step() % 50 == 0 || report.step() == 1) {
              System.err.printf("%s: step %d, loss %.3f%n", id, report.step(), report.loss());
            }
            return StepListener.Decision.CONTINUE;
          });
      Safetensors.write(trained, network.state(), Map.of());
    }
  }

  private static Initialisation initialisation(SearchSpace space) {
    return space.isNasBench201() ? Initialisation.FRAMEWORK_DEFAULT : Initialisation.HE_FAN_OUT;
  }

  private static SpaceOverrides input(int side) {
    return new SpaceOverrides(
        Optional.empty(), Optional.empty(), Optional.of(side), Optional.empty(), Optional.empty());
  }

  private static TrainingRecipe recipe(SearchSpace space) {
    boolean cells = space.isNasBench201();
    PathSampler paths = cells ? new IndependentCells(STREAMS) : new UniformPaths(STREAMS);
    return new TrainingRecipe(
        new StepRule.SinglePath(paths),
        cells ? SgdSettings.nasBench201() : SgdSettings.mobileSupernet(),
        cells
            ? new LrSchedule.CosinePerEpoch(0.025 * BATCH / 64, 0.001 * BATCH / 64, 250, 3125)
            : new LrSchedule.LinearToFloor(0.25 * BATCH / 512, 5e-4 * BATCH / 512, 601_000),
        new SmoothedCrossEntropy(cells ? 0 : 0.1));
  }

  /** Random images, with replacement. */
  private static HostBatch batch(PixelImages source, int side, long step) {
    RandomGenerator random = STREAMS.stream("shuffle", step);
    float[] pixels = new float[BATCH * side * side * 3];
    int[] labels = new int[BATCH];
    byte[] image = new byte[source.imageBytes()];
    for (int i = 0; i < BATCH; i++) {
      int index = random.nextInt(source.size());
      labels[i] = source.label(index);
      source.copyPixels(index, image, 0);
      spread(image, source.height(), source.width(), pixels, i * side * side * 3, side);
    }
    return new HostBatch(pixels, labels, side, side, 3);
  }

  /** Linear interpolation between pixel centres, the same grey in three channels. */
  private static void spread(
      byte[] image, int height, int width, float[] pixels, int offset, int side) {
    for (int y = 0; y < side; y++) {
      double row = place(y, side, height);
      for (int x = 0; x < side; x++) {
        double column = place(x, side, width);
        int top = Math.min((int) row, height - 2);
        int left = Math.min((int) column, width - 2);
        double above = between(image, top * width + left, column - left);
        double below = between(image, (top + 1) * width + left, column - left);
        double grey = (above + (row - top) * (below - above)) / 255;
        for (int channel = 0; channel < 3; channel++) {
          pixels[offset + (y * side + x) * 3 + channel] = ((float) grey - MEAN) / SD;
        }
      }
    }
  }

  private static double place(int target, int side, int size) {
    return Math.max(0, Math.min(size - 1.0, (target + 0.5) * size / side - 0.5));
  }

  private static double between(byte[] image, int at, double share) {
    return (image[at] & 0xff) + share * ((image[at + 1] & 0xff) - (image[at] & 0xff));
  }
}
