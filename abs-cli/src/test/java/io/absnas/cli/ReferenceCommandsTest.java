package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The commands of the reference's README, as docs/differences.md maps them: {@code abs} and a
 * configuration in place of a folder, Python and a script, every flag as it was.
 */
class ReferenceCommandsTest {
  @TempDir private Path folder;

  private Outcome run(String line) throws IOException {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      words.add(
          switch (word) {
            case "$GPU_SPACE" -> pickle("gpu-21-protocol4.pt");
            case "$DARTS_SPACE" -> pickle("darts.pt");
            default -> word.replace("$CONFIGS", Path.of("..", "configs").toString());
          });
    }
    return Outcome.in(Map.of(), words.toArray(String[]::new));
  }

  private String pickle(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in =
        ReferenceCommandsTest.class.getResourceAsStream("/golden/torch/space/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shrink -c $CONFIGS/shrink-mobilenet-gpu-21-imagenet.yaml --train_dir T --dry-run"
            + " --no-estimate|mobilenet-gpu-21;T;2404 steps per epoch",
        "shrink -c $CONFIGS/shrink-mobilenet-cpu-19-imagenet.yaml --train_dir T --dry-run"
            + " --no-estimate|mobilenet-cpu-19;T;2404 steps per epoch",
        "shrink -c $CONFIGS/shrink-darts-imagenet.yaml --train_dir T --dry-run --no-estimate"
            + "|space darts;T;2404 steps per epoch",
        "search -c $CONFIGS/search-darts-cifar10.yaml --data D --unrolled --save DARTS_ABS"
            + " --operations_path $DARTS_SPACE --dry-run --no-estimate"
            + "|space darts-cifar;D;8 cells of width 16;391 steps",
        "search -c $CONFIGS/search-pdarts-cifar10-abs.yaml --save PDARTS_ABS --tmp_data_dir D"
            + " --add_layers 6 --add_layers 12 --dropout_rate 0.1 --dropout_rate 0.4"
            + " --dropout_rate 0.7 --operations_path $DARTS_SPACE --dry-run --no-estimate"
            + "|space darts-cifar;D;17 cells of width 16;dropout from 0.7",
        "search -c $CONFIGS/search-pdarts-cifar10.yaml --save PDARTS --tmp_data_dir D"
            + " --add_layers 6 --add_layers 12 --dropout_rate 0.1 --dropout_rate 0.4"
            + " --dropout_rate 0.7 --dry-run --no-estimate"
            + "|stage 1: 5 cells;dropout from 0.1;stage 3: 17 cells;dropout from 0.7",
        "search -c $CONFIGS/search-proxyless-mobilenet-gpu-21-imagenet.yaml --path ABS"
            + " --target_hardware flops --operations_path $GPU_SPACE --train_dir T --test_dir V"
            + " --dry-run|mobilenet-gpu-21;T;475000000",
        "search -c $CONFIGS/search-spos-mobilenet-gpu-21-imagenet.yaml --operations_path"
            + " $GPU_SPACE --train_dir T --test_dir V --dry-run|mobilenet-gpu-21;T;240400 steps",
        "search -c $CONFIGS/search-fairnas-mobilenet-cpu-19-imagenet.yaml --train_dir T"
            + " --test_dir V --dry-run|mobilenet-cpu-19;T;20033 steps of 6 pass(es)",
        "train -c $CONFIGS/train-mobilenet-gpu-21-imagenet.yaml --train_dir T --test_dir V"
            + " --dry-run --no-estimate|472519064;T;300000 steps of 1024 images",
        "train -c $CONFIGS/train-mobilenet-cpu-19-imagenet.yaml --train_dir T --test_dir V"
            + " --dry-run --no-estimate|325068376;T;300000 steps of 1024 images",
        "train -c $CONFIGS/train-pdarts-cifar10.yaml --arch PDARTS --tmp_data_dir D --auxiliary"
            + " --cutout --dry-run --no-estimate|3433798 parameters;D;600.0 epochs",
        "train -c $CONFIGS/train-darts-imagenet.yaml --arch PDARTS_ABS --train_dir T --test_dir V"
            + " --dry-run --no-estimate|T;250",
        // Epoch 62 of the line of DARTS: 0.25 * (245 - 62) / 245 = 0.1867, where kind linear, which
        // falls to 0 after 250 epochs, has 0.1875 after a quarter.
        "train -c $CONFIGS/train-darts-imagenet.yaml --arch PDARTS_ABS --lr_scheduler linear"
            + " --train_dir T --test_dir V --dry-run --no-estimate|learning rate: 0.2500, at a"
            + " quarter, half and three quarters 0.1867",
      })
  void commandsMeanWhatTheyMeant(String line, String expected) throws IOException {
    Outcome outcome = run(line);
    assertThat(outcome.err()).doesNotContain("Error", "Exception");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains(Arrays.asList(expected.split(";")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The folder of the program said what it does; a configuration says it here.
        "shrink --train_dir T|2|--train-dir names images, but data.source is embedded; the"
            + " reference's program is -c shrink-mobilenet-gpu-21-imagenet.yaml (SPOS",
        "search --algo darts --data D --unrolled --save DARTS_ABS --operations_path S"
            + "|2|--data names images, but data.source is embedded; the reference's program is -c"
            + " search-darts-cifar10.yaml",
        "search --algo pdarts --save PDARTS_ABS --tmp_data_dir D --add_layers 6 --add_layers 12"
            + "|2|the reference's program is -c search-pdarts-cifar10-abs.yaml",
        "search --algo proxyless --path ABS --target_hardware flops --operations_path S"
            + " --train_dir T --test_dir V|2|-c search-proxyless-mobilenet-gpu-21-imagenet.yaml",
        "search --algo spos --operations_path S --train_dir T --test_dir V|2|-c"
            + " search-spos-mobilenet-gpu-21-imagenet.yaml",
        "search --train_dir T --test_dir V --operations_path S|2|-c search-spos",
        "train --train_dir T --test_dir V|2|-c train-mobilenet-gpu-21-imagenet.yaml",
        "train --eval --eval-resume W --train_dir T --test_dir V|2|-c"
            + " train-mobilenet-gpu-21-imagenet.yaml",
        // As printed in the README, the next flag stands where the file should.
        "search --algo spos --operations_path --train_dir T --test_dir V S|2|--operations-path",
        // Started by itself, a worker does not know for whom it works.
        "worker|2|--broker is missing",
        "worker --broker amqp://localhost:1|2|a worker needs --search DIR",
        "worker --broker amqp://localhost:1 --search R --run N|2|--search stands for -c and --run",
        "worker --random|2|--random is not available",
      })
  void whatDiffersIsSaidInOneLine(String line, int code, String message) throws IOException {
    Outcome outcome = run(line);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.err().lines().filter(one -> one.startsWith("abs: ")).toList()).isNotEmpty();
  }

  @Test
  void theLookupTableHasItsFlag() throws IOException {
    Path table = folder.resolve("table.json");
    Outcome outcome = run("flops --space mobilenet-gpu-21 --savepath " + table);
    assertThat(outcome.code()).isZero();
    assertThat(Files.readString(table)).contains("30105600");
  }

  @Test
  void weightsAreEvaluatedOnTheImagesThatAreNamed() throws IOException {
    Path weights = Files.writeString(folder.resolve("checkpoint.pth.tar"), "none");
    Outcome outcome =
        run(
            "train -c $CONFIGS/train-mobilenet-gpu-21-imagenet.yaml --eval --eval-resume "
                + weights
                + " --train_dir T --test_dir V --dry-run");
    // All flags are understood, so the weights are what is looked at next.
    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("checkpoint.pth.tar", "torch.save did not write it");
  }
}
