package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.BatchPlan;
import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.data.Draw;
import io.absnas.core.data.LastBatch;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;
import java.util.function.Supplier;

/** Whether space, images and sampling of a configuration fit each other. */
public final class SupernetChecks {
  private SupernetChecks() {}

  /**
   * What can be known before any data is read or any network built.
   *
   * @throws AbsException of kind USAGE, naming the key
   */
  public static void require(
      ResolvedConfig<?> config, SearchSpace space, DataConfig data, TrainingConfig training) {
    if (TwoPredecessors.binds(space) && training.paths() != PathKind.UNIFORM) {
      throw config.failure(
          ExitCode.USAGE,
          "training.paths",
          "must be uniform: only such paths give the nodes of space %s two predecessors"
              .formatted(space.id()));
    }
    requireInput(config, space, data);
    requireSchedule(
        config,
        "training.learning-rate",
        () -> training.learningRate().schedule(training.epochs(), 1, 1));
    if (training.paths() == PathKind.INDEPENDENT_CELLS && !space.isNasBench201()) {
      throw config.failure(
          ExitCode.USAGE,
          "training.paths",
          "is independent-cells, which space " + space.id() + " has no cells for");
    }
  }

  /**
   * Whether side and channels of the images are those that networks of the space read.
   *
   * @throws AbsException of kind USAGE, naming the key
   */
  public static void requireInput(ResolvedConfig<?> config, SearchSpace space, DataConfig data) {
    int side = space.inputSide();
    int channels = space.inputChannels();
    if (data.side() != side) {
      throw config.failure(
          ExitCode.USAGE,
          "data.side",
          "is %d, but space %s reads images of side %d".formatted(data.side(), space.id(), side));
    }
    if (data.channels() != channels) {
      throw config.failure(
          ExitCode.USAGE,
          "data.channels",
          "is %d, but space %s reads %d".formatted(data.channels(), space.id(), channels));
    }
  }

  /**
   * Whether a schedule can be made for the epochs of the run.
   *
   * @param key of the schedule's section
   * @throws AbsException of kind USAGE, naming the key
   */
  public static void requireSchedule(
      ResolvedConfig<?> config, String key, Supplier<LrSchedule> schedule) {
    try {
      requireNonNull(schedule.get(), "schedule is null");
    } catch (IllegalArgumentException e) {
      throw config.failure(ExitCode.USAGE, key, "does not fit: " + e.getMessage());
    }
  }

  /**
   * Whether every device gets enough images of every batch, the last one of a pass included: one,
   * or two where maps become a single pixel, since one value has no variance.
   *
   * @param key of the batch size
   * @param images of a pass
   * @param lastSide of the smallest maps, in pixels
   * @throws AbsException of kind USAGE, naming the key
   */
  public static void requireShares(
      ResolvedConfig<?> config, String key, BatchPlan plan, int images, int devices, int lastSide) {
    int batch = plan.batchSize();
    int rest = images % batch;
    boolean keepsRest =
        plan.draw() != Draw.WITH_REPLACEMENT && plan.lastBatch() == LastBatch.KEEP && rest > 0;
    if (batch < devices) {
      throw config.failure(
          ExitCode.USAGE,
          key,
          "is %d, must be at least the number of devices, %d".formatted(batch, devices));
    }
    if (keepsRest && rest < devices) {
      throw config.failure(
          ExitCode.USAGE,
          "data.last-batch",
          "is keep, which leaves a batch of %d images for %d devices: another %s does not"
              .formatted(rest, devices, key));
    }
    int smallest = keepsRest ? rest : batch;
    if (lastSide == 1 && smallest < 2 * devices) {
      throw config.failure(
          ExitCode.USAGE,
          smallest == batch || images < batch ? key : "data.last-batch",
          "leaves a batch of %d for %d device(s), each of which needs two images: one value of a map of one pixel has no variance"
              .formatted(smallest, devices));
    }
  }

  /**
   * Whether no batch of a recalibration is one image where maps become a single pixel, since one
   * value has no variance.
   *
   * @param images that {@code evaluation.recalibration-images} says
   * @param lastSide of the smallest maps, in pixels
   * @throws AbsException of kind USAGE, naming the key
   */
  public static void requireRecalibration(
      ResolvedConfig<?> config, int images, int batchSize, int lastSide) {
    if (lastSide == 1 && images > 0 && (batchSize == 1 || images % batchSize == 1)) {
      throw config.failure(
          ExitCode.USAGE,
          "evaluation.recalibration-images",
          "is %d, of which a batch of one is left in batches of %d: one value of a map of one pixel has no variance"
              .formatted(images, batchSize));
    }
  }

  /**
   * After the data set was opened: its classes are those of the space.
   *
   * @throws AbsException of kind USAGE
   */
  public static void require(ResolvedConfig<?> config, SearchSpace space, DataPair data) {
    int classes = space.classes();
    if (data.training().classes() != classes) {
      throw config.failure(
          ExitCode.USAGE,
          "space",
          "%s has %d classes, the images have %d: set space.classes"
              .formatted(space.id(), classes, data.training().classes()));
    }
  }
}
