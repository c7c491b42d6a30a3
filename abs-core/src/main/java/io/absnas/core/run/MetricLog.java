package io.absnas.core.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scalars of a run, as JSON lines and as TensorBoard events.
 *
 * <p>One line is one event with all scalars of a moment: {@code
 * {"step":120,"epoch":3.0,"time":"2026-01-01T00:00:00Z","values":{"train/loss":2.1}}}. Steps never
 * fall; a resumed run first cuts off what came after its checkpoint. Safe for use by several
 * threads.
 */
public final class MetricLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricLog.class);

  private final ObjectMapper mapper = StrictJson.mapper();
  private final OutputStream out;
  private final EventFile events;
  private final Clock clock;

  /**
   * One event.
   *
   * @param step updates done when it was measured
   * @param epoch passes over the data done, a fraction within one
   * @param time in UTC, ISO 8601
   * @param values scalars by name, for example {@code train/loss}
   */
  public record Line(long step, double epoch, String time, Map<String, Double> values) {
    public Line {
      if (step < 0) {
        throw new IllegalArgumentException("step must be at least 0, was " + step);
      }
      requireNonNull(time, "time is null");
      values = Map.copyOf(values);
    }
  }

  /**
   * What a file holds.
   *
   * @param lines the whole lines, oldest first
   * @param damaged how many others there are, but for one that the end of its process cut
   */
  public record Lines(List<Line> lines, int damaged) {
    public Lines {
      lines = List.copyOf(lines);
    }
  }

  private MetricLog(OutputStream out, EventFile events, Clock clock) {
    this.out = out;
    this.events = events;
    this.clock = clock;
  }

  /** Begins or continues the log of a run, with a new event file. */
  public static MetricLog open(RunDirectory run, Clock clock) {
    requireNonNull(clock, "clock is null");
    try {
      return new MetricLog(
          Files.newOutputStream(run.metrics(), CREATE, WRITE, APPEND),
          EventFile.create(run.root(), clock),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes every event after this step, and whatever a killed process wrote half, from lines and
   * event files; to be called before {@link #open} when a run is resumed.
   *
   * @param lastStep step of the checkpoint, -1 to remove all
   */
  public static void cutAfter(RunDirectory run, long lastStep) {
    try {
      if (Files.exists(run.metrics())) {
        StringBuilder kept = new StringBuilder();
        for (Line line : whole(run.metrics()).lines()) {
          if (line.step() <= lastStep) {
            kept.append(StrictJson.line(line)).append('\n');
          }
        }
        AtomicFiles.write(run.metrics(), kept.toString());
      }
      try (Stream<Path> files = Files.list(run.root())) {
        for (Path file :
            files
                .filter(one -> one.getFileName().toString().startsWith(EventFile.PREFIX))
                .toList()) {
          EventCut.after(file, lastStep);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All whole lines of a metrics file, oldest first. */
  public static List<Line> read(Path file) {
    return readWhole(file).lines();
  }

  /** All whole lines of a metrics file, and how many others there are. */
  public static Lines readWhole(Path file) {
    try {
      return whole(file);
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** Appends one event; it is in the hands of the operating system when this returns. */
  public synchronized void append(long step, double epoch, Map<String, Double> values) {
    Line line = new Line(step, epoch, clock.instant().toString(), values);
    try {
      out.write((mapper.writeValueAsString(line) + "\n").getBytes(UTF_8));
      out.flush();
      events.scalars(step, new TreeMap<>(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Lines whole(Path file) throws IOException {
    ObjectMapper mapper = StrictJson.mapper();
    List<Line> lines = new ArrayList<>();
    int damaged = 0;
    // Bytes that are no text damage their own line only.
    String content = new String(Files.readAllBytes(file), UTF_8);
    for (String text : content.lines().toList()) {
      Optional<Line> line = line(mapper, file, text);
      line.ifPresent(lines::add);
      damaged += line.isPresent() ? 0 : 1;
    }
    // A last line without an end was cut by the end of its process.
    boolean cut = damaged > 0 && !content.endsWith("\n");
    return new Lines(lines, cut ? damaged - 1 : damaged);
  }

  private static Optional<Line> line(ObjectMapper mapper, Path file, String text) {
    try {
      @Nullable Line line = mapper.readValue(text, Line.class);
      if (line == null) {
        LOG.warn("{}: skipped what is not a whole line: null", file);
      }
      return Optional.ofNullable(line);
    } catch (JsonProcessingException e) {
      LOG.warn("{}: skipped what is not a whole line: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    try (out;
        events) {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
