package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What belongs under one heading of a run.
 *
 * @param heading the heading
 * @param text a sentence before the figures, or nothing
 * @param figures drawings, side by side where there is room
 * @param before tables and lists ahead of them, perhaps nothing
 * @param after what follows them, perhaps nothing
 */
record Part(String heading, String text, List<Figure> figures, Markup before, Markup after) {
  Part {
    requireNonNull(heading, "heading is null");
    requireNonNull(text, "text is null");
    figures = List.copyOf(figures);
    requireNonNull(before, "before is null");
    requireNonNull(after, "after is null");
  }

  /** A part of figures alone. */
  static Part of(String heading, List<Figure> figures) {
    return new Part(heading, "", figures, new Markup(), new Markup());
  }

  /** The same without the tables of its figures. */
  Part withoutTables() {
    return new Part(
        heading, text, figures.stream().map(Figure::withoutTables).toList(), before, after);
  }

  /** Figures and the text that frames them. */
  Markup content() {
    Markup content = new Markup();
    if (!text.isEmpty()) {
      content.add("<p>%s</p>", text);
    }
    content.add(before);
    if (!figures.isEmpty()) {
      content.add("<div class=\"figures\">");
      figures.forEach(figure -> content.add(figure.markup()));
      content.add("</div>");
    }
    return content.add(after);
  }
}
