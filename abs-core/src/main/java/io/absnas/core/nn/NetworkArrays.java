package io.absnas.core.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.tensor.Autograd;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.HostCopies;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.weights.NamedTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The arrays of one network: it makes them in state-dict order, knows their names and frees them.
 * Initial values are drawn on the host, tensor {@code i} from stream {@code init, i}, so they do
 * not depend on device, engine or element type.
 */
final class NetworkArrays implements AutoCloseable {
  private final NDManager manager;
  private final DataType type;
  private Initialisation initialisation;
  private final RandomStreams streams;
  private double epsilon = BatchNorm2d.EPSILON;
  private final List<Param> parameters = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Entry> statistics = new ArrayList<>();
  private final Map<List<Number>, NDArray> constants = new HashMap<>();

  /** A named array; {@code required} ones must be in a file that is loaded. */
  private record Entry(String name, NDArray array, boolean required) {}

  NetworkArrays(
      ComputeDevice device, DataType type, Initialisation initialisation, RandomStreams streams) {
    if (type != DataType.FLOAT32 && type != DataType.FLOAT64) {
      throw new IllegalArgumentException("networks are float32 or float64, not " + type);
    }
    this.type = type;
    this.initialisation = requireNonNull(initialisation, "initialisation is null");
    this.streams = requireNonNull(streams, "streams is null");
    this.manager = Scopes.root(device);
  }

  /** Weights that are made from here on are drawn so. */
  void initialise(Initialisation next) {
    this.initialisation = requireNonNull(next, "next is null");
  }

  /** Guard of the variance in batch norms that are made from here on. */
  void epsilon(double next) {
    this.epsilon = next;
  }

  /** Guard of the variance in batch norms that are made now. */
  double epsilon() {
    return epsilon;
  }

  /** A convolution weight (out, in / groups, kernel, kernel). */
  Param convolution(String name, Optional<EdgeOp> owner, int out, int in, int groups, int kernel) {
    return parameter(
        name,
        owner,
        Param.Role.CONVOLUTION,
        initialisation.convolution(random(), out, in, groups, kernel),
        new Shape(out, in / groups, kernel, kernel));
  }

  /** Scale or shift of a batch norm, {@code channels} times {@code value}. */
  Param batchNorm(String name, Optional<EdgeOp> owner, int channels, double value) {
    return parameter(
        name, owner, Param.Role.BATCH_NORM, filled(channels, value), new Shape(channels));
  }

  /** Weight (out, in) of the classifier. */
  Param classifierWeight(String name, int out, int in) {
    return parameter(
        name,
        Optional.empty(),
        Param.Role.CLASSIFIER_WEIGHT,
        initialisation.linearWeight(random(), out, in),
        new Shape(out, in));
  }

  /** Bias (out) of the classifier. */
  Param classifierBias(String name, int out, int in) {
    return parameter(
        name,
        Optional.empty(),
        Param.Role.CLASSIFIER_BIAS,
        initialisation.linearBias(random(), out, in),
        new Shape(out));
  }

  /** A running statistic, saved and loaded but not trained. */
  NDArray statistic(String name, int channels, double value) {
    NDArray array = array(filled(channels, value), new Shape(channels));
    Entry entry = new Entry(name, array, false);
    entries.add(entry);
    statistics.add(entry);
    return array;
  }

  /** Architecture parameters, normal with deviation 0.001: leaves, but no weights. */
  Param architectureParameters(String name, int choices, int operations) {
    RandomGenerator random = streams.stream("architecture-parameters");
    double[] values = new double[choices * operations];
    Arrays.setAll(values, i -> 0.001 * random.nextGaussian());
    NDArray array = array(values, new Shape(choices, operations));
    Autograd.requireGradient(array);
    entries.add(new Entry(name, array, false));
    return new Param(name, array, Param.Role.ARCHITECTURE, Optional.empty());
  }

