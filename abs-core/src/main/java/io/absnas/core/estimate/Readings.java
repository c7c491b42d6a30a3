package io.absnas.core.estimate;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One reading with as many images as are wanted, or two with fewer, from which the rest follows
 * along a line.
 *
 * @param readings one or two, by number of images
 */
public record Readings(List<Reading> readings) {
  /** Copies the list. */
  public Readings {
    readings = List.copyOf(readings);
    boolean ordered =
        readings.size() == 1
            || (readings.size() == 2 && readings.get(0).images() < readings.get(1).images());
    if (!ordered) {
      throw new IllegalArgumentException("one reading or two in order, were " + readings);
    }
  }

  /** The reading with the most images. */
  public Reading largest() {
    return readings.get(readings.size() - 1);
  }

  /** Seconds with so many images. */
  public double seconds(int images) {
    Reading last = largest();
    if (images == last.images()) {
      return last.seconds();
    }
    Line line =
        readings.size() == 1
            ? Line.through(last.images(), last.seconds())
            : Line.through(
                readings.get(0).images(), readings.get(0).seconds(), last.images(), last.seconds());
    return line.at(images);
  }

  /**
   * Bytes that the process will hold with so many images. Memory that was touched stays, so the
   * second reading is never below the first; from one reading nothing follows for more images.
   */
  public long bytes(int images) {
    Reading last = largest();
    if (images <= last.images() || readings.size() == 1) {
      return last.residentBytes();
    }
    Reading first = readings.get(0);
    long grown = Math.max(0, last.residentBytes() - first.residentBytes());
    return last.residentBytes()
        + Math.round((double) grown / (last.images() - first.images()) * (images - last.images()));
  }

  /** The numbers of images: {@code 4 and 8}. */
  public String images() {
    return readings.stream()
        .map(reading -> String.valueOf(reading.images()))
        .collect(Collectors.joining(" and "));
  }
}
