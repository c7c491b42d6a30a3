package io.absnas.core.bench;

import ai.djl.ndarray.NDManager;
import io.absnas.core.data.AugmentationConfig;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.BytePixels;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataKind;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Datasets;
import io.absnas.core.data.Draw;
import io.absnas.core.data.FilesConfig;
import io.absnas.core.data.HeldOutPart;
import io.absnas.core.data.HostBatch;
import io.absnas.core.data.LastBatch;
import io.absnas.core.data.PhotoStyle;
import io.absnas.core.image.DecoderChoice;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.ImageBuffer;
import io.absnas.core.tensor.Scopes;
import java.util.Optional;

/**
 * Training batches of pictures in files, from the file to float32 in the engine: crop of random
 * area and shape resized to 224x224, flip, normalised; or the transform of the reference. With one
 * thread all is done by the calling one; with more, each run starts a loader and stops it.
 */
final class PictureWork implements BenchWork {
  private static final int SIDE = 224;
  private static final int CHANNELS = 3;

  private final String kind;
  private final int batchSize;
  private final int threads;
  private final DataPair data;
  private final NDManager manager;
  private final ImageBuffer buffer;
  private long step;

  /** Pictures of a folder; {@code kind} is jdk, turbojpeg or reference. */
  PictureWork(String folder, String kind, int batchSize, int threads) {
    this.kind = kind;
    this.batchSize = batchSize;
    this.threads = threads;
    this.data = Datasets.open(config(folder, kind));
    this.manager = Scopes.root(ComputeDevice.CPU);
    this.buffer = new ImageBuffer(manager, batchSize, SIDE, CHANNELS);
  }

  private static DataConfig config(String folder, String kind) {
    boolean reference = kind.equals("reference");
    FilesConfig files =
        new FilesConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(reference ? PhotoStyle.REFERENCE : PhotoStyle.STANDARD),
            Optional.empty(),
            Optional.of(kind.equals("turbojpeg") ? DecoderChoice.TURBOJPEG : DecoderChoice.JDK),
            Optional.empty(),
            Optional.of(folder + "/cache"));
    return new DataConfig(
        DataKind.FOLDER,
        Optional.of(folder + "/train"),
        Optional.empty(),
        HeldOutPart.VALIDATION,
        Optional.of(20),
        0,
        SIDE,
        CHANNELS,
        AugmentationConfig.STANDARD,
        Optional.empty(),
        Draw.SHUFFLED,
        LastBatch.DROP,
        1,
        1,
        Optional.of(files));
  }

  @Override
  public double[] run(int count) {
    double[] first = new double[count];
    try (BatchLoader loader =
        new BatchLoader(
            data.training(),
            data.augmentation(),
            new BatchPlan(batchSize, Draw.SHUFFLED, LastBatch.DROP),
            RandomStreams.of(1),
            threads,
            2 * threads)) {
      if (threads > 1) {
        loader.start(step);
      }
      for (int i = 0; i < count; i++) {
        first[i] = toEngine(threads > 1 ? loader.take() : loader.batch(step + i));
      }
    }
    step += count;
    return first;
  }

  private double toEngine(HostBatch batch) {
    BytePixels bytes = batch.bytes().orElseThrow();
    try (NDManager one = manager.newSubManager()) {
      buffer.fill(bytes.values(), 0, batch.count(), bytes.mean(), bytes.std(), one);
    }
    return bytes.values()[0] & 0xff;
  }

  @Override
  public String facts() {
    return "\"threads\": %d, \"decoder\": \"%s\"".formatted(threads, kind);
  }

  @Override
  public void close() {
    manager.close();
  }
}
