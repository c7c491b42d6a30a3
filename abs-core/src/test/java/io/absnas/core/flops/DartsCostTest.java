package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.AbsException;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DartsCostTest {
  @Test
  void theSupernetHoldsThePublishedParametersAtEveryDepth() throws IOException {
    JsonNode depths = GoldenFiles.json("darts-insertion.json").path("depths");
    assertThat(depths).hasSize(12);
    for (JsonNode depth : depths) {
      int cells = depth.path("cells_total").intValue();
      SearchSpace space = SpaceCatalog.find("darts,cells=" + cells);
      assertThat(CostModel.of(space).supernetParameters())
          .as(cells + " cells")
          .isEqualTo(depth.path("parameters").longValue());
    }
    assertThat(CostModel.of(SpaceCatalog.find("darts")).supernetParameters()).isEqualTo(25_624_288);
  }

  @Test
  void anEdgeCostsItsOpInEveryCell() {
    // Four cells NRNR at widths 8, 16, 16, 32 on maps of 32, 16, 16, 8 pixels; edge 1 reads an
    // input, so it has stride 2 in both reduction cells.
    CostModel costs = CostModel.of(SpaceCatalog.find("darts@tiny,cells=4"));
    long separable = 0;
    long factorized = 0;
    int[][] cells = {{8, 32, 1}, {16, 16, 2}, {16, 16, 1}, {32, 8, 2}};
    for (int[] cell : cells) {
      long weights = 2L * (9 * cell[0] + cell[0] * cell[0]);
      separable += weights * cell[1] * cell[1];
      factorized += cell[2] == 1 ? 0 : (long) cell[0] * cell[0] * cell[1] * cell[1];
    }
    assertThat(costs.entry(new EdgeOp(1, CandidateOp.parse("sep_conv_3x3"))).multiplyAdds())
        .isEqualTo(separable);
    assertThat(costs.entry(new EdgeOp(1, CandidateOp.parse("skip_connect"))).multiplyAdds())
        .isEqualTo(factorized);
    // A pooling has a batch norm of scale and shift per cell.
    assertThat(costs.entry(new EdgeOp(1, CandidateOp.parse("max_pool_3x3"))))
        .isEqualTo(new Cost(0, 0, 2 * (8 + 16 + 16 + 32)));
  }

  @Test
  void fewerThanThreeCellsMakeNoSupernet() {
    assertThatThrownBy(() -> SpaceCatalog.find("darts,cells=2"))
        .isInstanceOf(AbsException.class)
        .hasMessageContaining("needs at least 3 cells, was 2");
  }
}
