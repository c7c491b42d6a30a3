package io.absnas.core.train;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataPair;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.TwoPredecessors;

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
