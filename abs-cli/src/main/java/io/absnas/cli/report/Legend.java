package io.absnas.cli.report;

import java.util.List;

/**
 * What the signs of a chart stand for.
 *
 * @param names of the kinds of points, in their order; nothing is shown for less than one
 * @param lines whether points are joined by lines
 */
record Legend(List<String> names, boolean lines) {
  /** For charts whose signs need no explanation. */
  static final Legend NONE = new Legend(List.of(), false);

  Legend {
    names = List.copyOf(names);
  }

  Markup markup() {
    Markup list = new Markup();
    if (names.isEmpty()) {
      return list;
    }
    list.add("<ul class=\"legend\">");
    for (int kind = 0; kind < names.size(); kind++) {
      list.add("<li>").add(Marks.sample(kind, lines)).add("%s</li>", names.get(kind));
    }
    return list.add("</ul>");
  }
}
