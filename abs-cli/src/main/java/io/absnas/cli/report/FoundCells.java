package io.absnas.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Drawings of cells that are told as NAS-Bench-201's text. */
final class FoundCells {
  private static final int MOST = 3;

  private FoundCells() {}

  /** A part with the cells of the first few architectures, if they are of that kind. */
  static void add(Draft draft, List<String> architectures, String title) {
    List<Figure> figures = figures(architectures, title);
    if (!figures.isEmpty()) {
      draft.part(Part.of(figures.size() > 1 ? "Cells" : "Cell", figures));
    }
  }

  /** The drawings; none for other texts. */
  static List<Figure> figures(List<String> architectures, String title) {
    List<Figure> figures = new ArrayList<>();
    for (String architecture : architectures.stream().distinct().limit(MOST).toList()) {
      String name = architectures.size() > 1 ? title + " " + (figures.size() + 1) : title;
      CellDrawing.of(name, architecture).ifPresent(cell -> figures.add(cell.figure()));
    }
    return List.copyOf(figures);
  }
}
