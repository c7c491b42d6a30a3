package io.absnas.core.data;

import static io.absnas.core.data.PictureFolders.animals;
import static io.absnas.core.data.PictureFolders.paths;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDataTest {
  private static final String CONFIG =
      """
      data:
        source: folder
        dir: DIR
        held-out: validation
        valid-images: 2
        split-seed: 0
        side: 24
        channels: 3
        augmentation: {flip: true, pad: 4, cutout: 0}
        draw: shuffled
        last-batch: keep
        threads: 2
        prefetch: 2
        files: {decoder: jdk}
      """;

  @TempDir Path temp;
  private Path images;
  private String config;

  record File(DataConfig data) {}

  @BeforeEach
  void writeImages() {
    images = PictureFolders.write(temp.resolve("images"), animals());
    config = CONFIG.replace("DIR", images.toString());
  }

  @Test
  void holdsOutImagesOfEveryClass() {
    DataPair pair = open(config);
    assertThat(pair.training().size()).isEqualTo(6);
    assertThat(pair.heldOut().size()).isEqualTo(2);
    assertThat(List.of(pair.heldOut().label(0), pair.heldOut().label(1))).containsExactly(0, 1);
    assertThat(pair.heldOut().id()).isEqualTo("folder/training-held-out");
    assertThat(pair.decoder()).contains("jdk");
    assertThat(pair.skippedImages()).isEmpty();
    assertThat(pair.augmentation().transform().outputSize()).isEqualTo(24 * 24 * 3);
    // Without a number, 50 a class: too many here.
    assertRefused(USAGE, () -> open(config.replace("  valid-images: 2\n", "")))
        .hasMessageContaining("takes 50 images of class cat");
  }

  @Test
  void shuffledBatchesMixTheClasses() {
    DataPair pair = open(config.replace("valid-images: 2", "valid-images: 4"));
    assertThat(labels(pair.heldOutBatches(2))).containsExactly(List.of(0, 0), List.of(1, 1));
    assertThat(
            LongStream.range(0, 20)
                .mapToObj(seed -> labels(pair.shuffledHeldOutBatches(RandomStreams.of(seed), 2)))
                .filter(batches -> batches.contains(List.of(0, 1)))
                .count())
        // Two thirds of the divisions of four images into two and two mix the classes in both.
        .isBetween(5L, 20L);
  }

  private static List<List<Integer>> labels(EvaluationBatches batches) {
    List<List<Integer>> all = new ArrayList<>();
    for (HostBatch batch : batches) {
      all.add(Arrays.stream(batch.labels()).sorted().boxed().toList());
    }
    return all;
  }

  @Test
  void takesTheDivisionOfTwoLists() {
    ImageFolder whole = PictureFolders.open(images, temp.resolve("cache"));
    Path lists = temp.resolve("lists");
    DatasetSplit split = ImageLists.write(lists, whole, 2, 5, true);
    DataPair pair =
        open(
            config
                .replace("  valid-images: 2\n", "")
                .replace(
                    "{decoder: jdk}",
                    "{train-list: %s/train.txt, held-out-list: %s/val.txt}"
                        .formatted(lists, lists)));
    assertThat(paths((ImageFolder) pair.heldOut()))
        .isEqualTo(paths(whole.part("held-out", split.heldOut())));
    assertThat(pair.training().size()).isEqualTo(4);
  }

  @Test
  void keepsDecodedPicturesWhereThatIsAskedFor() {
    PictureFolders.settle(images);
    Path cache = temp.resolve("kept");
    DataPair plain = open(config);
    DataPair kept =
        open(
            config.replace(
                "jdk}", "jdk, decode: once, training-side: 30, cache: %s}".formatted(cache)));
    assertThat(kept.training().size()).isEqualTo(plain.training().size());
    assertThat(kept.training().fingerprint()).isNotEqualTo(plain.training().fingerprint());
    assertThat(kept.heldOut().fingerprint()).isEqualTo(plain.heldOut().fingerprint());
    assertThat(kept.decoder()).contains("jdk");
    assertThat(decoded(cache)).isZero();
    kept.prepareTraining();
    assertThat(decoded(cache)).isEqualTo(1);
    assertThat(kept.heldOutBatches(2).batch(0).pixels())
        .isEqualTo(plain.heldOutBatches(2).batch(0).pixels());
    assertThat(kept.recalibrationBatches(RandomStreams.of(1), 3, 3).batch(0).labels())
        .isEqualTo(plain.recalibrationBatches(RandomStreams.of(1), 3, 3).batch(0).labels());
    assertThat(decoded(cache)).isEqualTo(3);
    assertRefused(USAGE, () -> open(config.replace("jdk}", "jdk, training-side: 23}")))
        .hasMessageContaining("training-side is 23, below side, which is 24");
    assertRefused(USAGE, () -> open(config.replace("jdk}", "jdk, training-side: 4096}")))
        .hasMessageContaining("training-side is 4096, allowed 1 to 2048");
    assertRefused(USAGE, () -> open(config.replace("jdk}", "jdk, decode: twice}")))
        .hasMessageContaining("each-time");
  }

  private static long decoded(Path cache) {
    @Nullable String[] names = cache.toFile().list();
    return names == null
        ? 0
        : Stream.of(names)
            .filter(name -> name.endsWith(".bin"))
            .filter(name -> name.startsWith("decoded"))
            .count();
  }

  @Test
  void takesTestImagesOfTheSameClasses() throws IOException {
    Path test = PictureFolders.write(temp.resolve("test"), animals());
    String testing =
        config
            .replace("validation\n  valid-images: 2", "test")
            .replace("decoder: jdk", "test-dir: " + test);
    DataPair pair = open(testing);
    assertThat(pair.training().size()).isEqualTo(8);
    assertThat(pair.heldOut().size()).isEqualTo(8);
    Files.move(test.resolve("dog"), test.resolve("cow"));
    assertRefused(INPUT, () -> open(testing))
        .hasMessage("class 1 is dog in %s, but cow in %s", images, test);
  }

  @Test
  void brokenImagesEndTheRunOrAreLeftOut() throws IOException {
    Files.write(images.resolve("cat/broken.jpg"), new byte[] {1, 2, 3});
    DataPair failing = open(config);
    BatchPlan plan = new BatchPlan(9, Draw.SHUFFLED, LastBatch.KEEP);
    try (BatchLoader loader =
        new BatchLoader(
            failing.training(), failing.augmentation(), plan, RandomStreams.of(1), 2, 2)) {
      loader.start(0);
      assertRefused(INPUT, loader::take)
          .hasMessageStartingWith(images + "/cat/broken.jpg: neither JPEG nor PNG");
    }
    DataPair skipping = open(config.replace("decoder: jdk", "decoder: jdk, on-broken: skip"));
    assertThat(skipping.skippedImages()).contains(1);
    assertThat(skipping.training().size() + skipping.heldOut().size()).isEqualTo(8);
    // The division is that of all images, so that it does not depend on the decoder.
    assertThat(paths((ImageFolder) skipping.heldOut()))
        .isEqualTo(paths((ImageFolder) failing.heldOut()));
  }

  /** Neither are its pictures left out for ever, nor is the list of before believed for ever. */
  @Test
  void whatCannotBeReadIsNotBroken() throws IOException {
    PictureFolders.settle(images);
    assertThat(open(config).training().size()).isEqualTo(6);
    Files.write(images.resolve("dog/b.JPEG"), PictureFolders.animal("dog/a.JPEG"));
    String skip = config.replace("decoder: jdk", "decoder: jdk, on-broken: skip");
    assertRefused(INPUT, () -> open(skip))
        .hasMessageContaining("dog/b.JPEG: changed since the images were listed");
    assertThat(open(skip).skippedImages()).isEmpty();
  }

  @Test
  void threadsAndResumingMakeNoDifference() {
    for (String style : List.of("reference", "standard")) {
      DataPair pair = open(config.replace("decoder: jdk", "decoder: jdk, transform: " + style));
      List<HostBatch> calm = take(pair, 1, 1, 0, 6);
      List<HostBatch> busy = take(pair, 3, 4, 0, 6);
      List<HostBatch> resumed = take(pair, 2, 2, 4, 2);
      for (int step = 0; step < 6; step++) {
        assertSame(busy.get(step), calm.get(step));
        if (step >= 4) {
          assertSame(resumed.get(step - 4), calm.get(step));
        }
      }
      assertThat(bytes(calm.get(0))).isNotEqualTo(bytes(calm.get(3)));
    }
  }

  @Test
  void evaluationAndRecalibrationAreTheSameEachTime() {
    DataPair pair = open(config);
    EvaluationBatches evaluation =
        EvaluationBatches.inFileOrder(pair.training(), pair.augmentation().transform(), 4);
    EvaluationBatches recalibration =
        EvaluationBatches.fixedTrainingCrops(
            pair.training(), pair.augmentation(), RandomStreams.of(5), 7, 4);
    for (EvaluationBatches batches : List.of(evaluation, recalibration)) {
      for (int i = 0; i < batches.batchCount(); i++) {
        assertSame(batches.batch(i), batches.batch(i));
      }
    }
    assertThat(evaluation.batch(1).count()).isEqualTo(2);
    assertThat(recalibration.batch(1).count()).isEqualTo(3);
  }

  @Test
  void refusesWhatDoesNotBelongTogether() {
    assertMessage(
        "channels: 3", "channels: 1", "data.channels is 1, but images in files come with 3");
    assertMessage("pad: 4", "pad: 2", "data.augmentation has no meaning for the source folder:");
    assertMessage("decoder: jdk", "resize: 23", "data.files.resize is 23, below side, which is 24");
    assertMessage(
        "decoder: jdk",
        "test-dir: x",
        "data.files.test-dir has no meaning unless held-out is test");
    assertMessage(
        "decoder: jdk", "train-list: x", "data.files.train-list and held-out-list go together");
    assertMessage(
        "decoder: jdk",
        "train-list: x, held-out-list: y",
        "data.files.train-list says which images are held out:");
    assertMessage(
        "source: folder", "source: cifar10", "data.files has a meaning for the source folder");
    assertMessage(
        "draw: shuffled",
        "draw: shuffled\n  normalisation: {mean: [0.5], std: [0.5]}",
        "data.normalisation has no meaning for files.transform reference");
    assertMessage("decoder: jdk", "decoder: png", "expected one of auto, jdk, turbojpeg");
  }

  @Test
  void cachesAreWhereTheEnvironmentSays() {
    assertThat(directory(Map.of("HOME", "/h", "ABS_CACHE_DIR", "/a", "XDG_CACHE_HOME", "/x")))
        .isEqualTo("/a");
    assertThat(directory(Map.of("ABS_CACHE_DIR", " ", "XDG_CACHE_HOME", "/x"))).isEqualTo("/x/abs");
    assertThat(directory(Map.of())).endsWith(".cache/abs");
    assertThat(CacheDirectory.of(Optional.of("here"), Map.of("ABS_CACHE_DIR", "/a")).path())
        .hasToString("here");
  }

  private static String directory(Map<String, String> environment) {
    return CacheDirectory.of(Optional.empty(), environment).path().toString();
  }

  private void assertMessage(String line, String changed, String message) {
    assertThat(config).contains(line);
    assertRefused(USAGE, () -> read(config.replace(line, changed))).hasMessageContaining(message);
  }

  private static DataConfig read(String text) {
    return StrictYaml.read(text, "a.yaml", File.class, USAGE).data();
  }

  private DataPair open(String text) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("ABS_CACHE_DIR", temp.resolve("cache").toString());
    return FolderData.open(read(text), environment);
  }

  private static List<HostBatch> take(
      DataPair pair, int threads, int prefetch, long first, int count) {
    List<HostBatch> batches = new ArrayList<>();
    BatchPlan plan = new BatchPlan(4, Draw.SHUFFLED, LastBatch.KEEP);
    try (BatchLoader loader =
        new BatchLoader(
            pair.training(), pair.augmentation(), plan, RandomStreams.of(9), threads, prefetch)) {
      loader.start(first);
      for (int i = 0; i < count; i++) {
        batches.add(loader.take());
      }
    }
    return batches;
  }

  private static void assertSame(HostBatch actual, HostBatch expected) {
    assertThat(bytes(actual)).isEqualTo(bytes(expected));
    assertThat(actual.labels()).isEqualTo(expected.labels());
  }

  private static byte[] bytes(HostBatch batch) {
    return batch.bytes().orElseThrow().values();
  }
}
