package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageListTest {
  @TempDir Path temp;
  private Path root;
  private Path train;
  private Path val;
  private DatasetSplit split;

  @BeforeEach
  void split() {
    root = PictureFolders.write(temp.resolve("images"), PictureFolders.animals());
    train = temp.resolve("train.txt");
    val = temp.resolve("val.txt");
    ImageFolder whole = open();
    split = DatasetSplit.classBalanced(whole, 4, RandomStreams.of(0));
    ImageList.write(train, whole, split.training(), "training", "2 per class, seed 0");
    ImageList.write(val, whole, split.heldOut(), "held-out", "2 per class, seed 0");
  }

  @Test
  void readsWhatItWrites() throws IOException {
    DatasetSplit read = ImageLists.split(open(), train, val);
    assertThat(read.training()).isEqualTo(split.training());
    assertThat(read.heldOut()).isEqualTo(split.heldOut());
    assertThat(Files.readAllLines(val))
        .contains("# abs-image-list 1", "# images: 4 of 8", "# rule: 2 per class, seed 0")
        .hasSize(10);
    String path = open().path(split.heldOut()[0]);
    assertThat(Files.readAllLines(val).get(6))
        .isEqualTo(path + "\t" + PictureFolders.animal(path).length);
  }

  @Test
  void anArchiveServesAsWell() {
    Path tar =
        DataFiles.write(temp, "images.tar", PictureFolders.tar(PictureFolders.animals(), true));
    ImageFolder images = PictureFolders.open(tar, temp.resolve("cache"));
    assertThat(ImageLists.split(images, train, val).heldOut()).isEqualTo(split.heldOut());
  }

  @Test
  void changedImagesAreNamed() throws IOException {
    String path = open().path(split.training()[1]);
    Path file = root.resolve(path);
    byte[] content = Files.readAllBytes(file);
    Files.write(file, new byte[5]);
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessage(
            "%s:8: %s has 5 bytes, not %d: the images have changed since the list was made",
            train, file, content.length);
    Files.delete(file);
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessage(
            "%s:8: %s is not in %s: the images have changed since the list was made",
            train, path, root);
    Files.write(file, content);
    Files.write(root.resolve("dog/later.jpg"), content);
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessage(
            "%s is in neither list: the images have changed since %s was made",
            root.resolve("dog/later.jpg"), train);
  }

  @Test
  void editedListsAreRefused() throws IOException {
    List<String> lines = Files.readAllLines(val);
    Files.write(val, lines.subList(0, 8));
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessage(val + ": damaged or edited: its lines do not have the hash of its header");
    Files.writeString(val, "cat/a.JPEG\n");
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessageStartingWith(val + ":1: no list of images");
    Files.delete(val);
    assertRefused(INPUT, () -> ImageLists.split(open(), train, val))
        .hasMessage(val + ": no such file");
  }

  @Test
  void aListMustNotStandForBoth() {
    assertRefused(INPUT, () -> ImageLists.split(open(), val, val))
        .hasMessageContaining("is listed twice");
  }

  private ImageFolder open() {
    return PictureFolders.open(root, temp.resolve("cache"));
  }
}
