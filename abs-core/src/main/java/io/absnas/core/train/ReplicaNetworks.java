package io.absnas.core.train;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.nn.Network;
import io.absnas.core.nn.Networks;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Networks with equal weights, one on each device of a run. Owns them.
 *
 * @param list the networks in the order of the devices
 */
public record ReplicaNetworks(List<Network> list) implements AutoCloseable {
  /** Checks that there is one. */
  public ReplicaNetworks {
    list = List.copyOf(list);
    if (list.isEmpty()) {
      throw new IllegalArgumentException("at least one network is needed");
    }
  }

  /** Supernets with fresh weights, float32. */
  public static ReplicaNetworks open(
      SearchSpace space,
      Initialisation initialisation,
      RandomStreams streams,
      List<ComputeDevice> devices) {
    return open(
        devices,
        device -> Networks.supernet(space, initialisation, streams, device, DataType.FLOAT32));
  }

  /**
   * Networks of any kind.
   *
   * @param maker makes the same network on every device
   */
  public static ReplicaNetworks open(
      List<ComputeDevice> devices, Function<ComputeDevice, ? extends Network> maker) {
    List<Network> networks = new ArrayList<>();
    try {
      for (ComputeDevice device : devices) {
        networks.add(maker.apply(device));
      }
      return new ReplicaNetworks(networks);
    } catch (RuntimeException | Error e) {
      networks.forEach(Network::close);
      throw e;
    }
  }

  /** The network that stands for all. */
  public Network first() {
    return list.get(0);
  }

  @Override
  public void close() {
    list.forEach(Network::close);
  }
}
