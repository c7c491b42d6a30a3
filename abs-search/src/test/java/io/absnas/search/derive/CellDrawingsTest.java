package io.absnas.search.derive;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.Genotype;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CellDrawingsTest {
  private static final Genotype GENOTYPE =
      Genotype.parse(ArchitectureCatalog.find("DARTS_V2").orElseThrow().text());

  @Test
  void theSvgIsXmlThatNamesEveryOpOnceForEachEntry() throws Exception {
    for (Map.Entry<String, List<Genotype.Input>> cell :
        Map.of("normal", GENOTYPE.normal(), "reduce", GENOTYPE.reduce()).entrySet()) {
      NodeList texts = elements(cell.getKey(), "text");
      List<String> ops = new ArrayList<>();
      for (int i = 0; i < texts.getLength(); i++) {
        String text = texts.item(i).getTextContent();
        if (text.matches("[a-z]+(_[a-z]+)*_(\\dx\\d|connect)")) {
          ops.add(text);
        }
      }
      assertThat(ops)
          .containsExactlyElementsOf(cell.getValue().stream().map(in -> in.op().id()).toList());
    }
  }

  @Test
  void noBoxLiesOnAnotherAndAllLieInThePicture() throws Exception {
    NodeList rects = elements("normal", "rect");
    List<double[]> boxes = new ArrayList<>();
    for (int i = 0; i < rects.getLength(); i++) {
      Element rect = (Element) rects.item(i);
      if (rect.getAttribute("class").equals("op")) {
        boxes.add(
            new double[] {
              number(rect, "x"),
              number(rect, "y"),
              number(rect, "x") + number(rect, "width"),
              number(rect, "y") + number(rect, "height")
            });
      }
    }
    assertThat(boxes).hasSize(8);
    for (double[] a : boxes) {
      for (double[] b : boxes) {
        boolean apart = a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
        assertThat(a == b || apart).isTrue();
      }
    }
  }

  @Test
  void theDotFileHasAnEdgeForEveryEntryAndEveryOutput() {
    List<String> lines = text("cell-normal.dot").lines().toList();
    assertThat(lines.get(0)).isEqualTo("digraph cell {");
    assertThat(lines).last().isEqualTo("}");
    assertThat(lines.stream().filter(line -> line.contains(" -> n"))).hasSize(8);
    assertThat(lines.stream().filter(line -> line.contains(" -> out"))).hasSize(4);
    Genotype.Input last = GENOTYPE.normal().get(7);
    assertThat(lines).contains("  n" + last.from() + " -> n5 [label=\"" + last.op().id() + "\"];");
  }

  private static String text(String file) {
    return CellDrawings.of(GENOTYPE).getOrDefault(file, "");
  }

  private static NodeList elements(String cell, String tag) throws Exception {
    String svg = text("cell-" + cell + ".svg");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getElementsByTagName(tag);
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
