package io.absnas.core.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.weights.NamedTensors;
import io.absnas.core.weights.WeightFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The golden five-layer supernet: its network, weights, batches and expected values. */
final class GoldenMobile {
  static final LayeredSpace SPACE = TestSpaces.tiny5();

  private GoldenMobile() {}

  static JsonNode json() {
    try (InputStream in = url("mobile-step.json").openStream()) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static NamedTensors weights(String name) {
    try {
      return WeightFiles.read(Path.of(url("mobile-step/" + name).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(String name) {
    return requireNonNull(GoldenMobile.class.getResource("/golden/" + name), name);
  }

  /** The network with the golden initial weights. */
  static MobileSupernet network(DataType type) {
    MobileSupernet network =
        new MobileSupernet(
            SPACE, Initialisation.HE_FAN_OUT, RandomStreams.of(1), ComputeDevice.CPU, type);
    network.load(weights("init.npz"));
    return network;
  }

  static HostBatch batch(int t) {
    int images = 8;
    int side = 32;
    float[] pixels = new float[images * side * side * 3];
    int[] labels = new int[images];
    int at = 0;
    for (int n = 0; n < images; n++) {
      labels[n] = (3 * n + t) % 10;
      for (int h = 0; h < side; h++) {
        for (int w = 0; w < side; w++) {
          for (int c = 0; c < 3; c++) {
            int value =
                41 * n
                    + 67 * c
                    + 23 * h
                    + 31 * w
                    + 13 * t
                    + (n + 1) * (c + 2) * h * w % 89
                    + 2 * ((h * h + 3 * w * w + 7 * n * h + t * w) % 61);
            pixels[at++] = value % 256;
          }
        }
      }
    }
    return new HostBatch(pixels, labels, side, side, 3);
  }

  static SampledPath path(JsonNode codes) {
    StringBuilder text = new StringBuilder();
    codes.forEach(code -> text.append(' ').append(code.asInt()));
    return SampledPath.of(SPACE.parse(text.toString()));
  }

  static List<SampledPath> paths(JsonNode list) {
    List<SampledPath> paths = new ArrayList<>();
    list.forEach(codes -> paths.add(path(codes)));
    return paths;
  }

  /**
   * Compares values and velocities with a snapshot; deviations count relative to 1 + |expected|.
   */
  static void compare(
      JsonNode snapshot, Replica replica, double firstThree, double sums, double momentum) {
    NamedTensors values = replica.network().state();
    NamedTensors velocities = replica.optimiser().velocities();
    for (Map.Entry<String, JsonNode> entry : snapshot.get("tensors").properties()) {
      String name = entry.getKey();
      double[] found = values.find(name).orElseThrow().doubles();
      boolean statistic = name.contains("running_");
      summary(name, entry.getValue().get("value"), found, statistic ? sums : firstThree, sums);
      JsonNode velocity = entry.getValue().get("momentum_buffer");
      if (velocity != null) {
        assertThat(velocities.find(name).isPresent())
            .as("%s has a velocity", name)
            .isEqualTo(!velocity.isNull());
        velocities
            .find(name)
            .ifPresent(
                tensor ->
                    summary(name + " velocity", velocity, tensor.doubles(), momentum, momentum));
      }
    }
  }

  private static void summary(
      String name, JsonNode expected, double[] values, double firstThree, double sums) {
    double sum = 0;
    double square = 0;
    for (double value : values) {
      sum += value;
      square += value * value;
    }
    close(name + " sum", sum, expected.get("sum").asDouble(), sums);
    close(name + " l2", Math.sqrt(square), expected.get("l2").asDouble(), sums);
    for (int i = 0; i < expected.get("first3").size(); i++) {
      close(name + " " + i, values[i], expected.get("first3").get(i).asDouble(), firstThree);
    }
  }

  static void close(String what, double found, double expected, double tolerance) {
    assertThat(found).as(what).isCloseTo(expected, within(tolerance * (1 + Math.abs(expected))));
  }
}
