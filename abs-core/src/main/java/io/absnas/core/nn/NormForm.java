package io.absnas.core.nn;

import io.absnas.core.space.EdgeOp;
import java.util.Optional;

/** Whether batch norms have a trained scale and shift. */
enum NormForm {
  /** Trained, from 1 and 0. */
  AFFINE {
    @Override
    BatchNorm2d layer(NetworkArrays arrays, String name, Optional<EdgeOp> owner, int channels) {
      return BatchNorm2d.affine(arrays, name, owner, channels);
    }
  },
  /** 1 and 0 throughout, so that scales do not compete with architecture parameters. */
  PLAIN {
    @Override
    BatchNorm2d layer(NetworkArrays arrays, String name, Optional<EdgeOp> owner, int channels) {
      return BatchNorm2d.plain(arrays, name, channels);
    }
  };

  abstract BatchNorm2d layer(
      NetworkArrays arrays, String name, Optional<EdgeOp> owner, int channels);
}
