package io.absnas.core.run;

/** Which form a JSON file of this toolkit has, and what kind of thing it holds. */
public final class FileForm {
  private FileForm() {}

  /**
   * Refuses a file of another version or of another kind with an {@link IllegalArgumentException}.
   *
   * @param format the file's version
   * @param kind the file's kind
   * @param readFormat the version that is read
   * @param readKind the kind that is read
   */
  public static void require(int format, String kind, int readFormat, String readKind) {
    if (format != readFormat || !readKind.equals(kind)) {
      throw new IllegalArgumentException(
          "format and kind are %d and %s, this version reads %d and %s"
              .formatted(format, kind, readFormat, readKind));
    }
  }
}
