package io.absnas.search.latency;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.MobileSupernet;
import io.absnas.core.nn.NetworkPart;
import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.LayeredSpace;
import io.absnas.core.tensor.ComputeDevice;
import io.absnas.core.tensor.Scopes;
import io.absnas.core.tensor.TensorEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures every op of a layered space on one device, with batch norms merged as for deployment,
 * and whole networks beside them.
 */
public final class LatencyMeasurement {
  private static final Logger log = LoggerFactory.getLogger(LatencyMeasurement.class);

  private final LayeredSpace space;
  private final LatencySettings settings;

  /** A measurement of the ops that a space has left. */
  public LatencyMeasurement(LayeredSpace space, LatencySettings settings) {
    this.space = requireNonNull(space, "space is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Runs it.
   *
   * @param device where
   * @param name the device as it was asked for
   */
  public LatencyTable run(ComputeDevice device, String name) {
    RandomStreams streams = RandomStreams.of(settings.seed());
    try (MobileSupernet network =
            new MobileSupernet(
                space, Initialisation.FRAMEWORK_DEFAULT, streams, device, DataType.FLOAT32);
        NDManager arrays = Scopes.root(device)) {
      Stopwatch stopwatch = new Stopwatch(arrays, settings.batchSize());
      LatencyTable table = table(network, stopwatch, arrays, name);
      return checked(table, network, stopwatch, arrays, streams);
    }
  }

  private LatencyTable table(
      MobileSupernet network, Stopwatch stopwatch, NDManager arrays, String name) {
    List<NetworkPart> parts = network.parts(arrays);
    log.info("{} parts of {}, {} rounds", parts.size(), space.id(), settings.repeats());
    double[] times =
        stopwatch.medians(
            parts.stream()
                .map(part -> new Stopwatch.Subject(part.channels(), part.side(), part.function()))
                .toList(),
            settings.warmUp(),
            settings.repeats());
    double fixed = 0;
    Map<EdgeOp, Double> ofOps = new LinkedHashMap<>();
    for (int i = 0; i < times.length; i++) {
      Optional<EdgeOp> edgeOp = parts.get(i).edgeOp();
      if (edgeOp.isPresent()) {
        ofOps.put(edgeOp.get(), times[i]);
      } else {
        fixed += times[i];
      }
    }
    List<Map<String, Double>> choices = new ArrayList<>();
    for (int choice = 0; choice < space.choices().size(); choice++) {
      Map<String, Double> ops = new LinkedHashMap<>();
      for (CandidateOp op : space.ops(choice)) {
        // What does nothing takes no time.
        ops.put(op.id(), ofOps.getOrDefault(new EdgeOp(choice, op), 0.0));
      }
      choices.add(ops);
    }
    return new LatencyTable(
        LatencyTable.FORMAT,
        LatencyTable.KIND,
        space.id(),
        name,
        TensorEngine.threads(),
        settings.batchSize(),
        settings.warmUp(),
        settings.repeats(),
        fixed,
        choices,
        Optional.empty(),
        BuildInfo.read(),
        RuntimeInfo.of(
            Optional.of(TensorEngine.description()), name, TensorEngine.threads(), Instant.now()));
  }

  private LatencyTable checked(
      LatencyTable table,
      MobileSupernet network,
      Stopwatch stopwatch,
      NDManager arrays,
      RandomStreams streams) {
    List<Architecture> architectures = new ArrayList<>();
    List<Stopwatch.Subject> subjects = new ArrayList<>();
    for (int i = 0; i < settings.networks(); i++) {
      Architecture architecture = architecture(streams.stream("latency", i));
      architectures.add(architecture);
      subjects.add(
          new Stopwatch.Subject(
              space.inputChannels(),
              space.inputSide(),
              network.inference(SampledPath.of(architecture), arrays)));
    }
    double[] measured = stopwatch.medians(subjects, settings.warmUp(), settings.repeats());
    List<LatencyTable.Network> networks = new ArrayList<>();
    for (int i = 0; i < measured.length; i++) {
      Architecture architecture = architectures.get(i);
      int[] positions = new int[space.choices().size()];
      for (int choice = 0; choice < positions.length; choice++) {
        positions[choice] = space.ops(choice).indexOf(architecture.ops().get(choice));
      }
      networks.add(
          new LatencyTable.Network(
              space.encode(architecture), table.costs(space).of(positions), measured[i]));
    }
    return table.with(LatencyTable.Check.of(networks));
  }

  private Architecture architecture(RandomGenerator random) {
    List<CandidateOp> ops = new ArrayList<>();
    for (List<CandidateOp> left : space.choices()) {
      ops.add(left.get(random.nextInt(left.size())));
    }
    return new Architecture(ops);
  }
}
