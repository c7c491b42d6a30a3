package io.absnas.core.estimate;

/**
 * A training step whose images are prepared meanwhile by other threads.
 *
 * @param seconds from one step to the next
 * @param waitShare share of it that training waits for images
 */
public record StepTime(double seconds, double waitShare) {
  /** Checks both. */
  public StepTime {
    if (!(seconds >= 0) || !(waitShare >= 0) || !(waitShare <= 1)) {
      throw new IllegalArgumentException(
          "a step takes time and waits for a share of it, was " + seconds + " and " + waitShare);
    }
  }

  /** A step whose images are always there. */
  public static StepTime ofTrainingAlone(double training) {
    return new StepTime(training, 0);
  }

  /**
   * The slowest of three decides: training, the loader's threads, and the processors that both
   * share.
   *
   * @param training seconds of a step whose images are there
   * @param loading seconds in which one thread prepares the images of a step
   * @param trainingThreads threads that are busy while a step is trained
   * @param loaderThreads threads that prepare images
   * @param processors that all of them share
   */
  public static StepTime of(
      double training, double loading, int trainingThreads, int loaderThreads, int processors) {
    if (trainingThreads < 1 || loaderThreads < 1 || processors < 1) {
      throw new IllegalArgumentException(
          "threads and processors must be positive, were %d, %d and %d"
              .formatted(trainingThreads, loaderThreads, processors));
    }
    double loader = loading / Math.min(loaderThreads, processors);
    double shared = (training * Math.min(trainingThreads, processors) + loading) / processors;
    double seconds = Math.max(training, Math.max(loader, shared));
    return new StepTime(seconds, seconds == 0 ? 0 : Math.max(0, loader - training) / seconds);
  }
}
