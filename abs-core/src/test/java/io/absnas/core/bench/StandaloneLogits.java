package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.BatchNormMode;
import io.absnas.core.nn.ForwardMode;
import io.absnas.core.nn.Networks;
import io.absnas.core.nn.Regularisation;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.nn.StandaloneNetwork;
import io.absnas.core.nn.TrainingLogits;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.GradScope;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.ImageBuffer;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This toolkit's side of {@code scripts/bench/standalone_logits.py}: a full-size network on weights
 * that PyTorch wrote, and on weights that it writes itself.
 *
 * <p>Reads {@code network.json}, {@code images.f32} (N, side, side, 3), {@code
 * pytorch.safetensors}; writes {@code java.safetensors} and {@code java.json}, the logits with
 * both.
 */
record StandaloneLogits(Path folder) {
  private static final int CHANNELS = 3;
  private static final ForwardMode TRAIN = ForwardMode.full(BatchNormMode.TRAIN);

  StandaloneLogits {
    requireNonNull(folder, "folder is null");
  }

  /**
   * {@code network.json}.
   *
   * @param space as {@code SpaceCatalog} finds it
   * @param design what {@link Design} reads
   * @param auxiliary whether there is an auxiliary head
   */
  record Settings(String space, String design, boolean auxiliary) {}

  /**
   * What one set of weights gives, row by row.
   *
   * @param evaluation with running statistics, in float32
   * @param training with the statistics of the batch, in float64
   * @param auxiliary those of the auxiliary head, likewise; empty without
   */
  record Logits(List<Double> evaluation, List<Double> training, List<Double> auxiliary) {}

  void run() throws IOException {
    Settings settings = StrictJson.read(folder.resolve("network.json"), Settings.class);
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork single = network(settings, DataType.FLOAT32);
        StandaloneNetwork twice = network(settings, DataType.FLOAT64)) {
      NDArray images = images(manager, single.space().inputSide());
      // A training pass, so that the running statistics of the weights written are not 0 and 1.
      GradScope.unrecorded(() -> single.forward(images, Regularisation.NONE, TRAIN));
      Safetensors.write(folder.resolve("java.safetensors"), single.state(), Map.of());
      Map<String, Logits> logits = new LinkedHashMap<>();
      for (String writer : List.of("java", "pytorch")) {
        NamedTensors weights = Safetensors.read(folder.resolve(writer + ".safetensors")).tensors();
        single.load(weights);
        twice.load(weights);
        logits.put(writer, logits(single, twice, images));
      }
      StrictJson.write(folder.resolve("java.json"), logits);
    }
  }

  private static StandaloneNetwork network(Settings settings, DataType type) {
    SearchSpace space = SpaceCatalog.find(settings.space());
    return Networks.standalone(
        space,
        Design.parse(space, settings.design()),
        settings.auxiliary(),
        RandomStreams.of(7),
        ComputeDevice.CPU,
        type);
  }

  private NDArray images(NDManager manager, int side) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("images.f32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    int images = values.length / (side * side * CHANNELS);
    return ImageBuffer.channelsLast(manager, values, images, side, side, CHANNELS);
  }

  private static Logits logits(StandaloneNetwork single, StandaloneNetwork twice, NDArray images) {
    NDArray evaluation =
        GradScope.unrecorded(
            () -> single.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE));
    NDArray wide =
        HostCopies.create(
                images.getManager(),
                HostCopies.doubles(images.transpose(0, 2, 3, 1)),
                images.transpose(0, 2, 3, 1).getShape(),
                DataType.FLOAT64)
            .transpose(0, 3, 1, 2);
    TrainingLogits training =
        GradScope.unrecorded(() -> twice.forward(wide, Regularisation.NONE, TRAIN));
    return new Logits(
        list(evaluation),
        list(training.logits()),
        training.auxiliary().map(StandaloneLogits::list).orElse(List.of()));
  }

  private static List<Double> list(NDArray array) {
    return Arrays.stream(HostCopies.doubles(array)).boxed().toList();
  }
}
