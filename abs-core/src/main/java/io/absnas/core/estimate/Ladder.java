package io.absnas.core.estimate;

import io.absnas.core.run.ProcessMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Which numbers of images are tried on the way to the one that is wanted: one, then always twice as
 * many, as long as the next trial will not take too long.
 *
 * @param goal images that are wanted
 * @param secondsPerTrial what a trial may take
 */
public record Ladder(int goal, double secondsPerTrial) {
  /** Checks both. */
  public Ladder {
    if (goal < 1 || !(secondsPerTrial > 0)) {
      throw new IllegalArgumentException(
          "goal and seconds must be positive, were " + goal + " and " + secondsPerTrial);
    }
  }

  /** Images of the first trial. */
  public int first() {
    return 1;
  }

  /**
   * Images of the next trial; empty at the goal, or if the trial might take too long. The second
   * trial is made whatever it takes: one alone says nothing about more images.
   *
   * @param images of the last trial
   * @param seconds that a trial with so many images takes
   */
  public OptionalInt next(int images, double seconds) {
    if (images >= goal) {
      return OptionalInt.empty();
    }
    int more = (int) Math.min(goal, 2L * images);
    boolean affordable = seconds * more / images <= secondsPerTrial;
    return affordable || images == first() ? OptionalInt.of(more) : OptionalInt.empty();
  }

  /**
   * Tries some work with all of these numbers of images, from the first on: once untimed, then
   * several times.
   *
   * @param rounds times that are timed
   * @param workWith what is to be done with so many images
   * @return the last two numbers, or the goal alone
   */
  public Readings climb(int rounds, IntFunction<Runnable> workWith) {
    List<Reading> readings = new ArrayList<>();
    OptionalInt images = OptionalInt.of(first());
    while (images.isPresent()) {
      Runnable work = workWith.apply(images.getAsInt());
      work.run();
      long begin = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        work.run();
      }
      double seconds = (System.nanoTime() - begin) * 1e-9 / rounds;
      long held = ProcessMemory.now().map(ProcessMemory::residentBytes).orElse(0L);
      readings.add(new Reading(images.getAsInt(), seconds, held));
      images = next(images.getAsInt(), seconds);
    }
    Reading last = readings.get(readings.size() - 1);
    return new Readings(
        last.images() == goal
            ? List.of(last)
            : readings.subList(readings.size() - 2, readings.size()));
  }
}
