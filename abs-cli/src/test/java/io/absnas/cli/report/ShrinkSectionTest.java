package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ShrinkSectionTest {
  @TempDir private Path run;

  private static Document parsed(String html) throws Exception {
    // The page is HTML whose void elements are closed and whose script is left out to make it XML.
    String xml =
        html.replace("<!DOCTYPE html>", "")
            .replaceAll("(?s)<script>.*?</script>", "")
            .replaceAll("<((?:meta|link) [^>]*)>", "<$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private String page() {
    try {
      return Files.readString(Reports.writeInto(run));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Element> all(Document page, String tag, String cssClass) {
    List<Element> found = new ArrayList<>();
    NodeList nodes = page.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      Element element = (Element) nodes.item(i);
      if (List.of(element.getAttribute("class").split(" ")).contains(cssClass)) {
        found.add(element);
      }
    }
    return found;
  }

  @Test
  void pageIsWellFormedAndShowsScoresDropsLossAndProvenance() throws Exception {
    SampleRuns.shrink(run, 5, 0.8125);
    Path file = Reports.writeInto(run);
    assertThat(file).isEqualTo(run.resolve("report.html"));
    String html = Files.readString(file);
    Document page = parsed(html);
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    assertThat(page.getElementsByTagName("title").item(0).getTextContent())
        .startsWith("Shrinking nasbench201 by angle");
    // 30 squares for each of two stages, and nine of the scale below them
    assertThat(all(page, "rect", "square")).hasSize(2 * (30 + 9));
    // two drops in each, as frames among the scores and as crosses among the angles
    assertThat(all(page, "rect", "mark")).hasSize(4);
    assertThat(all(page, "path", "cross")).hasSize(4);
    List<Element> drops = all(page, "ol", "drops");
    assertThat(drops).hasSize(2);
    assertThat(drops.get(0).getElementsByTagName("li").item(1).getTextContent())
        .isEqualTo("none at 2<-0, score 0.103, margin 0.003");
    assertThat(html)
        .contains("Training loss", "0.1.0 abc", "abs shrink", "w.safetensors")
        .contains("mean top-1 81.25 %", "2 (stopped by stages)", "weights-hash");
  }

  @Test
  void everyDrawingHasANameOrIsHiddenFromScreenReaders() throws Exception {
    SampleRuns.shrink(run, 5, 0.8125);
    Document page = parsed(page());
    NodeList drawings = page.getElementsByTagName("svg");
    assertThat(drawings.getLength()).isGreaterThan(4);
    for (int i = 0; i < drawings.getLength(); i++) {
      Element drawing = (Element) drawings.item(i);
      if (!drawing.getAttribute("aria-hidden").equals("true")) {
        assertThat(drawing.getAttribute("role")).isEqualTo("group");
        assertThat(drawing.getAttribute("aria-label")).isNotBlank();
      }
    }
    for (String tag : List.of("path", "g")) {
      for (Element point : all(page, tag, "pt")) {
        assertThat(point.getAttribute("role")).isEqualTo("img");
        assertThat(point.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
      }
    }
  }

  @Test
  void nothingThatARunHoldsBecomesMarkup() throws IOException {
    SampleRuns.shrink(run, 5, 0.8125);
    assertThat(page())
        .doesNotContain("<script>alert", "<b>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;/pre&gt;&lt;b&gt;");
  }

  @Test
  void pageNeedsNoNetwork() throws IOException {
    SampleRuns.shrink(run, 5, 0.8125);
    assertThat(page())
        .contains("default-src 'none'")
        .doesNotContain("http:", "https:", "src=", "@import", "url(", " style=", "onclick");
  }

  @Test
  void directoryWithoutARunIsRefused() {
    assertThatThrownBy(() -> Reports.writeInto(run))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(run + " is no run directory");
    assertThatThrownBy(() -> Reports.writeInto(run.resolve("none")))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("is no directory");
  }

  @Test
  void runBeforeItsFirstStageHasAReportWithNotes() throws Exception {
    StrictJson.write(run.resolve("history.json"), SampleRuns.history(0));
    String html = page();
    parsed(html);
    assertThat(html).contains("the run is not finished", "There is no provenance.json");
  }

  @Test
  void damagedFileIsANote() throws Exception {
    SampleRuns.shrink(run, 5, 0.8125);
    Files.writeString(run.resolve("history.json"), "{\"format\": 1,");
    assertThat(page()).contains("history.json cannot be used", "mean top-1 81.25 %");
  }
}
