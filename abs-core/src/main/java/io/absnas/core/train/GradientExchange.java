package io.absnas.core.train;

/**
 * How the gradients of all replicas become their weighted mean: {@link #reduce}, then {@link
 * #gather}, each by every replica on its own thread, with a barrier before and after.
 */
sealed interface GradientExchange permits FlatExchange, SharedMemoryExchange {
  /** Sums the share of the gradients that {@code replica} is responsible for. */
  void reduce(int replica);

  /** Fetches what the others have summed. */
  void gather(int replica);
}
