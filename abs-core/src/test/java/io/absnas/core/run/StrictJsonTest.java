package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrictJsonTest {
  @TempDir Path directory;

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  sealed interface Shape permits Square, Circle {}

  @JsonTypeName("square")
  record Square(double side) implements Shape {}

  @JsonTypeName("circle")
  record Circle(double radius, Optional<String> colourName) implements Shape {}

  record Angle(double degrees) {
    @JsonCreator
    static Angle parse(String text) {
      return new Angle(Double.parseDouble(text.replace("deg", "")));
    }

    @JsonValue
    String text() {
      return degrees + "deg";
    }
  }

  record Drawing(List<Shape> shapes, Map<String, Long> counts, Angle turn) {}

  @Test
  void writesWhatItReads() throws IOException {
    Drawing drawing =
        new Drawing(
            List.of(new Square(1.5), new Circle(2, Optional.of("red"))),
            Map.of("b", 1L << 60, "a", 2L),
            new Angle(90));
    Path file = directory.resolve("drawing.json");
    StrictJson.write(file, drawing);
    assertThat(file)
        .hasContent(
            """
            {
              "shapes" : [ {
                "kind" : "square",
                "side" : 1.5
              }, {
                "kind" : "circle",
                "radius" : 2.0,
                "colour-name" : "red"
              } ],
              "counts" : {
                "a" : 2,
                "b" : 1152921504606846976
              },
              "turn" : "90.0deg"
            }
            """);
    assertThat(StrictJson.read(file, Drawing.class)).isEqualTo(drawing);
    assertThat(StrictJson.line(drawing.counts())).isEqualTo("{\"a\":2,\"b\":1152921504606846976}");
  }

  @Test
  void realsKeepEveryBit() {
    List<Double> reals = List.of(Math.PI, 0.1, Double.MIN_VALUE, 1 / 3.0, 1e22);
    record Reals(List<Double> reals) {}
    assertThat(StrictJson.read(StrictJson.text(new Reals(reals)), "text", Reals.class).reals())
        .isEqualTo(reals);
  }

  @Test
  void namesFileAndLine() {
    assertThat(
            refusal("{\n \"shapes\": [\n {\"kind\": \"cube\"}], \"counts\": {}, \"turn\": \"1\"}"))
        .isEqualTo("d.json:3: shapes[0].kind is cube, expected one of square, circle");
    assertThat(refusal("{\n \"shapes\": [\n {\"kind\": \"square\", \"sid\": 1}]}"))
        .isEqualTo("d.json:3: unknown key shapes[0].sid; did you mean shapes[0].side?");
    assertThat(refusal("{\n \"shapes\": [],\n \"counts\": {\"a\": 1.5}, \"turn\": \"1\"}"))
        .isEqualTo("d.json:3: counts.a is 1.5, expected a whole number");
    assertThat(refusal("{\n \"shapes\": [], \"counts\": {},\n \"turn\": \"left\"}"))
        .isEqualTo("d.json:3: turn: For input string: \"left\"");
    assertThat(refusal("{\"shapes\": [], \"counts\": {}, \"turn\": \"1\"} {}"))
        .isEqualTo("d.json:1: there is something after the end of the document");
    assertThat(refusal("{\"shapes\": [], \"shapes\": []}"))
        .isEqualTo("d.json:1: repeated key shapes");
    assertThat(refusal("{\n\"shapes\": [")).startsWith("d.json:2: Unexpected end-of-input");
  }

  private static String refusal(String text) {
    AbsException failure =
        catchThrowableOfType(
            AbsException.class, () -> StrictJson.read(text, "d.json", Drawing.class));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    return String.valueOf(failure.getMessage());
  }
}
