package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CandidatePoolsTest {

  private static Draws draws(int stage) {
    return Draws.of(RandomStreams.of(5).stream("scoring", stage));
  }

  @Test
  void childrenAreDifferentAllowedAndCountedForEveryOpTheyHold() {
    LayeredSpace gpu = TestSpaces.gpu21();
    ChoiceTable table = ChoiceTable.of(gpu);
    long limit = 600_000_000L - 990L * (2 * 1728 - 1);
    Candidates candidates =
        new CandidatePools(gpu, 50, 100, child -> TestSpaces.flops(gpu, child) <= limit)
            .sample(ChildSampler.of(gpu), draws(0));
    Set<List<Integer>> different = new HashSet<>();
    int[][] held = new int[21][7];
    for (int i = 0; i < candidates.size(); i++) {
      int[] child = candidates.child(i);
      different.add(Arrays.stream(child).boxed().toList());
      assertThat(TestSpaces.flops(gpu, child)).isLessThanOrEqualTo(limit);
      for (int choice = 0; choice < 21; choice++) {
        held[choice][child[choice]]++;
      }
    }
    assertThat(different).hasSize(candidates.size());
    assertThat(candidates.scored()).hasSize(141);
    for (int i = 0; i < 141; i++) {
      var edgeOp = candidates.scored().get(i);
      assertThat(candidates.held(i))
          .isEqualTo(held[edgeOp.choice()][table.position(edgeOp)])
          .isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void fullSpaceNeedsAsManyChildrenAsTheReference() {
    // the reference's code accepted 17,702 children, the largest pool held 11,411
    LayeredSpace gpu = TestSpaces.gpu21();
    long limit = 600_000_000L - 990L * (2 * 1728 - 1);
    CandidatePools pools =
        new CandidatePools(gpu, 1000, 100, child -> TestSpaces.flops(gpu, child) <= limit);
    for (Candidates candidates :
        List.of(
            pools.sample(ChildSampler.of(gpu), draws(0)),
            pools.sampleLikeReference(
                ChildSampler.of(gpu), Draws.of(NumpyRandom.seeded(5_048_404))))) {
      assertThat((double) candidates.size()).isCloseTo(17_702, within(400.0));
      assertThat(largestPool(candidates)).isCloseTo(11_411, within(400.0));
      assertThat((double) candidates.tries()).isCloseTo(25_409, within(600.0));
    }
  }

  private static double largestPool(Candidates candidates) {
    return IntStream.range(0, candidates.scored().size()).map(candidates::held).max().orElse(0);
  }

  @Test
  void givesUpAfterTheAttemptsAndSaysSo() {
    LayeredSpace cpu = TestSpaces.cpu19();
    Candidates candidates =
        new CandidatePools(cpu, 10, 100, child -> false).sample(ChildSampler.of(cpu), draws(0));
    assertThat(candidates.size()).isZero();
    assertThat(candidates.scored()).hasSize(114);
    for (int i = 0; i < 114; i++) {
      assertThat(candidates.held(i)).isZero();
      assertThat(candidates.tries(i)).isEqualTo(1000);
    }
  }

  @Test
  void takesEveryChildWhereFewExist() {
    LayeredSpace small = TestSpaces.small();
    Candidates candidates =
        new CandidatePools(small, 1000, 100, child -> true)
            .sample(ChildSampler.of(small), draws(0));
    assertThat(candidates.exact()).isTrue();
    assertThat(candidates.size()).isEqualTo(18);
    assertThat(candidates.tries()).isZero();
    assertThat(candidates.held(0)).isEqualTo(9);
    assertThat(candidates.held(2)).isEqualTo(6);
  }

  @Test
  void drawsOnlyForOpsWithMoreChildrenThanAskedFor() {
    // 9 children through an op of layer 0, 6 through an op of layers 1 and 2; 7 wanted
    LayeredSpace small = TestSpaces.small();
    Candidates candidates =
        new CandidatePools(small, 7, 100, child -> true).sample(ChildSampler.of(small), draws(0));
    assertThat(candidates.exact()).isFalse();
    assertThat(candidates.tries(0)).isPositive();
    assertThat(IntStream.range(2, 8).mapToLong(candidates::tries)).containsOnly(0L);
    assertThat(IntStream.range(2, 8).map(candidates::held)).containsOnly(6);
    assertThat(candidates.size()).isEqualTo(18);
  }

  @Test
  void wholeNasBench201HasEveryArchitectureInOrder() {
    Candidates candidates =
        new CandidatePools(TestSpaces.nasbench201(), 1, 1, child -> true).whole();
    assertThat(candidates.size()).isEqualTo(15_625);
    assertThat(candidates.child(7)).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(candidates.held(29)).isEqualTo(3125);
  }

  @Test
  void sameStreamSameChildren() {
    LayeredSpace gpu = TestSpaces.gpu21();
    CandidatePools pools = new CandidatePools(gpu, 20, 100, child -> true);
    Candidates once = pools.sample(ChildSampler.of(gpu), draws(3));
    Candidates again = pools.sample(ChildSampler.of(gpu), draws(3));
    Candidates other = pools.sample(ChildSampler.of(gpu), draws(4));
    assertThat(again.child(17)).containsExactly(once.child(17));
    assertThat(other.child(17)).isNotEqualTo(once.child(17));
  }
}
