package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitecturesTest {
  private final SearchSpace space = SpaceCatalog.find("nasbench201");

  @Test
  void nasBench201IsEnumeratedByCodesWithTheLastEdgeFastest() {
    List<Architecture> all = Architectures.all(space).toList();
    assertThat(all).hasSize(15_625).doesNotHaveDuplicates();
    for (int index = 0; index < all.size(); index += 7) {
      int value = 0;
      for (int position : Architectures.positions(space, all.get(index))) {
        value = 5 * value + position;
      }
      assertThat(value).isEqualTo(index);
    }
  }

  @Test
  void aShrunkSpaceIsEnumeratedWithoutItsDroppedOps() {
    SearchSpace shrunk =
        space.without(new EdgeOp(0, Zero.ZERO)).without(new EdgeOp(5, Pool.AVERAGE));
    List<Architecture> all = Architectures.all(shrunk).toList();
    assertThat(all).hasSize(10_000).doesNotHaveDuplicates().allMatch(shrunk::contains);
  }

  @Test
  void aSpaceThatIsTooLargeIsRefused() {
    assertThatThrownBy(() -> Architectures.all(SpaceCatalog.find("darts")))
        .hasMessageContaining("has 4398046511104 architectures, too many to go through");
  }
}
