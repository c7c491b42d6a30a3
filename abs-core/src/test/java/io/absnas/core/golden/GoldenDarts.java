package io.absnas.core.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellMacro;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.List;

/** The three-cell search network, its weights and batches of {@code darts-step.json}. */
public final class GoldenDarts {
  /** Images of a batch. */
  public static final int IMAGES = 6;

  /** Height and width of the images. */
  public static final int SIDE = 8;

  private static final JsonNode FILE = GoldenFiles.json("darts-step.json");

  private GoldenDarts() {}

  /** The file. */
  public static JsonNode json() {
    return FILE;
  }

  /** Width 4, three cells, of which the last two are reductions; two ops on every edge. */
  public static CellSpace space() {
    List<CandidateOp> all = SpaceCatalog.find("darts").operations();
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (JsonNode codes : FILE.at("/shape/operations")) {
      choices.add(List.of(all.get(codes.get(0).intValue()), all.get(codes.get(1).intValue())));
    }
    return new CellSpace(
        "golden-darts",
        CellGraph.DARTS,
        new CellMacro(CellMacro.Kind.DARTS_CIFAR, 4, 3, 10, SIDE),
        all,
        choices);
  }

  /** Weights and architecture parameters before the first step. */
  public static NamedTensors start() {
    List<HostTensor> tensors = new ArrayList<>(GoldenFiles.npz("darts-step/weights.npz").tensors());
    tensors.add(alphas("alphas_normal", FILE.get("alphas_normal")));
    tensors.add(alphas("alphas_reduce", FILE.get("alphas_reduce")));
    return NamedTensors.of(tensors);
  }

  /** Architecture parameters of a JSON matrix. */
  public static HostTensor alphas(String name, JsonNode matrix) {
    return HostTensor.of(name, List.of(14L, 2L), GoldenFiles.numbers(matrix));
  }

  /** Pixels of batch {@code t}, channels last. */
  public static double[] pixels(int t) {
    double[] pixels = new double[IMAGES * SIDE * SIDE * 3];
    int i = 0;
    for (int n = 0; n < IMAGES; n++) {
      for (int h = 0; h < SIDE; h++) {
        for (int w = 0; w < SIDE; w++) {
          for (int c = 0; c < 3; c++) {
            int sum = 29 * n + 13 * c + 5 * h + 7 * w + 11 * t + n * h * w % 17;
            pixels[i++] = sum % 19 / 19.0 - 0.5;
          }
        }
      }
    }
    return pixels;
  }

  /** Labels of batch {@code t}. */
  public static int[] labels(int t) {
    int[] labels = new int[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      labels[n] = (3 * n + t) % 10;
    }
    return labels;
  }
}
