package io.absnas.core.bench;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files that both sides of a comparison read: {@code case.json}, {@code weights.safetensors},
 * {@code paths.txt} (a line per step, the architectures of its cells joined by {@code ;}), and the
 * images of {@link CaseImages}.
 */
record CaseFolder(Path root) {
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
    // MobileNet-like supernets read raw pixel values, NAS-Bench-201's normalised ones.
    images(bench).write(space.isNasBench201());
  }

  /** All batches in host memory. */
  List<HostBatch> batches() throws IOException {
    return images(read()).read();
  }

  private CaseImages images(BenchCase bench) {
    return new CaseImages(root, bench.batchSize(), bench.batches(), bench.side(), bench.classes());
  }
}
