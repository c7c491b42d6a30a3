package io.absnas.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.cli.doctor.Check.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataChecksTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "data_batch_1.bin, CIFAR-10",
    "train.bin, CIFAR-100",
    "cifar-100-binary/train.bin, CIFAR-100",
    "train-images-idx3-ubyte.gz, layout of MNIST"
  })
  void filesTellTheDataSet(String file, String kind) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.createFile(folder.resolve(file));
    Check check = DataChecks.folder(folder);
    assertThat(check.status()).isEqualTo(Status.OK);
    assertThat(check.value()).contains("1 entries", "GiB free", kind);
  }

  @Test
  void imageFoldersAreCounted() throws IOException {
    Files.createDirectories(folder.resolve("train/n01440764"));
    Files.createDirectories(folder.resolve("train/n01443537"));
    Files.createDirectories(folder.resolve("val"));
    assertThat(DataChecks.folder(folder).value())
        .endsWith("image folder, 2 classes in train, val beside it");
  }

  @Test
  void whatIsUnknownIsWarnedOfAndWhatIsMissingFails() {
    assertThat(DataChecks.folder(folder).status()).isEqualTo(Status.WARN);
    assertThat(DataChecks.folder(folder.resolve("none")))
        .isEqualTo(Check.fail("data", folder.resolve("none") + " is no folder"));
  }
}
