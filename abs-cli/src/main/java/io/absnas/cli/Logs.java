package io.absnas.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.PrintStream;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends log lines to standard error and, once a run directory is known, to its log.txt as well. */
final class Logs {
  private static final String TERMINAL_LINE = "%d{HH:mm:ss} %-5level %msg%n%rEx{0}";
  private static final String FILE_LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";

  /** Set by the launcher where standard error is a terminal. */
  private static final String TERMINAL = "abs.terminal";

  private static final String FILE = "file";

  private Logs() {}

  /** Replaces whatever logging was set up before. */
  static void start(PrintStream err, LogOptions options) {
    LoggerContext context = context();
    context.reset();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder(context, options));
    appender.setOutputStream(new Unclosed(err));
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.absnas").setLevel(level(options));
    // Looks for CUDA on every machine and warns where there is none.
    context.getLogger("ai.djl.util.cuda.CudaUtils").setLevel(Level.ERROR);
  }

  /**
   * Also writes the lines to a file, at its end, until this is called for another file or {@link
   * #start} is called again: of runs one after another each has its own.
   */
  static void alsoTo(Path file) {
    LoggerContext context = context();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> earlier = root.getAppender(FILE);
    if (earlier != null) {
      root.detachAppender(earlier);
      earlier.stop();
    }
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setName(FILE);
    appender.setFile(file.toString());
    appender.setEncoder(lines(context, FILE_LINE));
    appender.start();
    root.addAppender(appender);
  }

  /** Closes files and takes a progress line off the terminal. */
  static void finish() {
    context().reset();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogOptions options) {
    if (options.json()) {
      return json(context);
    }
    Encoder<ILoggingEvent> lines = lines(context, options.verbose() ? FILE_LINE : TERMINAL_LINE);
    if (!Boolean.getBoolean(TERMINAL)) {
      return lines;
    }
    LiveLines live = new LiveLines(lines);
    live.setContext(context);
    live.start();
    return live;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static Level level(LogOptions options) {
    if (options.verbose()) {
      return Level.DEBUG;
    }
    return options.quiet() ? Level.WARN : Level.INFO;
  }

  private static Encoder<ILoggingEvent> lines(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
