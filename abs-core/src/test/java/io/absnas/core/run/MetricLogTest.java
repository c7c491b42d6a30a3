package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.5Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  @Test
  void knowsTheChecksumOfTheStandard() {
    // RFC 3720, B.4: CRC-32C of "123456789" is e3069283
    byte[] digits = "123456789".getBytes(StandardCharsets.UTF_8);
    int crc = 0xe3069283;
    assertThat(EventFile.maskedCrc(digits))
        .isEqualTo(((crc >>> 15) | (crc << 17)) + 0xa282ead8)
        .isEqualTo(EventDecoder.masked(digits));
  }

  @Test
  void writesLinesAndEventsOfTheSameScalars() throws IOException {
    try (RunDirectory run = run();
        MetricLog log = MetricLog.open(run, CLOCK)) {
      log.append(0, 0, Map.of("train/loss", 2.5));
      log.append(300, 1.5, Map.of("b", Double.NaN, "a", 1e-3));
      assertThat(run.metrics())
          .hasContent(
              """
              {"step":0,"epoch":0.0,"time":"2026-01-02T03:04:05.500Z","values":{"train/loss":2.5}}
              {"step":300,"epoch":1.5,"time":"2026-01-02T03:04:05.500Z","values":{"a":0.001,"b":"NaN"}}
              """);
      assertThat(MetricLog.read(run.metrics()))
          .extracting(MetricLog.Line::values)
          .containsExactly(Map.of("train/loss", 2.5), Map.of("b", Double.NaN, "a", 1e-3));
      double time = 1767323045.5;
      assertThat(events())
          .containsExactly(
              new EventDecoder.Event(time, 0, "brain.Event:2", Map.of()),
              new EventDecoder.Event(time, 0, "", Map.of("train/loss", 2.5f)),
              new EventDecoder.Event(time, 300, "", Map.of("a", 1e-3f, "b", Float.NaN)));
    }
  }

  @Test
  void cuttingLeavesNothingTwice() throws IOException {
    try (RunDirectory run = run()) {
      try (MetricLog log = MetricLog.open(run, CLOCK)) {
        for (long step : new long[] {0, 100, 200, 300}) {
          log.append(step, 0, Map.of("loss", (double) step));
        }
      }
      Files.writeString(run.metrics(), "{\"step\":400,\"epo", StandardOpenOption.APPEND);
      Files.write(eventFile(), new byte[] {40, 0, 0, 0, 0, 0}, StandardOpenOption.APPEND);
      MetricLog.cutAfter(run, 200);
      assertThat(MetricLog.read(run.metrics()))
          .extracting(MetricLog.Line::step)
          .containsExactly(0L, 100L, 200L);
      assertThat(events()).extracting(EventDecoder.Event::step).containsExactly(0L, 0L, 100L, 200L);
      try (MetricLog log = MetricLog.open(run, CLOCK)) {
        log.append(300, 0, Map.of("loss", 1.0));
      }
      assertThat(Files.readString(run.metrics()).lines()).hasSize(4);
      MetricLog.cutAfter(run, -1);
      assertThat(run.metrics()).isEmptyFile();
    }
  }

  @Test
  void cuttingAWholeFileChangesNoByte() throws IOException {
    try (RunDirectory run = run()) {
      try (MetricLog log = MetricLog.open(run, CLOCK)) {
        log.append(1L << 40, 0, Map.of("loss", 1e300, "rate", -0.0));
      }
      byte[] lines = Files.readAllBytes(run.metrics());
      byte[] events = Files.readAllBytes(eventFile());
      MetricLog.cutAfter(run, 1L << 40);
      assertThat(run.metrics()).hasBinaryContent(lines);
      assertThat(eventFile()).hasBinaryContent(events);
      MetricLog.cutAfter(run, (1L << 40) - 1);
      assertThat(events()).hasSize(1);
    }
  }

  private RunDirectory run() {
    return RunDirectory.open(directory, "a: 1\n", RunOptions.of(RunOptions.Existing.REFUSE));
  }

  private List<EventDecoder.Event> events() throws IOException {
    return EventDecoder.read(eventFile());
  }

  private Path eventFile() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
          .findFirst()
          .orElseThrow();
    }
  }
}
