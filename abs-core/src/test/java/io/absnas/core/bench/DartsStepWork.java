package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.DartsSearchNetwork;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CellSpace;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.BatchSource;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.TrainingLoop;
import io.absnas.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Search steps of DARTS in first order, architecture and weights, by the product's own loop. */
final class DartsStepWork implements BenchWork {
  private static final String CASE = "case.json";
  private static final String WEIGHTS = "weights.safetensors";

  private final CellSpace space;
  private final DartsSearchNetwork network;
  private final TrainingLoop loop;

  /** Reads what {@link #write} has written. */
  DartsStepWork(Path folder, DataType type) throws IOException {
    DartsStepCase bench = StrictJson.read(folder.resolve(CASE), DartsStepCase.class);
    this.space = bench.cellSpace();
    this.network = bench.network(type);
    network.load(Safetensors.read(folder.resolve(WEIGHTS)).tensors());
    List<HostBatch> batches = images(folder, bench).read();
    this.loop =
        new TrainingLoop(
            List.of(network), bench.recipe(), source(batches, 0), Optional.of(source(batches, 1)));
  }

  private static BatchSource source(List<HostBatch> batches, int first) {
    return step -> batches.get((int) ((2 * (step - 1) + first) % batches.size()));
  }

  private static CaseImages images(Path folder, DartsStepCase bench) {
    return new CaseImages(
        folder, bench.batchSize(), bench.batches(), bench.side(), bench.classes());
  }

  /** Writes the files of a case. */
  static void write(Path folder, DartsStepCase bench) throws IOException {
    Files.createDirectories(folder);
    StrictJson.write(folder.resolve(CASE), bench);
    try (DartsSearchNetwork fresh = bench.network(DataType.FLOAT32)) {
      Safetensors.write(folder.resolve(WEIGHTS), fresh.state(), Map.of());
    }
    images(folder, bench).write(true);
  }

  @Override
  public double[] run(int count) {
    double[] losses = new double[count];
    int[] at = new int[1];
    loop.run(
        space,
        loop.step() + count,
        report -> {
          losses[at[0]++] = report.loss();
          return StepListener.Decision.CONTINUE;
        });
    return losses;
  }

  @Override
  public String facts() {
    return "\"engine\": \"PyTorch %s\", \"threads\": %d"
        .formatted(TensorEngine.version(), TensorEngine.threads());
  }

  @Override
  public void close() {
    loop.close();
    network.close();
  }
}
