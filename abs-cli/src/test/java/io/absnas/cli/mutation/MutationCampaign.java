package io.absnas.cli.mutation;

import io.absnas.core.mutation.MutatedFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Reads damaged files of all formats in this process and prints what became of them. */
public final class MutationCampaign {
  private static final int REASONS = 30;
  private static final int EXAMPLES = 3;
  private static final int LONGEST_REASON = 300;
  private static final long PATIENCE_SECONDS = 60;

  private MutationCampaign() {}

  /** All formats. */
  static List<MutatedFormat> formats(Path work) throws IOException {
    List<MutatedFormat> all =
        new ArrayList<>(OwnFormats.all(Files.createDirectories(work.resolve("own"))));
    all.addAll(ForeignFormats.all(Files.createDirectories(work.resolve("foreign"))));
    return all;
  }

  /**
   * Prints a row for each format: WORK SEED COUNT [FORMAT ...], with {@code reasons} before the
   * formats also what files were refused for; or WORK SEED COUNT {@code files} FORMAT ..., which
   * leaves the damaged files in WORK. Status 1 if anything came out that must not.
   */
  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    List<String> rest = new ArrayList<>(List.of(arguments).subList(3, arguments.length));
    boolean reasons = rest.remove("reasons");
    boolean files = rest.remove("files");
    List<MutatedFormat> formats = formats(Files.createDirectories(work.resolve("originals")));
    for (String name : rest) {
      if (formats.stream().noneMatch(format -> format.name().equals(name))) {
        System.err.printf(
            "mutations: there is no format '%s'; there are %s%n",
            name, String.join(" ", formats.stream().map(MutatedFormat::name).toList()));
        System.exit(2);
      }
    }
    formats.removeIf(format -> !rest.isEmpty() && !rest.contains(format.name()));
    if (files) {
      for (MutatedFormat format : formats) {
        Path folder = Files.createDirectories(work.resolve(format.name()));
        for (int i = 0; i < count; i++) {
          Files.write(folder.resolve(String.valueOf(i)), format.mutated(seed, i));
        }
      }
      return;
    }
    System.out.println(
        "| format | file | read | refused | silent, crashed or stuck | KiB of heap at most |");
    System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    int bad = 0;
    for (MutatedFormat format : formats) {
      bad += new Tally(format).run(seed, count, reasons);
    }
    System.exit(bad == 0 ? 0 : 1);
  }

  /** The outcomes of one format. */
  private static final class Tally {
    private final MutatedFormat format;
    private final Map<String, int[]> byFile = new LinkedHashMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private volatile int current;

    Tally(MutatedFormat format) {
      this.format = format;
      format.names().forEach(name -> byFile.put(name, new int[3]));
    }

    int run(long seed, int count, boolean withReasons) {
      format.requireWhole();
      Thread guard = new Thread(this::guard, "guard");
      guard.setDaemon(true);
      guard.start();
      long most = 0;
      int shown = 0;
      for (int i = 0; i < count; i++) {
        current = i;
        String name = format.names().get(i % format.names().size());
        try {
          MutatedFormat.Result result = format.result(seed, i);
          byFile.get(name)[result.read() ? 0 : 1]++;
          reasons.merge(reason(result.outcome()), 1, Integer::sum);
          most = Math.max(most, result.bytes());
        } catch (IOException | RuntimeException | Error e) {
          byFile.get(name)[2]++;
          if (shown++ < EXAMPLES) {
            System.err.printf("mutations: %s, seed %d, file %d: %s%n", format.name(), seed, i, e);
            e.printStackTrace();
          }
        }
      }
      guard.interrupt();
      for (Map.Entry<String, int[]> entry : byFile.entrySet()) {
        int[] n = entry.getValue();
        System.out.printf(
            "| %s | %s | %d | %d | %d | %d |%n",
            format.name(), entry.getKey(), n[0], n[1], n[2], most >> 10);
      }
      if (withReasons) {
        printReasons();
      }
      return byFile.values().stream().mapToInt(n -> n[2]).sum();
    }

    private void printReasons() {
      System.out.println("\n| outcome | files |\n| --- | ---: |");
      reasons.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(REASONS)
          .forEach(one -> System.out.println("| " + one.getKey() + " | " + one.getValue() + " |"));
      System.out.printf("%nOther reasons: %d.%n", Math.max(0, reasons.size() - REASONS));
    }

    /** Ends the process if it stays with one file. */
    private void guard() {
      try {
        for (int last = -1; last != current; ) {
          last = current;
          TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
        }
      } catch (InterruptedException e) {
        return;
      }
      System.err.printf("mutations: %s, file %d: no end in sight%n", format.name(), current);
      Runtime.getRuntime().halt(1);
    }

    /** The message without what differs from file to file. */
    private static String reason(String outcome) {
      return outcome
          .substring(0, Math.min(LONGEST_REASON, outcome.length()))
          .replaceAll("[^ ]*/[^ ]*[:,]", "FILE:")
          .replaceAll("'[^']*'", "'...'")
          .replaceAll("(class|storage|tensor) [^ ]+ (is|has)", "$1 ... $2")
          .replaceAll("(opcode) [A-Z0-9_]+", "$1 ...")
          .replaceAll("0x[0-9a-f]{2}", "0x..")
          .replaceAll("a (list|tuple|dict) of [0-9]+", "a $1")
          .replaceAll("byte [0-9]+: ", "")
          .replaceAll("data.pkl, ", "")
          .replaceAll("-?[0-9][0-9.E-]*", "N")
          .replaceAll("\\[N(, N)*\\]|\\[\\]", "[...]")
          .replaceAll("; allowed are.*", "")
          .replace("|", "\\|");
    }
  }
}
