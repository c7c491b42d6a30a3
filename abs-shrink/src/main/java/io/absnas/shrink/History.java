package io.absnas.shrink;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a run has scored and dropped: {@code history.json}. It holds no times, so that an
 * interrupted and resumed run gives the same bytes as a calm one.
 *
 * @param format version of this form
 * @param space id of the space that was shrunk
 * @param operations ids of the unshrunk space's ops in the order of their codes
 * @param stages what was done, in order
 */
public record History(int format, String space, List<String> operations, List<StageRecord> stages) {
  /** Version of the form. */
  public static final int FORMAT = 1;

  /** Name of the file in a run directory. */
  public static final String FILE_NAME = "history.json";

  /** Checks the version. */
  public History {
    if (format != FORMAT) {
      throw new IllegalArgumentException("format is " + format + ", this version reads " + FORMAT);
    }
    requireNonNull(space, "space is null");
    operations = List.copyOf(operations);
    stages = List.copyOf(stages);
  }

  History withStages(List<StageRecord> all) {
    return new History(format, space, operations, all);
  }
}
