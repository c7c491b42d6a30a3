package io.absnas.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlatArraysTest {
  @Test
  void concatKeepsRowMajorOrderWhateverTheLayout() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray plain = manager.create(new float[] {1, 2}, new Shape(2));
      NDArray transposed =
          manager.create(new float[] {3, 4, 5, 6, 7, 8}, new Shape(2, 3)).transpose();
      NDArray flat = FlatArrays.concat(List.of(plain, transposed), manager);
      assertThat(flat.toFloatArray()).containsExactly(1, 2, 3, 6, 4, 7, 5, 8);
    }
  }

  @Test
  void splitGivesViewsWithTheShapesOfTheOriginals() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray one = manager.zeros(new Shape(2, 1));
      NDArray two = manager.zeros(new Shape(3));
      NDArray flat = manager.create(new float[] {1, 2, 3, 4, 5});
      List<NDArray> views = FlatArrays.splitLike(flat, List.of(one, two), manager);
      assertThat(views.get(0).getShape()).isEqualTo(new Shape(2, 1));
      assertThat(views.get(1).toFloatArray()).containsExactly(3, 4, 5);
      InPlace.fill(flat, 9);
      assertThat(views.get(1).toFloatArray()).containsExactly(9, 9, 9);
    }
  }

  @Test
  void theFirstPairThatDiffersIsFound() {
    try (NDManager manager = Scopes.root(ComputeDevice.CPU)) {
      NDArray one = manager.create(new float[] {1, Float.NaN}, new Shape(2, 1));
      NDArray same = manager.create(new float[] {1, Float.NaN}, new Shape(2, 1));
      NDArray near = manager.create(new float[] {Math.nextUp(1f), Float.NaN}, new Shape(2, 1));
      assertThat(FlatArrays.firstDifference(List.of(one, one), List.of(same, one))).isEmpty();
      assertThat(FlatArrays.firstDifference(List.of(one, one, one), List.of(same, near, near)))
          .hasValue(1);
      assertThat(FlatArrays.firstDifference(List.of(), List.of())).isEmpty();
    }
  }
}
