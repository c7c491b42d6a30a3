package io.absnas.core.weights;

import io.absnas.core.pickle.Allocation;
import io.absnas.core.pickle.Mutations;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Reads mutated files of PyTorch in this process. File number i is a function of the seed and i. Of
 * archives every other mutation is one of a member's content with checksums that fit, so that it
 * comes as far as the unpickler.
 */
public final class WeightMutations {
  private static final List<String> FILES =
      List.of(
          "zip.pth.tar",
          "legacy.pth.tar",
          "deflated.pth",
          "protocol4.pth",
          "views.pt",
          "views-legacy.pt");

  private static final int REASONS = 30;

  /** What one mutation led to. */
  record Result(String file, String outcome, long bytes) {}

  private final long seed;
  private final Map<String, byte[]> originals = new LinkedHashMap<>();

  WeightMutations(long seed) throws IOException {
    this.seed = seed;
    for (String file : FILES) {
      originals.put(file, Files.readAllBytes(Golden.path("torch/" + file)));
    }
  }

  /** Reads mutated file number i; anything but tensors or a refusal is thrown. */
  Result result(int i) throws IOException {
    String file = FILES.get(i % FILES.size());
    byte[] original = originals.getOrDefault(file, new byte[0]);
    RandomGenerator random = RandomStreams.of(seed).stream("mutation", i);
    byte[] bytes =
        original[0] == 'P' && random.nextBoolean()
            ? repacked(original, file.startsWith("deflated"), random)
            : Mutations.of(original, random);
    Allocation.Outcome outcome =
        Allocation.of(
            () ->
                TorchCheckpoint.read("f", ByteBuffer.wrap(bytes))
                    .tensors()
                    .tensors()
                    .forEach(HostTensor::doubles));
    String text = outcome.refusal().map(e -> String.valueOf(e.getMessage())).orElse("read");
    if (outcome.refusal().isPresent()
        && (!(outcome.refusal().get() instanceof WeightFileException) || text.contains("\n"))) {
      throw new AssertionError("mutation " + i, outcome.refusal().get());
    }
    return new Result(file, text, outcome.bytes());
  }

  /** The archive with one member mutated, most often the pickle, and everything around it right. */
  private static byte[] repacked(byte[] original, boolean deflated, RandomGenerator random)
      throws IOException {
    ByteBuffer archive = ByteBuffer.wrap(original);
    List<ZipMember> members = new ArrayList<>(ZipDirectory.read(archive).values());
    int chosen = random.nextInt(members.size());
    boolean pickle = random.nextInt(4) > 0;
    ZipBytes zip = new ZipBytes();
    for (int i = 0; i < members.size(); i++) {
      ZipMember member = members.get(i);
      ByteBuffer content = ZipContent.of(archive, member, new MemoryBudget(original.length));
      byte[] bytes = new byte[content.remaining()];
      content.get(bytes);
      boolean here = pickle ? member.name().endsWith("/data.pkl") : i == chosen;
      byte[] changed = here ? Mutations.of(bytes, random) : bytes;
      if (deflated) {
        zip.deflated(member.name(), changed);
      } else {
        zip.stored(member.name(), changed);
      }
    }
    return zip.bytes();
  }

  /** Prints a table of outcomes: SEED COUNT. */
  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    WeightMutations mutations = new WeightMutations(seed);
    Map<String, int[]> byFile = new LinkedHashMap<>();
    FILES.forEach(file -> byFile.put(file, new int[2]));
    Map<String, Integer> reasons = new TreeMap<>();
    long most = 0;
    for (int i = 0; i < count; i++) {
      Result result = mutations.result(i);
      boolean read = result.outcome().equals("read");
      byFile.getOrDefault(result.file(), new int[2])[read ? 0 : 1]++;
      reasons.merge(reason(result.outcome()), 1, Integer::sum);
      most = Math.max(most, result.bytes());
    }
    System.out.println("| file | read | refused |\n| --- | ---: | ---: |");
    byFile.forEach(
        (file, n) -> System.out.println("| " + file + " | " + n[0] + " | " + n[1] + " |"));
    System.out.println("\n| outcome | files |\n| --- | ---: |");
    int shown =
        reasons.values().stream()
            .sorted(Comparator.reverseOrder())
            .limit(REASONS)
            .mapToInt(Integer::intValue)
            .sum();
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(REASONS)
        .forEach(
            entry -> System.out.println("| " + entry.getKey() + " | " + entry.getValue() + " |"));
    System.out.printf("| %d other reasons | %d |%n", reasons.size() - REASONS, count - shown);
    System.out.printf("%nMost heap that one file took: %d KiB.%n", most >> 10);
  }

  /** The message without what differs from file to file. */
  private static String reason(String outcome) {
    return outcome
        .replaceAll("'[^']*'", "'...'")
        .replaceAll("(class|storage|tensor) [^ ]+ (is|has)", "$1 ... $2")
        .replaceAll("(opcode) [A-Z0-9_]+", "$1 ...")
        .replaceAll("0x[0-9a-f]{2}", "0x..")
        .replaceAll("a (list|tuple|dict) of [0-9]+", "a $1")
        .replaceAll("byte [0-9]+: ", "")
        .replaceAll("data.pkl, ", "")
        .replaceAll("-?[0-9][0-9.E-]*", "N")
        .replaceAll("\\[N(, N)*\\]|\\[\\]", "[...]")
        .replaceAll("; allowed are.*", "");
  }
}
