package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import io.absnas.core.tensor.Ops;
import java.util.List;

/** Layers without arrays. */
enum StatelessLayer implements Layer {
  /** max(0, x). */
  RELU {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return Ops.relu(x);
    }
  },
  /** max(0, x), written over its input: only behind a batch norm. */
  RELU_IN_PLACE {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return Ops.reluInPlace(x);
    }
  },
  /** min(max(0, x), 6), written over its input: only behind a batch norm. */
  RELU6_IN_PLACE {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return Ops.relu6InPlace(x);
    }
  },
  /** Returns its input. */
  IDENTITY {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return x;
    }
  },
  /** 2x2 mean, stride 2. */
  AVG_POOL_2X2 {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      return Ops.avgPool(x, 2);
    }
  },
  /** Mean of every map, flattened: (N, C, H, W) to (N, C). */
  GLOBAL_AVG_POOL {
    @Override
    public NDArray forward(NDArray x, ForwardMode mode) {
      try (NDArray pooled = Ops.globalAvgPool(x, mode.precision())) {
        return Ops.flatten(pooled);
      }
    }
  };

  @Override
  public List<Param> parameters() {
    return List.of();
  }

  @Override
  public List<BatchNorm2d> batchNorms() {
    return List.of();
  }
}
