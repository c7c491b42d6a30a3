package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.flops.WindowCounts;
import io.absnas.core.run.Draws;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowSamplerTest {
  /** Choices that are left open; the others keep their first op. */
  private static final int[] OPEN = {2, 5, 9, 11, 20};

  /** The tiny 21-layer preset with five layers open: 7 * 7 * 7 * 7 * 7 or fewer children. */
  private static LayeredSpace space() {
    LayeredSpace tiny = (LayeredSpace) SpaceCatalog.find("mobilenet-gpu-21@tiny");
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (int choice = 0; choice < tiny.choices().size(); choice++) {
      int here = choice;
      boolean open = Arrays.stream(OPEN).anyMatch(one -> one == here);
      choices.add(open ? tiny.ops(choice) : tiny.ops(choice).subList(0, 1));
    }
    return tiny.withChoices(choices);
  }

  @ParameterizedTest
  @CsvSource({"9,3,1000000", "2,0,200000", "20,5,200000", "0,0,200000"})
  void everyChildInsideIsEquallyLikelyAndNoneOutside(int choice, int code, int samples) {
    LayeredSpace space = space();
    EdgeOp through = TestSpaces.edgeOp(space, choice, code);
    // all children through the op and their FLOPs by plain enumeration; the window takes the half
    // in the middle
    List<int[]> all = new ArrayList<>();
    enumerate(space, new int[space.choices().size()], 0, all);
    int position = space.operations().indexOf(through.op());
    all.removeIf(child -> child[choice] != position);
    long[] sorted = all.stream().mapToLong(c -> TestSpaces.flops(space, c)).sorted().toArray();
    FlopsWindow window = new FlopsWindow(sorted[sorted.length / 4], sorted[3 * sorted.length / 4]);
    int[] cells = new int[1 << 15];
    Arrays.fill(cells, -1);
    int inside = 0;
    for (int[] child : all) {
      if (window.contains(TestSpaces.flops(space, child))) {
        cells[cell(child)] = inside;
        inside++;
      }
    }
    assertThat(inside).isBetween(100, 10_000);

    long[] counts = new long[inside];
    ChildSampler.Through sampler =
        new WindowSampler(WindowCounts.of(space, window)).through(through);
    Draws draws = Draws.of(RandomStreams.of(5).stream("scoring", 0));
    for (int i = 0; i < samples; i++) {
      int[] child = sampler.next(draws);
      counts[cells[cell(child)]]++; // a child outside has no cell
    }
    double[] expected = new double[inside];
    Arrays.fill(expected, samples / (double) inside);
    assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isGreaterThan(1e-3);
  }

  private static int cell(int[] child) {
    int cell = 0;
    for (int choice : OPEN) {
      cell = 8 * cell + child[choice];
    }
    return cell;
  }

  private static void enumerate(LayeredSpace space, int[] child, int choice, List<int[]> children) {
    if (choice == child.length) {
      children.add(child.clone());
      return;
    }
    for (CandidateOp op : space.ops(choice)) {
      child[choice] = space.operations().indexOf(op);
      enumerate(space, child, choice + 1, children);
    }
  }

  @Test
  void withoutALimitEveryChildIsEquallyLikely() {
    LayeredSpace small = TestSpaces.small();
    ChildSampler.Through sampler =
        new WindowSampler(WindowCounts.of(small, FlopsWindow.ANY))
            .through(TestSpaces.edgeOp(small, 1, 1));
    Draws draws = Draws.of(RandomStreams.of(5).stream("scoring", 0));
    long[] counts = new long[6];
    for (int i = 0; i < 30_000; i++) {
      int[] child = sampler.next(draws);
      assertThat(child[1]).isEqualTo(1);
      counts[3 * child[0] + child[2]]++;
    }
    double[] expected = {5000, 5000, 5000, 5000, 5000, 5000};
    assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isGreaterThan(1e-3);
  }
}
