package io.absnas.core.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.io.InputStream;
import java.util.random.RandomGenerator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {
  private static double[] doubles(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  @Test
  void tauAndRhoAreThoseOfSciPy() throws IOException {
    int cases = 0;
    try (InputStream in =
        RankCorrelationTest.class.getResourceAsStream("/golden/rank-correlations.json")) {
      for (JsonNode one : new ObjectMapper().readTree(in).get("cases")) {
        int[] x = Ranks.dense(doubles(one.get("x")));
        int[] y = Ranks.dense(doubles(one.get("y")));
        String name = one.get("name").asText();
        assertThat(Kendall.tauB(x, y))
            .as(name)
            .isCloseTo(one.get("tau-b").asDouble(), within(1e-9));
        assertThat(Spearman.rho(x, y)).as(name).isCloseTo(one.get("rho").asDouble(), within(1e-9));
        cases++;
      }
    }
    assertThat(cases).isEqualTo(20);
  }

  /** Counts every pair, for lengths around powers of two, where a merge sort may go wrong. */
  @Test
  void tauIsThatOfCountingAllPairs() {
    RandomGenerator random = RandomStreams.of(1).stream("tau");
    for (int n = 2; n < 70; n++) {
      int values = 2 + n / 3;
      int[] x = random.ints(n, 0, values).toArray();
      int[] y = random.ints(n, 0, values).toArray();
      x[0] = values;
      y[n - 1] = values;
      long difference = 0;
      long tiedX = 0;
      long tiedY = 0;
      long placesDifference = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          int signX = Integer.compare(x[i], x[j]);
          int signY = Integer.compare(y[i], y[j]);
          difference += (long) signX * signY;
          tiedX += signX == 0 ? 1 : 0;
          tiedY += signY == 0 ? 1 : 0;
          // j stands before i in the list, so it gets the better place of two equal ones.
          placesDifference += (long) (signX == 0 ? -1 : signX) * (signY == 0 ? -1 : signY);
        }
      }
      double all = n * (n - 1) / 2.0;
      assertThat(Kendall.tauB(x, y))
          .isCloseTo(difference / Math.sqrt((all - tiedX) * (all - tiedY)), within(1e-12));
      assertThat(Kendall.tauOfPlaces(x, y)).isCloseTo(placesDifference / all, within(1e-12));
    }
  }

  @Test
  void equalValuesHaveNoTau() {
    assertThat(Kendall.tauB(new int[] {1, 1, 1}, new int[] {1, 2, 3})).isNaN();
    assertThatThrownBy(() -> Kendall.tauB(new int[] {1}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ranksHaveNoGapsAndKnowNoSignOfZero() {
    assertThat(Ranks.dense(new double[] {2.5, -0.0, 7, 0.0, 2.5})).containsExactly(1, 0, 2, 0, 1);
    assertThat(Ranks.average(new int[] {1, 0, 2, 0, 1})).containsExactly(3.5, 1.5, 5, 1.5, 3.5);
    assertThatThrownBy(() -> Ranks.dense(new double[] {Double.NaN}))
        .hasMessageContaining("not a number");
    double[] rounded = Ranks.rounded(new double[] {0.1 + 0.2, 0.3, 1e300, Double.NaN});
    assertThat(rounded[0]).isEqualTo(rounded[1]).isCloseTo(0.3, within(1e-15));
    assertThat(rounded[2]).isEqualTo(1e300);
    assertThat(rounded[3]).isNaN();
  }

  @Test
  void rankSumsAddRanks() {
    // 1, 2.5, 2.5, 4 and 4, 3, 2, 1
    assertThat(Spearman.rankSum(new double[] {1, 2, 2, 9}, new double[] {.4, .3, .2, .1}))
        .containsExactly(2.5, 2.75, 2.25, 2.5);
  }

  @Test
  void overlapOfTheBestSharesTiesAtTheBorder() {
    int[] truth = {0, 1, 2, 3, 4, 5};
    assertThat(TopOverlap.share(truth, truth, 2)).isEqualTo(1);
    assertThat(TopOverlap.share(new int[] {5, 4, 3, 2, 1, 0}, truth, 2)).isZero();
    // Three stand at the border for one place left; one of them is among the true best two.
    int[] tied = {0, 0, 2, 1, 1, 1};
    assertThat(TopOverlap.share(tied, truth, 2)).isCloseTo((1 / 3.0 + 1 / 3.0) / 2, within(1e-12));
    assertThatThrownBy(() -> TopOverlap.share(tied, truth, 7))
        .hasMessageContaining("k must be 1 to 6, was 7");
  }
}
