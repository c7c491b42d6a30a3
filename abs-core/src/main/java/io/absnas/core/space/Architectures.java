package io.absnas.core.space;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every architecture of a small space, and architectures as numbers. */
public final class Architectures {
  private Architectures() {}

  /**
   * All architectures, made as they are asked for, the last choice fastest: for NAS-Bench-201 the
   * order of its own enumeration. Spaces of 2^31 and more are refused.
   */
  public static Stream<Architecture> all(SearchSpace space) {
    return IntStream.range(0, count(space)).mapToObj(index -> at(space, index));
  }

  /** Number of architectures of a space that is small enough to go through. */
  public static int count(SearchSpace space) {
    if (space.size().compareTo(BigInteger.valueOf(Integer.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "space "
              + space.id()
              + " has "
              + space.size()
              + " architectures, too many to go through (at most "
              + Integer.MAX_VALUE
              + ")");
    }
    return space.size().intValue();
  }

  /** The architecture at an index of the order of {@link #all}. */
  public static Architecture at(SearchSpace space, int index) {
    CandidateOp[] ops = new CandidateOp[space.choices().size()];
    int rest = index;
    for (int choice = ops.length - 1; choice >= 0; choice--) {
      List<CandidateOp> left = space.ops(choice);
      ops[choice] = left.get(rest % left.size());
      rest /= left.size();
    }
    return new Architecture(List.of(ops));
  }

  /** Position of every op in {@link SearchSpace#operations()}; an unknown op is an error. */
  public static int[] positions(SearchSpace space, Architecture architecture) {
    int[] positions = new int[architecture.ops().size()];
    for (int choice = 0; choice < positions.length; choice++) {
      CandidateOp op = architecture.ops().get(choice);
      positions[choice] = space.operations().indexOf(op);
      if (positions[choice] < 0) {
        throw new IllegalArgumentException(
            "space " + space.id() + " has no op " + op.id() + " (choice " + choice + ")");
      }
    }
    return positions;
  }
}
