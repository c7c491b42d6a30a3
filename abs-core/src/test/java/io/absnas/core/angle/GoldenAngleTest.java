package io.absnas.core.angle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CellPaths;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.weights.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenAngleTest {
  private static void assertAngle(double angle, double expected, String which) {
    assertThat(angle).as(which).isCloseTo(expected, within(1e-9 + 1e-15 / expected));
  }

  private static void assertRelative(double value, double expected, String which) {
    assertThat(value).as(which).isCloseTo(expected, within(1e-12 * Math.abs(expected)));
  }

  private static void assertSums(AngleSums sums, double dot, double initial, double trained) {
    assertRelative(sums.dot(), dot, "dot");
    assertRelative(sums.initialSquare(), initial, "initial");
    assertRelative(sums.trainedSquare(), trained, "trained");
  }

  private static AngleSums of(WeightSums sums, EdgeOp edgeOp) {
    return sums.edgeOps().stream()
        .filter(entry -> entry.edgeOp().equals(edgeOp))
        .findFirst()
        .orElseThrow()
        .sums();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void nasBench201(int cells) {
    SearchSpace space = SpaceCatalog.find("nasbench201,channels=4,cells=" + cells + ",classes=10");
    String files = "nb201-angle/c4n" + cells;
    JsonNode golden = GoldenFiles.json(files + "-expected.json");
    WeightSums sums =
        WeightSums.of(
            space, Golden.weights(files + "-init.npz"), Golden.weights(files + "-trained.npz"));
    assertNasBench201Sums(sums.common(), golden.get("fixed_sums"));
    for (EdgeOpSums entry : sums.edgeOps()) {
      EdgeOp edgeOp = entry.edgeOp();
      JsonNode edge = golden.get("edge_sums").get(space.choiceName(edgeOp.choice()));
      assertNasBench201Sums(entry.sums(), edge.get(edgeOp.op().id()));
    }
    assertThat(sums.edgeOps()).hasSize(30);
    assertThat(golden.get("architectures")).hasSize(40);
    CellPaths paths = new CellPaths(((CellSpace) space).graph());
    for (JsonNode expected : golden.get("architectures")) {
      Architecture architecture = space.parse(expected.get("arch").asText());
      assertThat(paths.through(architecture)).isEqualTo(Golden.longs(expected.get("edge_counts")));
      assertAngle(
          sums.angle(architecture),
          expected.get("angle_f64").doubleValue(),
          expected.get("label").asText());
    }
  }

  private static void assertNasBench201Sums(AngleSums sums, JsonNode expected) {
    assertSums(
        sums,
        expected.get("dot").doubleValue(),
        expected.get("norm2_init").doubleValue(),
        expected.get("norm2_trained").doubleValue());
  }

  @Test
  void dartsSupernet() {
    SearchSpace space = SpaceCatalog.find("darts,channels=4,cells=5,classes=10");
    JsonNode golden = GoldenFiles.json("darts-angle.json");
    WeightLayout layout = WeightLayout.of(space);
    WeightSums sums =
        WeightSums.of(
            space,
            Golden.weights("darts-angle/base.npz"),
            Golden.weights("darts-angle/current.npz"));
    assertDartsSums(sums.common(), golden.get("constants"));
    JsonNode tables = golden.get("operator_sums");
    for (EdgeOpSums entry : sums.edgeOps()) {
      int edge = entry.edgeOp().choice();
      int code = space.code(entry.edgeOp().op());
      assertSums(
          entry.sums(),
          tables.get("dot").get(edge).get(code).doubleValue(),
          tables.get("squared_norm_base").get(edge).get(code).doubleValue(),
          tables.get("squared_norm_current").get(edge).get(code).doubleValue());
    }
    assertThat(sums.edgeOps()).hasSize(14 * 8);
    for (JsonNode expected : golden.get("candidates")) {
      Architecture architecture = space.parse(Golden.codes(expected.get("cell")));
      assertAngle(
          sums.angle(architecture),
          expected.get("angle").doubleValue(),
          expected.get("id").asText());
      assertThat(layout.vectorLength(architecture))
          .isEqualTo(expected.get("vector_length").longValue());
    }
  }

  private static void assertDartsSums(AngleSums sums, JsonNode expected) {
    assertSums(
        sums,
        expected.get("dot").doubleValue(),
        expected.get("squared_norm_base").doubleValue(),
        expected.get("squared_norm_current").doubleValue());
  }

  @Test
  void mobileSupernet() {
    LayeredSpace space = mobileSpace();
    WeightLayout layout = WeightLayout.of(space);
    JsonNode golden = GoldenFiles.json("mobile-step.json").get("angles");
    WeightSums sums =
        WeightSums.of(
            space, Golden.weights("mobile-step/init.npz"), Golden.weights("mobile-step/final.npz"));
    assertMobileSums(sums.common(), golden.get("common"));
    assertThat(layout.common().length()).isEqualTo(golden.get("common").get("length").longValue());
    assertThat(layout.common().tensors())
        .extracting(WeightTensor::name)
        .containsExactlyElementsOf(
            () -> golden.get("common_tensors").valueStream().map(JsonNode::asText).iterator());
    assertThat(golden.get("blocks")).hasSize(30);
    for (JsonNode block : golden.get("blocks")) {
      EdgeOp edgeOp =
          new EdgeOp(
              block.get("layer").intValue(), space.operations().get(block.get("code").intValue()));
      assertMobileSums(of(sums, edgeOp), block);
      assertThat(layout.block(edgeOp).length()).isEqualTo(block.get("length").longValue());
    }
    for (JsonNode expected : golden.get("architectures")) {
      String codes = Golden.codes(expected.get("arch"));
      Architecture architecture = space.parse(codes);
      assertAngle(sums.angle(architecture), expected.get("angle").doubleValue(), codes);
      assertThat(layout.vectorLength(architecture))
          .isEqualTo(expected.get("vector_length").longValue());
    }
  }

  private static void assertMobileSums(AngleSums sums, JsonNode expected) {
    assertSums(
        sums,
        expected.get("dot").doubleValue(),
        expected.get("base_square").doubleValue(),
        expected.get("current_square").doubleValue());
  }

  private static LayeredSpace mobileSpace() {
    List<LayerShape> layers =
        List.of(
            new LayerShape(8, 8, 16, 2),
            new LayerShape(8, 8, 8, 1),
            new LayerShape(8, 16, 8, 2),
            new LayerShape(16, 16, 4, 1),
            new LayerShape(16, 24, 4, 1));
    return LayeredSpace.full(
        "mobile-step",
        new LayeredShape(32, 3, 10, 12, 2, 8, layers, 32, false),
        SpaceCatalog.find("mobilenet-gpu-21").operations());
  }
}
