package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CandidatePoolsTest {
  /** 600 million of the published network with 1000 classes, in the test space with 10. */
  private static final FlopsWindow GPU_WINDOW =
      FlopsWindow.upTo(600_000_000L - 990L * (2 * 1728 - 1));

  private static ScoringDraws.Own draws(int stage) {
    return new ScoringDraws.Own(RandomStreams.of(5), stage);
  }

  private static CandidatePools pools(
      SearchSpace space, FlopsWindow window, int children, int attempts) {
    return new CandidatePools(
        WindowCounts.of(space, window), children, attempts, ScoringWatch.NONE);
  }

  private static Candidates sample(CandidatePools pools, ChildSampler sampler, int stage) {
    try (Workers workers = new Workers(1)) {
      return pools.sample(sampler, draws(stage), workers);
    }
  }

  @Test
  void childrenAreDifferentAllowedAndCountedForEveryOpTheyHold() {
    LayeredSpace gpu = TestSpaces.gpu21();
    ChoiceTable table = ChoiceTable.of(gpu);
    Candidates candidates = sample(pools(gpu, GPU_WINDOW, 50, 100), ChildSampler.of(gpu), 0);
    Set<List<Integer>> different = new HashSet<>();
    int[][] held = new int[21][7];
    for (int i = 0; i < candidates.size(); i++) {
      int[] child = candidates.child(i);
      different.add(Arrays.stream(child).boxed().toList());
      assertThat(TestSpaces.flops(gpu, child)).isLessThanOrEqualTo(GPU_WINDOW.max());
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
      assertThat(candidates.complete(i)).isFalse();
    }
  }

  @Test
  void fullSpaceNeedsAsManyChildrenAsTheReference() {
    // the reference's code accepted 17,702 children, the largest pool held 11,411
    LayeredSpace gpu = TestSpaces.gpu21();
    CandidatePools pools = pools(gpu, GPU_WINDOW, 1000, 100);
    for (Candidates candidates :
        List.of(
            sample(pools, ChildSampler.of(gpu), 0),
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
  void referenceDrawsAreThoseOfTheSpecificationOneAfterTheOther() {
    // section 5 of the reference's rules, written down once more: 3 children an op, no window
    LayeredSpace small = TestSpaces.small();
    Candidates candidates =
        pools(small, FlopsWindow.ANY, 3, 100)
            .sampleLikeReference(ChildSampler.of(small), Draws.of(NumpyRandom.seeded(7)));
    NumpyRandom random = NumpyRandom.seeded(7);
    List<List<Integer>> expected = new java.util.ArrayList<>();
    int[][] ops = {{0, 1}, {0, 1, 2}, {0, 1, 2}};
    for (int layer = 0; layer < 3; layer++) {
      for (int op : ops[layer]) {
        int fixed = layer;
        int tries = 0;
        while (expected.stream().filter(child -> child.get(fixed) == op).count() < 3
            && tries < 300) {
          tries++;
          Integer[] child = new Integer[3];
          for (int other = 0; other < 3; other++) {
            child[other] = other == fixed ? op : random.below(2);
          }
          int[] skippable = IntStream.of(1, 2).filter(other -> other != fixed).toArray();
          int identities = random.below(skippable.length + 1);
          int[] order = random.shuffled(skippable.length);
          for (int i = 0; i < identities; i++) {
            child[skippable[order[i]]] = 2;
          }
          if (!expected.contains(List.of(child))) {
            expected.add(List.of(child));
          }
        }
      }
    }
    List<List<Integer>> drawn =
        IntStream.range(0, candidates.size())
            .mapToObj(i -> Arrays.stream(candidates.child(i)).boxed().toList())
            .toList();
    assertThat(drawn).isEqualTo(expected);
  }

  @Test
  void nothingIsDrawnWhereNothingFits() {
    LayeredSpace cpu = TestSpaces.cpu19();
    for (ChildSampler sampler :
        List.of(
            ChildSampler.of(cpu), new WindowSampler(WindowCounts.of(cpu, FlopsWindow.upTo(1))))) {
      Candidates candidates = sample(pools(cpu, FlopsWindow.upTo(1), 10, 100), sampler, 0);
      assertThat(candidates.size()).isZero();
      assertThat(candidates.exact()).isTrue();
      assertThat(candidates.scored()).hasSize(114);
      assertThat(candidates.tries()).isZero();
    }
  }

  @Test
  void givesUpAfterTheAttemptsAndSaysSo() {
    // the window holds millions of children, of which 100 uniform draws an op find next to none
    LayeredSpace cpu = TestSpaces.cpu19();
    FlopsWindow window = FlopsWindow.upTo(280_000_000L - 990L * (2 * 1280 - 1));
    Candidates candidates = sample(pools(cpu, window, 10, 10), ChildSampler.of(cpu), 0);
    assertThat(candidates.exact()).isFalse();
    int drawn = 0;
    for (int i = 0; i < 114; i++) {
      if (candidates.complete(i)) {
        assertThat(candidates.tries(i)).isZero();
      } else if (candidates.held(i) < 10) {
        assertThat(candidates.tries(i)).isBetween(1L, 100L);
        drawn++;
      }
    }
    assertThat(drawn).isPositive();
  }

  @Test
  void takesEveryChildWhereFewExist() {
    LayeredSpace small = TestSpaces.small();
    Candidates candidates =
        sample(pools(small, FlopsWindow.ANY, 1000, 100), ChildSampler.of(small), 0);
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
        sample(pools(small, FlopsWindow.ANY, 7, 100), ChildSampler.of(small), 0);
    assertThat(candidates.exact()).isFalse();
    assertThat(candidates.tries(0)).isPositive();
    assertThat(IntStream.range(2, 8).mapToLong(candidates::tries)).containsOnly(0L);
    assertThat(IntStream.range(2, 8).map(candidates::held)).containsOnly(6);
    assertThat(IntStream.range(0, 8).filter(candidates::complete))
        .containsExactly(2, 3, 4, 5, 6, 7);
    assertThat(candidates.size()).isEqualTo(18);
  }

  @Test
  void aWindowWithFewChildrenIsTakenWholeHoweverLargeTheSpace() {
    // 6e14 children, of which the dynamic programme leaves some thousands
    LayeredSpace cpu = TestSpaces.cpu19();
    long least = 261_253_912L - 990L * (2 * 1280 - 1);
    FlopsWindow window = FlopsWindow.upTo(least + 6_000_000);
    Candidates candidates = sample(pools(cpu, window, 1_000_000, 1), ChildSampler.of(cpu), 0);
    assertThat(candidates.exact()).isTrue();
    assertThat(candidates.tries()).isZero();
    // all that fit, counted without the table: extra FLOPs of one op at a time over the least
    assertThat(candidates.size()).isEqualTo(fitting(cpu, least, window.max())).isPositive();
    for (int i = 0; i < candidates.size(); i++) {
      assertThat(TestSpaces.flops(cpu, candidates.child(i))).isLessThanOrEqualTo(window.max());
    }
  }

  /** Children within a limit by plain search from the smallest child up. */
  private static int fitting(LayeredSpace space, long least, long limit) {
    int[] child = new int[space.choices().size()];
    assertThat(TestSpaces.flops(space, child)).isEqualTo(least);
    return fitting(space, child, 0, limit);
  }

  private static int fitting(LayeredSpace space, int[] child, int choice, long limit) {
    if (TestSpaces.flops(space, child) > limit) {
      return 0; // the choices from this one on have their cheapest op
    }
    if (choice == child.length) {
      return 1;
    }
    int sum = 0;
    for (int op = 0; op < 6; op++) {
      child[choice] = op;
      sum += fitting(space, child, choice + 1, limit);
    }
    child[choice] = 0;
    return sum;
  }

  @ParameterizedTest
  @EnumSource(
      value = ChildSampling.class,
      names = {"OWN", "WINDOW"})
  void everyOpOfTheNineteenLayerSpaceIsServedOrProvenToHaveNone(ChildSampling sampling) {
    // 0.68 % of uniform children have at most 330 million
    SearchSpace cpu = SpaceCatalog.find("mobilenet-cpu-19");
    WindowCounts counts = WindowCounts.of(cpu, FlopsWindow.upTo(330_000_000));
    CandidatePools pools = new CandidatePools(counts, 1000, 100, ScoringWatch.NONE);
    boolean exactSampler = sampling == ChildSampling.WINDOW;
    Candidates candidates =
        sample(pools, exactSampler ? new WindowSampler(counts) : ChildSampler.of(cpu), 0);
    assertThat(candidates.scored()).hasSize(114);
    int starving = 0;
    for (int i = 0; i < 114; i++) {
      double fitting = counts.children(candidates.scored().get(i));
      assertThat(fitting).isPositive();
      if (candidates.held(i) < Math.min(1000, fitting)) {
        starving++;
      }
    }
    if (exactSampler) {
      assertThat(starving).isZero();
      assertThat(candidates.tries()).isLessThan(candidates.size() + 20L);
    } else {
      // the published sampler starves some, which is kept and warned of
      assertThat(starving).isPositive();
    }
  }

  @Test
  void wholeNasBench201HasEveryArchitectureInOrder() {
    Candidates candidates = pools(TestSpaces.nasbench201(), FlopsWindow.ANY, 1, 1).whole();
    assertThat(candidates.size()).isEqualTo(15_625);
    assertThat(candidates.child(7)).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(candidates.held(29)).isEqualTo(3125);
  }

  @Test
  void sameStreamSameChildren() {
    LayeredSpace gpu = TestSpaces.gpu21();
    CandidatePools pools = pools(gpu, FlopsWindow.ANY, 20, 100);
    Candidates once = sample(pools, ChildSampler.of(gpu), 3);
    Candidates again = sample(pools, ChildSampler.of(gpu), 3);
    Candidates other = sample(pools, ChildSampler.of(gpu), 4);
    assertThat(again.child(17)).containsExactly(once.child(17));
    assertThat(other.child(17)).isNotEqualTo(once.child(17));
  }

  @Test
  void aWatchThatSaysStopEndsIt() {
    LayeredSpace gpu = TestSpaces.gpu21();
    int[] asked = new int[1];
    ScoringWatch watch =
        (part, done, total) -> {
          assertThat(part).isEqualTo(ScoringWatch.Part.CHILDREN);
          assertThat(done).isBetween(1L, total);
          return ++asked[0] < 3;
        };
    CandidatePools pools =
        new CandidatePools(WindowCounts.of(gpu, GPU_WINDOW), 100_000, 100, watch);
    assertThatThrownBy(() -> sample(pools, ChildSampler.of(gpu), 0))
        .isInstanceOf(CancellationException.class);
    assertThat(asked[0]).isEqualTo(3);
    assertThatThrownBy(
            () -> pools.sampleLikeReference(ChildSampler.of(gpu), Draws.of(NumpyRandom.seeded(5))))
        .isInstanceOf(CancellationException.class);
  }
}
