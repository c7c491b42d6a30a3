package io.absnas.core.nn;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.Design;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A case of {@code standalone.json}: the network, and its weights and images by the formulas of
 * {@code scripts/make-network-golden.py}.
 *
 * @param json what PyTorch makes of it
 */
record GoldenStandalone(JsonNode json) {
  static final int IMAGES = 3;

  private static final JsonNode FILE = GoldenFiles.json("standalone.json");
  private static final double UNIT = 4096;

  static GoldenStandalone of(String kind, String name) {
    return new GoldenStandalone(FILE.get(kind).get(name));
  }

  private int number(String key) {
    return json.get(key).intValue();
  }

  private CellSpace space() {
    boolean cells = json.has("genotype");
    CellMacro.Kind kind =
        cells
            ? CellMacro.Kind.valueOf(
                "DARTS_" + json.get("network").textValue().toUpperCase(Locale.ROOT))
            : CellMacro.Kind.NASBENCH201;
    CellMacro macro =
        new CellMacro(
            kind, number("channels"), number("cells"), number("classes"), number("input"));
    if (cells) {
      CellSpace darts = (CellSpace) SpaceCatalog.find("darts");
      return CellSpace.full("golden", CellGraph.DARTS, macro, darts.operations());
    }
    List<CandidateOp> operations =
        List.of(Zero.ZERO, Identity.SKIP_CONNECT, new PlainConv(1), new PlainConv(3), Pool.AVERAGE);
    return CellSpace.full("golden", CellGraph.NASBENCH201, macro, operations);
  }

  /** The network with the golden weights. */
  StandaloneNetwork network(DataType type) {
    CellSpace space = space();
    String text = json.path(json.has("genotype") ? "genotype" : "architecture").textValue();
    StandaloneNetwork network =
        Networks.standalone(
            space,
            Design.parse(space, text),
            json.path("auxiliary").booleanValue(),
            RandomStreams.of(1),
            ComputeDevice.CPU,
            type);
    List<HostTensor> weights = new ArrayList<>();
    for (JsonNode entry : json.get("state")) {
      List<Long> shape = new ArrayList<>();
      entry.get(1).forEach(side -> shape.add(side.longValue()));
      weights.add(weight(entry.get(0).textValue(), shape));
    }
    network.load(NamedTensors.of(weights));
    return network;
  }

  /** (3, 3, S, S), channels last in memory. */
  NDArray images(NDManager manager, DataType type) {
    int side = number("input");
    double[] values = new double[IMAGES * side * side * 3];
    Arrays.setAll(values, i -> integer("images", i) / 1024.0);
    return HostCopies.create(manager, values, new Shape(IMAGES, side, side, 3), type)
        .transpose(0, 3, 1, 2);
  }

  /** One-hot labels, (3, classes). */
  NDArray targets(NDManager manager) {
    int classes = number("classes");
    double[] values = new double[IMAGES * classes];
    for (int n = 0; n < IMAGES; n++) {
      values[n * classes + (3 * n + 1) % classes] = 1;
    }
    return HostCopies.create(manager, values, new Shape(IMAGES, classes), DataType.FLOAT64);
  }

  /** Factors of drop path for so many edges. */
  static DropPathMasks masks(NDManager manager, int edges) {
    double[] values = new double[edges * IMAGES];
    for (int edge = 0; edge < edges; edge++) {
      for (int n = 0; n < IMAGES; n++) {
        values[edge * IMAGES + n] = (5 * edge + 3 * n) % 4 == 0 ? 0 : 4 / 3.0;
      }
    }
    Shape shape = new Shape(values.length, 1, 1, 1);
    return new DropPathMasks(HostCopies.create(manager, values, shape, DataType.FLOAT64), IMAGES);
  }

  private static HostTensor weight(String name, List<Long> shape) {
    float[] values =
        new float[(int) shape.stream().mapToLong(side -> side).reduce(1, Math::multiplyExact)];
    int fanIn = Math.toIntExact(values.length / shape.get(0));
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(fanIn);
    boolean aroundOne = name.endsWith(".weight") || name.endsWith(".running_var");
    for (int i = 0; i < values.length; i++) {
      double unit = integer(name, i) / UNIT;
      values[i] =
          (float)
              (shape.size() > 1
                  ? Math.scalb(unit, 2 - (bits + 1) / 2)
                  : aroundOne ? 1 + unit : unit);
    }
    return HostTensor.of(name, shape, values);
  }

  /** A whole number from -2048 to 2047. */
  private static int integer(String name, int position) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(UTF_8));
    int h = position * 0x9E3779B1 + (int) crc.getValue();
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    h ^= h >>> 16;
    return (h >>> 20) - 2048;
  }
}
