package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.Augmentation;
import io.absnas.core.data.AugmentationConfig;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.Draw;
import io.absnas.core.data.EmbeddedImages;
import io.absnas.core.data.ImageSource;
import io.absnas.core.data.LastBatch;
import io.absnas.core.data.Normalisation;
import io.absnas.core.data.PixelTransform;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.AverageConfig;
import io.absnas.core.train.DropPath;
import io.absnas.core.train.GradientClip;
import io.absnas.core.train.LoaderBatches;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import io.absnas.core.train.ZeroGradientRule;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whole epochs of a stand-alone network on the embedded images, from the pixels in memory to the
 * average of the weights: the recipe of {@code
 * configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml}, which the other side is told by file
 * {@code recipe.json}, at a steady learning rate.
 */
final class EpochWork implements BenchWork {
  private static final String SPACE = "mobilenet-gpu-21@tiny,width=2,input=28";
  private static final int BATCH = 128;
  private static final int PAD = 1;
  private static final double RATE = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final double DECAY = 1e-4;
  private static final double CLIP_NORM = 5;
  private static final double DROPOUT = 0.2;
  private static final double AVERAGE = 0.999;
  private static final String RECIPE =
      """
      {
        "training": {
          "batch-size": %d, "epochs": 1, "label-smoothing": 0, "dropout": %s, "drop-path": 0, "amp": "off",
          "learning-rate": {"kind": "constant", "start": %s},
          "sgd": {"momentum": %s, "nesterov": true, "weight-decay": %s, "decay": "convolutions", "clip-norm": %s},
          "ema": {"decay": %s, "warm-up": true}
        },
        "data": {"side": 28, "channels": 3, "augmentation": {"flip": true, "pad": %d, "cutout": 0}}
      }
      """;

  private final SearchSpace space = SpaceCatalog.find(SPACE);
  private final ImageSource images = EmbeddedImages.training();
  private final List<StandaloneNetwork> networks = new ArrayList<>();
  private final BatchLoader loader;
  private final TrainingLoop loop;

  /** A training at its start. */
  EpochWork(String architecture, int replicas, int loaderThreads) {
    for (int replica = 0; replica < replicas; replica++) {
      networks.add(network(space, architecture));
    }
    this.loader =
        new BatchLoader(
            images,
            new Augmentation(
                new AugmentationConfig(true, PAD, 0),
                new PixelTransform(28, 3, Normalisation.FASHION_MNIST)),
            new BatchPlan(BATCH, Draw.SHUFFLED, LastBatch.DROP),
            RandomStreams.of(1),
            loaderThreads,
            4);
    this.loop = new TrainingLoop(List.copyOf(networks), recipe(), LoaderBatches.start(loader, 0));
  }

  private static StandaloneNetwork network(SearchSpace space, String architecture) {
    return Networks.standalone(
        space,
        Design.parse(space, architecture),
        false,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT32);
  }

  private static TrainingRecipe recipe() {
    return new TrainingRecipe(
        new StepRule.Standalone(DROPOUT, DropPath.NONE, 0, RandomStreams.of(1)),
        new SgdSettings(
            MOMENTUM,
            true,
            DECAY,
            EnumSet.of(Param.Role.CONVOLUTION),
            new GradientClip.ByNorm(CLIP_NORM),
            ZeroGradientRule.PATH_ONLY),
        new LrSchedule.Constant(RATE),
        new SmoothedCrossEntropy(0),
        ForwardMode.full(BatchNormMode.TRAIN),
        Optional.of(new AverageConfig(AVERAGE, true)));
  }

  /** Writes {@code recipe.json} and {@code weights.safetensors} for the other side. */
  static void write(Path folder, String architecture) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("recipe.json"),
        RECIPE.formatted(BATCH, DROPOUT, RATE, MOMENTUM, DECAY, CLIP_NORM, AVERAGE, PAD));
    try (StandaloneNetwork network = network(SpaceCatalog.find(SPACE), architecture)) {
      Safetensors.write(folder.resolve("weights.safetensors"), network.state(), Map.of());
    }
  }

  /** Mean loss of every epoch. */
  @Override
  public double[] run(int count) {
    int steps = images.size() / BATCH;
    double[] losses = new double[count];
    for (int epoch = 0; epoch < count; epoch++) {
      double[] sum = new double[1];
      loop.run(
          space,
          loop.step() + steps,
          report -> {
            sum[0] += report.loss();
            return StepListener.Decision.CONTINUE;
          });
      losses[epoch] = sum[0] / steps;
    }
    return losses;
  }

  @Override
  public String facts() {
    return "\"engine\": \"PyTorch %s\", \"threads\": %d, \"replicas\": %d"
        .formatted(TensorEngine.version(), TensorEngine.threads(), networks.size());
  }

  @Override
  public void close() {
    loop.close();
    loader.close();
    networks.forEach(StandaloneNetwork::close);
  }
}
