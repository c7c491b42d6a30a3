package io.absnas.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapNeedTest {
  @Test
  void copiesOfWeightsAndWaitingBatches() {
    // the 21-layer supernet, batches of 512 pictures of 224x224x3 bytes, 32 ahead and one in use
    HeapNeed need = HeapNeed.of(27_684_320, 512 * 150_528, 32);
    assertThat(need.copyBytes()).isEqualTo(4L * 4 * 27_684_320);
    assertThat(need.batchBytes()).isEqualTo(33L * 77_070_336);
    assertThat(need.bytes()).isEqualTo((48L << 20) + 442_949_120L + 2_543_321_088L);
    // 3.0e9 bytes, half as much again is 4.6e9 or 4.2 GiB
    assertThat(need.roomyGibibytes()).isEqualTo(5);
  }

  @Test
  void smallRunsNeedLittle() {
    assertThat(HeapNeed.of(1000, 1000, 1).roomyGibibytes()).isEqualTo(1);
  }
}
