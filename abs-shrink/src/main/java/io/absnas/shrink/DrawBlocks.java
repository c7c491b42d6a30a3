package io.absnas.shrink;

import io.absnas.core.flops.WindowCounts;
import io.absnas.core.run.Draws;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.FutureTask;
import java.util.function.LongFunction;

/**
 * Random children through one EdgeOp in blocks of equally many draws, each block from a stream of
 * its own: begun ahead by all threads, taken in order.
 */
final class DrawBlocks {
  /** Draws of a block. Which children a seed gives depends on it. */
  static final int DRAWS = 256;

  private final ChildSampler.Through through;
  private final LongFunction<Draws> streams;
  private final WindowCounts counts;
  private final ChildCode code;
  private final long limit;
  private final Workers workers;
  private final Deque<FutureTask<Block>> begun = new ArrayDeque<>();
  private long blocks;

  /**
   * What a block found.
   *
   * @param draws draws made
   * @param allowed children inside the FLOPs window
   * @param numbers of the draws, from 1, that gave them
   * @param words the children, one behind the other
   */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, never compared
  record Block(int draws, int allowed, int[] numbers, long[] words) {}

  /**
   * Blocks from the first on.
   *
   * @param streams draws of a block by its number from 0
   * @param limit draws in all; the last block may be shorter
   */
  DrawBlocks(
      ChildSampler.Through through,
      LongFunction<Draws> streams,
      WindowCounts counts,
      ChildCode code,
      long limit,
      Workers workers) {
    this.through = through;
    this.streams = streams;
    this.counts = counts;
    this.code = code;
    this.limit = limit;
    this.workers = workers;
  }

  /**
   * The next block; to be asked for only while the limit is not reached.
   *
   * @param missing children wanted; no more blocks are begun ahead than are sure to be needed
   */
  Block next(long missing) {
    long needed = (missing + DRAWS - 1) / DRAWS;
    while (begun.size() < Math.min(needed, workers.ahead()) && blocks * DRAWS < limit) {
      long block = blocks;
      FutureTask<Block> task = new FutureTask<>(() -> draw(block));
      begun.add(task);
      workers.begin(task);
      blocks++;
    }
    return workers.take(begun.remove());
  }

  private Block draw(long block) {
    Draws draws = streams.apply(block);
    int count = (int) Math.min(DRAWS, limit - block * DRAWS);
    int[] numbers = new int[count];
    long[] words = new long[count * code.words()];
    int allowed = 0;
    for (int number = 1; number <= count; number++) {
      int[] child = through.next(draws);
      if (counts.allows(child)) {
        numbers[allowed] = number;
        code.write(child, words, allowed * code.words());
        allowed++;
      }
    }
    return new Block(count, allowed, numbers, words);
  }
}
