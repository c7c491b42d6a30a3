package io.absnas.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellPlan.Preprocessing;
import io.absnas.core.space.DilatedConv;
import io.absnas.core.space.EdgeOp;
import io.absnas.core.space.Identity;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.Pool;
import io.absnas.core.space.SeparableConv;
import io.absnas.core.space.Zero;
import io.absnas.core.tensor.ComputeDevice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DartsOpsTest {
  private static final String NAME = "cells.3._ops.7._ops.4";

  private final NetworkArrays arrays =
      new NetworkArrays(
          ComputeDevice.CPU,
          DataType.FLOAT32,
          Initialisation.FRAMEWORK_DEFAULT,
          RandomStreams.of(7));

  @AfterEach
  void close() {
    arrays.close();
  }

  private List<String> parameters(DartsOps.Form form, CandidateOp op, int stride) {
    EdgeOp owner = new EdgeOp(7, op);
    Layer layer = new DartsOps(arrays, form).op(NAME, Optional.of(owner), op, 4, stride);
    assertThat(layer.parameters()).allMatch(param -> param.owner().equals(Optional.of(owner)));
    return layer.parameters().stream().map(p -> p.name().substring(NAME.length() + 1)).toList();
  }

  private static List<String> names(String... names) {
    return List.of(names);
  }

  @Test
  void batchNormsOfASupernetAreTrained() {
    DartsOps.Form form = DartsOps.Form.SUPERNET;
    assertThat(parameters(form, Zero.ZERO, 1)).isEmpty();
    assertThat(parameters(form, Zero.ZERO, 2)).isEmpty();
    assertThat(parameters(form, Pool.MAX, 2)).isEqualTo(names("1.weight", "1.bias"));
    assertThat(parameters(form, Pool.AVERAGE, 1)).isEqualTo(names("1.weight", "1.bias"));
    assertThat(parameters(form, Identity.SKIP_CONNECT, 1)).isEmpty();
    assertThat(parameters(form, Identity.SKIP_CONNECT, 2))
        .isEqualTo(names("conv_1.weight", "conv_2.weight", "bn.weight", "bn.bias"));
    assertThat(parameters(form, new DilatedConv(5), 2))
        .isEqualTo(names("op.1.weight", "op.2.weight", "op.3.weight", "op.3.bias"));
    assertThat(parameters(form, new SeparableConv(3), 1))
        .isEqualTo(
            names(
                "op.1.weight",
                "op.2.weight",
                "op.3.weight",
                "op.3.bias",
                "op.5.weight",
                "op.6.weight",
                "op.7.weight",
                "op.7.bias"));
  }

  @Test
  void thoseOfASearchNetworkAreNot() {
    DartsOps.Form form = DartsOps.Form.SEARCH;
    assertThat(parameters(form, Pool.MAX, 2)).isEmpty();
    assertThat(parameters(form, Identity.SKIP_CONNECT, 2))
        .isEqualTo(names("conv_1.weight", "conv_2.weight"));
    assertThat(parameters(form, new DilatedConv(3), 1))
        .isEqualTo(names("op.1.weight", "op.2.weight"));
    assertThat(parameters(form, new SeparableConv(5), 2))
        .isEqualTo(names("op.1.weight", "op.2.weight", "op.5.weight", "op.6.weight"));
    Preprocessing halved = new Preprocessing(Preprocessing.Kind.FACTORIZED_REDUCE, 8);
    Layer layer = new DartsOps(arrays, form).preprocessing("p", halved, 4);
    assertThat(layer.parameters()).hasSize(2).allMatch(param -> param.owner().isEmpty());
    assertThat(layer.batchNorms()).hasSize(1);
  }

  @Test
  void pooledEdgesHaveStatisticsOnlyWhereTheyHaveABatchNorm() {
    for (DartsOps.Form form : DartsOps.Form.values()) {
      DartsOps ops = new DartsOps(arrays, form);
      Layer pool = ops.op("pool" + form, Optional.empty(), Pool.AVERAGE, 4, 1);
      assertThat(pool.batchNorms()).hasSize(form == DartsOps.Form.FINAL ? 0 : 1);
    }
    assertThat(arrays.state().contains("poolSEARCH.1.running_mean")).isTrue();
  }

  @Test
  void otherOpsAreRefused() {
    DartsOps ops = new DartsOps(arrays, DartsOps.Form.FINAL);
    assertThatThrownBy(() -> ops.op("op", Optional.empty(), new PlainConv(3), 4, 1))
        .hasMessageEndingWith("is no op of a DARTS cell");
  }
}
