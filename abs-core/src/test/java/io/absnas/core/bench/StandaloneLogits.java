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
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   * @param evaluation with running statistics
   * @param training with the statistics of the batch
   * @param auxiliary those of the auxiliary head
   */
  record Logits(List<Double> evaluation, List<Double> training, Optional<List<Double>> auxiliary) {}

  void run() throws IOException {
    Settings settings = StrictJson.read(folder.resolve("network.json"), Settings.class);
    SearchSpace space = SpaceCatalog.find(settings.space());
    try (NDManager manager = Scopes.root(ComputeDevice.CPU);
        StandaloneNetwork network =
            Networks.standalone(
                space,
                Design.parse(space, settings.design()),
                settings.auxiliary(),
                RandomStreams.of(7),
                ComputeDevice.CPU,
                DataType.FLOAT32)) {
      NDArray images = images(manager, space.inputSide());
      // A training pass, so that the running statistics of the weights written are not 0 and 1.
      logits(network, images);
      Safetensors.write(folder.resolve("java.safetensors"), network.state(), Map.of());
      Logits own = logits(network, images);
      network.load(Safetensors.read(folder.resolve("pytorch.safetensors")).tensors());
      Logits foreign = logits(network, images);
      StrictJson.write(folder.resolve("java.json"), Map.of("java", own, "pytorch", foreign));
    }
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

  private static Logits logits(StandaloneNetwork network, NDArray images) {
    NDArray evaluation =
        GradScope.unrecorded(
            () -> network.forward(images, SampledPath.WHOLE, BatchNormMode.EVALUATE));
    TrainingLogits training =
        GradScope.unrecorded(
            () ->
                network.forward(
                    images, Regularisation.NONE, ForwardMode.full(BatchNormMode.TRAIN)));
    return new Logits(
        list(evaluation),
        list(training.logits()),
        training.auxiliary().map(StandaloneLogits::list));
  }

  private static List<Double> list(NDArray array) {
    return Arrays.stream(HostCopies.doubles(array)).boxed().toList();
  }
}
