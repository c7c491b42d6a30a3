package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.absnas.core.run.ProgressReporter;

/** On a terminal progress takes one line that is written anew; everything else scrolls by above. */
final class LiveLines extends EncoderBase<ILoggingEvent> {
  private static final String CLEAR = "\r\u001b[K";

  private final Encoder<ILoggingEvent> lines;
  private boolean open;

  LiveLines(Encoder<ILoggingEvent> lines) {
    this.lines = requireNonNull(lines, "lines is null");
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String before = open ? CLEAR : "";
    String line = new String(lines.encode(event), UTF_8);
    open = isProgress(event);
    return (before + (open ? line.stripTrailing() : line)).getBytes(UTF_8);
  }

  /** Nothing of progress stays when the command is done. */
  @Override
  public byte[] footerBytes() {
    byte[] end = (open ? CLEAR : "").getBytes(UTF_8);
    open = false;
    return end;
  }

  private static boolean isProgress(ILoggingEvent event) {
    return event.getMarkerList() != null && event.getMarkerList().contains(ProgressReporter.MARKER);
  }
}
