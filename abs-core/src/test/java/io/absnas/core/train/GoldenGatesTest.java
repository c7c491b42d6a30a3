package io.absnas.core.train;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.absnas.core.golden.GoldenFiles;
import io.absnas.core.nn.AlphaStart;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.ProxylessSupernet;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.InvertedResidual;
import io.absnas.core.space.LayerShape;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates by gates against the reference's, in double precision. */
class GoldenGatesTest {
  private static final JsonNode GOLDEN = GoldenFiles.json("proxyless-gates.json");
  private static final double TOLERANCE =
      GOLDEN.at("/tolerances/float64/all_values_over_1_plus_abs").asDouble();
  private static final AdamSettings ADAM = new AdamSettings(1e-3, 0, 0.999, 1e-8, 0);

  static Stream<JsonNode> scenarios() {
    List<JsonNode> all = new ArrayList<>();
    GOLDEN.get("scenarios").forEach(all::add);
    return all.stream();
  }

  private static LayeredSpace space(JsonNode scenario) {
    LayeredSpace full = GoldenMobile.SPACE;
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (JsonNode codes : GOLDEN.at("/spaces/" + scenario.get("space").asText() + "/operations")) {
      List<CandidateOp> ops = new ArrayList<>();
      for (JsonNode code : codes) {
        List<CandidateOp> all = full.operations();
        ops.add(all.get(code.asInt() < 0 ? all.size() - 1 : code.asInt()));
      }
      choices.add(ops);
    }
    return full.withChoices(choices);
  }

  private static Optional<CostTarget> target(JsonNode scenario, LayeredSpace space) {
    double reference = scenario.get("reference_value").asDouble();
    return switch (scenario.get("target").asText()) {
      case "flops" -> Optional.of(new CostTarget(flops(scenario), reference));
      case "mobile" -> Optional.of(new CostTarget(latencies(space), reference));
      default -> Optional.empty();
    };
  }

  private static ExpectedCost flops(JsonNode scenario) {
    JsonNode flops = GOLDEN.at("/spaces/" + scenario.get("space").asText() + "/flops");
    double fixed =
        Stream.of("stem", "first_block", "mix", "linear")
            .mapToDouble(part -> flops.get(part).asDouble())
            .sum();
    List<List<Double>> entries = new ArrayList<>();
    flops
        .get("layers")
        .forEach(layer -> entries.add(Arrays.stream(GoldenFiles.numbers(layer)).boxed().toList()));
    return new ExpectedCost(fixed, entries);
  }

  /** The keys always have the sizes of a network for 224 pixels. */
  private static ExpectedCost latencies(LayeredSpace space) {
    JsonNode table = GOLDEN.get("latency_table");
    double fixed = 0;
    for (String key :
        List.of(
            "Conv-input:224x224x3-output:112x112x12",
            "expanded_conv-input:112x112x12-output:112x112x8-expand:1-kernel:3-stride:1-idskip:0",
            "Conv_1-input:7x7x24-output:7x7x32",
            "Logits-input:7x7x32-output:10")) {
      fixed += table.get(key).asDouble();
    }
    List<List<Double>> entries = new ArrayList<>();
    int side = 112;
    for (int layer = 0; layer < space.choices().size(); layer++) {
      LayerShape shape = space.shape().layers().get(layer);
      int out = side / shape.stride();
      List<Double> ops = new ArrayList<>();
      for (CandidateOp op : space.ops(layer)) {
        if (op instanceof InvertedResidual block) {
          ops.add(
              table
                  .get(
                      "expanded_conv-input:%dx%dx%d-output:%dx%dx%d-expand:%d-kernel:%d-stride:%d-idskip:%d"
                          .formatted(
                              side,
                              side,
                              shape.inChannels(),
                              out,
                              out,
                              shape.outChannels(),
                              block.expansion(),
                              block.kernel(),
                              shape.stride(),
                              shape.keepsShape() ? 1 : 0))
                  .asDouble());
        } else {
          ops.add(0.0);
        }
      }
      entries.add(ops);
      side = out;
    }
    return new ExpectedCost(fixed, entries);
  }

  private static CostTerm term(JsonNode regulariser, JsonNode parameters) {
    return switch (regulariser.asText()) {
      case "add#linear" -> new CostTerm.AddLinear(parameters.path("lambda").asDouble(0.2));
      default ->
          new CostTerm.MulLog(
              parameters.path("alpha").asDouble(1), parameters.path("beta").asDouble(0.6));
    };
  }

  private static GateRecipe recipe(JsonNode scenario, LayeredSpace space) {
    return new GateRecipe(
        ADAM,
        new GateRecipe.Gradient(
            GateMode.valueOf(scenario.get("mode").asText().toUpperCase(Locale.ROOT)),
            term(scenario.get("regulariser"), scenario.get("regulariser_parameters"))),
        target(scenario, space),
        new GateSchedule(0, 1, new GateSchedule.Every(1, 1)),
        RandomStreams.of(1));
  }

  private static List<EdgeGates> gates(JsonNode step) {
    List<EdgeGates> gates = new ArrayList<>();
    for (JsonNode edge : step.get("edges")) {
      TreeSet<Integer> open = new TreeSet<>();
      edge.get("inactive").forEach(position -> open.add(position.asInt()));
      open.add(edge.get("active").asInt());
      gates.add(new EdgeGates(edge.get("active").asInt(), List.copyOf(open)));
    }
    return gates;
  }

