package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Rows of values.
 *
 * @param caption what the rows are
 * @param columns names of the columns; the first one names each row
 * @param texts how many columns from the left hold text; the others hold numbers
 * @param rows values in the order of the columns
 */
record Table(String caption, List<String> columns, int texts, List<List<String>> rows) {
  Table {
    requireNonNull(caption, "caption is null");
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row has %d values for %d columns".formatted(row.size(), columns.size()));
      }
    }
  }

  /** The table, in a region of its own that scrolls where it is wider than the page. */
  Markup markup() {
    Markup table =
        new Markup()
            .add(
                "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table: %s\">"
                    + "<table class=\"t%s\"><caption>%s</caption><thead><tr>",
                caption, texts, caption);
    for (String column : columns) {
      table.add("<th scope=\"col\">%s</th>", column);
    }
    table.add("</tr></thead><tbody>");
    for (List<String> row : rows) {
      Markup line = new Markup();
      for (int i = 0; i < row.size(); i++) {
        line.inline(i == 0 ? "<th scope=\"row\">%s</th>" : "<td>%s</td>", row.get(i));
      }
      table.inline("<tr>").add(line).add("</tr>");
    }
    return table.add("</tbody></table></div>");
  }
}
