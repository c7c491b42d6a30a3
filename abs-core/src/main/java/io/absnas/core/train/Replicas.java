package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.data.HostBatch;
import io.absnas.core.nn.EdgeGates;
import io.absnas.core.nn.GatedNetwork;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Param;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Networks with equal weights that share the images of each step. All run the same paths; gradients
 * are averaged over the images of the batch ({@link GradientExchange}), and every replica makes the
 * same update, so the weights stay equal bit for bit; {@link #requireEqual} makes sure of it. Batch
 * norms see the images of their replica only, and each replica keeps its own running statistics.
 *
 * <p>The calling thread works for the first replica, one thread of its own for each other one.
 */
final class Replicas implements AutoCloseable {
  private final List<Replica> replicas;
  private final List<ExecutorService> workers = new ArrayList<>();
  private final boolean sharedMemory;

  Replicas(List<Network> networks, TrainingRecipe recipe) {
    this(networks, recipe, networks.stream().allMatch(Replicas::inMainMemory));
  }

  /**
   * @param sharedMemory whether all networks lie in one memory
   */
  Replicas(List<Network> networks, TrainingRecipe recipe, boolean sharedMemory) {
    this.sharedMemory = sharedMemory;
    if (networks.isEmpty()) {
      throw new IllegalArgumentException("at least one replica is needed");
    }
    this.replicas = networks.stream().map(network -> new Replica(network, recipe)).toList();
    for (int i = 1; i < replicas.size(); i++) {
      String name = "abs-replica-" + i;
      workers.add(
          Executors.newSingleThreadExecutor(
              task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
              }));
    }
  }

  private static boolean inMainMemory(Network network) {
    return !network.parameters().get(0).value().getDevice().isGpu();
  }

  /** The replica whose state stands for all. */
  Replica first() {
    return replicas.get(0);
  }

  List<Replica> all() {
    return replicas;
  }

  /**
   * What became of a step.
   *
   * @param losses the loss of each path, mean over all images
   * @param updated whether losses and gradients were finite and the weights have moved
   */
  record Outcome(List<Double> losses, boolean updated) {}

  /**
   * One pass over every path on every replica and, if losses and gradients are finite, one update.
   *
   * @param number of the step, from 1 over the whole run
   * @param lossFactor what gradients are multiplied by until they have been exchanged
   */
  Outcome step(
      long number, HostBatch batch, List<SampledPath> paths, double rate, double lossFactor) {
    try {
      List<Double> means = pass(number, batch, 0, paths, lossFactor, Wanted.WEIGHTS);
      if (!means.stream().allMatch(Double::isFinite)) {
        return new Outcome(means, false);
      }
      // Equal gradients: all replicas move or none does.
      List<Boolean> updated = each(replica -> replica.update(rate, lossFactor));
      return new Outcome(means, updated.get(0));
    } finally {
      finish();
    }
  }

  /**
   * One pass over every path on every replica. If the losses are finite, the replicas hold equal
   * gradients of the weights afterwards, where they are wanted; {@link #finish} frees them.
   *
   * @param firstImage number of the batch's first image among all that the step sees
   * @return the loss of each path, mean over all images
   */
  List<Double> pass(
      long number,
      HostBatch batch,
      int firstImage,
      List<SampledPath> paths,
      double lossFactor,
      Wanted wanted) {
    int images = requireEnough(batch);
    List<double[]> losses =
        each(
            replica ->
                replica.accumulate(
                    number,
                    batch,
                    firstImage,
                    start(replica, images),
                    end(replica, images),
                    paths,
                    lossFactor,
                    wanted));
    double[] mean = new double[paths.size()];
    for (int i = 0; i < losses.size(); i++) {
      for (int path = 0; path < mean.length; path++) {
        mean[path] += losses.get(i)[path] * share(replicas.get(i), images);
      }
    }
    List<Double> means = Arrays.stream(mean).boxed().toList();
    if (wanted != Wanted.ALPHAS && means.stream().allMatch(Double::isFinite)) {
      exchangeGradients(images);
    }
    return means;
  }

  /** Gradients of the architecture parameters, means over the images of the last pass. */
  Map<String, double[]> alphaGradients(int images) {
    Map<String, double[]> means = new LinkedHashMap<>();
    for (Replica replica : replicas) {
      double share = share(replica, images);
      replica
          .alphaGradients()
          .forEach(
              (name, values) -> {
                double[] mean = means.computeIfAbsent(name, key -> new double[values.length]);
                for (int i = 0; i < mean.length; i++) {
                  mean[i] += share * values[i];
                }
              });
    }
    return means;
  }

  /** The architecture parameters of the first replica by name; all have the same. */
  Map<String, double[]> alphas() {
    Map<String, double[]> alphas = new LinkedHashMap<>();
    for (Param param : first().alphaNetwork().architectureParameters()) {
      alphas.put(param.name(), HostCopies.doubles(param.value()));
    }
    return alphas;
  }

  /** Gives all replicas these architecture parameters; those that are not named stay. */
  void overwriteAlphas(Map<String, double[]> alphas) {
    each(
        replica -> {
          for (Param param : replica.alphaNetwork().architectureParameters()) {
            double[] values = alphas.get(param.name());
            if (values != null) {
              List<Long> shape =
                  Arrays.stream(param.value().getShape().getShape()).boxed().toList();
              HostCopies.overwrite(param.value(), HostTensor.of(param.name(), shape, values));
            }
          }
          return replica;
        });
  }

  /** Loss and gradients of gates on every replica, means over all images. */
  Replica.GateGradients gates(HostBatch batch, List<EdgeGates> gates, GatedNetwork.Gradients kind) {
    int images = requireEnough(batch);
    try {
      List<Replica.GateGradients> found =
          each(
              replica ->
                  replica.gates(batch, start(replica, images), end(replica, images), gates, kind));
      double loss = 0;
      List<double[]> means =
          found.get(0).gates().stream().map(edge -> new double[edge.length]).toList();
      for (int i = 0; i < found.size(); i++) {
        double share = share(replicas.get(i), images);
        loss += share * found.get(i).loss();
        for (int edge = 0; edge < means.size(); edge++) {
          double[] values = found.get(i).gates().get(edge);
          for (int j = 0; j < values.length; j++) {
            means.get(edge)[j] += share * values[j];
          }
        }
      }
      return new Replica.GateGradients(loss, means);
    } finally {
      finish();
    }
  }

  /** Share of the batch that a path classifies rightly, in training mode. */
  double accuracy(HostBatch batch, SampledPath path) {
    int images = requireEnough(batch);
    List<Long> correct =
        each(replica -> replica.correct(batch, start(replica, images), end(replica, images), path));
    return (double) correct.stream().mapToLong(one -> one).sum() / images;
  }

  private int requireEnough(HostBatch batch) {
    if (batch.count() < replicas.size()) {
      throw new IllegalArgumentException(
          batch.count() + " images cannot be split among " + replicas.size() + " replicas");
    }
    return batch.count();
  }

  /** Forgets the gradients of the last pass. */
  void finish() {
    replicas.forEach(Replica::finish);
  }

  private void exchangeGradients(int images) {
    if (replicas.size() == 1) {
      return;
    }
    List<Double> shares = replicas.stream().map(replica -> share(replica, images)).toList();
    GradientExchange exchange =
        sharedMemory
            ? new SharedMemoryExchange(replicas.stream().map(Replica::gradients).toList(), shares)
            : new FlatExchange(each(Replica::flatGradients), shares);
    each(
        replica -> {
          exchange.reduce(replicas.indexOf(replica));
          return replica;
        });
    each(
        replica -> {
          exchange.gather(replicas.indexOf(replica));
          return replica;
        });
  }

  /**
   * Compares weights and velocities of all replicas.
   *
   * @param step number of the last step, for the message
   * @throws AbsException of kind FAILED naming the first array that differs: a device or its memory
   *     has failed, and what was trained since the last comparison cannot be trusted
   */
  void requireEqual(long step) {
    if (replicas.size() == 1) {
      return;
    }
    List<Optional<String>> differences = each(replica -> replica.firstDifference(first()));
    for (int i = 1; i < differences.size(); i++) {
      if (differences.get(i).isPresent()) {
        throw new AbsException(
            ExitCode.FAILED,
            "replicas 0 and %d differ in %s after step %d: a device or its memory has failed; resume"
                    .formatted(i, differences.get(i).get(), step)
                + " from the last checkpoint on other devices");
      }
    }
  }

  /** Share of the batch's images that a replica sees. */
  private double share(Replica replica, int images) {
    return (double) (end(replica, images) - start(replica, images)) / images;
  }

  private int start(Replica replica, int images) {
    return (int) ((long) images * replicas.indexOf(replica) / replicas.size());
  }

  private int end(Replica replica, int images) {
    return (int) ((long) images * (replicas.indexOf(replica) + 1) / replicas.size());
  }

  /** Runs the task for all replicas at once, waits for all of them, then reports a failure. */
  <T> List<T> each(Function<Replica, T> task) {
    requireNonNull(task, "task is null");
    List<Future<T>> others = new ArrayList<>();
    for (int i = 1; i < replicas.size(); i++) {
      Replica replica = replicas.get(i);
      others.add(workers.get(i - 1).submit(() -> task.apply(replica)));
    }
    List<T> results = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    try {
      results.add(task.apply(first()));
    } catch (RuntimeException | Error e) {
      failures.add(e);
    }
    for (Future<T> other : others) {
      try {
        results.add(await(other));
      } catch (ExecutionException e) {
        failures.add(e.getCause() == null ? e : e.getCause());
      }
    }
    if (failures.isEmpty()) {
      return results;
    }
    if (failures.get(0) instanceof Error error) {
      throw error;
    }
    if (failures.get(0) instanceof RuntimeException failure) {
      throw failure;
    }
    throw new IllegalStateException("a replica failed", failures.get(0));
  }

  /** A step is never left half done, so an interrupt waits until it is over. */
  private static <T> T await(Future<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    workers.forEach(ExecutorService::shutdown);
    replicas.forEach(Replica::close);
  }
}
