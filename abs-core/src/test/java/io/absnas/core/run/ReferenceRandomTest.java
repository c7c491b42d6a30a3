package io.absnas.core.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws of NumPy's legacy generator and of Python's, against values of the originals. */
class ReferenceRandomTest {
  @Test
  void numpyRawOutputs() {
    assertThat(raw(NumpyRandom.seeded(5), 3)).containsExactly(953453411L, 236996814L, 3739766767L);
    assertThat(raw(NumpyRandom.seeded(6), 2)).containsExactly(3834805130L, 4069378761L);
    assertThat(raw(NumpyRandom.seeded(7), 2)).containsExactly(327741615L, 976413892L);
  }

  @Test
  void numpyPrimitivesOfTheGoldenFile() throws IOException {
    JsonNode cases = golden("darts-sampling.json").path("numpy_primitives");
    assertThat(cases.size()).isEqualTo(5);
    for (JsonNode one : cases) {
      int seed = one.path("seed").asInt();
      NumpyRandom raw = NumpyRandom.seeded(seed);
      one.path("first_uint32").forEach(value -> assertThat(raw.next32()).isEqualTo(value.asLong()));
      for (JsonNode draws : one.path("randint")) {
        NumpyRandom random = NumpyRandom.seeded(seed);
        int bound = draws.path("bound").asInt();
        assertThat(ints(draws.path("values")))
            .isNotEmpty()
            .allSatisfy(value -> assertThat(random.below(bound)).isEqualTo(value));
      }
      for (JsonNode choice : one.path("choice_without_replacement")) {
        List<Integer> from = IntStream.range(0, choice.path("n").asInt()).boxed().toList();
        assertThat(NumpyRandom.seeded(seed).choose(from, choice.path("k").asInt()))
            .isEqualTo(ints(choice.path("values")));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5, 3 2 4 3 4 1 1 3 2 3 0 1 1 2 5 3 1 5 3 2 4",
    "26, 5 3 1 5 5 2 3 4 1 1 5 3 1 1 -1 0 3 4 4 3 5",
    "47, 0 0 2 0 1 5 1 5 5 5 -1 3 1 5 3 2 4 4 -1 4 3",
    "68, 2 -1 -1 3 0 -1 -1 0 1 4 5 5 4 3 3 2 2 2 4 -1 0"
  })
  void firstPathsOfTheGpuSpace(int seed, String path) {
    // the first layer of each stage but the last has no identity: width or stride changes there
    List<Integer> withoutIdentity = List.of(0, 4, 8, 12, 16, 20);
    List<Integer> lengths =
        IntStream.range(0, 21).map(i -> withoutIdentity.contains(i) ? 6 : 7).boxed().toList();
    assertThat(sampled(seed, lengths)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 3 2 4 3 4 1 1 3 2 3 0 1 1 2 5 3 1 5 3",
    "24, 2 4 5 3 1 5 5 2 3 4 1 1 5 3 1 1 3 0 3",
    "43, 4 4 3 5 0 0 2 0 1 5 1 5 5 5 5 3 1 5 3"
  })
  void firstPathsOfTheCpuSpace(int seed, String path) {
    assertThat(sampled(seed, IntStream.range(0, 19).map(i -> 6).boxed().toList())).isEqualTo(path);
  }

  @Test
  void numpyShufflesAndChoices() {
    assertThat(NumpyRandom.seeded(11).shuffled(6)).containsExactly(4, 2, 5, 3, 0, 1);
    NumpyRandom random = NumpyRandom.seeded(3);
    List<Integer> layers = List.of(1, 5, 9, 11);
    assertThat(random.choose(layers, 0)).isEmpty();
    assertThat(random.choose(layers, 1)).containsExactly(5);
    assertThat(random.choose(layers, 2)).containsExactly(11, 9);
    assertThat(random.choose(layers, 4)).containsExactly(1, 5, 9, 11);
  }

  @Test
  void aSingleChoiceConsumesNothing() {
    NumpyRandom random = NumpyRandom.seeded(5);
    assertThat(random.below(1)).isZero();
    assertThat(random.next32()).isEqualTo(953453411L);
  }

  @Test
  void pythonBitsAndBoundedDraws() {
    PythonRandom bits = PythonRandom.seeded(1);
    assertThat(List.of(bits.bits(32), bits.bits(32), bits.bits(32)))
        .containsExactly(577090037L, 2444712010L, 3639700191L);
    PythonRandom below = PythonRandom.seeded(7);
    assertThat(IntStream.range(0, 10).map(i -> below.below(7)))
        .containsExactly(2, 1, 3, 5, 0, 0, 6, 4, 0, 2);
    assertThat(PythonRandom.seeded(7).permutation(List.of(0, 1, 2, 3, 4, 5)))
        .containsExactly(2, 1, 3, 5, 0, 4);
  }

  @Test
  void strictlyFairPathsOfTwoOperators() {
    List<Integer> ops = List.of(2, 4);
    assertThat(firstOfPermutations(0, 19, ops)).isEqualTo("2 2 2 2 4 2 4 2 4 2 4 4 4 2 2 4 4 2 2");
    assertThat(firstOfPermutations(19, 19, ops)).isEqualTo("2 2 2 4 4 4 2 4 2 2 4 2 2 2 4 4 4 2 4");
  }

  @Test
  void strictlyFairPathOfSixOperators() {
    assertThat(firstOfPermutations(0, 19, List.of(0, 1, 2, 3, 4, 5)))
        .isEqualTo("1 0 1 1 4 4 2 1 3 4 3 3 2 0 1 2 4 1 5");
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> NumpyRandom.seeded(1).below(0))
        .hasMessage("n must be positive, was 0");
    assertThatThrownBy(() -> NumpyRandom.seeded(1).choose(List.of(1), 2))
        .hasMessage("count must be 0 to 1 (the size of the list), was 2");
    assertThatThrownBy(() -> PythonRandom.seeded(1).bits(33))
        .hasMessage("bits must be 1 to 32, was 33");
  }

  private static String sampled(int seed, List<Integer> lengths) {
    List<String> path = new ArrayList<>();
    for (int layer = 0; layer < lengths.size(); layer++) {
      int drawn = NumpyRandom.seeded(seed + layer).below(lengths.get(layer));
      path.add(drawn == 6 ? "-1" : Integer.toString(drawn));
    }
    return String.join(" ", path);
  }

  private static String firstOfPermutations(int counter, int layers, List<Integer> ops) {
    List<String> path = new ArrayList<>();
    for (int layer = 1; layer <= layers; layer++) {
      path.add(PythonRandom.seeded(counter + layer).permutation(ops).get(0).toString());
    }
    return String.join(" ", path);
  }

  private static List<Long> raw(NumpyRandom random, int count) {
    return IntStream.range(0, count).mapToObj(i -> random.next32()).toList();
  }

  private static List<Integer> ints(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = ReferenceRandomTest.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(requireNonNull(in));
    }
  }
}
