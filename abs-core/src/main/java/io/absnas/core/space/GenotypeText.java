package io.absnas.core.space;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The text form of genotypes: reads left to right, writes the way Python prints the tuple. */
final class GenotypeText {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
  private static final Pattern QUOTED = Pattern.compile("'([^'\"]*)'|\"([^'\"]*)\"");

  private final String text;
  private int at;

  GenotypeText(String text) {
    this.text = text;
  }

  static String format(Genotype genotype) {
    return "Genotype(normal="
        + pairs(genotype.normal())
        + ", normal_concat="
        + concat(genotype.normalConcat())
        + ", reduce="
        + pairs(genotype.reduce())
        + ", reduce_concat="
        + concat(genotype.reduceConcat())
        + ")";
  }

  private static String pairs(List<Genotype.Input> inputs) {
    return inputs.stream()
        .map(input -> "('" + input.op().id() + "', " + input.from() + ")")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String concat(List<Integer> nodes) {
    int first = nodes.get(0);
    int end = first + nodes.size();
    return IntStream.range(first, end).boxed().toList().equals(nodes)
        ? "range(" + first + ", " + end + ")"
        : nodes.toString();
  }

  Genotype parse() {
    String word = next(WORD, "Genotype(").group();
    if (!word.equals("Genotype") || !text.substring(at).stripLeading().startsWith("(")) {
      take("=");
      take("Genotype");
    }
    take("(");
    List<Genotype.Input> normal = readPairs("normal");
    take(",");
    List<Integer> normalConcat = readConcat("normal_concat");
    take(",");
    List<Genotype.Input> reduce = readPairs("reduce");
    take(",");
    List<Integer> reduceConcat = readConcat("reduce_concat");
    take(")");
    skipBlanks();
    if (at < text.length()) {
      throw fail("the end");
    }
    return new Genotype(normal, normalConcat, reduce, reduceConcat);
  }

  private List<Genotype.Input> readPairs(String key) {
    take(key);
    take("=");
    take("[");
    List<Genotype.Input> inputs = new ArrayList<>();
    do {
      take("(");
      Matcher name = next(QUOTED, "an operator's name in quotes");
      CandidateOp op = CandidateOp.parse(name.group().substring(1, name.group().length() - 1));
      take(",");
      int from = Integer.parseInt(next(NUMBER, "a node's number").group());
      take(")");
      inputs.add(new Genotype.Input(op, from));
    } while (comma());
    take("]");
    return inputs;
  }

  private List<Integer> readConcat(String key) {
    take(key);
    take("=");
    if (!text.substring(at).stripLeading().startsWith("range")) {
      return readList();
    }
    take("range");
    take("(");
    int first = Integer.parseInt(next(NUMBER, "a node's number").group());
    take(",");
    int end = Integer.parseInt(next(NUMBER, "a node's number").group());
    take(")");
    return IntStream.range(first, end).boxed().toList();
  }

  private List<Integer> readList() {
    take("[");
    List<Integer> nodes = new ArrayList<>();
    do {
      nodes.add(Integer.parseInt(next(NUMBER, "a node's number").group()));
    } while (comma());
    take("]");
    return nodes;
  }

  private boolean comma() {
    skipBlanks();
    if (text.startsWith(",", at)) {
      at++;
      return true;
    }
    return false;
  }

  private void take(String expected) {
    skipBlanks();
    if (!text.startsWith(expected, at)) {
      throw fail("'" + expected + "'");
    }
    at += expected.length();
  }

  private Matcher next(Pattern pattern, String expected) {
    skipBlanks();
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw fail(expected);
    }
    at = matcher.end();
    return matcher;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException fail(String expected) {
    String rest = at >= text.length() ? "the end" : "'" + text.charAt(at) + "'";
    return new IllegalArgumentException(
        "genotype text has " + rest + " at position " + (at + 1) + ", expected " + expected);
  }
}
