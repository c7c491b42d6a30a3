package io.absnas.shrink.nb201;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.angle.AngleScorer;
import io.absnas.core.angle.WeightSums;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.SpaceOverrides;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantStudyTest {
  @TempDir Path directory;

  private static NamedTensors weights(String which) throws URISyntaxException {
    String name = "/golden/nb201-angle/c4n1-" + which + ".npz";
    return WeightFiles.read(
        Path.of(requireNonNull(VariantStudyTest.class.getResource(name)).toURI()));
  }

  @Test
  void variantsOfGoldenWeightsAreThoseOfTheirDefinitions() throws URISyntaxException {
    CellSpace space =
        (CellSpace)
            SpaceCatalog.find(
                "nasbench201", SpaceOverrides.parse(List.of("channels=4", "cells=1")));
    NamedTensors initial = weights("init");
    NamedTensors trained = weights("trained");
    Map<String, double[]> variants = AngleVariants.of(space, initial, trained);
    double[] published = new AngleScorer(WeightSums.of(space, initial, trained)).all(space);
    double[] angle = requireNonNull(variants.get("angle"));
    double[] connected = requireNonNull(variants.get("disconnected-last"));
    double[] paths = requireNonNull(Baselines.all().get("surviving-paths"));
    for (int i = 0; i < published.length; i++) {
      assertThat(angle[i]).isCloseTo(published[i], within(1e-9));
      assertThat(connected[i]).isEqualTo(paths[i] == 0 ? 0 : angle[i]);
    }
    int one = BenchmarkTable.place(space.parse("0 0 0 3 0 0"));
    String name = "cells.%d.edges.3<-0.3.op.1.weight";
    double sum = 0;
    double dot = 0;
    double squares = 0;
    double after = 0;
    for (int cell : new int[] {0, 2, 4}) {
      double[] w0 = initial.find(name.formatted(cell)).orElseThrow().doubles();
      double[] w = trained.find(name.formatted(cell)).orElseThrow().doubles();
      double d = 0;
      double a = 0;
      double b = 0;
      for (int i = 0; i < w.length; i++) {
        d += w0[i] * w[i];
        a += w0[i] * w0[i];
        b += w[i] * w[i];
      }
      sum += Math.acos(d / Math.sqrt(a * b));
      dot += d;
      squares += a;
      after += b;
    }
    assertThat(requireNonNull(variants.get("sum-of-group-angles"))[one])
        .isCloseTo(sum, within(1e-9));
    assertThat(requireNonNull(variants.get("mean-of-group-angles"))[one])
        .isCloseTo(sum / 3, within(1e-9));
    assertThat(requireNonNull(variants.get("without-shared"))[one])
        .isCloseTo(Math.acos(dot / Math.sqrt(squares * after)), within(1e-9));
    assertThat(variants).hasSize(15);
    variants.forEach(
        (variant, values) ->
            assertThat(Arrays.stream(values).allMatch(Double::isFinite)).as(variant).isTrue());
  }

  @Test
  void halvesArePartsOfTheWhole() {
    List<int[]> halves = VariantStudy.halves(3);
    assertThat(halves.get(0)).hasSize(7812);
    assertThat(halves.get(1)).hasSize(7813);
    int[] both =
        IntStream.concat(Arrays.stream(halves.get(0)), Arrays.stream(halves.get(1)))
            .sorted()
            .toArray();
    assertThat(both).isEqualTo(IntStream.range(0, 15_625).toArray());
    assertThat(VariantStudy.halves(4).get(0)).isNotEqualTo(halves.get(0));
  }

  /** A variant that is right on the first half and wrong on the second is chosen and fails. */
  @Test
  void theChoiceIsMadeOnOneHalfAndJudgedOnTheOther() {
    BenchmarkTable table =
        BenchmarkTableReader.read(TestTable.write(directory, place -> place / 200.0));
    double[] right = table.testAccuracy(BenchmarkData.CIFAR10);
    double[] lucky = right.clone();
    for (int place : VariantStudy.halves(7).get(1)) {
      lucky[place] = -lucky[place];
    }
    double[] published = requireNonNull(Baselines.all().get("convolutions"));
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("angle", published);
    values.put("lucky", lucky);
    VariantStudy study = new VariantStudy(table, 7, 20);
    VariantStudy.Result fails = study.choose(List.of(values));
    assertThat(fails.chosen()).isEqualTo("lucky");
    assertThat(fails.holdsUp()).isFalse();
    assertThat(VariantStudy.page(fails, 1))
        .contains("1 of 1 variants are behind")
        .contains("does not hold up");
    values.put("lucky", right);
    VariantStudy.Result holds = study.choose(List.of(values));
    assertThat(holds.holdsUp()).isTrue();
    assertThat(holds.differences()).hasSize(9).allMatch(one -> one.interval().isPresent());
    assertThat(VariantStudy.page(holds, 1)).contains("0 of 1 variants").contains("holds up");
  }
}
