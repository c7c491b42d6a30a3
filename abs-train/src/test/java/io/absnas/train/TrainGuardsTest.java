package io.absnas.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunOptions;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.Safetensors;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resumed training and an evaluation refuse, and that nothing is lost by it. */
final class TrainGuardsTest {
  @TempDir private Path directory;
  private TrainInputs inputs;

  @BeforeEach
  void writeInputs() throws IOException {
    inputs = new TrainInputs(directory);
  }

  private Path stoppedLater() {
    Path out = directory.resolve("run");
    AtomicInteger asked = new AtomicInteger();
    TrainInputs.run(
        inputs.config("training.epochs=9"),
        out,
        RunOptions.Existing.REFUSE,
        false,
        () -> asked.incrementAndGet() > 16);
    return out;
  }

  private static void resume(ResolvedConfig<TrainConfig> config, Path out, boolean change) {
    TrainInputs.run(config, out, RunOptions.Existing.RESUME, change, () -> false);
  }

  @Test
  void aTrainingThatIsShorterThanWhatWasDoneIsRefusedAndTheRunStaysAsItWas() throws IOException {
    Path out = stoppedLater();
    String before = Files.readString(out.resolve("config.yaml"));
    assertFails(
        ExitCode.USAGE,
        "training.epochs means 2 steps, but the run that is resumed has made ",
        () -> resume(inputs.config("training.epochs=1"), out, true));
    assertThat(out.resolve("config.yaml")).hasContent(before);
    resume(inputs.config("training.epochs=9"), out, false);
    assertThat(out.resolve("result.json")).exists();
  }

  @Test
  void otherImagesAreRefusedAndTheConfigurationStays() throws IOException {
    Path out = stoppedLater();
    String before = Files.readString(out.resolve("config.yaml"));
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    new TrainInputs(elsewhere);
    changeOnePixel(elsewhere.resolve("train-images-idx3-ubyte"));
    assertFails(
        ExitCode.CHECKPOINT,
        "the run began with training images of fingerprint",
        () -> resume(inputs.config("training.epochs=9", "data.dir=" + elsewhere), out, true));
    new TrainInputs(elsewhere);
    changeOnePixel(elsewhere.resolve("t10k-images-idx3-ubyte"));
    assertFails(
        ExitCode.CHECKPOINT,
        "the run was evaluated on images of fingerprint",
        () -> resume(inputs.config("training.epochs=9", "data.dir=" + elsewhere), out, false));
    assertThat(out.resolve("config.yaml")).hasContent(before);
  }

  private static void changeOnePixel(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1]++;
    Files.write(file, content);
  }

  @Test
  void everyDeviceNeedsAnImageOfEveryBatch() {
    assertFails(
        ExitCode.USAGE,
        "training.batch-size is 2, must be at least the number of devices, 3",
        () -> prepared("training.batch-size=2", "device=cpu:3"));
    assertFails(
        ExitCode.USAGE,
        "data.last-batch is keep, which leaves a batch of 1 images for 2 devices",
        () -> prepared("training.batch-size=21", "data.last-batch=keep", "device=cpu:2"));
    prepared("training.batch-size=21", "data.last-batch=drop", "device=cpu:2");
    prepared("training.batch-size=21", "data.last-batch=keep");
  }

  @Test
  void oneValueHasNoVariance() throws IOException {
    Path space = directory.resolve("deep.yaml");
    String text = Files.readString(directory.resolve("space.yaml"));
    Files.writeString(
        space,
        text.replace(
            "repeats: 3, stride: 2}",
            "repeats: 3, stride: 2}\n"
                + "  - {width: 8, repeats: 1, stride: 2}\n  - {width: 8, repeats: 1, stride: 2}"));
    String[] deep = {"space.file=" + space, "network.architecture=0 -1 2 0 0"};
    assertFails(
        ExitCode.USAGE,
        "data.last-batch leaves a batch of 1 for 1 device(s), each of which needs two images",
        () -> prepared(deep[0], deep[1], "training.batch-size=21", "data.last-batch=keep"));
    assertFails(
        ExitCode.USAGE,
        "training.batch-size leaves a batch of 3 for 2 device(s)",
        () -> prepared(deep[0], deep[1], "training.batch-size=3", "device=cpu:2"));
    prepared(deep[0], deep[1], "training.batch-size=21", "data.last-batch=drop");
    prepared(deep[0], deep[1], "training.batch-size=4", "device=cpu:2");
  }

  private void prepared(String... overrides) {
    new TrainRun(inputs.config(overrides), List.of()).prepare();
  }

  @Test
  void weightsOfAnotherArchitectureAreNotEvaluated() throws IOException {
    Path out = directory.resolve("run");
    TrainInputs.run(inputs.config(), out);
    Path best = out.resolve("best.safetensors");
    assertFails(
        ExitCode.INPUT,
        "best.safetensors: is of architecture 0 -1 2; the network is 0 -1 1 of three-layers",
        () -> evaluated(best, "network.architecture=0 -1 1"));
    assertFails(
        ExitCode.INPUT,
        "holds features.1.conv.0.weight of shape [48, 8, 1, 1], the network's is [24, 8, 1, 1]",
        () -> evaluated(copy(best, name -> true), "network.architecture=0 -1 1"));
    assertFails(
        ExitCode.INPUT,
        "lacks features.1.conv.1.running_mean, which the network has",
        () -> evaluated(copy(best, name -> !name.equals("features.1.conv.1.running_mean"))));
    Path supernet =
        copy(best, name -> true, HostTensor.of("features.9.bias", List.of(1L), new float[1]));
    assertFails(
        ExitCode.INPUT,
        "holds features.9.bias, which the network has not",
        () -> evaluated(supernet));
    Path counted =
        copy(
            best,
            name -> true,
            HostTensor.of("features.1.conv.1.num_batches_tracked", List.of(1L), new float[1]),
            HostTensor.of("auxiliary_head.classifier.bias", List.of(1L), new float[1]));
    evaluated(counted);
  }

  private void evaluated(Path weights, String... overrides) {
    new EvaluateRun(inputs.config(overrides), weights, List.of()).prepare();
  }

  /** Without what the file says of itself. */
  private Path copy(Path weights, Predicate<String> kept, HostTensor... more) throws IOException {
    List<HostTensor> tensors = new ArrayList<>();
    WeightFiles.read(weights).tensors().stream()
        .filter(tensor -> kept.test(tensor.name()))
        .forEach(tensors::add);
    tensors.addAll(List.of(more));
    Path copy = directory.resolve("copy.safetensors");
    Safetensors.write(copy, NamedTensors.of(tensors), Map.of());
    return copy;
  }

  private static void assertFails(ExitCode code, String message, ThrowingCallable call) {
    AbsException failure = catchThrowableOfType(AbsException.class, call);
    assertThat(failure).as(message).isNotNull();
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.exitCode()).isEqualTo(code);
  }
}
