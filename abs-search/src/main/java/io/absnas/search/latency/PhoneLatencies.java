package io.absnas.search.latency;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.train.ExpectedCost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A latency table in the form of ProxylessNAS, a YAML map from the shape of a part to its mean time
 * in milliseconds. It was measured on networks for 224 pixels, so its keys name the sides that such
 * a network has, 7 behind the last layer, whatever the input and the strides of a space are.
 *
 * <p>See: arXiv 1812.00332, section 3.3.
 */
public final class PhoneLatencies {
  private static final int INPUT_SIDE = 224;
  private static final int HEAD_SIDE = 7;
  private static final InvertedResidual FIRST = new InvertedResidual(3, 1);

  private final Path file;
  private final Map<String, Double> times;

  private PhoneLatencies(Path file, Map<String, Double> times) {
    this.file = file;
    this.times = times;
  }

  /** Whether a file of this name is read as such a table. */
  public static boolean is(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  /**
   * Reads a table; of its records only {@code mean} counts.
   *
   * @throws AbsException INPUT if it is no such table
   */
  public static PhoneLatencies read(Path file) {
    requireNonNull(file, "file is null");
    JsonNode root = StrictYaml.tree(file, ExitCode.INPUT);
    if (!root.isObject() || root.isEmpty()) {
      throw failure(file, "must be a map from keys such as Conv-input:... to records with mean");
    }
    Map<String, Double> times = new HashMap<>();
    for (Map.Entry<String, JsonNode> one : root.properties()) {
      JsonNode mean = one.getValue().path("mean");
      if (!mean.isNumber() || !(mean.doubleValue() >= 0)) {
        throw failure(
            file,
            "%s: mean is %s, must be a number of milliseconds, at least 0"
                .formatted(one.getKey(), mean.isMissingNode() ? "missing" : mean));
      }
      times.put(one.getKey(), mean.doubleValue());
    }
    return new PhoneLatencies(file, times);
  }

  /**
   * Costs of the ops that a space has left, in milliseconds; leaving a layer out costs nothing.
   *
   * @throws AbsException INPUT if the table has no time for one of them
   */
  public ExpectedCost costs(LayeredSpace space) {
    LayeredShape shape = space.shape();
    int side = INPUT_SIDE / shape.stemStride();
    double fixed =
        time(
                "Conv-input:%s-output:%s"
                    .formatted(
                        map(INPUT_SIDE, shape.inputChannels()), map(side, shape.stemWidth())))
            + time(block(FIRST, side, shape.stemWidth(), side, shape.firstWidth(), 1, false));
    List<List<Double>> entries = new ArrayList<>();
    for (int layer = 0; layer < shape.layers().size(); layer++) {
      LayerShape at = shape.layers().get(layer);
      int from = side;
      side /= at.stride();
      List<Double> ops = new ArrayList<>();
      for (CandidateOp op : space.ops(layer)) {
        ops.add(op instanceof InvertedResidual block ? time(key(block, at, from, side)) : 0.0);
      }
      entries.add(ops);
    }
    fixed +=
        time(
                "Conv_1-input:%s-output:%s"
                    .formatted(
                        map(HEAD_SIDE, shape.lastLayer().outChannels()),
                        map(HEAD_SIDE, shape.headWidth())))
            + time(
                "Logits-input:%s-output:%d"
                    .formatted(map(HEAD_SIDE, shape.headWidth()), shape.classes()));
    return new ExpectedCost(fixed, entries);
  }

  private static String key(InvertedResidual block, LayerShape at, int from, int to) {
    return block(block, from, at.inChannels(), to, at.outChannels(), at.stride(), at.keepsShape());
  }

  private static String block(
      InvertedResidual block, int from, int in, int to, int out, int stride, boolean residual) {
    return "expanded_conv-input:%s-output:%s-expand:%d-kernel:%d-stride:%d-idskip:%d"
        .formatted(
            map(from, in),
            map(to, out),
            block.expansion(),
            block.kernel(),
            stride,
            residual ? 1 : 0);
  }

  private static String map(int side, int channels) {
    return side + "x" + side + "x" + channels;
  }

  private double time(String key) {
    Double time = times.get(key);
    if (time == null) {
      throw failure(file, "has no " + key + ", which this space needs");
    }
    return time;
  }

  private static AbsException failure(Path file, String problem) {
    return new AbsException(ExitCode.INPUT, file + ": " + problem);
  }
}
