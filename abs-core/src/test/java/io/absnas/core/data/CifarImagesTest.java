package io.absnas.core.data;

import static io.absnas.core.data.DataFiles.write;
import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarImagesTest {
  private static final int PLANE = 1024;

  @TempDir Path folder;

  @Test
  void readsTheFiveTrainingFilesInOrder() {
    for (int file = 1; file <= 5; file++) {
      write(folder, "data_batch_" + file + ".bin", records(1, file, file + 4));
    }
    CifarImages images = CifarImages.training(CifarVersion.CIFAR10, folder);
    assertThat(images.size()).isEqualTo(10);
    assertThat(images.classes()).isEqualTo(10);
    assertThat(images.fingerprint()).hasSize(64);
    for (int file = 1; file <= 5; file++) {
      assertThat(images.label(2 * file - 2)).isEqualTo(file);
      assertThat(images.label(2 * file - 1)).isEqualTo(file + 4);
    }
  }

  @Test
  void putsTheChannelsLast() {
    byte[] record = records(1, 3);
    for (int channel = 0; channel < 3; channel++) {
      // Row 2, column 5 of each plane.
      record[1 + channel * PLANE + 2 * 32 + 5] = (byte) (200 + channel);
    }
    write(folder, "test_batch.bin", record);
    byte[] pixels = new byte[3 * PLANE];
    CifarImages.test(CifarVersion.CIFAR10, folder).copyPixels(0, pixels, 0);
    int at = (2 * 32 + 5) * 3;
    assertThat(Arrays.copyOfRange(pixels, at, at + 3)).isEqualTo(DataFiles.bytes(200, 201, 202));
    assertThat(pixels[at + 3]).isZero();
  }

  @Test
  void takesTheFineLabelOfCifar100() throws IOException {
    Path unpacked = Files.createDirectory(folder.resolve("cifar-100-binary"));
    byte[] bytes = records(2, 99, 0);
    bytes[0] = 19;
    write(unpacked, "test.bin", bytes);
    CifarImages images = CifarImages.test(CifarVersion.CIFAR100, folder);
    assertThat(images.size()).isEqualTo(2);
    assertThat(images.classes()).isEqualTo(100);
    assertThat(images.label(0)).isEqualTo(99);
    assertThat(images.label(1)).isZero();
  }

  @Test
  void refusesAFileThatIsNoWholeNumberOfRecords() {
    write(folder, "test_batch.bin", Arrays.copyOf(records(1, 1, 2), 3073 + 17));
    assertRefused(INPUT, () -> CifarImages.test(CifarVersion.CIFAR10, folder))
        .hasMessage(
            folder
                + "/test_batch.bin: 3090 bytes are not a whole number of 3073-byte records:"
                + " 1 records and 17 bytes");
    write(folder, "test_batch.bin", new byte[0]);
    assertRefused(INPUT, () -> CifarImages.test(CifarVersion.CIFAR10, folder))
        .hasMessageContaining("0 bytes are not a whole number");
  }

  @Test
  void refusesLabelsOutOfRange() {
    write(folder, "test_batch.bin", records(1, 9, 10));
    assertRefused(INPUT, () -> CifarImages.test(CifarVersion.CIFAR10, folder))
        .hasMessage(folder + "/test_batch.bin: label of image 1 is 10, allowed 0 to 9");
    write(folder, "test.bin", records(2, 100));
    assertRefused(INPUT, () -> CifarImages.test(CifarVersion.CIFAR100, folder))
        .hasMessage(folder + "/test.bin: label of image 0 is 100, allowed 0 to 99");
    byte[] coarse = records(2, 5);
    coarse[0] = 20;
    write(folder, "test.bin", coarse);
    assertRefused(INPUT, () -> CifarImages.test(CifarVersion.CIFAR100, folder))
        .hasMessage(folder + "/test.bin: coarse label of image 0 is 20, allowed 0 to 19");
  }

  @Test
  void refusesAMissingFile() {
    assertRefused(INPUT, () -> CifarImages.training(CifarVersion.CIFAR10, folder))
        .hasMessage(folder + "/data_batch_1.bin: no such file");
  }

  /** One black image per label, which stands in the last of the label bytes. */
  private static byte[] records(int labelBytes, int... labels) {
    int recordBytes = labelBytes + 3 * PLANE;
    byte[] bytes = new byte[labels.length * recordBytes];
    for (int i = 0; i < labels.length; i++) {
      bytes[i * recordBytes + labelBytes - 1] = (byte) labels[i];
    }
    return bytes;
  }
}
