package io.absnas.cli.report;

import java.util.List;
import java.util.OptionalDouble;

/** Lays a report out as one HTML document that needs no network and no script. */
final class ReportPage {
  private ReportPage() {}

  /** The document. */
  static String html(RunReport report) {
    Markup page =
        new Markup()
            .add(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>""",
                report.title())
            .add("<style>" + ReportStyle.CSS + "</style>")
            .add("</head>\n<body>\n<main>")
            .add("<h1>%s</h1>", report.title());
    facts(page, report.summary(), "Result");
    for (LineChart chart : report.charts()) {
      page.add("<section><h2>%s</h2>", chart.title()).add(chart.markup()).add("</section>");
    }
    for (StageReport stage : report.stages()) {
      stage(page, stage);
    }
    section(page, "Space that is left", report.space());
    section(page, "Provenance", report.provenance());
    if (!report.configuration().isEmpty()) {
      page.add(
          "<section><h2>Configuration</h2><details><summary>config.yaml</summary>"
              + "<pre>%s</pre></details></section>",
          report.configuration());
    }
    return page.add("</main>\n</body>\n</html>").toString();
  }

  private static void section(Markup page, String heading, List<Fact> facts) {
    if (!facts.isEmpty()) {
      page.add("<section><h2>%s</h2>", heading);
      facts(page, facts, heading);
      page.add("</section>");
    }
  }

  private static void facts(Markup page, List<Fact> facts, String caption) {
    if (facts.isEmpty()) {
      return;
    }
    page.add("<table class=\"facts\"><caption class=\"unseen\">%s</caption><tbody>", caption);
    for (Fact fact : facts) {
      page.add("<tr><th scope=\"row\">%s</th><td>%s</td></tr>", fact.name(), fact.value());
    }
    page.add("</tbody></table>");
  }

  private static void stage(Markup page, StageReport stage) {
    page.add("<section><h2>Stage %s</h2>", stage.number());
    page.add("<p>%s architectures before, %s after.</p>", stage.sizeBefore(), stage.sizeAfter());
    page.add("<div class=\"wide\">").add(stage.heatMap().markup()).add("</div>");
    List<ScoreRow> drops = stage.drops();
    if (drops.isEmpty()) {
      page.add("<p>Nothing was dropped.</p>");
    } else {
      page.add("<h3>Drops in order</h3>\n<ol>");
      for (ScoreRow drop : drops) {
        page.add(
            "<li><code>%s</code> at <code>%s</code>, score %s</li>",
            drop.op(), drop.choice(), number(drop.score()));
      }
      page.add("</ol>");
    }
    scores(page, stage);
    page.add("</section>");
  }

  private static void scores(Markup page, StageReport stage) {
    page.add(
        """
        <details><summary>All scores of stage %s</summary>
        <div class="wide"><table><caption class="unseen">Scores of stage %s</caption>
        <thead><tr><th scope="col">choice</th><th scope="col">op</th>\
        <th scope="col">mean angle (rad)</th><th scope="col">deviation</th>\
        <th scope="col">children</th><th scope="col">margin to the cut</th>\
        <th scope="col">dropped as</th></tr></thead>
        <tbody>""",
        stage.number(), stage.number());
    for (ScoreRow row : stage.rows()) {
      page.add(
          "<tr><td>%s</td><td><code>%s</code></td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
              + "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>",
          row.choice(),
          row.op(),
          number(row.score()),
          number(row.deviation()),
          row.children(),
          number(row.margin()),
          row.dropped().isPresent() ? Integer.toString(row.dropped().getAsInt()) : "");
    }
    page.add("</tbody></table></div></details>");
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  private static String number(double value) {
    return Ticks.label(value);
  }
}
