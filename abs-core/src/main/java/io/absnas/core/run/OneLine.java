package io.absnas.core.run;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text of any origin, for one line of a message or of a log. */
public final class OneLine {
  private static final Pattern LINE_BREAK = Pattern.compile("\\R");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");

  private OneLine() {}

  /**
   * The text without the blanks around its lines, which semicolons part, and without empty lines.
   * What files hold is quoted, and may ring bells or move cursors: control characters but the
   * tabulator become question marks.
   */
  public static String of(String text) {
    String line =
        LINE_BREAK
            .splitAsStream(text)
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return CONTROL.matcher(line).replaceAll("?");
  }
}
