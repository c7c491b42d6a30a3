package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.StepListener;
import io.absnas.core.train.TrainingLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Training steps of a supernet by the product's own loop. */
final class TrainingWork implements BenchWork {
  private final SearchSpace space;
  private final List<Network> networks = new ArrayList<>();
  private final TrainingLoop loop;
  private final int paths;

  TrainingWork(CaseFolder folder, List<ComputeDevice> devices, DataType type) throws IOException {
    BenchCase bench = folder.read();
    this.space = bench.searchSpace();
    this.paths = bench.paths();
    for (ComputeDevice device : devices) {
      networks.add(bench.network(type, device));
    }
    networks.get(0).load(folder.weights());
    List<HostBatch> batches = folder.batches();
    this.loop =
        new TrainingLoop(
            networks, bench.recipe(), step -> batches.get((int) ((step - 1) % batches.size())));
  }

  @Override
  public double[] run(int count) {
    if (loop.step() + count > paths) {
      throw new IllegalStateException("only " + paths + " paths are written down");
    }
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
    return "\"engine\": \"PyTorch %s\", \"threads\": %d, \"replicas\": %d"
        .formatted(TensorEngine.version(), TensorEngine.threads(), networks.size());
  }

  @Override
  public void close() {
    loop.close();
    networks.forEach(Network::close);
  }
}
