package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.Draws;
import io.absnas.core.run.NumpyRandom;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.weights.Golden;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwoPredecessorsTest {
  private static final SearchSpace DARTS = SpaceCatalog.find("darts");

  private static SearchSpace left(List<List<Integer>> codes) {
    return DARTS.withChoices(
        codes.stream().map(ops -> ops.stream().map(DARTS.operations()::get).toList()).toList());
  }

  private static SearchSpace left(JsonNode operations) {
    List<List<Integer>> codes = new ArrayList<>();
    operations.forEach(ops -> codes.add(ints(ops)));
    return left(codes);
  }

  private static List<Integer> ints(JsonNode node) {
    return Arrays.stream(Golden.longs(node)).mapToObj(Math::toIntExact).toList();
  }

  private static int[] cell(JsonNode node) {
    return ints(node).stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void repairsAsTheReferenceDoes() {
    JsonNode cases = GoldenFiles.json("darts-sampling.json").get("constraint");
    assertThat(cases).hasSize(30);
    for (JsonNode one : cases) {
      int[] cell = cell(one.get("cell_in"));
      NumpyRandom random = NumpyRandom.seeded(one.get("numpy_seed").intValue());
      new TwoPredecessors(left(one.get("operations"))).repair(cell, Draws.of(random));
      assertThat(cell).as(one.get("id").asText()).isEqualTo(cell(one.get("cell_out")));
    }
  }

  @Test
  void everyNodeEndsWithTwoPredecessorsWhateverIsLeft() {
    RandomGenerator random = RandomStreams.of(3).stream("test");
    for (int round = 0; round < 300; round++) {
      List<List<Integer>> codes = new ArrayList<>();
      for (int edge = 0; edge < 14; edge++) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, 8).boxed().toList());
        Collections.shuffle(all, new java.util.Random(random.nextLong()));
        List<Integer> some = new ArrayList<>(all.subList(0, 1 + random.nextInt(8)));
        if (some.equals(List.of(0))) {
          some.add(3); // with [none] alone a node may lack a predecessor
        }
        Collections.sort(some);
        codes.add(some);
      }
      SearchSpace space = left(codes);
      int[] drawn = codes.stream().mapToInt(ops -> ops.get(random.nextInt(ops.size()))).toArray();
      int[] cell = drawn.clone();
      new TwoPredecessors(space).repair(cell, Draws.of(random));
      for (int edge = 0; edge < 14; edge++) {
        assertThat(codes.get(edge).contains(cell[edge]) || cell[edge] == 0).isTrue();
        if (drawn[edge] != 0 && cell[edge] != 0) {
          assertThat(cell[edge]).isEqualTo(drawn[edge]);
        }
      }
      int first = 0;
      for (int node = 2; node < 6; node++) {
        int end = first + node;
        assertThat(IntStream.range(first, end).filter(edge -> cell[edge] != 0)).hasSize(2);
        first = end;
      }
    }
  }

  @Test
  void anEdgeThatCanOnlyBeNoneStaysNone() {
    List<List<Integer>> codes = new ArrayList<>(Collections.nCopies(14, List.of(4)));
    codes.set(0, List.of(0));
    int[] cell = {0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
    new TwoPredecessors(left(codes)).repair(cell, Draws.of(NumpyRandom.seeded(1)));
    assertThat(cell[0]).isZero();
    assertThat(cell[1]).isEqualTo(4);
  }

  @Test
  void repairsOfOwnStreamsAreUniform() {
    // node 3 has one surplus predecessor of three: each goes in a third of the cells
    RandomGenerator random = RandomStreams.of(4).stream("test");
    TwoPredecessors rule = new TwoPredecessors(DARTS);
    int[] cleared = new int[14];
    for (int i = 0; i < 3000; i++) {
      int[] cell = {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4};
      rule.repair(cell, Draws.of(random));
      for (int edge = 0; edge < 14; edge++) {
        cleared[edge] += cell[edge] == 0 ? 1 : 0;
      }
    }
    assertThat(cleared[0] + cleared[1]).isZero();
    for (int edge = 2; edge < 5; edge++) {
      assertThat(cleared[edge]).isBetween(900, 1100);
    }
    for (int edge = 9; edge < 14; edge++) {
      assertThat(cleared[edge]).isBetween(1690, 1910); // three of five
    }
  }

  @Test
  void countsCellsWithTwoPredecessors() {
    CellSpace full = (CellSpace) DARTS;
    assertThat(TwoPredecessors.size(full)).isEqualTo(BigInteger.valueOf(1_037_664_180));
    // by enumeration of what is left: edges of one or two ops, some of them none
    List<List<Integer>> codes =
        List.of(
            List.of(0, 4),
            List.of(4, 5),
            List.of(4),
            List.of(0),
            List.of(3, 4),
            List.of(1, 2),
            List.of(0, 1),
            List.of(0),
            List.of(4),
            List.of(2),
            List.of(0, 7),
            List.of(4),
            List.of(0),
            List.of(5, 6));
    Set<List<Integer>> cells = new HashSet<>();
    enumerate(codes, 0, new ArrayList<>(), cells);
    assertThat(TwoPredecessors.size((CellSpace) left(codes)))
        .isEqualTo(BigInteger.valueOf(cells.size()));
  }

  /** Cells in which an edge takes an op of its list or, cleared, none. */
  private static void enumerate(
      List<List<Integer>> codes, int edge, List<Integer> cell, Set<List<Integer>> cells) {
    if (edge == 14) {
      int first = 0;
      for (int node = 2; node < 6; node++) {
        List<Integer> edges = cell.subList(first, first + node);
        if (edges.stream().filter(code -> code != 0).count() != 2) {
          return;
        }
        first += node;
      }
      cells.add(List.copyOf(cell));
      return;
    }
    Set<Integer> options = new HashSet<>(codes.get(edge));
    options.add(0);
    for (int option : options) {
      cell.add(option);
      enumerate(codes, edge + 1, cell, cells);
      cell.remove(cell.size() - 1);
    }
  }

  @Test
  void onlyDartsCellsWithNoneAreBound() {
    assertThat(TwoPredecessors.binds(DARTS)).isTrue();
    assertThat(TwoPredecessors.binds(SpaceCatalog.find("darts@tiny"))).isTrue();
    SearchSpace nasbench201 = SpaceCatalog.find("nasbench201");
    assertThat(TwoPredecessors.binds(nasbench201)).isFalse();
    assertThat(TwoPredecessors.binds(SpaceCatalog.find("mobilenet-gpu-21"))).isFalse();
    assertThatThrownBy(() -> new TwoPredecessors(nasbench201))
        .hasMessage("no cells of space nasbench201 need repair");
  }
}
