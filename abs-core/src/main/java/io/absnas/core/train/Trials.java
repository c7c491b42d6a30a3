package io.absnas.core.train;

import com.sun.management.ThreadMXBean;
import io.absnas.core.data.BatchLoader;
import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.EvaluationBatches;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.tensor.ComputeDevice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measurements of a rehearsal that every kind of run needs. */
public final class Trials {
  private static final int IMAGES = 32;

  /** What the loading of images may take. */
  private static final double SECONDS_OF_LOADING = 2;

  /** Images of a batch that is loaded. */
  private static final int SMALL_BATCH = 16;

  private Trials() {}

  /** Seconds that some work takes. */
  public static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) * 1e-9;
  }

  /** Seconds from the start of the process. */
  public static double sinceStart() {
    return ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
  }

  /** What the process holds; zeros where the system does not tell. */
  public static ProcessMemory memory() {
    return ProcessMemory.now().orElse(new ProcessMemory(0, 0));
  }

  /** Heap that Java has taken from the system but hardly used, by the peaks of its parts. */
  public static long unusedHeap() {
    long committed = 0;
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        committed += pool.getUsage().getCommitted();
        used += pool.getPeakUsage().getUsed();
      }
    }
    return Math.max(0, committed - used);
  }

  /**
   * Bytes of heap that some work takes, whether kept or left behind, on the threads that are there
   * before it; 0 where Java does not tell.
   */
  public static long heapTaken(Runnable work) {
    if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads)
        || !threads.isThreadAllocatedMemorySupported()) {
      work.run();
      return 0;
    }
    long[] ids = threads.getAllThreadIds();
    long[] before = threads.getThreadAllocatedBytes(ids);
    work.run();
    long[] after = threads.getThreadAllocatedBytes(ids);
    // A thread that has ended has -1.
    return IntStream.range(0, ids.length)
        .mapToLong(thread -> Math.max(0, after[thread] - before[thread]))
        .sum();
  }

  /** Devices in words: {@code cpu x 2}. */
  public static String description(List<ComputeDevice> devices) {
    String first = devices.get(0).toString();
    return devices.size() == 1
        ? first
        : devices.stream().distinct().count() == 1
            ? first + " x " + devices.size()
            : String.join(", ", devices.stream().map(ComputeDevice::toString).toList());
  }

  /**
   * Seconds in which one thread prepares one training image; the trial takes two seconds.
   *
   * @param images of the run, if they are there
   * @param config of the images
   * @param batchSize of the run
   * @return empty without images, and where pictures are decoded once, for all would be now
   */
  public static OptionalDouble loading(
      Optional<DataPair> images, DataConfig config, int batchSize, RandomStreams streams) {
    if (images.isEmpty() || config.effectiveFiles().trainingSide().isPresent()) {
      return OptionalDouble.empty();
    }
    DataPair pair = images.get();
    int small = Math.min(batchSize, SMALL_BATCH);
    BatchPlan plan = new BatchPlan(small, config.draw(), config.lastBatch());
    try (BatchLoader loader =
        new BatchLoader(pair.training(), pair.augmentation(), plan, streams, 1, 1)) {
      // The first half is for the compiler: a run loads long enough not to notice it.
      loaded(loader, SECONDS_OF_LOADING / 2);
      return OptionalDouble.of(loaded(loader, SECONDS_OF_LOADING / 2) / small);
    }
  }

  /** Seconds a batch, over as many as fit into the time. */
  private static double loaded(BatchLoader loader, double atMost) {
    int batches = 0;
    double taken = 0;
    while (taken < atMost) {
      int step = batches++;
      taken += seconds(() -> loader.batch(step));
    }
    return taken / batches;
  }

  /** Seconds in which one image is prepared for evaluation. */
  public static double preparing(DataPair images) {
    int count = Math.min(images.heldOut().size(), IMAGES);
    EvaluationBatches batches =
        EvaluationBatches.inFileOrder(images.heldOut(), images.augmentation().transform(), count);
    batches.batch(0);
    return seconds(() -> batches.batch(0)) / count;
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
