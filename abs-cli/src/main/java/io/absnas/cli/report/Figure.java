package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A drawing with what explains it.
 *
 * @param title what it shows
 * @param note how to read it, a sentence or nothing
 * @param drawing the drawing
 * @param legend what its signs stand for
 * @param tables the same values as rows, shown on demand
 */
record Figure(String title, String note, Markup drawing, Legend legend, List<Table> tables) {
  Figure {
    requireNonNull(title, "title is null");
    requireNonNull(note, "note is null");
    requireNonNull(drawing, "drawing is null");
    requireNonNull(legend, "legend is null");
    tables = List.copyOf(tables);
  }

  /** The drawing alone, whose points still tell their values. */
  Figure withoutTables() {
    return new Figure(title, note, drawing, legend, List.of());
  }

  Markup markup() {
    Markup figure = new Markup().add("<figure><figcaption>%s</figcaption>", title);
    figure.add(drawing).add(legend.markup());
    if (!note.isEmpty()) {
      figure.add("<p class=\"note\">%s</p>", note);
    }
    for (Table table : tables) {
      figure.add(
          "<details aria-label=\"Table: %s\"><summary>Table: %s</summary>",
          table.caption(), table.caption());
      figure.add(table.markup()).add("</details>");
    }
    return figure.add("</figure>");
  }
}
