package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * Updates of architecture parameters by gates or by REINFORCE. With p the edge's current
 * probabilities and g its gates:
 *
 * <pre>
 * dL/dalpha_i = dL/dE p_i (c_i - sum_k p_k c_k) + sum_j dL/dg_j p_j ((i = j) - p_i)
 * </pre>
 *
 * <p>An edge whose active op does nothing is not updated: neither its parameters nor the state of
 * their optimiser. Weights and their velocities stay as they are; running statistics move.
 */
final class GateStep implements AlphaUpdate {
  private static final String BASELINE = "baseline";

  private final Replicas replicas;
  private final GateRecipe recipe;
  private final Adam adam;
  private final List<String> names = new ArrayList<>();
  private OptionalDouble baseline = OptionalDouble.empty();

  GateStep(Replicas replicas, GateRecipe recipe) {
    this.replicas = requireNonNull(replicas, "replicas is null");
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.adam = new Adam(recipe.optimiser());
    replicas
        .first()
        .alphaNetwork()
        .architectureParameters()
        .forEach(param -> names.add(param.name()));
  }

  /**
   * Gradients of one update.
   *
   * @param crossEntropy on the held images
   * @param loss the same with the cost
   * @param cost expected cost; 0 without a target
   * @param gates gradients of the loss in the gates
   * @param alphas gradients of the loss in the parameters of the edges that are updated, by edge
   */
  record Gradient(
      double crossEntropy,
      double loss,
      double cost,
      List<double[]> gates,
      Map<Integer, double[]> alphas) {}

  @Override
  public double run(long number, HostBatch training, HeldBatches held, double rate) {
    double sum = 0;
    for (int i = 0; i < held.count(); i++) {
      sum += update(held.update(i), held.batch(i)) / held.count();
    }
    double alphas =
        replicas.alphas().values().stream().flatMapToDouble(Arrays::stream).map(Math::abs).sum();
    if (!Double.isFinite(sum) || !Double.isFinite(alphas)) {
      throw new AbsException(
          ExitCode.FAILED,
          "training of architecture parameters diverged at step %d: loss %s, sum of the parameters' sizes %s"
              .formatted(number, sum, alphas));
    }
    return sum;
  }

  private double update(long update, HostBatch held) {
    RandomGenerator random = recipe.streams().stream("gates", update);
    if (recipe.method() instanceof GateRecipe.Reinforce reinforce) {
      return reinforce(held, reinforce, random);
    }
    GateMode mode = ((GateRecipe.Gradient) recipe.method()).mode();
    List<EdgeGates> gates =
        alphas().stream().map(alphas -> EdgeProbabilities.gates(alphas, mode, random)).toList();
    Gradient gradient = gradient(held, gates);
    apply(gradient.alphas(), gates);
    return gradient.crossEntropy();
  }

  private List<double[]> alphas() {
    return List.copyOf(replicas.alphas().values());
  }