  /**
   * Architecture parameters of one kind of cell, normal with deviation 0.001.
   *
   * @param number of the kind, which decides the draws
   * @param lengths entries of every row; those after them are zero
   */
  Param architectureParameters(String name, int number, int[] lengths, int columns) {
    RandomGenerator random = streams.stream("architecture-parameters", number);
    double[] values = new double[lengths.length * columns];
    for (int row = 0; row < lengths.length; row++) {
      for (int column = 0; column < lengths[row]; column++) {
        values[row * columns + column] = 0.001 * random.nextGaussian();
      }
    }
    NDArray array = array(values, new Shape(lengths.length, columns));
    Autograd.requireGradient(array);
    entries.add(new Entry(name, array, false));
    return new Param(name, array, Param.Role.ARCHITECTURE, Optional.empty());
  }

  /**
   * Architecture parameters of one mixed edge.
   *
   * @param edge its number, which decides the draws
   * @param count one for each candidate
   */
  Param architectureParameters(String name, int edge, AlphaStart start, int count) {
    RandomGenerator random = streams.stream("architecture-parameters", edge);
    double[] values = new double[count];
    Arrays.setAll(values, i -> start.value(random));
    NDArray array = array(values, new Shape(count));
    entries.add(new Entry(name, array, false));
    return new Param(name, array, Param.Role.ARCHITECTURE, Optional.empty());
  }

  /** An array of one value that is neither trained nor saved; equal requests share one array. */
  NDArray constant(int size, double value) {
    return constants.computeIfAbsent(
        List.of(size, value), key -> array(filled(size, value), new Shape(size)));
  }

  List<Param> parameters() {
    return Collections.unmodifiableList(parameters);
  }

  DataType type() {
    return type;
  }

  NDManager manager() {
    return manager;
  }

  /** The arrays themselves by name. */
  Map<String, NDArray> named() {
    Map<String, NDArray> named = new LinkedHashMap<>();
    entries.forEach(entry -> named.put(entry.name(), entry.array()));
    return Collections.unmodifiableMap(named);
  }

  NamedTensors state() {
    return copies(entries);
  }

  /** All checks come before the first change. */
  void load(NamedTensors state) {
    for (Entry entry : entries) {
      if (entry.required() || state.contains(entry.name())) {
        state.weight(entry.name(), shape(entry));
      }
    }
    for (Entry entry : entries) {
      state.find(entry.name()).ifPresent(tensor -> HostCopies.overwrite(entry.array(), tensor));
    }
  }

  /** All running statistics. */
  NamedTensors statistics() {
    return copies(statistics);
  }

  /** Overwrites what is not trained and is named; all checks come before the first change. */
  void loadStatistics(NamedTensors statistics) {
    List<Entry> named =
        entries.stream()
            .filter(entry -> !entry.required() && statistics.find(entry.name()).isPresent())
            .toList();
    named.forEach(entry -> statistics.weight(entry.name(), shape(entry)));
    named.forEach(
        entry -> HostCopies.overwrite(entry.array(), statistics.find(entry.name()).orElseThrow()));
  }

  private static NamedTensors copies(List<Entry> entries) {
    return NamedTensors.of(
        entries.stream().map(entry -> HostCopies.toHost(entry.name(), entry.array())).toList());
  }

  private static List<Long> shape(Entry entry) {
    return Arrays.stream(entry.array().getShape().getShape()).boxed().toList();
  }

  private Param parameter(
      String name, Optional<EdgeOp> owner, Param.Role role, double[] values, Shape shape) {
    NDArray array = array(values, shape);
    Autograd.requireGradient(array);
    Param param = new Param(name, array, role, owner);
    parameters.add(param);
    entries.add(new Entry(name, array, true));
    return param;
  }

  private RandomGenerator random() {
    return streams.stream("init", parameters.size());
  }

  private NDArray array(double[] values, Shape shape) {
    return HostCopies.create(manager, values, shape, type);
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  @Override
  public void close() {
    manager.close();
  }
}
