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
import io.absnas.core.data.Decode;
import io.absnas.core.data.Draw;
import io.absnas.core.data.EvaluationBatches;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Batches of pictures in files, from the file to float32 in the engine. With one thread all is done
 * by the calling one; with more, each run starts a loader and stops it.
 *
 * <p>Kinds: {@code jdk} and {@code turbojpeg} decode, cut a crop of random area and shape, resize
 * it to 224x224, flip, normalise; {@code reference} does what the reference does with the decoder
 * of the Java platform; {@code training-side} is {@code jdk} with pictures that were decoded and
 * resized to 256 once; {@code decoded} reads images of evaluation that were decoded once.
 */
final class PictureWork implements BenchWork {
  private static final int SIDE = 224;
  private static final int CHANNELS = 3;
  private static final int TRAINING_SIDE = 256;
  private static final int CHECKED = 16;

  private final String kind;
  private final int batchSize;
  private final int threads;
  private final DataPair data;
  private final Optional<EvaluationBatches> decoded;
  private final NDManager manager;
  private final ImageBuffer buffer;
  private long step;

  PictureWork(Path folder, String kind, int batchSize, int threads) {
    this.kind = kind;
    this.batchSize = batchSize;
    this.threads = threads;
    this.data = Datasets.open(config(folder, kind));
    this.decoded =
        kind.equals("decoded") ? Optional.of(data.heldOutBatches(batchSize)) : Optional.empty();
    data.prepareTraining();
    this.manager = Scopes.root(ComputeDevice.CPU);
    this.buffer = new ImageBuffer(manager, batchSize, SIDE, CHANNELS);
  }

  /** Trains and evaluates on all pictures. */
  private static DataConfig config(Path folder, String kind) {
    String pictures = folder.resolve("train").toString();
    FilesConfig files =
        new FilesConfig(
            Optional.of(pictures),
            Optional.empty(),
            Optional.empty(),
            Optional.of(kind.equals("reference") ? PhotoStyle.REFERENCE : PhotoStyle.STANDARD),
            Optional.empty(),
            Optional.of(kind.equals("turbojpeg") ? DecoderChoice.TURBOJPEG : DecoderChoice.JDK),
            Optional.empty(),
            Optional.of(folder.resolve("cache").toString()),
            Optional.of(kind.equals("decoded") ? Decode.ONCE : Decode.EACH_TIME),
            kind.equals("training-side") ? Optional.of(TRAINING_SIDE) : Optional.empty(),
            Optional.empty());
    return new DataConfig(
        DataKind.FOLDER,
        Optional.of(pictures),
        Optional.empty(),
        HeldOutPart.TEST,
        Optional.empty(),
        0,
        SIDE,
        CHANNELS,
        AugmentationConfig.STANDARD,
        Optional.empty(),
        Optional.empty(),
        Draw.SHUFFLED,
        LastBatch.DROP,
        Optional.empty(),
        1,
        1,
        Optional.empty(),
        Optional.of(files));
  }

  /** Writes what evaluation makes of the first pictures, for the other side to compare. */
  static void writeCheck(Path folder) throws IOException {
    DataPair pair = Datasets.open(config(folder, "jdk"));
    int[] first = new int[CHECKED];
    Arrays.setAll(first, i -> i);
    float[] values = pair.augmentation().transform().batch(pair.heldOut(), first).pixels();
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Files.write(folder.resolve("check.f32"), bytes);
  }

  @Override
  public double[] run(int count) {
    double[] first = new double[count];
    try (BatchLoader loader = loader()) {
      if (threads > 1) {
        loader.start(step);
      }
      for (int i = 0; i < count; i++) {
        first[i] = toEngine(batch(loader, step + i));
      }
    }
    step += count;
    return first;
  }

  private HostBatch batch(BatchLoader loader, long number) {
    if (decoded.isPresent()) {
      // The last batch may be smaller.
      int whole = decoded.get().imageCount() / batchSize;
      return decoded.get().batch((int) (number % whole));
    }
    return threads > 1 ? loader.take() : loader.batch(number);
  }

  private BatchLoader loader() {
    return new BatchLoader(
        data.training(),
        data.augmentation(),
        new BatchPlan(batchSize, Draw.SHUFFLED, LastBatch.DROP),
        RandomStreams.of(1),
        threads,
        2 * threads);
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
    return "\"threads\": %d, \"kind\": \"%s\"".formatted(threads, kind);
  }

  @Override
  public void close() {
    manager.close();
  }
}
