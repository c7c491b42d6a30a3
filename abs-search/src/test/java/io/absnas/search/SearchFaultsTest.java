package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Broken children, results that are kept, and files that were changed. */
class SearchFaultsTest extends SearchRuns {
  @Test
  void childrenWithAPoisonedOpFailWithTheReasonAndTheOthersDoNot() throws IOException {
    Path trained = directory.resolve("trained");
    run(config(Algorithm.SPOS), trained);
    NamedTensors weights = WeightFiles.read(trained.resolve("supernet.safetensors"));
    String poisoned = "features.1._ops.1.conv.0.weight";
    List<HostTensor> tensors = new ArrayList<>();
    for (HostTensor tensor : weights.tensors()) {
      float[] nans = new float[tensor.size()];
      Arrays.fill(nans, Float.NaN);
      tensors.add(
          tensor.name().equals(poisoned)
              ? HostTensor.of(tensor.name(), tensor.shape(), nans)
              : tensor);
    }
    Path poison = directory.resolve("poison.safetensors");
    Safetensors.write(poison, NamedTensors.of(tensors), Map.of());
    Path out = directory.resolve("poisoned");
    SearchResult result = run(config(Algorithm.SPOS, "supernet.weights=" + poison), out);
    int failed = 0;
    for (String line : lines(out).subList(1, 16)) {
      String[] cells = line.split(",", -1);
      boolean holdsPoison = cells[3].split(" ", -1)[1].equals("1");
      assertThat(cells[8]).isEqualTo(holdsPoison ? "failed" : "done");
      assertThat(line.endsWith("logit 0 of held-out image 0 is NaN")).isEqualTo(holdsPoison);
      failed += holdsPoison ? 1 : 0;
    }
    assertThat(failed).isPositive();
    assertThat(result.failed()).isEqualTo(failed);
    assertThat(result.best())
        .noneMatch(found -> found.architecture().split(" ", -1)[1].equals("1"));
  }

  @Test
  void resultsAreKeptForOtherRuns() throws IOException {
    Path cache = directory.resolve("cache");
    Path first = directory.resolve("first");
    run(config(Algorithm.SPOS, "evaluation.cache=" + cache), first);
    List<Path> entries;
    try (Stream<Path> files = Files.walk(cache)) {
      entries = files.filter(Files::isRegularFile).toList();
    }
    assertThat(entries).hasSize(15);
    for (Path entry : entries) {
      String text = Files.readString(entry);
      // Changed, and without the seal that tells.
      Files.writeString(
          entry,
          text.replaceAll("\"top-1-hits\" : \"[0-9]+\"", "\"top-1-hits\" : \"0\"")
              .replaceFirst(",\n  \"sha256\" : \"[0-9a-f]{64}\"", ""));
    }
    Path second = directory.resolve("second");
    run(config(Algorithm.SPOS, "evaluation.cache=" + cache), second);
    assertThat(lines(second).subList(1, 6)).allMatch(line -> line.contains(",done,0.0,"));
    // Another seed asks for other recalibration images, so nothing that was kept is for it.
    Path other = directory.resolve("other");
    run(
        config(
            Algorithm.SPOS,
            "seed=9",
            "evaluation.cache=" + cache,
            "supernet.weights=" + first.resolve("supernet.safetensors")),
        other);
    assertThat(lines(other)).anyMatch(line -> line.matches(".*,done,0\\.[0-9]*[1-9].*"));
  }

  @Test
  void filesOfTheRunThatWereChangedAreNoticed() throws IOException {
    ResolvedConfig<SearchConfig> config = config(Algorithm.SPOS);
    Path out = directory.resolve("run");
    run(config, out);
    Files.copy(
        out.resolve("base.safetensors"),
        out.resolve("supernet.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertFails(
        ExitCode.CHECKPOINT,
        "supernet.safetensors: holds other weights",
        () -> run(config, out, RunOptions.Existing.RESUME, () -> false));
    Files.delete(out.resolve("supernet.safetensors"));
    assertFails(
        ExitCode.CHECKPOINT,
        "supernet.safetensors: no such file",
        () -> run(config, out, RunOptions.Existing.RESUME, () -> false));
    assertFails(
        ExitCode.CHECKPOINT,
        "evolution.population was 5, is 6",
        () ->
            run(
                config(Algorithm.SPOS, "evolution.population=6"),
                out,
                RunOptions.Existing.RESUME,
                () -> false));
  }
}
