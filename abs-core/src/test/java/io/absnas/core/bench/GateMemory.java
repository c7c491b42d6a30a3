package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.AlphaStart;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.train.AdamSettings;
import io.absnas.core.train.AlphaPaths;
import io.absnas.core.train.BatchSource;
import io.absnas.core.train.CostTerm;
import io.absnas.core.train.GateMode;
import io.absnas.core.train.GateRecipe;
import io.absnas.core.train.GateSchedule;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.SgdSettings;
import io.absnas.core.train.SmoothedCrossEntropy;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.StepRule;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.train.TrainingRecipe;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Trains the search network of ProxylessNAS for some steps on noise and prints what the process
 * held when all was loaded and at most since, in KiB.
 *
 * <p>Arguments: space, images of a batch, steps, {@code single} for steps of the weights alone or
 * the mode of an update of the architecture parameters after each step ({@code two}, {@code full},
 * {@code full-v2}), seed. Both kinds start with two steps of the weights, so that momenta are
 * there.
 */
public final class GateMemory {
  private static final int BEFORE = 2;

  private GateMemory() {}

  /** See the class. */
  public static void main(String[] arguments) {
    LayeredSpace space = (LayeredSpace) SpaceCatalog.find(arguments[0]);
    int batchSize = Integer.parseInt(arguments[1]);
    int steps = Integer.parseInt(arguments[2]);
    RandomStreams streams = RandomStreams.of(Long.parseLong(arguments[4]));
    HostBatch batch = noise(space, batchSize, streams.stream("noise"));
    BatchSource source = step -> batch;
    ProxylessSupernet network =
        new ProxylessSupernet(
            space, AlphaStart.PUBLISHED, streams, ComputeDevice.CPU, DataType.FLOAT32);
    TrainingRecipe recipe =
        new TrainingRecipe(
            new StepRule.SinglePath(new AlphaPaths(network::alphas, streams)),
            SgdSettings.mobileSupernet(),
            new LrSchedule.Constant(0.01),
            new SmoothedCrossEntropy(0.1),
            ForwardMode.full(BatchNormMode.TRAIN),
            Optional.empty(),
            arguments[3].equals("single")
                ? Optional.empty()
                : Optional.of(gates(mode(arguments[3]), streams)));
    ProcessMemory loaded = ProcessMemory.now().orElseThrow();
    try (TrainingLoop loop =
        new TrainingLoop(List.of(network), recipe, source, recipe.alphas().map(any -> source))) {
      loop.run(space, BEFORE + steps, report -> StepListener.Decision.CONTINUE);
    }
    ProcessMemory after = ProcessMemory.now().orElseThrow();
    network.close();
    new PrintStream(System.out, true, StandardCharsets.UTF_8)
        .printf("%d %d%n", loaded.residentBytes() >> 10, after.peakBytes() >> 10);
  }

  private static GateMode mode(String name) {
    return GateMode.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static GateRecipe gates(GateMode mode, RandomStreams streams) {
    return new GateRecipe(
        new AdamSettings(1e-3, 0, 0.999, 1e-8, 0),
        new GateRecipe.Gradient(mode, new CostTerm.MulLog(0.2, 0.3)),
        Optional.empty(),
        new GateSchedule(BEFORE - 1, 1, new GateSchedule.Every(1, 1)),
        streams);
  }

  private static HostBatch noise(LayeredSpace space, int count, RandomGenerator random) {
    int side = space.inputSide();
    float[] pixels = new float[count * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(space.classes());
    }
    return new HostBatch(pixels, labels, side, side, 3);
  }
}
