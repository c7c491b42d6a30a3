package io.absnas.core.data;

import static io.absnas.core.data.PictureFolders.animal;
import static io.absnas.core.data.PictureFolders.animals;
import static io.absnas.core.data.PictureFolders.open;
import static io.absnas.core.data.PictureFolders.paths;
import static io.absnas.core.data.PictureFolders.settle;
import static io.absnas.core.data.PictureFolders.tar;
import static io.absnas.core.data.PictureFolders.write;
import static io.absnas.core.data.PictureFolders.zip;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.AbsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  private static final List<String> PATHS =
      List.of(
          "cat/a.JPEG",
          "cat/b.jpg",
          "cat/c.Jpeg",
          "cat/z.png",
          "cat/more/d.JPEG",
          "dog/a.JPEG",
          "dog/b.JPEG",
          "dog/c.JPEG");

  @TempDir Path temp;

  @Test
  void classesAndImagesAreInOrderOfTheirNames() {
    ImageFolder folder = open(write(temp.resolve("images"), animals()), temp.resolve("cache"));
    assertThat(folder.classNames()).containsExactly("cat", "dog");
    assertThat(paths(folder)).isEqualTo(PATHS);
    assertThat(IntStream.range(0, 8).map(folder::label).toArray())
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 1);
    assertThat(folder.fileBytes(3)).isEqualTo(animal("cat/z.png").length);
    for (int position = 0; position < PATHS.size(); position++) {
      assertThat(folder.find(PATHS.get(position))).isEqualTo(position);
    }
    for (String absent : List.of("cat/d.JPEG", "cat", "cow/a.JPEG", "cat/more/a.JPEG", "")) {
      assertThat(folder.find(absent)).as(absent).isEqualTo(-1);
    }
  }

  @Test
  void namesAreOrderedAsPythonOrdersThem() {
    // Sorted by code points: capitals first, digits as text, a character beyond 16 bits last.
    List<String> names =
        List.of("10.png", "9.png", "B.png", "a.png", "\uffe5.png", "\ud83d\ude00.png");
    Map<String, byte[]> files = new TreeMap<>();
    names.forEach(name -> files.put("set/x/" + name, new byte[1]));
    files.put("set/a-b/1.png", new byte[1]);
    files.put("set/a/1.png", new byte[1]);
    files.put("set/a/b/1.png", new byte[1]);
    files.put("set/a/b-/1.png", new byte[1]);
    Path archive = DataFiles.write(temp, "names.tar", tar(files, true));
    assertThat(paths(open(archive, temp.resolve("cache"))))
        .containsExactly(
            "a/1.png",
            "a/b/1.png",
            "a/b-/1.png",
            "a-b/1.png",
            "x/10.png",
            "x/9.png",
            "x/B.png",
            "x/a.png",
            "x/\uffe5.png",
            "x/\ud83d\ude00.png");
  }

  @Test
  void archivesHoldTheSameAsTheirFolder() throws IOException {
    Path cache = temp.resolve("cache");
    ImageFolder folder = open(write(temp.resolve("images"), animals()), cache);
    Map<String, byte[]> inside = new TreeMap<>();
    animals().forEach((name, content) -> inside.put("./data/train/" + name, content));
    inside.put("./data/._readme.png", new byte[3]);
    List<Path> archives =
        List.of(
            DataFiles.write(temp, "a.tar", tar(inside, false)),
            DataFiles.write(temp, "b.tar", tar(animals(), true)),
            DataFiles.write(temp, "a.zip", zip(animals(), ZipEntry.STORED)),
            DataFiles.write(temp, "b.zip", PictureFolders.zip64(animals())),
            DataFiles.write(temp, "nested.tar", nested()));
    for (Path archive : archives) {
      ImageFolder images = open(archive, cache);
      assertThat(paths(images)).as(archive.toString()).isEqualTo(PATHS);
      assertThat(images.fingerprint()).isEqualTo(folder.fingerprint());
      FileBuffer buffer = new FileBuffer();
      for (int position = 0; position < images.size(); position++) {
        images.read(position, buffer);
        byte[] found = Arrays.copyOf(buffer.bytes(), images.fileBytes(position));
        assertThat(found).isEqualTo(animal(PATHS.get(position)));
      }
    }
  }

  /** Of a copied disk, or after the clock was set back, times may lie in the future. */
  @Test
  void onlyTimesOfThisMomentAreUnsettled() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    for (long seconds : new long[] {-86_400, -4, 4, 86_400}) {
      assertThat(IndexCache.isSettled(FileTime.from(now.plusSeconds(seconds)), now)).isTrue();
    }
    for (long seconds : new long[] {-2, 0, 2}) {
      assertThat(IndexCache.isSettled(FileTime.from(now.plusSeconds(seconds)), now)).isFalse();
    }
  }

  /** A tar file with a tar file for each class, as ImageNet's training images are published. */
  private static byte[] nested() {
    Map<String, byte[]> classes = new TreeMap<>();
    for (String name : List.of("cat", "dog")) {
      Map<String, byte[]> images = new TreeMap<>();
      animals().entrySet().stream()
          .filter(file -> file.getKey().startsWith(name + "/"))
          .forEach(file -> images.put(file.getKey().substring(4), file.getValue()));
      classes.put(name + ".tar", tar(images, false));
    }
    return tar(classes, false);
  }

  @Test
  void longNamesInArchives() {
    String name = "a".repeat(130) + ".jpg";
    Map<String, byte[]> files = Map.of("cat/" + name, new byte[600], "dog/x.jpg", new byte[1]);
    for (byte[] tar : List.of(tar(files, true), tar(files, false))) {
      Path archive = DataFiles.write(temp, "long.tar", tar);
      assertThat(paths(open(archive, temp.resolve("cache"))))
          .containsExactly("cat/" + name, "dog/x.jpg");
    }
  }

  @Test
  void theListIsKeptUntilTheFolderChanges() throws IOException {
    Path images = write(temp.resolve("images"), animals());
    settle(images);
    Path cache = temp.resolve("cache");
    assertThat(open(images, cache).size()).isEqualTo(8);
    assertThat(filesOf(cache)).hasSize(1);
    // What was not listed again has the size of before.
    Files.write(images.resolve("dog/a.JPEG"), new byte[3]);
    ImageFolder kept = open(images, cache);
    assertThat(kept.fileBytes(5)).isEqualTo(animal("dog/a.JPEG").length);
    assertRefused(INPUT, () -> kept.read(5, new FileBuffer()))
        .hasMessageContaining("dog/a.JPEG: changed since the images were listed, when it had 2")
        .hasMessageEndingWith(" bytes; the next start lists them anew");
    assertThat(open(images, cache).fileBytes(5)).isEqualTo(3);
    Files.write(images.resolve("cat/more/new.jpg"), new byte[3]);
    assertThat(open(images, cache).size()).isEqualTo(9);
    assertThat(open(images, cache).fileBytes(6)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat/empty/below", "cat/later"})
  void picturesInEmptyAndInNewFoldersAreFound(String place) throws IOException {
    Path images = write(temp.resolve("images"), animals());
    Files.createDirectories(images.resolve("cat/empty/below"));
    settle(images);
    Path cache = temp.resolve("cache");
    assertThat(open(images, cache).size()).isEqualTo(8);
    Files.createDirectories(images.resolve(place));
    Files.write(images.resolve(place).resolve("new.jpg"), new byte[3]);
    assertThat(open(images, cache).size()).isEqualTo(9);
  }

  @Test
  void aFolderThatHasJustChangedIsListedEveryTime() throws IOException {
    Path images = write(temp.resolve("images"), animals());
    Path cache = temp.resolve("cache");
    open(images, cache);
    assertThat(filesOf(cache)).isEmpty();
  }

  @Test
  void aDamagedListIsMadeAnew() throws IOException {
    Path images = write(temp.resolve("images"), animals());
    settle(images);
    Path cache = temp.resolve("cache");
    String fingerprint = open(images, cache).fingerprint();
    Path list = filesOf(cache).get(0);
    byte[] whole = Files.readAllBytes(list);
    for (int length = 0; length < whole.length; length += 13) {
      Files.write(list, Arrays.copyOf(whole, length));
      assertThat(open(images, cache).fingerprint()).isEqualTo(fingerprint);
      assertThat(Files.readAllBytes(list)).isEqualTo(whole);
    }
    whole[whole.length / 2]++;
    Files.write(list, whole);
    assertThat(open(images, cache).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void withoutAPlaceForTheListItIsMadeEveryTime() {
    Path images = write(temp.resolve("images"), animals());
    settle(images);
    Path file = DataFiles.write(temp, "file", new byte[1]);
    assertThat(open(images, file.resolve("cache")).size()).isEqualTo(8);
  }

  @Test
  void fingerprintsTellImagesApart() throws IOException {
    Path cache = temp.resolve("cache");
    Path images = write(temp.resolve("images"), animals());
    ImageFolder before = open(images, cache);
    Files.move(images.resolve("dog/c.JPEG"), images.resolve("dog/d.JPEG"));
    ImageFolder renamed = open(images, cache);
    assertThat(renamed.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(before.part("some", new int[] {0, 1}).fingerprint())
        .isNotEqualTo(before.part("others", new int[] {1, 0}).fingerprint())
        .isEqualTo(renamed.part("same", new int[] {0, 1}).fingerprint());
  }

  @Test
  void whatIsNoFolderOfClassesIsRefused() throws IOException {
    Path cache = temp.resolve("cache");
    assertRefused(INPUT, () -> open(temp.resolve("none"), cache))
        .hasMessage(
            "data.dir is %s, which is no folder and no tar or zip file", temp.resolve("none"));
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertRefused(INPUT, () -> open(empty, cache))
        .hasMessage(empty + ": no images in it, expected CLASS/NAME.JPEG");
    Path partly = write(temp.resolve("partly"), animals());
    Files.createDirectory(partly.resolve("lost+found"));
    assertRefused(INPUT, () -> open(partly, cache))
        .hasMessage(
            "%s holds no image, but every folder in %s is a class",
            partly.resolve("lost+found"), partly);
  }

  @Test
  void damagedArchivesAreRefused() throws IOException {
    byte[] tar = tar(animals(), false);
    assertArchive(Arrays.copyOf(tar, tar.length / 2), "cut off: the member at byte ");
    // between two members, and within a header
    int blocks = tar.length - 1024;
    assertArchive(Arrays.copyOf(tar, blocks), "cut off: no blocks of zeros end it");
    assertArchive(Arrays.copyOf(tar, blocks + 300), "cut off: no blocks of zeros end it");
    byte[] link = PictureFolders.link("cat/again.jpg", "cat/1.jpg");
    byte[] linked = Arrays.copyOf(link, link.length + tar.length);
    System.arraycopy(tar, 0, linked, link.length, tar.length);
    assertArchive(linked, "cat/again.jpg is a link; tar with --hard-dereference --dereference");
    assertArchive(text("no archive at all".repeat(60)), "no uncompressed tar file");
    assertArchive(gzip(tar(animals(), false)), "compressed archives are not read");
    byte[] zip = zip(animals(), ZipEntry.STORED);
    assertArchive(Arrays.copyOf(zip, zip.length / 2), "cut off, or no zip file");
    assertArchive(
        zip(animals(), ZipEntry.DEFLATED), "is compressed; only stored members are read (zip -0)");
    for (int at = zip.length - 30; at < zip.length - 2; at++) {
      byte[] damaged = zip.clone();
      damaged[at] ^= 0x15;
      Path archive = DataFiles.write(temp, "damaged.zip", damaged);
      try {
        open(archive, temp.resolve("cache"));
      } catch (AbsException e) {
        assertThat(e.exitCode()).isEqualTo(INPUT);
      }
    }
    assertArchive(tar(Map.of("a.jpg", new byte[1]), false), "image a.jpg lies in no directory");
    assertArchive(tar(Map.of("one/a.jpg", new byte[1]), false), "its images lie in one directory");
  }

  private void assertArchive(byte[] content, String message) {
    Path archive = DataFiles.write(temp, "archive", content);
    assertRefused(INPUT, () -> open(archive, temp.resolve("cache")))
        .hasMessageStartingWith(archive.toString())
        .hasMessageContaining(message);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(content);
    }
    return out.toByteArray();
  }

  private static List<Path> filesOf(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
