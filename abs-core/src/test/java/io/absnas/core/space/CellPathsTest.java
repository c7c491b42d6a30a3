package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.weights.Golden;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellPathsTest {
  @Test
  void countsOfDartsCellsAreTheReferences() {
    SearchSpace space = SpaceCatalog.find("darts");
    CellPaths paths = new CellPaths(CellGraph.DARTS);
    JsonNode candidates = GoldenFiles.json("darts-paths.json").get("candidates");
    assertThat(candidates).hasSize(22);
    for (JsonNode candidate : candidates) {
      Architecture cell = space.parse(Golden.codes(candidate.get("cell")));
      assertThat(paths.through(cell))
          .as(candidate.get("id").asText())
          .isEqualTo(Golden.longs(candidate.get("paths_through_edge")));
      assertThat(paths.total(cell)).isEqualTo(candidate.get("surviving_path_count").longValue());
    }
  }

  @Test
  void countsOverNasBench201AreTheSpecifications() {
    SearchSpace space = SpaceCatalog.find("nasbench201");
    CellPaths paths = new CellPaths(CellGraph.NASBENCH201);
    int[] histogram = new int[5];
    Architectures.all(space).forEach(architecture -> histogram[(int) paths.total(architecture)]++);
    assertThat(histogram).containsExactly(341, 2356, 4736, 4096, 4096);
  }

  @Test
  void countsOfRandomGraphsAreThoseOfWalkingEveryPath() {
    for (int i = 0; i < 200; i++) {
      RandomGenerator random = RandomStreams.of(3).stream("graph", i);
      int inputs = 1 + random.nextInt(3);
      CellGraph graph = new CellGraph(inputs, inputs + 1 + random.nextInt(4));
      List<CellGraph.Edge> edges = graph.edges();
      boolean[] connects = new boolean[edges.size()];
      IntStream.range(0, connects.length).forEach(e -> connects[e] = random.nextInt(3) > 0);
      long[] expected = new long[edges.size()];
      long total = 0;
      for (int input = 0; input < inputs; input++) {
        total += walk(graph, connects, input, new boolean[edges.size()], expected);
      }
      long[] counts = new long[edges.size()];
      int bits = IntStream.range(0, connects.length).map(e -> connects[e] ? 1 << e : 0).sum();
      assertThat(new CellPaths(graph).count(bits, counts)).isEqualTo(total);
      assertThat(counts).isEqualTo(expected);
    }
  }

  /** Walks on from a node, notes every edge of each path that arrives, returns the arrivals. */
  private static long walk(
      CellGraph graph, boolean[] connects, int node, boolean[] walked, long[] counts) {
    if (node == graph.nodes() - 1) {
      IntStream.range(0, walked.length).filter(e -> walked[e]).forEach(e -> counts[e]++);
      return 1;
    }
    long arrivals = 0;
    for (int e = 0; e < connects.length; e++) {
      CellGraph.Edge edge = graph.edges().get(e);
      if (edge.from() == node && connects[e]) {
        walked[e] = true;
        arrivals += walk(graph, connects, edge.to(), walked, counts);
        walked[e] = false;
      }
    }
    return arrivals;
  }

  @Test
  void anArchitectureOfAnotherLengthIsRefused() {
    Architecture five = new Architecture(Collections.nCopies(5, Zero.ZERO));
    assertThatThrownBy(() -> new CellPaths(CellGraph.NASBENCH201).total(five))
        .hasMessage("the cell has 6 edges, the architecture has 5 ops");
  }
}
