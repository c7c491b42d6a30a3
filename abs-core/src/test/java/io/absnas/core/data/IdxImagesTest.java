package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.bytes;
import static io.absnas.core.data.DataFiles.gzip;
import static io.absnas.core.data.DataFiles.idxImages;
import static io.absnas.core.data.DataFiles.idxLabels;
import static io.absnas.core.data.DataFiles.ramp;
import static io.absnas.core.data.DataFiles.write;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {
  private static final byte[] TWO_IMAGES = idxImages(2, 2, 3, ramp(12));
  private static final byte[] TWO_LABELS = idxLabels(1, 0);

  @TempDir Path folder;

  @Test
  void readsPlainFilesInOrder() {
    IdxImages images = read(TWO_IMAGES, TWO_LABELS);
    assertThat(images.id()).isEqualTo("two");
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.channels()).isEqualTo(1);
    assertThat(images.height()).isEqualTo(2);
    assertThat(images.width()).isEqualTo(3);
    assertThat(images.classes()).isEqualTo(2);
    assertThat(images.label(0)).isEqualTo(1);
    assertThat(images.label(1)).isZero();
    byte[] target = new byte[8];
    images.copyPixels(1, target, 1);
    assertThat(target).isEqualTo(bytes(0, 6, 7, 8, 9, 10, 11, 0));
  }

  @Test
  void readsGzipWhateverTheName() {
    assertThat(read(gzip(TWO_IMAGES), gzip(TWO_LABELS)).fingerprint())
        .isEqualTo(read(TWO_IMAGES, TWO_LABELS).fingerprint());
  }

  @Test
  void fingerprintIsTheDocumentedHash() {
    // Worked out with Python's hashlib.
    assertThat(read(TWO_IMAGES, TWO_LABELS).fingerprint())
        .isEqualTo("75db2ac8f5579c9c4552ffd549e6fe1355c923318ecf7dbfd463bb1cb425163d");
  }

  @Test
  void fingerprintDependsOnLabelsAndOrder() {
    String original = read(TWO_IMAGES, TWO_LABELS).fingerprint();
    assertThat(read(TWO_IMAGES, idxLabels(1, 1)).fingerprint()).isNotEqualTo(original);
    ImageSource swapped =
        new ImageSubset("swapped", read(TWO_IMAGES, TWO_LABELS), new int[] {1, 0});
    assertThat(swapped.fingerprint()).isNotEqualTo(original);
  }

  @Test
  void findsBothFilesOfAFolderWithAndWithoutGz() {
    write(folder, "train-images-idx3-ubyte.gz", gzip(TWO_IMAGES));
    write(folder, "train-labels-idx1-ubyte", TWO_LABELS);
    assertThat(IdxImages.training("two", folder, 2).size()).isEqualTo(2);
    assertRefused(INPUT, () -> IdxImages.test("two", folder, 2))
        .hasMessage(folder + "/t10k-images-idx3-ubyte.gz: no such file, nor without .gz");
  }

  @Test
  void refusesAWrongMagicNumber() {
    assertRefused(INPUT, () -> read(TWO_LABELS, TWO_LABELS))
        .hasMessage(folder + "/images: magic number is 2049, expected 2051 (IDX images)");
    assertRefused(INPUT, () -> read(TWO_IMAGES, TWO_IMAGES))
        .hasMessage(folder + "/labels: magic number is 2051, expected 2049 (IDX labels)");
  }

  @Test
  void refusesATruncatedFileWithBothByteCounts() {
    for (int length : new int[] {0, 3, 15, 16, 27}) {
      assertRefused(INPUT, () -> read(Arrays.copyOf(TWO_IMAGES, length), TWO_LABELS))
          .hasMessage(
              "%s/images: truncated: expected %d bytes, found %d"
                  .formatted(folder, length < 16 ? 16 : 28, length));
    }
  }

  @Test
  void refusesATruncatedGzipFileAtAnyLength() {
    byte[] packed = gzip(TWO_IMAGES);
    for (int length = 2; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertRefused(INPUT, () -> read(cut, TWO_LABELS))
          .hasMessageStartingWith(folder + "/images: ");
    }
  }

  @Test
  void refusesALargeTruncatedGzipFileWithBothByteCounts() {
    byte[] noise = new byte[1_000_000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ((i * 2654435761L) >> 13);
    }
    byte[] packed = gzip(idxImages(1000, 20, 50, noise));
    assertRefused(INPUT, () -> read(Arrays.copyOf(packed, packed.length / 2), TWO_LABELS))
        .hasMessageMatching(".*/images: truncated: expected 1000016 bytes, found [1-9]\\d+");
  }

  @Test
  void refusesDamagedGzipData() {
    byte[] packed = gzip(TWO_IMAGES);
    packed[packed.length - 6] ^= 1;
    assertRefused(INPUT, () -> read(packed, TWO_LABELS))
        .hasMessageContaining("/images: damaged gzip data: ");
  }

  @Test
  void refusesTrailingBytes() {
    byte[] longer = Arrays.copyOf(TWO_LABELS, TWO_LABELS.length + 1);
    String message = folder + "/labels: more than the 10 bytes that its header states";
    assertRefused(INPUT, () -> read(TWO_IMAGES, longer)).hasMessage(message);
    assertRefused(INPUT, () -> read(TWO_IMAGES, gzip(longer))).hasMessage(message);
  }

  @Test
  void refusesSizesThatAreNotPositiveOrTooLargeWithoutReservingMemory() {
    for (int size : new int[] {0, -1, Integer.MAX_VALUE}) {
      byte[] header = ByteBuffer.allocate(16).putInt(2051).putInt(2).putInt(size).putInt(3).array();
      assertRefused(INPUT, () -> read(header, TWO_LABELS))
          .hasMessageContaining("/images: size " + size + " of dimension 1 is not allowed");
    }
    byte[] claim =
        ByteBuffer.allocate(16).putInt(2051).putInt(1000).putInt(1000).putInt(1000).array();
    assertRefused(INPUT, () -> read(claim, TWO_LABELS))
        .hasMessageEndingWith("/images: truncated: expected 1000000016 bytes, found 16");
  }

  @Test
  void refusesDifferentCounts() {
    assertRefused(INPUT, () -> read(TWO_IMAGES, idxLabels(1, 0, 1)))
        .hasMessage("%1$s/labels: 3 labels, but %1$s/images holds 2 images".formatted(folder));
  }

  @Test
  void refusesALabelOutOfRange() {
    assertRefused(INPUT, () -> read(TWO_IMAGES, idxLabels(1, 255)))
        .hasMessage(folder + "/labels: label of image 1 is 255, allowed 0 to 1");
  }

  @Test
  void refusesAMissingFile() {
    assertRefused(INPUT, () -> IdxImages.read("two", folder.resolve("a"), folder.resolve("b"), 2))
        .hasMessage(folder + "/a: no such file");
  }

  private IdxImages read(byte[] images, byte[] labels) {
    return IdxImages.read(
        "two", write(folder, "images", images), write(folder, "labels", labels), 2);
  }
}
