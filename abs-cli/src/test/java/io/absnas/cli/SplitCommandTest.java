package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitCommandTest {
  @TempDir private Path temp;
  private Path images;
  private Path lists;

  /** Pictures are not looked at. */
  @BeforeEach
  void writeImages() throws IOException {
    images = temp.resolve("train");
    lists = temp.resolve("lists");
    for (String name : List.of("cat", "dog", "emu")) {
      Files.createDirectories(images.resolve(name));
      for (int i = 0; i < 7; i++) {
        Files.writeString(images.resolve(name).resolve(i + ".JPEG"), name + i);
      }
    }
  }

  @Test
  void holdsOutSoManyOfEachClass() throws IOException {
    Outcome outcome = split("--per-class", "2", "--seed", "3");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines())
        .containsExactly(
            "training\t15\t" + lists.resolve("train.txt"),
            "held-out\t6\t" + lists.resolve("val.txt"));
    List<String> heldOut = rows("val.txt");
    assertThat(heldOut.stream().map(row -> row.substring(0, 3)))
        .containsExactly("cat", "cat", "dog", "dog", "emu", "emu");
    List<String> all = new ArrayList<>(rows("train.txt"));
    all.addAll(heldOut);
    assertThat(all).hasSize(21).doesNotHaveDuplicates();
    // CRC-32C of these four letters, by the definition, bit by bit.
    assertThat(all).contains("dog/4.JPEG\t1\t4\t28ce22d4");
    assertThat(Files.readAllLines(lists.resolve("val.txt")))
        .startsWith(
            "# abs-image-list 1",
            "# part: held-out",
            "# held-out-per-class: 2",
            "# seed: 3",
            "# images: 6 of 21",
            "# classes: 3");
  }

  @Test
  void theSeedAloneDecides() throws IOException {
    split("--per-class=3");
    byte[] first = Files.readAllBytes(lists.resolve("val.txt"));
    Path zip = temp.resolve("train.zip");
    Files.write(zip, zip());
    for (String data : List.of(images.toString(), zip.toString())) {
      Path again = temp.resolve("again" + data.endsWith("zip"));
      String out = again.toString();
      assertThat(Outcome.of("split", "--train_dir", data, "--out", out, "--per-class=3").code())
          .isZero();
      assertThat(again.resolve("val.txt")).hasBinaryContent(first);
    }
    String other = temp.resolve("other").toString();
    Outcome.of("split", "--data=" + images, "--out=" + other, "--per-class=3", "--seed=1");
    assertThat(Files.readAllBytes(Path.of(other, "val.txt"))).isNotEqualTo(first);
  }

  @Test
  void neverWritesOver() throws IOException {
    assertThat(split("--per-class=1").code()).isZero();
    byte[] before = Files.readAllBytes(lists.resolve("train.txt"));
    Outcome outcome = split("--per-class=1", "--seed=9");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .containsExactly(
            "abs: " + lists + " is not empty, and lists are never written over: name another");
    assertThat(lists.resolve("train.txt")).hasBinaryContent(before);
  }

  @Test
  void classesThatAreTooSmallAreNamed() throws IOException {
    Files.delete(images.resolve("dog/6.JPEG"));
    Outcome outcome = split("--per-class=6");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .containsExactly(
            "abs: "
                + images
                + ": class dog has 6 images; 6 are to be held out of each, and one must stay");
    assertThat(split("--per-class=7").err()).contains("class cat has 7", "and 2 more have too few");
    assertThat(split("--per-class=0").code()).isEqualTo(2);
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).containsExactly(images);
    }
  }

  @Test
  void imagesNeedNotBeRead() throws IOException {
    assertThat(split("--per-class=1", "--sizes-only", "--json").out().lines())
        .first()
        .isEqualTo(
            "{\"part\":\"training\",\"images\":18,\"list\":\"%s\"}"
                .formatted(lists.resolve("train.txt")));
    assertThat(rows("train.txt")).allMatch(row -> row.endsWith("\t4\t-"));
  }

  @Test
  void missingImagesEndWithThree() {
    Outcome outcome = Outcome.of("split", "--data=/nowhere", "--out=" + lists);
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines())
        .containsExactly("abs: --data is /nowhere, which is no folder and no tar or zip file");
  }

  private Outcome split(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("split", "-q", "--data=" + images, "--out=" + lists));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments.toArray(String[]::new));
  }

  private List<String> rows(String list) throws IOException {
    return Files.readAllLines(lists.resolve(list)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String name : List.of("cat", "dog", "emu")) {
        for (int i = 0; i < 7; i++) {
          byte[] content = (name + i).getBytes(StandardCharsets.UTF_8);
          ZipEntry entry = new ZipEntry("train/" + name + "/" + i + ".JPEG");
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
          out.putNextEntry(entry);
          out.write(content);
        }
      }
    }
    return bytes.toByteArray();
  }
}
