package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.tensor.FusedSgd;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.InPlace;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.HostTensor;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Stochastic gradient descent of one network: {@code d = clip(g) + decay * w; v = momentum * v + d;
 * w = w - rate * v}, with Nesterov {@code w = w - rate * (d + momentum * v)}. The velocity holds no
 * learning rate and is d on a parameter's first update.
 *
 * <p>Owns the velocities, which are created when a parameter is first updated. Not safe for use by
 * several threads.
 */
final class Sgd implements AutoCloseable {
  private final SgdSettings settings;
  private final Network network;
  private final NDManager manager;
  private final Map<String, NDArray> velocities = new LinkedHashMap<>();
  private final Map<String, Param> touched = new LinkedHashMap<>();

  Sgd(SgdSettings settings, Network network) {
    this.settings = requireNonNull(settings, "settings is null");
    this.network = requireNonNull(network, "network is null");
    this.manager = network.parameters().get(0).value().getManager().newSubManager();
  }

  /**
   * The parameters that a step updates, in a fixed order; {@link #update} counts them as touched.
   *
   * @param trained those that the step's passes read, each once
   */
  List<Param> parameters(List<Param> trained) {
    return switch (settings.zeroGradientRule()) {
      case SKIP_ZERO_GRADIENT, PATH_ONLY -> trained;
      case MISSING_IS_ZERO -> {
        Map<String, Param> all = new LinkedHashMap<>();
        trained.forEach(param -> all.put(param.name(), param));
        touched.forEach(all::putIfAbsent);
        yield List.copyOf(all.values());
      }
    };
  }

  /**
   * One update in place, outside gradient mode.
   *
   * @param gradients one per parameter; scaled in place where the norm is clipped
   * @return false if a gradient or its norm is not finite, and then nothing is changed
   */
  boolean update(List<Param> parameters, List<NDArray> gradients, double rate) {
    double clip = -1;
    if (settings.clip() instanceof GradientClip.ByValue byValue) {
      clip = byValue.limit();
    } else if (settings.clip() instanceof GradientClip.ByNorm byNorm
        && !scaleToNorm(gradients, byNorm.limit())) {
      return false;
    }
    List<NDArray> values = new ArrayList<>(parameters.size());
    List<NDArray> moving = new ArrayList<>(parameters.size());
    double[] decays = new double[parameters.size()];
    for (int i = 0; i < decays.length; i++) {
      Param param = parameters.get(i);
      values.add(param.value());
      decays[i] = settings.decay(param.role());
      NDArray known = velocities.get(param.name());
      moving.add(known == null ? zeros(param) : known);
    }
    boolean skip = settings.zeroGradientRule() == ZeroGradientRule.SKIP_ZERO_GRADIENT;
    Optional<boolean[]> result =
        FusedSgd.step(
            values,
            gradients,
            moving,
            decays,
            new FusedSgd.Settings(rate, settings.momentum(), clip, settings.nesterov(), skip));
    boolean[] updated = result.orElseGet(() -> new boolean[parameters.size()]);
    for (int i = 0; i < updated.length; i++) {
      Param param = parameters.get(i);
      if (updated[i]) {
        velocities.put(param.name(), moving.get(i));
      } else if (!velocities.containsKey(param.name())) {
        moving.get(i).close();
      }
      if (result.isPresent()) {
        touched.putIfAbsent(param.name(), param);
      }
    }
    return result.isPresent();
  }

  /**
   * Says that a pass other than those of weight steps has given these parameters gradients, which
   * later steps of the rule {@code missing-is-zero} then find to be zero.
   */
  void reached(List<Param> parameters) {
    if (settings.zeroGradientRule() == ZeroGradientRule.MISSING_IS_ZERO) {
      parameters.forEach(param -> touched.putIfAbsent(param.name(), param));
    }
  }

  SgdSettings settings() {
    return settings;
  }

  /** The velocity of a parameter; empty before its first update. */
  Optional<NDArray> velocity(Param param) {
    return Optional.ofNullable(velocities.get(param.name()));
  }

  /** Velocities by the name of their parameter. */
  NamedTensors velocities() {
    List<HostTensor> tensors = new ArrayList<>();
    velocities.forEach((name, velocity) -> tensors.add(HostCopies.toHost(name, velocity)));
    return NamedTensors.of(tensors);
  }

  /** Visits the velocities by the name of their parameter, in the order of first updates. */
  void forEachVelocity(BiConsumer<String, NDArray> visitor) {
    velocities.forEach(visitor);
  }

  /** Names of the parameters that have had a gradient, sorted. */
  Set<String> touched() {
    return new TreeSet<>(touched.keySet());
  }

  /** Replaces velocities and touched set; names and shapes must be those of the network. */
  void restore(NamedTensors state, Collection<String> names) {
    velocities.values().forEach(NDArray::close);
    velocities.clear();
    touched.clear();
    Map<String, Param> known = new LinkedHashMap<>();
    network.parameters().forEach(param -> known.put(param.name(), param));
    for (HostTensor tensor : state.tensors()) {
      Param param = find(known, tensor.name(), "velocity");
      List<Long> shape = Arrays.stream(param.value().getShape().getShape()).boxed().toList();
      if (!tensor.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "velocity %s has shape %s, the parameter %s"
                .formatted(param.name(), tensor.shape(), shape));
      }
      NDArray velocity = zeros(param);
      HostCopies.overwrite(velocity, tensor);
      velocities.put(param.name(), velocity);
    }
    for (String name : new TreeSet<>(names)) {
      touched.put(name, find(known, name, "touched parameter"));
    }
  }

  private static Param find(Map<String, Param> known, String name, String what) {
    Param param = known.get(name);
    if (param == null) {
      throw new IllegalArgumentException(what + " " + name + " is not one of the network's");
    }
    return param;
  }

  private NDArray zeros(Param param) {
    return manager.zeros(param.value().getShape(), param.value().getDataType());
  }

  /** False if the joint norm is not a finite float, and then nothing is scaled. */
  private static boolean scaleToNorm(List<NDArray> gradients, double limit) {
    double square = Norms.square(gradients);
    if (!Double.isFinite(square)) {
      return false;
    }
    double factor = Norms.clipFactor(square, limit);
    if (factor < 1) {
      gradients.forEach(gradient -> InPlace.scale(gradient, factor));
    }
    return true;
  }

  int arrays() {
    return Scopes.arrays(manager);
  }

  @Override
  public void close() {
    manager.close();
  }
}
