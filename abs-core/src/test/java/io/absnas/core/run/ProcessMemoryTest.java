package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  @Test
  void readsWhatTheKernelWrites() {
    String status =
        """
        Name:	java
        VmPeak:	 4000000 kB
        VmHWM:	 3218732 kB
        VmRSS:	 2998048 kB
        RssAnon:	 2950000 kB
        """;
    assertThat(ProcessMemory.parse(status))
        .contains(new ProcessMemory(2_998_048L * 1024, 3_218_732L * 1024));
    assertThat(ProcessMemory.parse("Name:\tkthreadd\n")).isEmpty();
  }

  @Test
  void thisProcessHoldsAtLeastWhatItTouches() {
    long before = ProcessMemory.now().orElseThrow().peakBytes();
    byte[] touched = new byte[64 << 20];
    for (int i = 0; i < touched.length; i += 1024) {
      touched[i] = 1;
    }
    ProcessMemory now = ProcessMemory.now().orElseThrow();
    assertThat(now.peakBytes()).isGreaterThanOrEqualTo(Math.max(before, now.residentBytes()));
    assertThat(now.residentBytes()).isGreaterThan(touched.length);
  }

  @Test
  void bytesForPeople() {
    assertThat(ProcessMemory.text(310L << 20)).isEqualTo("310 MiB");
    assertThat(ProcessMemory.text(3277L << 20)).isEqualTo("3.20 GiB");
  }
}
