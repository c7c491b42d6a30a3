package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.weights.NamedTensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of the architecture parameters (DARTS, arXiv 1806.09055, section 2.3). With L_t the loss
 * on training images, L_v that on validation images, w the weights, a the architecture parameters
 * and w* the weights after the step that they would take next, the gradient is
 *
 * <pre>
 * first order:   dL_v(w, a)/da
 * second order:  dL_v(w*, a)/da - rate h
 *   v = dL_v(w*, a)/dw*,  r = radius / |v|
 *   h = (dL_t(w + r v, a)/da - dL_t(w - r v, a)/da) / (2 r)
 * </pre>
 *
 * <p>The weights are as they were afterwards, bit for bit. Running statistics move with every pass
 * but the one at w*, which the references make in another network.
 */
final class AlphaStep implements AlphaUpdate {
  private static final List<SampledPath> WHOLE = List.of(SampledPath.WHOLE);

  private final Replicas replicas;
  private final MixtureRecipe recipe;
  private final Adam adam;

  AlphaStep(Replicas replicas, MixtureRecipe recipe) {
    this.replicas = requireNonNull(replicas, "replicas is null");
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.adam = new Adam(recipe.optimiser());
  }

  /** What both gradients of a second-order step are made of, for tests. */
  record Gradient(
      double loss, Map<String, double[]> values, Map<String, double[]> implicit, double norm) {}

  @Override
  public double run(long number, HostBatch training, HeldBatches held, double rate) {
    HostBatch validation = held.batch(0);
    Gradient gradient = gradient(number, training, validation, rate);
    replicas.all().forEach(replica -> replica.optimiser().reached(replica.network().parameters()));
    double square =
        gradient.values().values().stream().flatMapToDouble(Arrays::stream).map(g -> g * g).sum();
    if (!Double.isFinite(gradient.loss()) || !Double.isFinite(square)) {
      throw new AbsException(
          ExitCode.FAILED,
          "training of architecture parameters diverged at step %d: loss %s, squared gradient norm %s"
              .formatted(number, gradient.loss(), square));
    }
    if (recipe.clip() instanceof GradientClip.ByNorm byNorm) {
      double factor = Norms.clipFactor(square, byNorm.limit());
      gradient.values().values().forEach(values -> scale(values, factor));
    }
    Map<String, double[]> alphas = replicas.alphas();
    adam.update(alphas, gradient.values());
    replicas.overwriteAlphas(alphas);
    return gradient.loss();
  }

  /** The gradient before clipping and decay. */
  Gradient gradient(long number, HostBatch training, HostBatch validation, double rate) {
    return switch (recipe.order()) {
      case FIRST -> {
        Pass pass = pass(number, validation, training.count(), Wanted.ALPHAS);
        replicas.finish();
        yield new Gradient(pass.loss(), pass.alphas(), Map.of(), 0);
      }
      case SECOND -> unrolled(number, training, validation, rate);
    };
  }

  private Gradient unrolled(long number, HostBatch training, HostBatch validation, double rate) {
    List<WeightShift> shifts = List.of();
    try {
      pass(number, training, 0, Wanted.WEIGHTS);
      shifts =
          replicas.each(
              replica -> {
                List<Param> parameters = replica.parameters();
                WeightShift shift = new WeightShift(replica.alphaNetwork(), parameters);
                shift.unroll(parameters, replica.gradients(), replica.optimiser(), rate);
                return shift;
              });
      replicas.finish();
      Pass ahead = pass(number, validation, training.count(), Wanted.BOTH);
      List<WeightShift> all = shifts;
      replicas.each(
          replica -> {
            WeightShift shift = all.get(replicas.all().indexOf(replica));
            shift.keepDirection(replica.gradients());
            shift.restoreWeights();
            shift.restoreStatistics();
            return shift;
          });
      replicas.finish();
      double norm = Math.sqrt(shifts.get(0).square());
      if (norm == 0) {
        return new Gradient(ahead.loss(), ahead.alphas(), Map.of(), 0);
      }
      double step = recipe.radius() / norm;
      Map<String, double[]> above = moved(number, training, shifts, step);
      Map<String, double[]> below = moved(number, training, shifts, -step);
      replicas.each(
          replica -> {
            all.get(replicas.all().indexOf(replica)).restoreWeights();
            return replica;
          });
      Map<String, double[]> implicit = new LinkedHashMap<>();
      ahead
          .alphas()
          .forEach(
              (name, values) -> {
                double[] high = requireNonNull(above.get(name), "a gradient is missing");
                double[] low = requireNonNull(below.get(name), "a gradient is missing");
                double[] h = new double[values.length];
                for (int i = 0; i < h.length; i++) {
                  h[i] = (high[i] - low[i]) / (2 * step);
                  values[i] -= rate * h[i];
                }
                implicit.put(name, h);
              });
      return new Gradient(ahead.loss(), ahead.alphas(), implicit, norm);
    } finally {
      shifts.forEach(WeightShift::close);
    }
  }

  private Map<String, double[]> moved(
      long number, HostBatch training, List<WeightShift> shifts, double step) {
    replicas.each(
        replica -> {
          shifts.get(replicas.all().indexOf(replica)).move(step);
          return replica;
        });
    Pass pass = pass(number, training, 0, Wanted.ALPHAS);
    replicas.finish();
    return pass.alphas();
  }

  /** Loss and gradients of architecture parameters, means over all images. */
  private record Pass(double loss, Map<String, double[]> alphas) {}

  private Pass pass(long number, HostBatch batch, int firstImage, Wanted wanted) {
    double loss = replicas.pass(number, batch, firstImage, WHOLE, 1, wanted).get(0);
    return new Pass(loss, replicas.alphaGradients(batch.count()));
  }

  @Override
  public NamedTensors state() {
    return adam.state();
  }

  @Override
  public void restore(NamedTensors state) {
    adam.restore(state);
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}
