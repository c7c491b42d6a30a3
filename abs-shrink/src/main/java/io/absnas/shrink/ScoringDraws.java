package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;

/** Where the random children of one scoring round come from. */
public sealed interface ScoringDraws {

  /**
   * The run's own streams: one for each EdgeOp and block of draws, so that blocks can be drawn by
   * any thread.
   *
   * @param streams the run's
   * @param stage number of the stage
   */
  record Own(RandomStreams streams, int stage) implements ScoringDraws {
    /** Checks that they are there. */
    public Own {
      requireNonNull(streams, "streams is null");
    }

    /**
     * The draws of a block.
     *
     * @param position of the op in the list of operations
     */
    Draws block(EdgeOp edgeOp, int position, long block) {
      return Draws.of(streams.stream("scoring", stage, edgeOp.choice(), position, block));
    }
  }

  /**
   * The reference's generator, one draw after the other.
   *
   * @param random in the state that training left it; it moves on
   */
  record Reference(NumpyRandom random) implements ScoringDraws {
    /** Checks that it is there. */
    public Reference {
      requireNonNull(random, "random is null");
    }
  }
}
