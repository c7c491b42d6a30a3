package io.absnas.search.proxyless;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Where a search is, beside weights and optimisers.
 *
 * @param format version of this form
 * @param recorded epochs whose architecture parameters are recorded, the state before the first one
 *     being epoch 0; -1 for none
 * @param evaluation the newest one
 */
record ProxylessProgress(int format, int recorded, Optional<ValidationScore> evaluation) {
  static final int FORMAT = 1;

  /** Before the first step. */
  static final ProxylessProgress START = new ProxylessProgress(FORMAT, -1, Optional.empty());

  ProxylessProgress {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is %d, must be %d".formatted(format, FORMAT));
    }
    requireNonNull(evaluation, "evaluation is null");
  }

  /** The same with one more epoch recorded. */
  ProxylessProgress recordedUntil(int epoch, Optional<ValidationScore> score) {
    return new ProxylessProgress(format, epoch, score.or(() -> evaluation));
  }
}
