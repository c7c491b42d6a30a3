package io.absnas.core.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.EngineProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One side of a comparison as a process of its own, which waits for its turns on standard input:
 *
 * <pre>
 * check K         does the work K times, prints what came out: check 2.3025 2.2991
 * steps K         does the work K times, prints seconds of wall and processor time for once: time 0.5213 0.5197
 * profile FILE K  does the work K times under the engine's profiler, writes a Chrome trace
 * quit
 * </pre>
 *
 * <p>Arguments: {@code write-case DIR SPACE BATCH BATCHES RECALIBRATION PATHS} writes the files of
 * a case, {@code write-darts DIR SPACE BATCH BATCHES} those of search steps, {@code write-epoch DIR
 * ARCHITECTURE} those of an epoch, {@code write-loader FILE} and {@code write-pictures DIR} a batch
 * to check, {@code standalone-logits DIR} logits; {@code train DIR DEVICES float32|float64}, {@code
 * child DIR}, {@code darts DIR float32|float64}, {@code epoch ARCHITECTURE REPLICAS
 * LOADER-THREADS}, {@code loader BATCH THREADS} and {@code pictures DIR KIND BATCH THREADS} are
 * workers.
 */
public final class BenchWorker {
  private static final double NANOS = 1e9;

  private BenchWorker() {}

  /** Runs one worker or writes files; see the class. */
  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "write-case" ->
          new CaseFolder(Path.of(arguments[1]))
              .write(
                  BenchCase.of(
                      arguments[2],
                      number(arguments[3]),
                      number(arguments[4]),
                      number(arguments[5]),
                      number(arguments[6])));
      case "write-darts" ->
          DartsStepWork.write(
              Path.of(arguments[1]),
              DartsStepCase.of(arguments[2], number(arguments[3]), number(arguments[4])));
      case "write-loader" -> LoaderWork.writeCheck(Path.of(arguments[1]));
      case "write-epoch" -> EpochWork.write(Path.of(arguments[1]), arguments[2]);
      case "write-pictures" -> PictureWork.writeCheck(Path.of(arguments[1]));
      case "standalone-logits" -> new StandaloneLogits(Path.of(arguments[1])).run();
      case "train" ->
          serve(
              new TrainingWork(
                  new CaseFolder(Path.of(arguments[1])),
                  ComputeDevice.parse(arguments[2]),
                  type(arguments[3])));
      case "darts" -> serve(new DartsStepWork(Path.of(arguments[1]), type(arguments[2])));
      case "child" -> serve(new ChildWork(new CaseFolder(Path.of(arguments[1]))));
      case "epoch" ->
          serve(new EpochWork(arguments[1], number(arguments[2]), number(arguments[3])));
      case "loader" -> serve(new LoaderWork(number(arguments[1]), number(arguments[2])));
      case "pictures" ->
          serve(
              new PictureWork(
                  Path.of(arguments[1]), arguments[2], number(arguments[3]), number(arguments[4])));
      default -> throw new IllegalArgumentException("unknown worker " + arguments[0]);
    }
  }

  private static void serve(BenchWork opened) throws IOException {
    try (BenchWork work = opened) {
      PrintStream out = System.out;
      out.println(
          "ready {\"runtime\": \"JDK %s\", %s}"
              .formatted(System.getProperty("java.version"), work.facts()));
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      String line = in.readLine();
      while (line != null && !line.equals("quit")) {
        out.println(answer(work, line.split(" ", -1)));
        line = in.readLine();
      }
    }
  }

  private static String answer(BenchWork work, String[] words) {
    return switch (words[0]) {
      case "check" ->
          "check "
              + Arrays.stream(work.run(number(words[1])))
                  .mapToObj(value -> String.format(Locale.ROOT, "%.15g", value))
                  .collect(Collectors.joining(" "));
      case "steps" -> timed(work, number(words[1]));
      case "profile" -> {
        EngineProfile.write(Path.of(words[1]), () -> work.run(number(words[2])));
        yield "written " + words[1];
      }
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    };
  }

  private static String timed(BenchWork work, int count) {
    long cpu = processNanos();
    long begin = System.nanoTime();
    work.run(count);
    double wall = (System.nanoTime() - begin) / NANOS / count;
    return String.format(
        Locale.ROOT, "time %.9f %.9f", wall, (processNanos() - cpu) / NANOS / count);
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static DataType type(String text) {
    return DataType.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