  /** The gradient for chosen gates, before the optimiser. */
  Gradient gradient(HostBatch held, List<EdgeGates> gates) {
    GateRecipe.Gradient method = (GateRecipe.Gradient) recipe.method();
    List<double[]> alphas = alphas();
    List<double[]> probabilities = new ArrayList<>();
    for (int edge = 0; edge < alphas.size(); edge++) {
      probabilities.add(EdgeProbabilities.of(alphas.get(edge), gates.get(edge).open()));
    }
    Replica.GateGradients found = replicas.gates(held, gates, method.mode().gradients());
    double crossEntropy = found.loss();
    double loss = crossEntropy;
    double cost = 0;
    double slopeOfCrossEntropy = 1;
    double slopeOfCost = 0;
    if (recipe.target().isPresent()) {
      CostTarget target = recipe.target().get();
      double reference = target.reference();
      cost = target.costs().of(probabilities);
      loss = method.term().loss(crossEntropy, cost, reference);
      slopeOfCrossEntropy = method.term().slopeOfCrossEntropy(cost, reference);
      slopeOfCost = method.term().slopeOfCost(crossEntropy, cost, reference);
    }
    SearchSpace space = replicas.first().network().space();
    Map<Integer, double[]> gradients = new LinkedHashMap<>();
    for (int edge = 0; edge < alphas.size(); edge++) {
      scale(found.gates().get(edge), slopeOfCrossEntropy);
      if (space.ops(edge).get(gates.get(edge).active()) == Identity.LAYER) {
        continue;
      }
      double[] gradient = GateRule.alphaGradient(found.gates().get(edge), probabilities.get(edge));
      if (recipe.target().isPresent()) {
        double[] ofCost = recipe.target().get().costs().gradient(edge, probabilities.get(edge));
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += slopeOfCost * ofCost[i];
        }
      }
      gradients.put(edge, gradient);
    }
    return new Gradient(crossEntropy, loss, cost, found.gates(), gradients);
  }

  /** One step of the optimiser, and where gates are open in pairs, the shift after it. */
  void apply(Map<Integer, double[]> gradients, List<EdgeGates> gates) {
    Map<String, double[]> all = replicas.alphas();
    Map<String, double[]> moved = new LinkedHashMap<>();
    Map<String, double[]> named = new LinkedHashMap<>();
    gradients.forEach(
        (edge, gradient) -> {
          String name = names.get(edge);
          moved.put(name, requireNonNull(all.get(name), "parameters are missing").clone());
          named.put(name, gradient);
        });
    adam.update(moved, named);
    boolean pairs =
        recipe.method() instanceof GateRecipe.Gradient method && method.mode() == GateMode.TWO;
    if (pairs) {
      for (int edge : gradients.keySet()) {
        String name = names.get(edge);
        GateRule.rescale(
            requireNonNull(all.get(name)), requireNonNull(moved.get(name)), gates.get(edge).open());
      }
    }
    replicas.overwriteAlphas(moved);
  }

  private double reinforce(HostBatch held, GateRecipe.Reinforce method, RandomGenerator random) {
    List<double[]> alphas = alphas();
    List<double[]> probabilities = alphas.stream().map(EdgeProbabilities::of).toList();
    double[] rewards = new double[method.samples()];
    List<int[]> paths = new ArrayList<>();
    double accuracies = 0;
    for (int sample = 0; sample < rewards.length; sample++) {
      int[] path =
          probabilities.stream().mapToInt(p -> EdgeProbabilities.draw(p, random)).toArray();
      double accuracy = replicas.accuracy(held, path(path));
      rewards[sample] =
          recipe
              .target()
              .map(
                  target ->
                      Rewards.reward(
                          accuracy, method.tradeoff(), target.reference(), target.costs().of(path)))
              .orElse(accuracy);
      accuracies += accuracy / rewards.length;
      paths.add(path);
    }
    double mean = Arrays.stream(rewards).sum() / rewards.length;
    baseline = OptionalDouble.of(Rewards.baseline(baseline, mean, method.baselineStep()));
    Map<Integer, double[]> gradients = new LinkedHashMap<>();
    for (int edge = 0; edge < alphas.size(); edge++) {
      int at = edge;
      List<Integer> active = paths.stream().map(path -> path[at]).toList();
      gradients.put(
          edge, Rewards.gradient(probabilities.get(edge), active, rewards, baseline.getAsDouble()));
    }
    apply(gradients, List.of());
    return 1 - accuracies;
  }

  private SampledPath path(int[] positions) {
    SearchSpace space = replicas.first().network().space();
    List<CandidateOp> ops = new ArrayList<>();
    for (int choice = 0; choice < positions.length; choice++) {
      ops.add(space.ops(choice).get(positions[choice]));
    }
    return SampledPath.of(new Architecture(ops));
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public NamedTensors state() {
    List<HostTensor> tensors = new ArrayList<>(adam.state().tensors());
    baseline.ifPresent(
        value -> tensors.add(HostTensor.of(BASELINE, List.of(1L), new double[] {value})));
    return NamedTensors.of(tensors);
  }

  @Override
  public void restore(NamedTensors state) {
    adam.restore(state);
    baseline =
        state.contains(BASELINE)
            ? OptionalDouble.of(state.weight(BASELINE, List.of(1L)).doubles()[0])
            : OptionalDouble.empty();
  }
}
