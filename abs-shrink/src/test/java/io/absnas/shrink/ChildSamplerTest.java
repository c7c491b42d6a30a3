package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChildSamplerTest {
  private static final LayeredSpace GPU = TestSpaces.gpu21();
  private static final LayeredSpace CPU = TestSpaces.cpu19();
  private static final int IDENTITY = 6;

  static Stream<Draws> bothGenerators() {
    return Stream.of(
        Draws.of(RandomStreams.of(5).stream("scoring", 0)), Draws.of(NumpyRandom.seeded(5)));
  }

  @ParameterizedTest
  @MethodSource("bothGenerators")
  void everyChildHoldsTheOpAndLiesInTheSpace(Draws draws) {
    ChoiceTable table = ChoiceTable.of(GPU);
    ChildSampler sampler = ChildSampler.of(GPU);
    for (EdgeOp edgeOp : table.scored()) {
      var architecture = table.architecture(sampler.through(edgeOp).next(draws));
      assertThat(GPU.contains(architecture)).isTrue();
      assertThat(architecture.ops().get(edgeOp.choice())).isEqualTo(edgeOp.op());
    }
  }

  @ParameterizedTest
  @MethodSource("bothGenerators")
  void identityCountsAreUniform(Draws draws) {
    ChildSampler sampler = ChildSampler.of(GPU);
    // layer 0 changes the shape, so all 15 others that keep it may become identity
    EdgeOp first = TestSpaces.edgeOp(GPU, 0, 2);
    ChildSampler.Through through = sampler.through(first);
    int[] counts = new int[16];
    int samples = 16_000;
    for (int i = 0; i < samples; i++) {
      int[] child = through.next(draws);
      counts[(int) Arrays.stream(child).filter(op -> op == IDENTITY).count()]++;
    }
    // chi-square with 15 degrees of freedom stays below 37.7 with probability 0.999
    double expected = samples / 16.0;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(37.7);
  }

  @ParameterizedTest
  @MethodSource("bothGenerators")
  void flopsOfThePublishedSamplersHaveThePublishedMoments(Draws draws) {
    // 488.4 +- 150.2 million, 72.7 % at most 600 million; 400.5 +- 30.1 million
    assertMoments(GPU, draws, 488.5e6, 150.2e6, 2e6);
    assertMoments(CPU, draws, 400.6e6, 30.1e6, 0.5e6);
  }

  private static void assertMoments(
      LayeredSpace space, Draws draws, double mean, double sd, double slack) {
    // the published sampler without a fixed op: a first choice drawn uniformly is the same
    ChildSampler sampler = ChildSampler.of(space);
    int samples = 40_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < samples; i++) {
      EdgeOp first = new EdgeOp(0, space.ops(0).get(draws.below(6)));
      double flops =
          headOf1000Classes(space) + TestSpaces.flops(space, sampler.through(first).next(draws));
      sum += flops;
      squares += (flops - mean) * (flops - mean);
    }
    assertThat(sum / samples).isCloseTo(mean, within(slack));
    assertThat(Math.sqrt(squares / samples)).isCloseTo(sd, within(slack));
  }

  /** The test spaces have 10 classes, the published numbers 1000. */
  private static double headOf1000Classes(LayeredSpace space) {
    return 990.0 * (2L * space.shape().headWidth() - 1);
  }

  @Test
  void aLayerWithOnlyIdentityStillTakesPartInTheDraw() {
    LayeredSpace small = TestSpaces.small();
    var onlyIdentity = small.ops(1).subList(2, 3);
    var space = small.withChoices(java.util.List.of(small.ops(0), onlyIdentity, small.ops(2)));
    ChildSampler sampler = ChildSampler.of(space);
    Draws draws = Draws.of(RandomStreams.of(1).stream("scoring", 0));
    ChildSampler.Through through = sampler.through(TestSpaces.edgeOp(space, 0, 0));
    int samples = 30_000;
    int skipped = 0;
    for (int i = 0; i < samples; i++) {
      int[] child = through.next(draws);
      assertThat(child[1]).isEqualTo(2);
      skipped += child[2] == 2 ? 1 : 0;
    }
    // m is 0, 1 or 2 of two layers: 1/3 * 1/2 + 1/3, not the 1/2 of one layer alone
    assertThat(skipped / (double) samples).isCloseTo(0.5, within(0.02));
  }

  @Test
  void referenceDrawsFollowNumpy() {
    // two free layers [0, 1] and [0, 1, identity], the fixed one allows no identity
    LayeredSpace small = TestSpaces.small();
    int[] child =
        ChildSampler.of(small)
            .through(TestSpaces.edgeOp(small, 0, 1))
            .next(Draws.of(NumpyRandom.seeded(3)));
    NumpyRandom random = NumpyRandom.seeded(3);
    int[] expected = {1, random.below(2), random.below(2)};
    int identities = random.below(3);
    int[] order = random.shuffled(2);
    for (int i = 0; i < identities; i++) {
      expected[1 + order[i]] = 2;
    }
    assertThat(child).containsExactly(expected);
  }

  @Test
  void choosesFromAWholeShuffleAsNumpyDoes() {
    int[] from = {10, 11, 12, 13, 14, 15};
    assertThat(Draws.of(NumpyRandom.seeded(11)).chosen(from, 6))
        .containsExactly(14, 12, 15, 13, 10, 11);
    // numpy.random.choice without replacement from (1, 5, 9, 11), seed 3: none; 5; 11 9; 1 5 9 11
    Draws draws = Draws.of(NumpyRandom.seeded(3));
    int[] four = {1, 5, 9, 11};
    assertThat(draws.chosen(four, 0)).isEmpty();
    assertThat(draws.chosen(four, 1)).containsExactly(5);
    assertThat(draws.chosen(four, 2)).containsExactly(11, 9);
    assertThat(draws.chosen(four, 4)).containsExactly(1, 5, 9, 11);
    assertThat(four).containsExactly(1, 5, 9, 11);
  }

  @Test
  void ownSubsetsAreUniform() {
    Draws draws = Draws.of(RandomStreams.of(2).stream("scoring", 0));
    int[] from = {0, 1, 2, 3};
    int[] counts = new int[16];
    for (int i = 0; i < 12_000; i++) {
      int[] chosen = draws.chosen(from, 2);
      counts[4 * chosen[0] + chosen[1]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertThat(seen).hasSize(12);
    assertThat(Arrays.stream(seen)).allSatisfy(c -> assertThat(c).isBetween(880, 1120));
  }
}
