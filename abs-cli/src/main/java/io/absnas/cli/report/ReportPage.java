package io.absnas.cli.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays reports out as one HTML document that needs no network and can be read without scripts. */
final class ReportPage {
  /** How a report is known. */
  static final String GENERATOR = "<meta name=\"generator\" content=\"abs report\">";

  private static final int MOST_WITH_TABLES = 6;

  private final Markup page = new Markup();
  private final List<RunSection> reports;
  private final Lineage.Tracer tracer;
  private final List<Part> comparisons;

  private ReportPage(List<RunSection> reports) {
    this.reports = reports;
    Map<Path, Lineage.Shown> shown = new LinkedHashMap<>();
    for (int i = 0; i < reports.size(); i++) {
      shown.put(reports.get(i).root(), new Lineage.Shown(reports.get(i).name(), anchor(i)));
    }
    this.comparisons = Comparison.of(reports);
    this.tracer = new Lineage.Tracer(shown);
  }

  /** The document. */
  static String html(List<RunSection> reports) {
    return new ReportPage(List.copyOf(reports)).document();
  }

  private String document() {
    String title =
        reports.size() == 1
            ? reports.get(0).title() + " – " + reports.get(0).name()
            : reports.size() + " runs side by side";
    head(title);
    page.add("<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>");
    page.add("<header><h1>%s</h1></header>", title);
    contents();
    page.add("<main id=\"content\" tabindex=\"-1\">");
    if (!comparisons.isEmpty()) {
      page.add("<section id=\"compare\" aria-labelledby=\"compare-h\">");
      page.add("<h2 id=\"compare-h\">Side by side</h2>");
      for (int i = 0; i < comparisons.size(); i++) {
        section("compare-" + i, comparisons.get(i).heading(), comparisons.get(i).content());
      }
      page.add("</section>");
    }
    for (int i = 0; i < reports.size(); i++) {
      run(i);
    }
    page.add("</main>\n<footer><p>Written by abs report from the files of");
    page.add(reports.size() == 1 ? "the run." : "the runs.");
    page.add(
        "Every point of a chart tells its values when it is pointed at; with the keyboard, Tab"
            + " reaches a chart and the arrow keys go from point to point. Tables hold the same"
            + " values.</p></footer>");
    page.add("<script>" + ReportScript.JS + "</script>");
    return page.add("</body>\n</html>").toString();
  }

  /** Nothing may be loaded, and no style or script may run but those of this class. */
  private void head(String title) {
    page.add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" + GENERATOR);
    page.add(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
            + " style-src 'sha256-"
            + hash(ReportStyle.CSS)
            + "'; script-src 'sha256-"
            + hash(ReportScript.JS)
            + "'; base-uri 'none'; form-action 'none'\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.add("<meta name=\"color-scheme\" content=\"light dark\">");
    page.add("<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>", title);
    page.add("<style>" + ReportStyle.CSS + "</style>\n</head>");
  }

  private void contents() {
    page.add("<nav aria-label=\"Contents\"><ul role=\"list\">");
    if (!comparisons.isEmpty()) {
      page.add("<li><a href=\"#compare\">Side by side</a></li>");
    }
    for (int i = 0; i < reports.size(); i++) {
      RunSection report = reports.get(i);
      if (reports.size() > 1) {
        page.add("<li><a href=\"#%s\">%s</a></li>", anchor(i), report.name());
      } else {
        List<Part> parts = report.parts();
        for (int part = 0; part < parts.size(); part++) {
          page.add(
              "<li><a href=\"#%s-%s\">%s</a></li>", anchor(i), part, parts.get(part).heading());
        }
        page.add("<li><a href=\"#%s-origin\">Provenance</a></li>", anchor(i));
      }
    }
    page.add("</ul></nav>");
  }

  private void run(int index) {
    RunSection report = reports.get(index);
    String id = anchor(index);
    page.add("<section id=\"%s\" aria-labelledby=\"%s-name\">", id, id);
    page.add("<h2 id=\"%s-name\">%s</h2>", id, report.name());
    page.add("<p class=\"what\">%s</p>", report.title());
    if (!report.notes().isEmpty()) {
      page.add("<ul class=\"notes\">");
      report.notes().forEach(note -> page.add("<li>%s</li>", note));
      page.add("</ul>");
    }
    page.add(facts(report.summary(), "Results of " + report.name()));
    boolean many = reports.size() > MOST_WITH_TABLES;
    if (many && !report.parts().isEmpty()) {
      page.add(
          "<p class=\"note\">On a page of %s runs, charts of single runs are without tables: a"
              + " report of this run alone has them.</p>",
          reports.size());
    }
    for (int i = 0; i < report.parts().size(); i++) {
      Part part = report.parts().get(i);
      section(id + "-" + i, part.heading(), (many ? part.withoutTables() : part).content());
    }
    section(id + "-origin", "Provenance", origin(report));
    page.add("</section>");
  }

  private void section(String id, String heading, Markup content) {
    page.add("<section id=\"%s\" aria-labelledby=\"%s-h\">", id, id);
    page.add("<h3 id=\"%s-h\">%s</h3>", id, heading).add(content).add("</section>");
  }

  private Markup origin(RunSection report) {
    Markup origin = new Markup().add("<h4>The chain of runs and files behind this run</h4>");
    origin.add(tracer.of(report.root(), report.origin()).markup());
    origin.add(facts(report.origin().facts(), "Provenance of " + report.name()));
    if (!report.hashes().isEmpty()) {
      origin.add(
          "<details aria-label=\"Ids and hashes\"><summary>Ids and hashes of the result</summary>");
      origin.add(facts(report.hashes(), "Ids and hashes")).add("</details>");
    }
    if (!report.configuration().isEmpty()) {
      origin.add(
          "<details aria-label=\"Configuration\"><summary>config.yaml</summary>"
              + "<pre tabindex=\"0\">%s</pre></details>",
          report.configuration());
    }
    return origin;
  }

  /** Names with their values. */
  static Markup facts(List<Fact> facts, String caption) {
    Markup table = new Markup();
    if (facts.isEmpty()) {
      return table;
    }
    // The roles stay where a narrow page shows rows as blocks, which takes tables their meaning.
    table.add(
        "<table class=\"facts\" role=\"table\" aria-label=\"%s\"><tbody role=\"rowgroup\">",
        caption);
    for (Fact fact : facts) {
      table.add(
          "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">%s</th>"
              + "<td role=\"cell\">%s</td></tr>",
          fact.name(), fact.value());
    }
    return table.add("</tbody></table>");
  }

  private static String anchor(int index) {
    return "run-" + (index + 1);
  }

  private static String hash(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
