package io.absnas.cli.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.data.CacheDirectory;
import io.absnas.core.data.DecodedMutations;
import io.absnas.core.data.ImageFolder;
import io.absnas.core.data.ImageLists;
import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.Decoders;
import io.absnas.core.image.GoldenPictures;
import io.absnas.core.jobs.Job;
import io.absnas.core.jobs.JobCodec;
import io.absnas.core.jobs.JobOutcome;
import io.absnas.core.jobs.JobResult;
import io.absnas.core.mutation.MutatedFormat;
import io.absnas.core.mutation.Mutations;
import io.absnas.core.mutation.TextMutations;
import io.absnas.core.run.Checkpoint;
import io.absnas.core.run.CheckpointStore;
import io.absnas.core.run.SealedJson;
import io.absnas.core.run.Sha256;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.ShrunkSpaceFile;
import io.absnas.core.space.SpaceCatalog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** What the toolkit writes for itself: none of it may be read to another value than was written. */
final class OwnFormats {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OwnFormats() {}

  /**
   * All of them.
   *
   * @param work an empty folder
   */
  static List<MutatedFormat> all(Path work) throws IOException {
    return List.of(
        checkpoint(Files.createDirectories(work.resolve("checkpoint"))),
        result(work.resolve("result.json")),
        space(work.resolve("space.json")),
        message(),
        lists(Files.createDirectories(work.resolve("lists"))),
        DecodedMutations.format(Files.createDirectories(work.resolve("decoded"))));
  }

  private static MutatedFormat checkpoint(Path work) throws IOException {
    Path file =
        new CheckpointStore(work, 1)
            .write(
                12,
                writer -> {
                  writer.json("state.json", Map.of("step", 12, "epoch", 3));
                  writer.part("weights", out -> out.write("0123456789".repeat(20).getBytes(UTF_8)));
                });
    return new MutatedFormat(
        "checkpoint",
        true,
        Map.of("checkpoint", Files.readAllBytes(file)),
        (original, random) ->
            random.nextInt(3) == 0 ? repacked(original, random) : Mutations.of(original, random),
        bytes -> {
          Files.write(file, bytes);
          Checkpoint read = new CheckpointStore(work, 1).newestWhole().orElseThrow();
          List<String> parts = new ArrayList<>(List.of("step " + read.step()));
          for (Checkpoint.Part part : read.manifest().parts()) {
            try (InputStream content = read.open(part.name())) {
              parts.add(part.name() + " " + Sha256.of(content));
            }
          }
          return parts;
        });
  }

  /** The archive with one entry mutated and everything around it right. */
  private static byte[] repacked(byte[] original, RandomGenerator random) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(original))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    String chosen = List.copyOf(entries.keySet()).get(random.nextInt(entries.size()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(
            entry.getKey().equals(chosen)
                ? TextMutations.of(entry.getValue(), random)
                : entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** One of the architectures of {@link Result}. */
  record Best(String architecture, double top1, long images) {}

  /** A record of the kinds of values that results have. */
  record Result(
      int format,
      String kind,
      BigInteger size,
      List<Best> best,
      boolean finished,
      Map<String, String> builtOn) {}

  private static MutatedFormat result(Path file) {
    Result result =
        new Result(
            1,
            "search",
            BigInteger.TEN.pow(30),
            List.of(new Best("1 2 -1", 0.1 + 0.2, 5000), new Best("2 0 1", 1.25e-7, 1L << 40)),
            true,
            Map.of("space.json", "cf83e1357eefb8bdf1542850d66d8007"));
    return new MutatedFormat(
        "result",
        true,
        Map.of("result.json", SealedJson.text(result).getBytes(UTF_8)),
        TextMutations::of,
        bytes -> StrictJson.read(Files.write(file, bytes), Result.class));
  }

  private static MutatedFormat space(Path file) {
    Map<String, byte[]> originals = new LinkedHashMap<>();
    for (String id : List.of("mobilenet-gpu-21@tiny", "darts", "nasbench201")) {
      SearchSpace full = SpaceCatalog.find(id);
      List<List<CandidateOp>> choices = new ArrayList<>();
      full.choices().forEach(ops -> choices.add(ops.subList(0, Math.min(2, ops.size()))));
      originals.put(
          id,
          new ShrunkSpaceFile(
                  full.withChoices(choices),
                  JSON.createObjectNode().put("seed", 3),
                  Optional.empty())
              .text()
              .getBytes(UTF_8));
    }
    return new MutatedFormat(
        "space",
        true,
        originals,
        TextMutations::of,
        bytes -> {
          ShrunkSpaceFile read = ShrunkSpaceFile.read(Files.write(file, bytes));
          return List.of(read.space(), read.provenance().toString(), read.history());
        });
  }

  private static MutatedFormat message() {
    Job job =
        Job.of(
            "fashion-1",
            "evaluate-child",
            Map.of("supernet", "5e", "data", "d4"),
            Map.of("architecture", "1 2 -1"));
    JobResult done =
        new JobResult(
            "fashion-1",
            job.id(),
            2,
            "host-7",
            0.25,
            new JobOutcome.Done(new TreeMap<>(Map.of("top-1", "0.5"))));
    return new MutatedFormat(
        "message",
        true,
        Map.of("job", JobCodec.encode(job), "result", JobCodec.encode(done)),
        TextMutations::of,
        bytes ->
            new String(bytes, UTF_8).contains("payload")
                ? JobCodec.job(bytes)
                : JobCodec.result(bytes));
  }

  private static MutatedFormat lists(Path work) throws IOException {
    Path pictures = work.resolve("pictures");
    for (String one : List.of("cat/a", "cat/b", "cat/c", "dog/a", "dog/b", "dog/c")) {
      Path file = pictures.resolve(one + ".jpg");
      Files.createDirectories(file.getParent());
      Files.write(file, GoldenPictures.file(one.endsWith("a") ? "grey.jpg" : "bare.jpg"));
    }
    ImageFolder whole =
        ImageFolder.open(
            "pictures",
            "data.dir",
            pictures.toString(),
            new CacheDirectory(work.resolve("cache")),
            Decoders.of(DecoderChoice.JDK));
    Path lists = work.resolve("lists");
    ImageLists.write(lists, whole, 1, 7, true);
    Path heldOut = lists.resolve(ImageLists.HELD_OUT);
    Path training = lists.resolve(ImageLists.TRAINING);
    return new MutatedFormat(
        "list",
        true,
        Map.of("train.txt", Files.readAllBytes(training)),
        TextMutations::of,
        bytes -> {
          ImageFolder part =
              ImageLists.read(whole, Files.write(training, bytes), heldOut).training("training");
          List<String> found = new ArrayList<>();
          for (int image = 0; image < part.size(); image++) {
            found.add(part.path(image) + " " + part.label(image));
          }
          return found;
        });
  }
}
