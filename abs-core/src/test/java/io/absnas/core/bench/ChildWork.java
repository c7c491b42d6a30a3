package io.absnas.core.bench;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.BatchNormRecalibration;
import io.absnas.core.train.Evaluator;
import io.absnas.core.train.PathSampler;
import java.io.IOException;
import java.util.List;

/**
 * Evaluations of children: running statistics from the first batches, half of all unless the case
 * says otherwise, top-1 on the rest.
 */
final class ChildWork implements BenchWork {
  private final SearchSpace space;
  private final PathSampler sampler;
  private final Network network;
  private final Evaluator evaluator;
  private final List<HostBatch> images;
  private final BatchNormRecalibration recalibration;
  private final int paths;
  private int children;

  ChildWork(CaseFolder folder) throws IOException {
    BenchCase bench = folder.read();
    this.space = bench.searchSpace();
    this.sampler = bench.sampler();
    this.paths = bench.paths();
    this.network = bench.network(DataType.FLOAT32);
    network.load(folder.weights());
    this.evaluator = new Evaluator(network);
    List<HostBatch> batches = folder.batches();
    int first = bench.recalibration();
    this.recalibration = BatchNormRecalibration.cumulative(batches.subList(0, first));
    this.images = batches.subList(first, batches.size());
  }

  @Override
  public double[] run(int count) {
    double[] hits = new double[count];
    for (int i = 0; i < count; i++) {
      children++;
      if (children > paths) {
        throw new IllegalStateException("only " + paths + " paths are written down");
      }
      SampledPath child = sampler.paths(space, children).get(0);
      hits[i] = evaluator.accuracy(child, images, recalibration).top1Hits();
    }
    return hits;
  }

  @Override
  public String facts() {
    return "\"engine\": \"PyTorch %s\", \"threads\": %d"
        .formatted(TensorEngine.version(), TensorEngine.threads());
  }

  @Override
  public void close() {
    evaluator.close();
    network.close();
  }
}
