package io.absnas.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages text as editors, careless scripts and attackers do, half of the time as disks do. */
public final class TextMutations {
  private static final List<String> PIECES =
      List.of(
          "0",
          "-1",
          "9",
          "1e999",
          "NaN",
          "-0.0",
          "99999999999999999999999999",
          "0x10",
          "null",
          "true",
          "\"",
          "'",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          ": ",
          "- ",
          "\n",
          "\t",
          "#",
          "&a ",
          "*a",
          "<<: *a",
          "!!java.lang.ProcessBuilder ",
          "%",
          "@",
          "|",
          "\ufeff",
          "\u0000",
          "\u00e9",
          "\ud83d\ude00",
          "../../etc/passwd");

  private TextMutations() {}

  /** The bytes after one to four changes; the original stays. */
  public static byte[] of(byte[] original, RandomGenerator random) {
    if (random.nextBoolean()) {
      return Mutations.of(original, random);
    }
    String text = new String(original, UTF_8);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      text = once(text, random);
    }
    return text.getBytes(UTF_8);
  }

  private static String once(String text, RandomGenerator random) {
    int at = random.nextInt(text.length() + 1);
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    return switch (random.nextInt(7)) {
      case 0 -> text.substring(0, at) + piece + text.substring(at);
      case 1 -> text.substring(0, at) + piece + text.substring(Math.min(at + 1, text.length()));
      case 2 -> text.substring(0, at) + piece.repeat(random.nextInt(2000)) + text.substring(at);
      case 3 -> text.replaceFirst("(?<![0-9])[0-9]++(?=[^0-9]{" + random.nextInt(30) + "})", "7");
      default -> lines(text, random);
    };
  }

  /** A line twice, without a line, with two lines exchanged, or a word of another line. */
  private static String lines(String text, RandomGenerator random) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int one = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.add(other, lines.get(one));
      case 1 -> lines.remove(one);
      case 2 -> lines.set(one, lines.set(other, lines.get(one)));
      default -> {
        String[] words = lines.get(other).split("\\b", -1);
        lines.set(one, lines.get(one) + words[random.nextInt(words.length)]);
      }
    }
    return String.join("\n", lines);
  }
}
