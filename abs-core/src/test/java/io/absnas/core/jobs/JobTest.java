package io.absnas.core.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Map<String, String> NEEDS = Map.of("supernet", "aa", "data", "bb");
  private static final Map<String, String> PAYLOAD = Map.of("architecture", "1 2 3");

  @Test
  void equalWorkHasEqualIds() {
    Job one = Job.of("run", "evaluate-child", NEEDS, PAYLOAD);
    Job same = Job.of("run", "evaluate-child", Map.of("data", "bb", "supernet", "aa"), PAYLOAD);
    assertThat(one).isEqualTo(same);
    assertThat(one.retried().id()).isEqualTo(one.id());
    assertThat(one.retried().attempt()).isEqualTo(2);
  }

  @Test
  void otherWorkHasOtherIds() {
    String id = Job.of("run", "evaluate-child", NEEDS, PAYLOAD).id();
    assertThat(Job.of("run2", "evaluate-child", NEEDS, PAYLOAD).id()).isNotEqualTo(id);
    assertThat(Job.of("run", "train", NEEDS, PAYLOAD).id()).isNotEqualTo(id);
    assertThat(Job.of("run", "evaluate-child", Map.of(), PAYLOAD).id()).isNotEqualTo(id);
    assertThat(Job.of("run", "evaluate-child", NEEDS, Map.of()).id()).isNotEqualTo(id);
    assertThat(Job.of("r", "k", Map.of("a", "bc"), Map.of()).id())
        .isNotEqualTo(Job.of("r", "k", Map.of("ab", "c"), Map.of()).id());
  }

  @Test
  void idIsTheHashOfTheTextsWithTheirLengths() {
    // printf '3:run4:kind1;1:a2:bb0;' | sha256sum
    assertThat(Job.of("run", "kind", Map.of("a", "bb"), Map.of()).id())
        .isEqualTo("02f2298e174fbc2ff1be04b3439e06e67605c4c527cf149db4a4e588a4d6d52b");
  }

  @Test
  void changedWorkIsNoticed() {
    Job job = Job.of("run", "evaluate-child", NEEDS, PAYLOAD);
    assertThatThrownBy(
            () ->
                new Job(
                    "run",
                    job.id(),
                    job.kind(),
                    job.needs(),
                    new TreeMap<>(Map.of("architecture", "1 2 4")),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but what is asked has id");
  }

  @Test
  void refusesNamesThatCannotNameQueues() {
    assertThatThrownBy(() -> Job.of("a b", "kind", NEEDS, PAYLOAD))
        .hasMessageContaining("run is 'a b'");
    assertThatThrownBy(() -> Job.of("run", "Kind", NEEDS, PAYLOAD))
        .hasMessageContaining("kind is 'Kind'");
  }
}
