package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.CellPlan.Preprocessing;
import io.absnas.core.weights.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class DartsCellsTest {
  private static CellMacro imagenet(int cells) {
    return new CellMacro(CellMacro.Kind.DARTS_IMAGENET, 48, cells, 1000, 224);
  }

  @Test
  void everyDepthOfTheImageNetSupernetIsTheReferences() {
    JsonNode depths = GoldenFiles.json("darts-insertion.json").get("depths");
    assertThat(depths).hasSize(12);
    for (JsonNode depth : depths) {
      List<CellPlan> cells = DartsCells.supernet(imagenet(depth.get("cells_total").intValue()));
      assertThat(cells).hasSize(depth.get("cells").size());
      List<Long> fedTwice = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        JsonNode expected = depth.get("cells").get(i);
        CellPlan cell = cells.get(i);
        assertThat(cell.reduction()).isEqualTo(expected.get("type").asText().equals("reduce"));
        assertThat(cell.width()).isEqualTo(expected.get("channels").intValue());
        assertThat(cell.input0().kind().name().toLowerCase(Locale.ROOT))
            .isEqualTo(expected.get("preprocess0").asText());
        assertThat(cell.input0().inChannels()).isEqualTo(expected.get("preprocess0_in").intValue());
        assertThat(cell.input1())
            .isEqualTo(
                new Preprocessing(
                    Preprocessing.Kind.RELU_CONV_BN, expected.get("preprocess1_in").intValue()));
        if (cell.readsPreviousTwice()) {
          fedTwice.add((long) i);
        }
      }
      assertThat(fedTwice.stream().mapToLong(Long::longValue).toArray())
          .isEqualTo(Golden.longs(depth.get("reduce_cells_fed_twice_with_previous_output")));
    }
  }

  @Test
  void cellsAreInsertedWhereTheReferenceInsertsThem() {
    List<Integer> positions = new ArrayList<>();
    List<CellPlan> cells = DartsCells.supernet(imagenet(3));
    while (cells.size() < 14) {
      positions.add(DartsCells.nextPosition(cells));
      cells = DartsCells.grown(imagenet(14), cells);
    }
    assertThat(positions).containsExactly(2, 4, 1, 4, 7, 2, 6, 10, 3, 8, 13);
  }

  @Test
  void noCellIsRebuiltWhileTheSupernetGrows() {
    List<DartsDepth> depths = DartsCells.depths(imagenet(14));
    assertThat(depths).hasSize(12);
    List<CellPlan> whole = DartsCells.supernet(imagenet(14));
    List<Integer> before = List.of();
    for (DartsDepth depth : depths) {
      assertThat(depth.cells()).isEqualTo(DartsCells.supernet(imagenet(depth.cells().size())));
      assertThat(depth.places()).containsAll(before).isSorted();
      for (int i = 0; i < depth.cells().size(); i++) {
        CellPlan here = depth.cells().get(i);
        CellPlan there = whole.get(depth.places().get(i));
        assertThat(here.width()).isEqualTo(there.width());
        assertThat(here.reduction()).isEqualTo(there.reduction());
        assertThat(here.input0()).isEqualTo(there.input0());
        assertThat(here.input1()).isEqualTo(there.input1());
      }
      before = depth.places();
    }
    assertThat(depths.get(0).places()).containsExactly(0, 4, 9);
    assertThat(before).hasSize(14);
  }

  @Test
  void behindTheCifarStemBothInputsOfTheFirstCellReadTheStem() {
    CellMacro macro = new CellMacro(CellMacro.Kind.DARTS_CIFAR, 8, 6, 10, 32);
    List<CellPlan> cells = DartsCells.supernet(macro);
    Preprocessing stem = new Preprocessing(Preprocessing.Kind.RELU_CONV_BN, 24);
    assertThat(cells.get(0).input0()).isEqualTo(stem);
    assertThat(cells.get(0).input1()).isEqualTo(stem);
    assertThat(cells.get(1).input0()).isEqualTo(stem);
    assertThat(cells).noneMatch(CellPlan::readsPreviousTwice);
  }

  @Test
  void fewerThanThreeCellsAreRefused() {
    assertThatThrownBy(() -> DartsCells.supernet(imagenet(2)))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("cells is 2, a DARTS supernet has at least 3");
  }
}