  private static TrainingRecipe weights() {
    return new TrainingRecipe(
        new StepRule.SinglePath(new UniformPaths(RandomStreams.of(1))),
        SgdSettings.nasBench201(),
        new LrSchedule.Constant(0.1),
        new SmoothedCrossEntropy(0.1));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyStepOfAScenario(JsonNode scenario) {
    LayeredSpace space = space(scenario);
    try (ProxylessSupernet network =
            new ProxylessSupernet(
                space,
                AlphaStart.PUBLISHED,
                RandomStreams.of(1),
                ComputeDevice.CPU,
                DataType.FLOAT64);
        Replicas replicas = new Replicas(List.of(network), weights())) {
      network.load(GoldenMobile.weights("init.npz"));
      List<Param> alphas = network.architectureParameters();
      JsonNode first = scenario.at("/steps/0/edges");
      for (int edge = 0; edge < alphas.size(); edge++) {
        overwrite(alphas.get(edge), GoldenFiles.numbers(first.get(edge).get("alpha_before")));
      }
      GateStep gateStep = new GateStep(replicas, recipe(scenario, space));
      for (JsonNode step : scenario.get("steps")) {
        List<EdgeGates> gates = gates(step);
        String at = scenario.get("name").asText() + " step " + step.get("step");
        GateStep.Gradient found =
            gateStep.gradient(GoldenMobile.batch(step.get("batch").asInt()), gates);
        close(at, found.crossEntropy(), step.get("cross_entropy").asDouble());
        close(at, found.loss(), step.get("loss").asDouble());
        if (!step.get("expected_cost").isNull()) {
          close(at, found.cost(), step.get("expected_cost").asDouble());
        }
        for (int edge = 0; edge < alphas.size(); edge++) {
          JsonNode golden = step.get("edges").get(edge);
          close(at, found.gates().get(edge), golden.get("gate_gradient"));
          close(
              at,
              EdgeProbabilities.of(
                  HostCopies.doubles(alphas.get(edge).value()), gates.get(edge).open()),
              golden.get("current_probabilities"));
          assertThat(found.alphas().containsKey(edge))
              .isEqualTo(!golden.get("alpha_gradient").isNull());
          if (found.alphas().containsKey(edge)) {
            close(at, found.alphas().get(edge), golden.get("alpha_gradient"));
          }
        }
        gateStep.apply(found.alphas(), gates);
        for (int edge = 0; edge < alphas.size(); edge++) {
          JsonNode golden = step.get("edges").get(edge);
          JsonNode after =
              golden.hasNonNull("alpha_after_rescale")
                  ? golden.get("alpha_after_rescale")
                  : golden.get("alpha_after_adam");
          close(at, HostCopies.doubles(alphas.get(edge).value()), after);
          statistics(network, space, edge, golden);
        }
      }
      checkDerived(scenario, alphas);
    }
  }

  private static void statistics(
      ProxylessSupernet network, LayeredSpace space, int edge, JsonNode golden) {
    JsonNode all = golden.path("candidate_depthwise_batch_norm");
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).isNull()) {
        String name =
            "features.%d._ops.%d.conv.4.".formatted(edge, space.code(space.ops(edge).get(i)));
        for (String kind : List.of("running_mean", "running_var")) {
          NDArray array = requireNonNull(network.values().get(name + kind), name);
          double sum = Arrays.stream(HostCopies.doubles(array)).sum();
          close(name + kind, sum, all.get(i).get(kind + "_sum").asDouble());
        }
      }
    }
  }

  private static void checkDerived(JsonNode scenario, List<Param> alphas) {
    JsonNode derived = scenario.get("derived_choice");
    for (int edge = 0; edge < alphas.size(); edge++) {
      double[] probabilities = EdgeProbabilities.of(HostCopies.doubles(alphas.get(edge).value()));
      int best = EdgeProbabilities.argmax(probabilities);
      assertThat(best).isEqualTo(derived.get("index").get(edge).asInt());
      close("derived", probabilities[best], derived.get("probability").get(edge).asDouble());
    }
  }

  @Test
  void choicesProbabilitiesAndEntropies() {
    for (JsonNode choice : GOLDEN.get("choices")) {
      double[] probabilities = EdgeProbabilities.of(GoldenFiles.numbers(choice.get("alpha")));
      close("probabilities", probabilities, choice.get("probabilities"));
      close("entropy", EdgeProbabilities.entropy(probabilities), choice.get("entropy").asDouble());
      assertThat(EdgeProbabilities.argmax(probabilities)).isEqualTo(choice.get("index").asInt());
    }
  }

  @Test
  void lossesWithACost() {
    for (JsonNode golden : GOLDEN.get("regularised_loss")) {
      CostTerm term = term(golden.get("regulariser"), golden.get("parameters"));
      double crossEntropy = golden.get("cross_entropy").asDouble();
      double cost = golden.get("expected_cost").asDouble();
      double reference = golden.get("reference_value").asDouble();
      close("loss", term.loss(crossEntropy, cost, reference), golden.get("loss").asDouble());
      relative(
          term.slopeOfCost(crossEntropy, cost, reference), golden.get("dloss_dcost").asDouble());
      relative(
          term.slopeOfCrossEntropy(cost, reference), golden.get("dloss_dcross_entropy").asDouble());
    }
  }

  private static void overwrite(Param param, double[] values) {
    HostCopies.overwrite(
        param.value(), HostTensor.of(param.name(), List.of((long) values.length), values));
  }

  private static void relative(double found, double expected) {
    assertThat(Math.abs(found / expected - 1)).isLessThan(1e-12);
  }

  private static void close(String what, double found, double expected) {
    assertThat(Math.abs(found - expected) / (1 + Math.abs(expected)))
        .as("%s: %s, expected %s", what, found, expected)
        .isLessThan(TOLERANCE);
  }

  private static void close(String what, double[] found, JsonNode expected) {
    double[] values = GoldenFiles.numbers(expected);
    assertThat(found).hasSameSizeAs(values);
    IntStream.range(0, values.length).forEach(i -> close(what, found[i], values[i]));
  }
}
