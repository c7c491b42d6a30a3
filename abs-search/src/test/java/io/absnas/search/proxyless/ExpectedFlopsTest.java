package io.absnas.search.proxyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.flops.CostModel;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.train.ExpectedCost;
import io.absnas.search.TestSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ExpectedFlopsTest {
  /**
   * The probability-weighted sum over all architectures, whole probabilities of 1/16 being exact.
   */
  @Test
  void isTheMeanOverAllArchitectures() {
    LayeredSpace space = TestSpaces.medium();
    RandomGenerator random = RandomStreams.of(1).stream("test");
    List<double[]> probabilities = new ArrayList<>();
    for (List<CandidateOp> ops : space.choices()) {
      double[] p = new double[ops.size()];
      for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
        p[random.nextInt(p.length)] += 1.0 / 16;
      }
      probabilities.add(p);
    }
    double sum = mean(space, probabilities, new ArrayList<>(), 1);
    assertThat(Objective.multiplyAdds(space).of(probabilities)).isEqualTo(sum);
  }

  private static double mean(
      LayeredSpace space, List<double[]> probabilities, List<CandidateOp> ops, double share) {
    if (share == 0) {
      return 0;
    }
    int choice = ops.size();
    if (choice == probabilities.size()) {
      return share * CostModel.of(space).multiplyAdds(new Architecture(ops));
    }
    double sum = 0;
    for (int op = 0; op < space.ops(choice).size(); op++) {
      List<CandidateOp> longer = new ArrayList<>(ops);
      longer.add(space.ops(choice).get(op));
      sum += mean(space, probabilities, longer, share * probabilities.get(choice)[op]);
    }
    return sum;
  }

  @Test
  void aCostFarAboveTheAimIsTold() {
    assertThat(new ProxylessResult.Aim("flops", 2_000_000, 6_348_511.5).missed())
        .contains(
            "the architecture parameters expect 6.34851e+06, objective.reference is 2000000"
                + " (+217 %)");
    assertThat(new ProxylessResult.Aim("latency", 30, 32.5).missed()).isEmpty();
    assertThat(new ProxylessResult.Aim("flops", 2_000_000, 1_000_000).missed()).isEmpty();
  }

  @Test
  void theFullSpaceHasTheReferencesValues() {
    LayeredSpace space = (LayeredSpace) SpaceCatalog.find("mobilenet-gpu-21");
    ExpectedCost costs = Objective.multiplyAdds(space);
    List<List<Double>> zero =
        space.choices().stream().map(ops -> ops.stream().map(op -> 0.0).toList()).toList();
    assertThat(costs.of(new PathProbabilities(space, zero).probabilities()))
        .isCloseTo(654_299_472, within(1e-5));
    assertThat(costs.fixed()).isEqualTo(68_411_904);
    Architecture published = space.parse("2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3");
    int[] positions = new int[21];
    for (int layer = 0; layer < 21; layer++) {
      positions[layer] = space.ops(layer).indexOf(published.ops().get(layer));
    }
    CostModel model = CostModel.of(space);
    assertThat(costs.of(positions)).isEqualTo((double) (model.tableFlops(published) - 1_727_000));
  }
}
