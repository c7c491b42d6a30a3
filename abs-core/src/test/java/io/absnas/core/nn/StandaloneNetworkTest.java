package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Design;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.ComputeDevice;
import org.junit.jupiter.api.Test;

class StandaloneNetworkTest {
  private static StandaloneNetwork network(String id, String text, boolean auxiliaryHead) {
    SearchSpace space = SpaceCatalog.find(id);
    return Networks.standalone(
        space,
        Design.parse(space, text),
        auxiliaryHead,
        RandomStreams.of(1),
        ComputeDevice.CPU,
        DataType.FLOAT32);
  }

  @Test
  void layersMakeAMobileNetwork() {
    SearchSpace space = SpaceCatalog.find("mobilenet-cpu-19@tiny");
    String codes = "0 " + "1 ".repeat(space.choices().size() - 2) + "2";
    try (StandaloneNetwork network = network(space.id(), codes, false)) {
      assertThat(network).isInstanceOf(MobileNetwork.class);
      assertThat(network.parameters(SampledPath.WHOLE)).isEqualTo(network.parameters());
      assertThat(Design.encode(space, network.design())).isEqualTo(codes);
    }
    assertThatThrownBy(() -> network(space.id(), codes, true))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            "networks of space mobilenet-cpu-19@tiny have no auxiliary head; those of DARTS cells"
                + " do");
  }
}
