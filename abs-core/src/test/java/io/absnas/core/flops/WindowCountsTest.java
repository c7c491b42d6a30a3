package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.Architectures;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts, walks and draws against plain enumeration and against the counts of big integers. */
class WindowCountsTest {
  /** The tiny 21-layer preset with four layers open: 7 * 7 * 6 * 7 children. */
  private static SearchSpace small() {
    SearchSpace tiny = SpaceCatalog.find("mobilenet-gpu-21@tiny");
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (int choice = 0; choice < tiny.choices().size(); choice++) {
      boolean open = choice == 3 || choice == 7 || choice == 8 || choice == 15;
      choices.add(open ? tiny.ops(choice) : tiny.ops(choice).subList(1, 2));
    }
    return tiny.withChoices(choices);
  }

  private static List<EdgeOp> edgeOps(SearchSpace space) {
    List<EdgeOp> edgeOps = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      for (CandidateOp op : space.ops(choice)) {
        edgeOps.add(new EdgeOp(choice, op));
      }
    }
    return edgeOps;
  }

  private static List<FlopsWindow> windows(SearchSpace space) {
    Feasibility feasibility = Feasibility.of(space);
    long least = feasibility.minimum();
    long range = feasibility.maximum() - least;
    List<FlopsWindow> windows =
        new ArrayList<>(
            List.of(
                FlopsWindow.ANY,
                new FlopsWindow(least, least),
                FlopsWindow.upTo(least - 1),
                new FlopsWindow(feasibility.maximum() + 1, Long.MAX_VALUE),
                new FlopsWindow(feasibility.maximum(), Long.MAX_VALUE),
                FlopsWindow.upTo(feasibility.maximum())));
    for (int i = 0; i < 5; i++) {
      RandomGenerator random = RandomStreams.of(2).stream("window", i);
      long a = least + random.nextLong(range);
      long b = least + random.nextLong(range);
      windows.add(new FlopsWindow(Math.min(a, b), Math.max(a, b)));
    }
    return windows;
  }

  @Test
  void countsAndWalksAreThoseOfPlainEnumeration() {
    SearchSpace space = small();
    CostModel costs = CostModel.of(space);
    List<Architecture> all = Architectures.all(space).toList();
    for (FlopsWindow window : windows(space)) {
      WindowCounts counts = WindowCounts.of(space, window);
      List<List<Integer>> inside = new ArrayList<>();
      for (Architecture architecture : all) {
        int[] positions = Architectures.positions(space, architecture);
        boolean contains = window.contains(costs.tableFlops(architecture));
        assertThat(counts.allows(positions)).isEqualTo(contains);
        if (contains) {
          inside.add(Arrays.stream(positions).boxed().toList());
        }
      }
      assertThat(counts.children()).isEqualTo(inside.size());
      List<List<Integer>> walked = new ArrayList<>();
      WindowWalk.all(counts, child -> walked.add(Arrays.stream(child).boxed().toList()));
      assertThat(walked).isEqualTo(inside);
      for (EdgeOp edgeOp : edgeOps(space)) {
        int position = space.operations().indexOf(edgeOp.op());
        List<List<Integer>> through =
            inside.stream().filter(child -> child.get(edgeOp.choice()) == position).toList();
        assertThat(counts.children(edgeOp)).isEqualTo(through.size());
        List<List<Integer>> found = new ArrayList<>();
        WindowWalk.through(
            counts, edgeOp, child -> found.add(Arrays.stream(child).boxed().toList()));
        assertThat(found).hasSameSizeAs(through);
        assertThat(new HashSet<>(found)).isEqualTo(new HashSet<>(through));
        assertThat(WindowDraw.through(counts, edgeOp).isEmpty()).isEqualTo(through.isEmpty());
      }
    }
  }

  @Test
  void drawsReachEveryChildOfTheWindowAndNothingElse() {
    SearchSpace space = small();
    long least = Feasibility.of(space).minimum();
    long range = Feasibility.of(space).maximum() - least;
    FlopsWindow window = new FlopsWindow(least + range / 3, least + range / 2);
    WindowCounts counts = WindowCounts.of(space, window);
    List<List<Integer>> inside = new ArrayList<>();
    WindowWalk.all(counts, child -> inside.add(Arrays.stream(child).boxed().toList()));
    RandomGenerator random = RandomStreams.of(1).stream("draws");
    WindowDraw draw = WindowDraw.all(counts);
    List<List<Integer>> drawn = new ArrayList<>();
    for (int i = 0; i < 40 * inside.size(); i++) {
      drawn.add(Arrays.stream(draw.next(random::nextDouble)).boxed().toList());
    }
    assertThat(new HashSet<>(drawn)).isEqualTo(new HashSet<>(inside));
    // also at the ends of what a generator gives
    for (double end : new double[] {0, Math.nextDown(1.0)}) {
      for (EdgeOp edgeOp : edgeOps(space)) {
        WindowDraw through = WindowDraw.through(counts, edgeOp);
        if (!through.isEmpty()) {
          List<Integer> child = Arrays.stream(through.next(() -> end)).boxed().toList();
          assertThat(inside).contains(child);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet-gpu-21, 0, 600000000",
    "mobilenet-gpu-21, 474990000, 475000000",
    "mobilenet-cpu-19, 0, 330000000",
    "mobilenet-cpu-19, 315000000, 327000000"
  })
  void countsOfThePublishedWindowsAreThoseOfBigIntegers(String id, long min, long max) {
    SearchSpace space = SpaceCatalog.find(id);
    FlopsWindow window = new FlopsWindow(min, max);
    WindowCounts counts = WindowCounts.of(space, window);
    double expected = Feasibility.of(space).count(window).doubleValue();
    assertThat(counts.children()).isCloseTo(expected, within(1e-10 * expected));
    // every child has one op at a choice
    for (int choice : new int[] {0, 9, 18}) {
      int here = choice;
      double sum =
          space.ops(choice).stream().mapToDouble(op -> counts.children(new EdgeOp(here, op))).sum();
      assertThat(sum).isCloseTo(expected, within(1e-10 * expected));
    }
  }

  @Test
  void opsThatWereDroppedAreRefused() {
    SearchSpace full = SpaceCatalog.find("mobilenet-gpu-21");
    EdgeOp dropped = new EdgeOp(1, full.ops(1).get(0));
    WindowCounts counts = WindowCounts.of(full.without(dropped), FlopsWindow.ANY);
    assertThat(counts.children()).isEqualTo(full.size().doubleValue() / 7 * 6);
    assertThatThrownBy(() -> counts.children(dropped))
        .hasMessageContaining("is not left at choice 1");
  }

  @Test
  void aSpaceOfOddWidthsIsRefusedBeforeItFillsTheMemory() {
    List<LayerShape> layers = new ArrayList<>();
    int channels = 23;
    int[] widths = {431, 433, 439, 443, 449, 457, 461, 463, 467, 479, 487, 491};
    for (int width : widths) {
      layers.add(new LayerShape(channels, width, 112, 1));
      channels = width;
    }
    LayeredShape shape = new LayeredShape(224, 3, 10, 37, 2, 23, layers, 1728, false);
    List<CandidateOp> ops =
        List.of(new InvertedResidual(3, 3), new InvertedResidual(5, 3), new InvertedResidual(7, 6));
    SearchSpace odd = LayeredSpace.full("odd", shape, ops);
    // without a window nothing has to be summed
    assertThat(WindowCounts.of(odd, FlopsWindow.ANY).children()).isEqualTo(Math.pow(3, 12));
    CostModel costs = CostModel.of(odd);
    FlopsWindow window =
        new FlopsWindow(
            costs.tableFlops(new Architecture(Collections.nCopies(12, ops.get(0)))) + 1,
            costs.tableFlops(new Architecture(Collections.nCopies(12, ops.get(2)))) - 1);
    assertThatThrownBy(() -> WindowCounts.of(odd, window))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("space odd has too many different FLOPs sums");
  }
}
