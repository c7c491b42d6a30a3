package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void resultsComeInTheOrderOfTheTasks(int threads) {
    List<Integer> taken = new ArrayList<>();
    try (Workers workers = new Workers(threads)) {
      List<Integer> results = workers.map(100, task -> task * task, taken::add);
      assertThat(results).isEqualTo(IntStream.range(0, 100).mapToObj(i -> i * i).toList());
    }
    assertThat(taken).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void tasksRunAtTheSameTime() {
    // each of two tasks waits for the other one; the thread that takes results may come too late
    // for both
    CountDownLatch both = new CountDownLatch(2);
    try (Workers workers = new Workers(3)) {
      List<Boolean> met =
          workers.map(
              2,
              task -> {
                both.countDown();
                try {
                  return both.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  return false;
                }
              },
              done -> {});
      assertThat(met).containsExactly(true, true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void failuresArePassedOn(int threads) {
    try (Workers workers = new Workers(threads)) {
      assertThatThrownBy(
              () ->
                  workers.map(
                      10,
                      task -> {
                        if (task == 7) {
                          throw new OutOfMemoryError("no more");
                        }
                        return task;
                      },
                      done -> {}))
          .isInstanceOf(OutOfMemoryError.class);
    }
  }
}
