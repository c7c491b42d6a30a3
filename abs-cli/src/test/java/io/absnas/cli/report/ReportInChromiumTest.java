package io.absnas.cli.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a browser shows it; pictures of it are left in target/report. */
class ReportInChromiumTest {
  private static final Path PICTURES = Path.of("target", "report");
  private static final int LARGEST_BYTES = 2_000_000;

  @TempDir private static Path folder;
  private static Chromium browser;
  private static Path page;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.start(folder.resolve("profile"));
    page = folder.resolve("report.html");
    List<Path> runs = new ArrayList<>(SampleRuns.all(folder.resolve("runs")));
    runs.addAll(SampleTables.all(folder.resolve("runs")));
    Reports.write(runs, page);
    Files.createDirectories(PICTURES);
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1280, light, screen",
    "1280, dark, screen",
    "380, light, screen",
    "380, dark, screen",
    "794, dark, print"
  })
  void fitsTheWindowAndComplainsOfNothing(int width, String scheme, String media) throws Exception {
    browser.open(page, width, scheme, media);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.value("document.documentElement.scrollWidth").asInt()).isEqualTo(width);
    assertThat(browser.value("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo(
            scheme.equals("dark") && media.equals("screen")
                ? "rgb(21, 24, 28)"
                : "rgb(255, 255, 255)");
    Files.write(
        PICTURES.resolve("%d-%s-%s.png".formatted(width, scheme, media)), browser.screenshot());
  }

  @Test
  void everyChartHasContentAndLettersThatCanBeRead() throws Exception {
    browser.open(page, 380, "light", "screen");
    JsonNode charts =
        browser.value(
            """
            Array.from(document.querySelectorAll('svg.chart')).map(function (chart) {
              var box = chart.getBoundingClientRect();
              return {name: chart.getAttribute('aria-label'),
                points: chart.querySelectorAll('.pt').length,
                width: box.width, height: box.height,
                letters: 13 * box.width / chart.viewBox.baseVal.width};
            })""");
    assertThat(charts).isNotEmpty();
    for (JsonNode chart : charts) {
      assertThat(chart.get("points").asInt()).as(chart.toString()).isPositive();
      assertThat(chart.get("width").asDouble()).as(chart.toString()).isBetween(250.0, 380.0);
      assertThat(chart.get("letters").asDouble()).as(chart.toString()).isGreaterThan(9.5);
    }
  }

  @Test
  void accessibilityTreeHasNamesAndLandmarks() throws Exception {
    browser.open(page, 1280, "light", "screen");
    List<String> nameless = new ArrayList<>();
    Set<String> roles = new TreeSet<>();
    for (JsonNode node : browser.accessibilityTree()) {
      String role = node.path("role").path("value").asText();
      if (!node.path("ignored").asBoolean()) {
        roles.add(role);
        if (Set.of("image", "img", "link", "heading", "group", "region", "table", "navigation")
                .contains(role)
            && node.path("name").path("value").asText().isBlank()) {
          nameless.add(node.toString());
        }
      }
    }
    assertThat(nameless).isEmpty();
    assertThat(roles).contains("banner", "navigation", "main", "contentinfo", "heading", "table");
    assertThat(browser.value("document.querySelectorAll('h1').length").asInt()).isOne();
    assertThat(
            browser
                .value(
                    """
                    (function () {
                      var before = 0;
                      return Array.from(document.querySelectorAll('h1,h2,h3,h4')).every(
                        function (heading) {
                          var level = Number(heading.tagName[1]);
                          var fits = level <= before + 1;
                          before = level;
                          return fits;
                        });
                    })()""")
                .asBoolean())
        .as("no level of headings is left out")
        .isTrue();
    assertThat(
            browser
                .value(
                    "Array.from(document.querySelectorAll('[id]')).length === new Set(Array.from("
                        + "document.querySelectorAll('[id]')).map(e => e.id)).size")
                .asBoolean())
        .as("ids are unique")
        .isTrue();
  }

  @Test
  void keysShowValuesAndGoFromPointToPoint() throws Exception {
    browser.open(page, 1280, "light", "screen");
    browser.press("Tab", 9);
    assertThat(browser.value("document.activeElement.textContent").asText())
        .isEqualTo("Skip to the content");
    browser.press("Enter", 13);
    browser.value(
        "document.querySelector('svg.chart[aria-label^=\"Training loss. \"] .pt').focus()");
    assertThat(browser.value("document.getElementById('tip').hidden").asBoolean()).isFalse();
    String first = browser.value("document.getElementById('tip').textContent").asText();
    assertThat(first).startsWith("train/loss: ");
    browser.press("ArrowRight", 39);
    String second = browser.value("document.getElementById('tip').textContent").asText();
    assertThat(second).startsWith("train/loss: ").isNotEqualTo(first);
    assertThat(browser.value("document.activeElement.getAttribute('aria-label')").asText())
        .isEqualTo(second);
    assertThat(
            browser
                .value(
                    "document.querySelectorAll('svg.chart')[0].querySelectorAll('[tabindex=\"0\"]').length")
                .asInt())
        .as("a chart is one stop of the Tab key")
        .isOne();
    browser.press("Escape", 27);
    assertThat(browser.value("document.getElementById('tip').hidden").asBoolean()).isTrue();
  }

  @Test
  void arrowsGoUpAndDownInAHeatMap() throws Exception {
    browser.open(page, 1280, "light", "screen");
    browser.value("document.querySelector('svg.chart [data-columns] .pt').focus()");
    assertThat(tip()).startsWith("none at 1<-0");
    browser.press("ArrowDown", 40);
    assertThat(tip()).startsWith("none at 2<-0");
    browser.press("ArrowRight", 39);
    assertThat(tip()).startsWith("skip_connect at 2<-0");
    browser.press("End", 35);
    assertThat(tip()).startsWith("avg_pool_3x3 at 3<-2");
  }

  private static String tip() throws Exception {
    return browser.value("document.getElementById('tip').textContent").asText();
  }

  @Test
  void pointerShowsValuesToo() throws Exception {
    browser.open(page, 1280, "light", "screen");
    JsonNode at =
        browser.value(
            """
            (function () {
              var square = document.querySelector('svg.chart [data-columns] .pt');
              square.scrollIntoView({block: 'center'});
              // Scrolling hides the box of values, as soon as a frame tells of it.
              return new Promise(function (scrolled) {
                requestAnimationFrame(function () {
                  requestAnimationFrame(function () {
                    var box = square.getBoundingClientRect();
                    scrolled({x: box.left + box.width / 2, y: box.top + box.height / 2});
                  });
                });
              });
            })()""");
    browser.call(
        "Input.dispatchMouseEvent",
        Map.of("type", "mouseMoved", "x", at.get("x").asDouble(), "y", at.get("y").asDouble()));
    assertThat(tip()).startsWith("none at 1<-0: score 0.1");
    assertThat(browser.value("document.getElementById('tip').hidden").asBoolean()).isFalse();
    assertThat(
            browser
                .value(
                    "getComputedStyle(document.querySelector('[data-columns] .pt:hover text')).stroke")
                .asText())
        .as("digits stay readable under the pointer")
        .isEqualTo("none");
    browser.press("Escape", 27);
    assertThat(browser.value("document.getElementById('tip').hidden").asBoolean()).isTrue();
  }

  @Test
  void longNamesStayInsideTheirCharts() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      Path run = folder.resolve("long/a-run-whose-name-tells-" + "everything-".repeat(7) + seed);
      SampleRuns.shrink(run, seed, 0.8125 + 0.01 * seed);
      runs.add(run);
    }
    Path names = folder.resolve("names.html");
    Reports.write(runs, names);
    browser.open(names, 380, "light", "screen");
    assertThat(
            browser
                .value(
                    """
                    Array.from(document.querySelectorAll('svg.chart')).flatMap(function (chart) {
                      var outer = chart.closest('figure').getBoundingClientRect();
                      return Array.from(chart.querySelectorAll('text')).filter(function (text) {
                        var box = text.getBoundingClientRect();
                        return box.left < outer.left - 1 || box.right > outer.right + 1;
                      }).map(function (text) { return text.textContent; });
                    })""")
                .toString())
        .isEqualTo("[]");
  }

  @Test
  void canBePrinted() throws Exception {
    browser.open(page, 1280, "dark", "screen");
    byte[] paper = browser.pdf();
    assertThat(new String(paper, 0, 5, US_ASCII)).isEqualTo("%PDF-");
    Files.write(PICTURES.resolve("report.pdf"), paper);
  }

  @Test
  void isSmall() throws Exception {
    assertThat(Files.size(page)).isLessThan(LARGEST_BYTES);
  }
}
