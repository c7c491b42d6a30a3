package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the signs of a chart stand for.
 *
 * @param items kinds of signs, in their order
 */
record Legend(List<Item> items) {
  /** For charts whose signs need no explanation. */
  static final Legend NONE = new Legend(List.of());

  /**
   * A kind of sign.
   *
   * @param name what it stands for
   * @param mark whether there are points
   * @param line whether there is a line
   */
  record Item(String name, boolean mark, boolean line) {
    Item {
      requireNonNull(name, "name is null");
    }
  }

  Legend {
    items = List.copyOf(items);
  }

  /** Of curves: lines with points on them. */
  static Legend ofCurves(List<String> names) {
    return new Legend(names.stream().map(name -> new Item(name, true, true)).toList());
  }

  /** Of points, and lines without points after them. */
  static Legend of(List<String> points, List<String> lines) {
    return new Legend(
        Stream.concat(
                points.stream().map(name -> new Item(name, true, false)),
                lines.stream().map(name -> new Item(name, false, true)))
            .toList());
  }

  Markup markup() {
    Markup list = new Markup();
    if (items.isEmpty()) {
      return list;
    }
    list.add("<ul class=\"legend\" role=\"list\">");
    for (int kind = 0; kind < items.size(); kind++) {
      list.add("<li>").add(Marks.sample(kind, items.get(kind)));
      list.add("%s</li>", items.get(kind).name());
    }
    return list.add("</ul>");
  }
}
