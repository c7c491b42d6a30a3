package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The files that both sides of a comparison read: {@code case.json}, {@code weights.safetensors},
 * {@code paths.txt} (a line per step, the architectures of its cells joined by {@code ;}), {@code
 * images.f32} (all batches, (N, height, width, channels), little-endian) and {@code labels.i32}.
 */
record CaseFolder(Path root) {
  private static final int CHANNELS = 3;
  private static final RandomStreams STREAMS = RandomStreams.of(2);

  CaseFolder {
    requireNonNull(root, "root is null");
  }

  BenchCase read() {
    return StrictJson.read(root.resolve("case.json"), BenchCase.class);
  }

  NamedTensors weights() {
    return Safetensors.read(root.resolve("weights.safetensors")).tensors();
  }

  /** Writes weights, paths and images of noise. */
  void write(BenchCase bench) throws IOException {
    Files.createDirectories(root);
    StrictJson.write(root.resolve("case.json"), bench);
    try (Network network = bench.network(DataType.FLOAT32)) {
      Safetensors.write(root.resolve("weights.safetensors"), network.state(), Map.of());
    }
    SearchSpace space = bench.searchSpace();
    List<String> paths = new ArrayList<>();
    for (int step = 1; step <= bench.paths(); step++) {
      SampledPath path = bench.sampler().paths(space, step).get(0);
      paths.add(path.architectures().stream().map(space::encode).collect(Collectors.joining(";")));
    }
    Files.write(root.resolve("paths.txt"), paths);
    writeImages(bench);
  }

  private void writeImages(BenchCase bench) throws IOException {
    int images = bench.batchSize() * bench.batches();
    int values = bench.side() * bench.side() * CHANNELS;
    byte[] pixelBytes = new byte[Math.multiplyExact(images * values, Float.BYTES)];
    byte[] labelBytes = new byte[images * Integer.BYTES];
    ByteBuffer pixels = wrap(pixelBytes);
    ByteBuffer labels = wrap(labelBytes);
    // MobileNet-like supernets read raw pixel values, NAS-Bench-201's normalised ones.
    boolean normalised = bench.searchSpace().isNasBench201();
    for (int image = 0; image < images; image++) {
      RandomGenerator random = STREAMS.stream("images", image);
      labels.putInt(random.nextInt(bench.classes()));
      for (int i = 0; i < values; i++) {
        int value = random.nextInt(256);
        pixels.putFloat(normalised ? value / 64f - 2 : value);
      }
    }
    Files.write(root.resolve("images.f32"), pixelBytes);
    Files.write(root.resolve("labels.i32"), labelBytes);
  }

  /** All batches in host memory. */
  List<HostBatch> batches() throws IOException {
    BenchCase bench = read();
    ByteBuffer pixels = wrap(Files.readAllBytes(root.resolve("images.f32")));
    ByteBuffer labels = wrap(Files.readAllBytes(root.resolve("labels.i32")));
    List<HostBatch> batches = new ArrayList<>();
    for (int number = 0; number < bench.batches(); number++) {
      float[] values = new float[bench.batchSize() * bench.side() * bench.side() * CHANNELS];
      pixels.asFloatBuffer().get(number * values.length, values);
      int[] classes = new int[bench.batchSize()];
      labels.asIntBuffer().get(number * classes.length, classes);
      batches.add(new HostBatch(values, classes, bench.side(), bench.side(), CHANNELS));
    }
    return batches;
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
