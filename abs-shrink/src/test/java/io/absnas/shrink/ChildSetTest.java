package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ChildSetTest {
  /** So many layers of equal shape with so many blocks and identity. */
  private static LayeredSpace space(int layers, int blocks) {
    List<LayerShape> shapes = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      shapes.add(new LayerShape(8, 8, 4, 1));
    }
    List<CandidateOp> ops = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      ops.add(new InvertedResidual(3 + 2 * (i / 3), 1 + i % 3));
    }
    ops.add(Identity.LAYER);
    return LayeredSpace.full("many", new LayeredShape(8, 3, 10, 8, 2, 8, shapes, 16, false), ops);
  }

  private static int[] random(RandomGenerator random, int choices, int ops, int different) {
    int[] child = new int[choices];
    for (int choice = 0; choice < choices; choice++) {
      child[choice] = choice < different ? random.nextInt(ops) : ops - 1;
    }
    return child;
  }

  @Test
  void codesHoldEveryChoiceOfSpacesOfAnySize() {
    RandomGenerator random = RandomStreams.of(3).stream("children");
    // 21 fields of 3 bits fill a word; 21 of 4 take two; 100 of 3 take five
    assertThat(new ChildCode(ChoiceTable.of(TestSpaces.gpu21())).words()).isEqualTo(1);
    for (int[] size : new int[][] {{21, 6, 1}, {21, 8, 2}, {100, 6, 5}, {1, 1, 1}}) {
      LayeredSpace space = space(size[0], size[1]);
      ChildCode code = new ChildCode(ChoiceTable.of(space));
      assertThat(code.words()).isEqualTo(size[2]);
      long[] words = new long[3 * code.words()];
      int[] back = new int[size[0]];
      for (int i = 0; i < 200; i++) {
        int[] child = random(random, size[0], size[1] + 1, size[0]);
        code.write(child, words, code.words());
        code.read(words, code.words(), back);
        assertThat(back).containsExactly(child);
        for (int choice = 0; choice < size[0]; choice++) {
          long word = words[code.words() + code.word(choice)];
          assertThat(word >>> code.shift(choice) & code.mask()).isEqualTo(child[choice]);
        }
      }
    }
  }

  @Test
  void knowsEveryChildItHasSeenAndKeepsTheirOrder() {
    RandomGenerator random = RandomStreams.of(4).stream("children");
    for (int ops : new int[] {7, 9}) {
      ChildCode code = new ChildCode(ChoiceTable.of(space(21, ops - 1)));
      ChildSet set = new ChildSet(code.words());
      Map<List<Integer>, Integer> seen = new HashMap<>();
      long[] words = new long[code.words()];
      for (int i = 0; i < 60_000; i++) {
        // 7^5 or 9^5 different children, so many come again
        int[] child = random(random, 21, ops, 5);
        code.write(child, words, 0);
        boolean fresh =
            seen.putIfAbsent(Arrays.stream(child).boxed().toList(), seen.size()) == null;
        assertThat(set.add(words, 0)).isEqualTo(fresh);
      }
      assertThat(set.size()).isEqualTo(seen.size()).isGreaterThan(3 * ChildSet.CHUNK);
      int[] back = new int[21];
      seen.forEach(
          (child, number) -> {
            long[] chunk = set.chunk(number / ChildSet.CHUNK);
            code.read(chunk, number % ChildSet.CHUNK * code.words(), back);
            assertThat(Arrays.stream(back).boxed().toList()).isEqualTo(child);
          });
      int inChunks = 0;
      for (int chunk = 0; chunk < set.chunks(); chunk++) {
        inChunks += set.sizeOf(chunk);
      }
      assertThat(inChunks).isEqualTo(set.size());
    }
  }
}
