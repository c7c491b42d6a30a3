package io.absnas.core.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Seeds of runs that differ in nothing else, written {@code 0..9}, {@code 1,5,7} or a mixture.
 *
 * @param values different seeds in the order they were written, none negative
 */
public record Seeds(List<Long> values) {
  /** More are a slip of the pen rather than an experiment. */
  public static final int MOST = 10_000;

  private static final Pattern PART = Pattern.compile("([0-9]{1,18})(?:\\.\\.([0-9]{1,18}))?");

  /** Checks that there are some and all differ. */
  public Seeds {
    values = List.copyOf(values);
    if (values.isEmpty() || values.stream().anyMatch(seed -> seed < 0)) {
      throw new IllegalArgumentException("seeds must be at least one, none negative");
    }
    if (new TreeSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException("seeds must differ from one another, were " + values);
    }
  }

  /** One seed alone. */
  public static Seeds of(long seed) {
    return new Seeds(List.of(seed));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException for any other text, saying what is allowed
   */
  @JsonCreator
  public static Seeds parse(String text) {
    List<Long> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = PART.matcher(part.strip());
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' must be numbers and ranges such as 0..9 or 1,5,8..10");
      }
      long first = Long.parseLong(range.group(1));
      long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
      if (last < first || last - first >= MOST || values.size() + last - first >= MOST) {
        throw new IllegalArgumentException(
            "'" + text + "' must go upwards and hold at most " + MOST + " seeds");
      }
      for (long seed = first; seed <= last; seed++) {
        values.add(seed);
      }
    }
    return new Seeds(values);
  }

  /** The text form, without ranges. */
  @JsonValue
  public String text() {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
