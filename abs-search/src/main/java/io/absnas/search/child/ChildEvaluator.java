package io.absnas.search.child;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.JobFailedException;
import io.absnas.core.jobs.JobHandler;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.space.Architecture;
import io.absnas.core.tensor.TensorEngine;
import io.absnas.core.train.Evaluator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Evaluates children of a supernet that is loaded once, on one device: batch norms re-estimated,
 * then accuracy on the held-out images. The network is afterwards as it was. Not for several
 * threads.
 */
public final class ChildEvaluator implements JobHandler, AutoCloseable {
  private final Network network;
  private final ChildNeeds needs;
  private final ChildImages images;
  private final Optional<EvaluationCache> cache;
  private final String device;
  private final Evaluator evaluator;
  private BooleanSupplier stop = () -> false;

  /**
   * An evaluator on one network.
   *
   * @param network holds the weights that {@code needs} names; must outlive the evaluator
   * @param cache where results are kept
   * @param device kind of the network's device, part of what cached results depend on
   */
  public ChildEvaluator(
      Network network,
      ChildNeeds needs,
      ChildImages images,
      Optional<EvaluationCache> cache,
      String device) {
    this.network = requireNonNull(network, "network is null");
    this.needs = requireNonNull(needs, "needs is null");
    this.images = requireNonNull(images, "images is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.device = requireNonNull(device, "device is null");
    this.evaluator = Evaluator.strict(network, () -> stop.getAsBoolean());
  }

  @Override
  public String kind() {
    return ChildJobs.KIND;
  }

  @Override
  public Map<String, String> holds() {
    return needs.asMap();
  }

  @Override
  public Map<String, String> handle(Map<String, String> payload, BooleanSupplier stopRequested) {
    Architecture architecture;
    try {
      architecture = ChildJobs.architecture(network.space(), payload);
    } catch (IllegalArgumentException e) {
      throw new JobFailedException(String.valueOf(e.getMessage()));
    }
    Map<String, String> key = new TreeMap<>(needs.asMap());
    key.put("architecture", network.space().encode(architecture));
    key.put("engine", TensorEngine.description() + ", threads " + TensorEngine.threads());
    key.put("device", device);
    BuildInfo build = BuildInfo.read();
    key.put("toolkit", build.version() + " " + build.commit().orElse(""));
    Optional<Map<String, String>> known = cache.flatMap(one -> one.find(key));
    if (known.isPresent()) {
      return known.get();
    }
    stop = requireNonNull(stopRequested, "stopRequested is null");
    Map<String, String> value;
    try {
      value =
          ChildJobs.value(
              evaluator.accuracy(
                  SampledPath.of(architecture), images.heldOut(), images.recalibration()));
    } catch (ArithmeticException e) {
      throw new JobFailedException(String.valueOf(e.getMessage()));
    }
    cache.ifPresent(one -> one.keep(key, value));
    return value;
  }

  @Override
  public void close() {
    evaluator.close();
  }
}
