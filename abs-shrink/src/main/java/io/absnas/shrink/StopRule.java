package io.absnas.shrink;

import io.absnas.core.space.SearchSpace;
import java.math.BigInteger;
import java.util.Optional;

/**
 * When shrinking ends; tested before the training of each stage, so a run's last action is a drop.
 *
 * @param size stop when the space has at most this many architectures; 1,000,000 in the reference
 * @param stages stop after this many stages; 0 is no limit
 */
public record StopRule(BigInteger size, int stages) {
  /** Checks both limits. */
  public StopRule {
    if (size.signum() < 1) {
      throw new IllegalArgumentException("size must be at least 1, was " + size);
    }
    if (stages < 0) {
      throw new IllegalArgumentException(
          "stages must not be negative (0 is no limit), was " + stages);
    }
  }

  /** Why not to begin stage number {@code stage} (from 0) on this space, or empty to go on. */
  public Optional<StopReason> test(SearchSpace space, int stage) {
    if (space.size().equals(BigInteger.ONE)) {
      return Optional.of(StopReason.ONE_ARCHITECTURE);
    }
    if (space.size().compareTo(size) <= 0) {
      return Optional.of(StopReason.SIZE);
    }
    return stages > 0 && stage >= stages ? Optional.of(StopReason.STAGES) : Optional.empty();
  }
}
