package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static io.absnas.core.run.ExitCode.USAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageListsTest {
  @TempDir Path temp;
  private Path root;
  private Path lists;
  private Path train;
  private Path val;
  private DatasetSplit split;

  @BeforeEach
  void split() {
    root = PictureFolders.write(temp.resolve("images"), PictureFolders.animals());
    lists = temp.resolve("lists");
    train = lists.resolve("train.txt");
    val = lists.resolve("val.txt");
    split = ImageLists.write(lists, open(), 2, 0, true);
  }

  @Test
  void readsWhatItWrites() throws IOException {
    ImageFolder whole = open();
    ImageLists read = ImageLists.read(whole, train, val);
    assertThat(PictureFolders.paths(read.training("a")))
        .isEqualTo(PictureFolders.paths(whole.part("a", split.training())));
    assertThat(PictureFolders.paths(read.heldOut("b")))
        .isEqualTo(PictureFolders.paths(whole.part("b", split.heldOut())));
    assertThat(Files.readAllLines(val))
        .contains("# abs-image-list 1", "# part: held-out", "# seed: 0", "# images: 4 of 8")
        .contains("# made-from: " + whole.fingerprint())
        .hasSize(12);
  }

  @Test
  void isTheDivisionThatAConfigurationMakes() {
    assertThat(split.heldOut())
        .isEqualTo(DatasetSplit.classBalanced(open(), 4, RandomStreams.of(0)).heldOut());
  }

  @Test
  void anArchiveServesAsWell() {
    Path tar =
        DataFiles.write(temp, "images.tar", PictureFolders.tar(PictureFolders.animals(), true));
    ImageFolder images = PictureFolders.open(tar, temp.resolve("cache"));
    assertThat(ImageLists.read(images, train, val).heldOut("b").size()).isEqualTo(4);
  }

  @Test
  void changedImagesAreNamed() throws IOException {
    String path = open().path(split.training()[1]);
    Path file = root.resolve(path);
    byte[] content = Files.readAllBytes(file);
    Files.write(file, new byte[5]);
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(
            "%s:10: %s has a size of 5, not %d: the images have changed since the list was made",
            train, file, content.length);
    Files.delete(file);
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(
            "%s:10: %s is not in %s: the images have changed since the list was made",
            train, path, root);
    Files.write(file, content);
    Files.write(root.resolve("dog/later.jpg"), content);
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(
            "%s is neither in %s nor in %s: the images have changed since %s was made",
            root.resolve("dog/later.jpg"), train, val, train);
    Files.delete(root.resolve("dog/later.jpg"));
    PictureFolders.write(root, Map.of("ant/a.jpg", content));
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessageMatching(".*train.txt:9: .* is of class 1, not 0: .*");
  }

  @Test
  void aFileOverwrittenByOneOfItsSizeIsNamedWhenItIsRead() throws IOException {
    ImageFolder training = ImageLists.read(open(), train, val).training("a");
    FileBuffer buffer = new FileBuffer();
    training.read(1, buffer);
    Path file = root.resolve(training.path(1));
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
    assertRefused(INPUT, () -> training.read(1, buffer))
        .hasMessage("%s: its content has changed since %s was made", file, train);
    // Only those that are read again.
    training.read(0, buffer);
    open().read(split.training()[1], buffer);
  }

  @Test
  void withoutChecksumsThatGoesUnnoticed() throws IOException {
    Path sizes = temp.resolve("sizes");
    ImageLists.write(sizes, open(), 2, 0, false);
    ImageFolder training =
        ImageLists.read(open(), sizes.resolve("train.txt"), sizes.resolve("val.txt")).training("a");
    Path file = root.resolve(training.path(1));
    Files.write(file, new byte[(int) Files.size(file)]);
    training.read(1, new FileBuffer());
  }

  @Test
  void editedListsAreRefused() throws IOException {
    List<String> lines = Files.readAllLines(val);
    String damaged = val + ": damaged or edited: its lines do not have the hash of its header";
    Files.write(val, lines.subList(0, 10));
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val)).hasMessage(damaged);
    Files.write(val, lines.stream().map(line -> line.replace("# seed: 0", "# seed: 1")).toList());
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val)).hasMessage(damaged);
    // A header without a name, which is none of its keys.
    Files.write(val, lines.stream().map(line -> line.replace("# seed: 0", "#: 0")).toList());
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val)).hasMessage(damaged);
    Files.write(val, lines.stream().map(line -> line.replace('\t', ' ')).toList());
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(val + ":9: expected path, class, bytes and checksum with tabs between them");
    Files.writeString(val, "cat/a.JPEG\n");
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessageStartingWith(val + ":1: no list of images");
    Files.write(val, new byte[] {(byte) 0xff, (byte) 0xd8, 10});
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(val + ": no list of images: it is no text in UTF-8");
    Files.delete(val);
    assertRefused(INPUT, () -> ImageLists.read(open(), train, val))
        .hasMessage(val + ": no such file");
  }

  @Test
  void listsOfTwoDivisionsAreRefused() {
    assertRefused(INPUT, () -> ImageLists.read(open(), val, val))
        .hasMessageContaining("is listed twice");
    Path one = temp.resolve("one");
    ImageLists.write(one, open(), 1, 0, true);
    assertRefused(INPUT, () -> ImageLists.read(open(), train, one.resolve("val.txt")))
        .hasMessageMatching(".* is neither in .* nor in .*: they are not of one division");
  }

  @Test
  void nothingIsWrittenOverOrLeftHalfDone() throws IOException {
    assertRefused(USAGE, () -> ImageLists.write(lists, open(), 1, 7, true))
        .hasMessage(lists + " is not empty, and lists are never written over: name another");
    Path empty = Files.createDirectory(temp.resolve("empty"));
    ImageFolder images = open();
    Path file = root.resolve("dog/b.JPEG");
    Files.delete(file);
    assertRefused(INPUT, () -> ImageLists.write(empty, images, 1, 7, true))
        .hasMessageStartingWith(file.toString());
    assertThat(empty).isEmptyDirectory();
    assertThat(temp.toFile().list()).containsExactlyInAnyOrder("images", "lists", "empty");
  }

  private ImageFolder open() {
    return PictureFolders.open(root, temp.resolve("cache"));
  }
}
