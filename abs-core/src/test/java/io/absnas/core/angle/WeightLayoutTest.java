package io.absnas.core.angle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.Zero;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 2476896, 2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3, 5896560",
    "mobilenet-gpu-21, 2476896, 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5, 8315568",
    "mobilenet-cpu-19, 1691264, 4 2 4 2 2 2 5 2 4 4 2 2 2 4 5 4 2 2 5, 3742760",
    "mobilenet-cpu-19, 1691264, 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5, 5041184"
  })
  void vectorLengthsOfTheMobileNetSpaces(String id, long common, String codes, long length) {
    SearchSpace space = SpaceCatalog.find(id);
    WeightLayout layout = WeightLayout.of(space);
    assertThat(layout.common().length()).isEqualTo(common);
    assertThat(layout.vectorLength(space.parse(codes))).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 0, 4680 9360 5832 11664 7560 15120",
    "mobilenet-gpu-21, 8, 29736 59472 32424 64848 36456 72912",
    "mobilenet-gpu-21, 12, 83664 167328 89040 178080 97104 194208",
    "mobilenet-gpu-21, 20, 535296 1070592 547584 1095168 566016 1132032",
    "mobilenet-cpu-19, 0, 2736 5472 3504 7008 4656 9312",
    "mobilenet-cpu-19, 18, 300096 600192 309312 618624 323136 646272"
  })
  void blockLengthsOfTheMobileNetSpaces(String id, int layer, String lengths) {
    SearchSpace space = SpaceCatalog.find(id);
    WeightLayout layout = WeightLayout.of(space);
    List<String> actual =
        space.operations().stream()
            .limit(6)
            .map(op -> Long.toString(layout.block(new EdgeOp(layer, op)).length()))
            .toList();
    assertThat(String.join(" ", actual)).isEqualTo(lengths);
  }

  @Test
  void theFullDartsSupernetHasThePublishedConvolutions() {
    WeightLayout layout = WeightLayout.of(SpaceCatalog.find("darts"));
    long inBlocks =
        layout.blocks().values().stream()
            .flatMap(block -> block.tensors().stream())
            .mapToLong(WeightTensor::elements)
            .sum();
    long inCommon =
        layout.common().tensors().stream()
            .filter(tensor -> !tensor.name().startsWith("classifier"))
            .mapToLong(WeightTensor::elements)
            .sum();
    // Of all 24,478,344 convolution values, only the factorized reductions of skip connections on
    // the eight stride-2 edges of both reduction cells do not count: C^2 each.
    long skips = 8 * (96 * 96 + 192 * 192);
    assertThat(inBlocks + inCommon).isEqualTo(24_478_344 - skips);
  }

  @Test
  void nasBench201HasAllScalarsButTheArchitectureParameters() {
    WeightLayout layout = WeightLayout.of(SpaceCatalog.find("nasbench201"));
    long values =
        layout.common().length()
            + layout.blocks().values().stream()
                .flatMap(block -> block.tensors().stream())
                .mapToLong(WeightTensor::elements)
                .sum();
    assertThat(values).isEqualTo(1_686_136 - 30);
  }

  @Test
  void droppedOpsHaveNoBlockButNoneStays() {
    SearchSpace full = SpaceCatalog.find("darts");
    EdgeOp separable = new EdgeOp(3, full.operations().get(4));
    SearchSpace shrunk = full.without(separable).without(new EdgeOp(3, Zero.ZERO));
    WeightLayout layout = WeightLayout.of(shrunk);
    assertThat(layout.blocks()).doesNotContainKey(separable);
    assertThat(layout.blocks()).containsKey(new EdgeOp(3, Zero.ZERO));
    assertThatThrownBy(() -> layout.vectorLength(full.parse("4 4 4 4 4 4 4 4 4 4 4 4 4 4")))
        .hasMessageContaining("op sep_conv_3x3 is not left at choice 3<-1");
  }

  @Test
  void anOpThatTheSupernetCannotHaveIsRefused() {
    CellSpace darts = (CellSpace) SpaceCatalog.find("darts");
    CellSpace foreign =
        CellSpace.full(
            "mine",
            darts.graph(),
            darts.macro(),
            List.of(Zero.ZERO, CandidateOp.parse("nor_conv_3x3")));
    assertThatThrownBy(() -> WeightLayout.of(foreign))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            "space mine: op nor_conv_3x3 at choice 2<-0 has no place in the supernet of such a"
                + " space");
  }
}
