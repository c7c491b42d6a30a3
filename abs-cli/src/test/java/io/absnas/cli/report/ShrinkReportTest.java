package io.absnas.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictJson;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.StageRecord;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ShrinkReportTest {
  private static final List<String> OPS =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");
  private static final List<String> EDGES = List.of("1<-0", "2<-0", "2<-1", "3<-0", "3<-1", "3<-2");

  @TempDir private Path run;

  private static History history(int stages) {
    List<StageRecord> records = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      List<ScoreRecord> scores = new ArrayList<>();
      for (int edge = 0; edge < EDGES.size(); edge++) {
        for (int op = 0; op < OPS.size(); op++) {
          double score = 0.1 + 0.01 * op + 0.003 * edge;
          scores.add(
              new ScoreRecord(
                  edge,
                  EDGES.get(edge),
                  OPS.get(op),
                  score,
                  625,
                  score,
                  0.02,
                  0,
                  1,
                  List.of(0.0, 0.1, 0.2, 0.3, 0.4),
                  Optional.of(score - 0.1),
                  0,
                  op == 0 && edge < 2));
        }
      }
      records.add(
          new StageRecord(
              stage,
              1,
              100,
              BigInteger.valueOf(15625),
              BigInteger.valueOf(10000),
              "ab",
              false,
              15625,
              true,
              0,
              scores,
              List.of(new DropRecord(0, "1<-0", "none"), new DropRecord(1, "2<-0", "none"))));
    }
    return new History(History.FORMAT, "nasbench201", OPS, records);
  }

  private static ShrinkResult result() {
    return new ShrinkResult(
        ShrinkResult.FORMAT,
        ShrinkResult.KIND,
        "nasbench201",
        BigInteger.valueOf(15625),
        BigInteger.valueOf(10000),
        Optional.empty(),
        Optional.empty(),
        List.of(OPS),
        2,
        "stages",
        2,
        200,
        Optional.empty(),
        Optional.of(
            new ChildrenAccuracy(2, 2000, 0.125, 0.8125, 0.75, 0.875, List.of(0.75, 0.875))),
        "base-hash",
        "weights-hash",
        "space-hash",
        "history-hash",
        "config-hash",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private void writeRun() throws IOException {
    StrictJson.write(run.resolve("history.json"), history(2));
    StringBuilder metrics = new StringBuilder();
    for (int step = 1; step <= 1000; step++) {
      metrics.append(
          "{\"step\":%d,\"epoch\":%s,\"time\":\"2026-01-01T00:00:00Z\",\"values\":{\"train/loss\":%s}}\n"
              .formatted(step, step / 500.0, 2.3 * Math.exp(-step / 300.0) + 0.2));
    }
    Files.writeString(run.resolve("metrics.jsonl"), metrics);
    Files.writeString(
        run.resolve("provenance.json"),
        "{\"command\":[\"abs\",\"shrink\",\"<script>alert(1)</script>\"],\"seed\":5,"
            + "\"toolkit\":{\"version\":\"0.1.0\"}}");
    StrictJson.write(run.resolve("result.json"), result());
    Files.writeString(run.resolve("config.yaml"), "seed: 5\ntitle: \"</pre><b>\"\n");
  }

  private static Document parsed(String html) throws Exception {
    // The page is HTML whose void elements are closed here to make it XML as well.
    String xml = html.replace("<!DOCTYPE html>", "").replaceAll("<(meta [^>]*)>", "<$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void pageIsWellFormedAndShowsScoresDropsLossAndProvenance() throws Exception {
    writeRun();
    Path file = ShrinkReport.write(run);
    assertThat(file).isEqualTo(run.resolve("report.html"));
    String html = Files.readString(file);
    Document page = parsed(html);
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
    assertThat(page.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Shrinking nasbench201 by angle");
    // 30 squares for each of two stages
    assertThat(count(page.getElementsByTagName("rect"), "square")).isEqualTo(60);
    assertThat(count(page.getElementsByTagName("path"), "cross")).isEqualTo(4);
    NodeList drawings = page.getElementsByTagName("svg");
    for (int i = 0; i < drawings.getLength(); i++) {
      var attributes = drawings.item(i).getAttributes();
      assertThat(attributes.getNamedItem("role").getNodeValue()).isEqualTo("img");
      assertThat(attributes.getNamedItem("aria-label").getNodeValue()).isNotBlank();
    }
    String first = page.getElementsByTagName("li").item(0).getTextContent();
    assertThat(first).isEqualTo("none at 1<-0, score 0.1");
    assertThat(html)
        .contains("Training loss", "toolkit.version", "0.1.0")
        .contains("mean top-1 81.25 %", "2 (stopped by stages)", "weights-hash");
  }

  private static long count(NodeList nodes, String cssClass) {
    long found = 0;
    for (int i = 0; i < nodes.getLength(); i++) {
      var attribute = nodes.item(i).getAttributes().getNamedItem("class");
      found += attribute != null && attribute.getNodeValue().equals(cssClass) ? 1 : 0;
    }
    return found;
  }

  @Test
  void nothingThatARunHoldsBecomesMarkup() throws IOException {
    writeRun();
    String html = Files.readString(ShrinkReport.write(run));
    assertThat(html)
        .doesNotContain("<script", "<b>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;/pre&gt;&lt;b&gt;");
  }

  @Test
  void pageNeedsNoNetwork() throws IOException {
    writeRun();
    assertThat(Files.readString(ShrinkReport.write(run)))
        .doesNotContain("http:", "https:", "src=", "@import", "url(");
  }

  @Test
  void runWithoutHistoryIsRefused() {
    assertThatThrownBy(() -> ShrinkReport.write(run))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("history.json");
  }

  @Test
  void runBeforeItsFirstStageHasAReport() throws Exception {
    StrictJson.write(run.resolve("history.json"), history(0));
    parsed(Files.readString(ShrinkReport.write(run)));
  }
}
