package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.FAILED;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.GoldenPictures;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodedCacheTest {
  private static final PhotoTransform STANDARD =
      new PhotoTransform(PhotoStyle.STANDARD, 16, 20, Optional.of(Normalisation.IMAGENET));
  private static final PhotoTransform REFERENCE =
      new PhotoTransform(PhotoStyle.REFERENCE, 16, 20, Optional.empty());
  private static final int PIXELS_FROM = 4096;

  @TempDir Path temp;
  private Path root;
  private Path kept;
  private DecodedCache cache;

  @BeforeEach
  void writePictures() {
    root = PictureFolders.write(temp.resolve("pictures"), PictureFolders.animals());
    PictureFolders.settle(root);
    kept = temp.resolve("kept");
    cache = new DecodedCache(new CacheDirectory(kept));
  }

  @Test
  void servesWhatDecodingGives() {
    for (PhotoTransform transform : List.of(STANDARD, REFERENCE)) {
      EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), transform, 3);
      requireEqual(plain.decodedOnce(cache), plain);
    }
    EvaluationBatches crops = crops(STANDARD, 7, 11);
    requireEqual(crops.decodedOnce(cache), crops);
    requireEqual(crops(STANDARD, 7, 11).decodedOnce(cache), crops);
    // Once with each transform, and the crops.
    assertThat(files()).hasSize(3);
    assertThat(temp.resolve("kept").toFile().list()).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void decodesOnce() throws IOException {
    EvaluationBatches.inFileOrder(open(), STANDARD, 3).decodedOnce(cache);
    Path file = files().get(0);
    FileTime made = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));
    Files.setLastModifiedTime(file, made);
    EvaluationBatches.inFileOrder(open(), STANDARD, 8).decodedOnce(cache);
    assertThat(files()).containsExactly(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(made);
  }

  @Test
  void imagesTransformSeedAndNumberHaveFilesOfTheirOwn() {
    crops(STANDARD, 7, 11).decodedOnce(cache);
    crops(STANDARD, 8, 11).decodedOnce(cache);
    crops(STANDARD, 7, 12).decodedOnce(cache);
    crops(REFERENCE, 7, 11).decodedOnce(cache);
    assertThat(files()).hasSize(4);
    ImageFolder some = open().part("some", new int[] {0, 2, 4});
    requireEqual(
        EvaluationBatches.inFileOrder(some, STANDARD, 2).decodedOnce(cache),
        EvaluationBatches.inFileOrder(some, STANDARD, 2));
    EvaluationBatches.inFileOrder(open(), STANDARD, 2).decodedOnce(cache);
    assertThat(files()).hasSize(6);
  }

  @Test
  void aReplacedFileOfEqualSizeIsNoticed() throws IOException {
    EvaluationBatches before = EvaluationBatches.inFileOrder(open(), STANDARD, 8);
    List<byte[]> old = values(before.decodedOnce(cache));
    Path picture = root.resolve("cat/a.JPEG");
    byte[] content = Files.readAllBytes(picture);
    content[content.length * 3 / 4] ^= 4;
    Files.write(picture, content);
    Files.setLastModifiedTime(picture, FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 8);
    assertThat(Arrays.equals(values(plain).get(0), old.get(0))).isFalse();
    requireEqual(plain.decodedOnce(cache), plain);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFileOfThisMomentIsNotReliedOn() throws IOException {
    Files.setLastModifiedTime(root.resolve("cat/a.JPEG"), FileTime.from(Instant.now()));
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 8);
    requireEqual(plain.decodedOnce(cache), plain);
    Path file = files().get(0);
    FileTime made = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));
    Files.setLastModifiedTime(file, made);
    requireEqual(plain.decodedOnce(cache), plain);
    assertThat(Files.getLastModifiedTime(file)).isNotEqualTo(made);
  }

  @Test
  void damagedPixelsAreDecodedAgain() throws IOException {
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 3);
    plain.decodedOnce(cache);
    flip(files().get(0), PIXELS_FROM + 5 * 16 * 16 * 3);
    requireEqual(plain.decodedOnce(cache), plain);
  }

  @Test
  void damagedOrCutOffFilesAreMadeAnew() throws IOException {
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 3);
    plain.decodedOnce(cache);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (long at : new long[] {0, 30, 140, whole.length - 40, whole.length - 1}) {
      flip(file, at);
      requireEqual(plain.decodedOnce(cache), plain);
      assertThat(file).hasBinaryContent(whole);
    }
    for (int length : new int[] {0, 10, PIXELS_FROM, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      requireEqual(plain.decodedOnce(cache), plain);
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 3);
    plain.decodedOnce(cache);
    Path file = files().get(0);
    Files.delete(file);
    Path left = kept.resolve("." + file.getFileName() + ".4711-1.abs-tmp");
    Path other = kept.resolve(".decoded-0123456789abcdef.bin.4711-1.abs-tmp");
    Files.write(left, new byte[1000]);
    Files.write(other, new byte[1000]);
    requireEqual(plain.decodedOnce(cache), plain);
    assertThat(left).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void oneOfSeveralMakesIt() {
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 3);
    List<CompletableFuture<EvaluationBatches>> all =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            EvaluationBatches.inFileOrder(open(), STANDARD, 3).decodedOnce(cache)))
            .toList();
    all.forEach(one -> requireEqual(one.join(), plain));
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFailureIsOneLineAndLeavesNothing() throws IOException {
    Path noDirectory = Files.writeString(temp.resolve("file"), "x");
    EvaluationBatches plain = EvaluationBatches.inFileOrder(open(), STANDARD, 3);
    assertRefused(
            FAILED, () -> plain.decodedOnce(new DecodedCache(new CacheDirectory(noDirectory))))
        .hasMessageContaining("cannot be written: ")
        .hasMessageContaining("data.files.cache");
    Path picture = root.resolve("dog/a.JPEG");
    Files.write(picture, new byte[(int) Files.size(picture)]);
    assertRefused(INPUT, () -> plain.decodedOnce(cache)).hasMessageStartingWith(picture.toString());
    assertThat(files()).isEmpty();
    assertThat(kept.toFile().list()).allMatch(name -> name.endsWith(".lock"));
  }

  @Test
  void trainingPicturesThatAreSmallEnoughAreThoseOfTheFiles() {
    ImageFolder folder = open();
    DecodedPictures pictures = new DecodedPictures(folder, 2048, cache);
    assertThat(pictures.size()).isEqualTo(8);
    for (PhotoTransform transform : List.of(STANDARD, REFERENCE)) {
      PhotoAugmentation augmentation = new PhotoAugmentation(transform);
      requireEqual(
          EvaluationBatches.fixedTrainingCrops(pictures, augmentation, RandomStreams.of(3), 30, 30),
          EvaluationBatches.fixedTrainingCrops(folder, augmentation, RandomStreams.of(3), 30, 30));
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void largerOnesAreResizedOnceAsPilDoes() {
    ImageFolder folder = open();
    // cat/more/d.JPEG is 47 by 35.
    int image = folder.find("cat/more/d.JPEG");
    DecodedPictures pictures = new DecodedPictures(folder, 15, cache);
    try (PhotoReader reader = pictures.reader()) {
      reader.open(image);
      assertThat(reader.width()).isEqualTo(20);
      assertThat(reader.height()).isEqualTo(15);
      int[] expected = GoldenPictures.rgb("pil-20-15.png");
      byte[] found = reader.decodeAll().values();
      assertThat(IntStream.range(0, expected.length).map(i -> found[i] & 0xff))
          .containsExactly(IntStream.of(expected).boxed().toArray(Integer[]::new));
    }
    assertThat(pictures.fingerprint()).isNotEqualTo(folder.fingerprint());
    assertThat(new DecodedPictures(folder, 16, cache).fingerprint())
        .isNotEqualTo(pictures.fingerprint());
  }

  @Test
  void damagedTrainingPicturesAreDecodedAgain() throws IOException {
    DecodedPictures pictures = new DecodedPictures(open(), 15, cache);
    byte[] expected = values(crops(pictures)).get(0);
    byte[] whole = Files.readAllBytes(files().get(0));
    for (int at = PIXELS_FROM; at < whole.length - 8 * 24 - 4; at += 100) {
      whole[at] ^= 1;
    }
    Files.write(files().get(0), whole);
    byte[] found = values(crops(new DecodedPictures(open(), 15, cache))).get(0);
    assertThat(Arrays.equals(found, expected)).isTrue();
  }

  private static EvaluationBatches crops(DecodedPictures pictures) {
    return EvaluationBatches.fixedTrainingCrops(
        pictures, new PhotoAugmentation(STANDARD), RandomStreams.of(3), 20, 20);
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[(int) at] ^= 1;
    Files.write(file, content);
  }

  private EvaluationBatches crops(PhotoTransform transform, long seed, int count) {
    return EvaluationBatches.fixedTrainingCrops(
        open(), new PhotoAugmentation(transform), RandomStreams.of(seed), count, 4);
  }

  private static void requireEqual(EvaluationBatches found, EvaluationBatches expected) {
    List<byte[]> values = values(found);
    List<byte[]> expectedValues = values(expected);
    assertThat(values).hasSameSizeAs(expectedValues);
    for (int i = 0; i < values.size(); i++) {
      assertThat(Arrays.equals(values.get(i), expectedValues.get(i))).isTrue();
    }
    List<Integer> labels = new ArrayList<>();
    found.forEach(batch -> IntStream.of(batch.labels()).forEach(labels::add));
    List<Integer> expectedLabels = new ArrayList<>();
    expected.forEach(batch -> IntStream.of(batch.labels()).forEach(expectedLabels::add));
    assertThat(labels).isEqualTo(expectedLabels);
  }

  private static List<byte[]> values(EvaluationBatches batches) {
    List<byte[]> values = new ArrayList<>();
    batches.forEach(batch -> values.add(batch.bytes().orElseThrow().values()));
    return values;
  }

  private List<Path> files() {
    if (!Files.isDirectory(kept)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(kept)) {
      return all.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ImageFolder open() {
    return PictureFolders.open(root, temp.resolve("cache"), DecoderChoice.JDK);
  }
}
