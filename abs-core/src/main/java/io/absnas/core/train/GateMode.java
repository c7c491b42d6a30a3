package io.absnas.core.train;

import io.absnas.core.nn.GatedNetwork;

/** Which candidates take part in an update by gates; the published names. */
public enum GateMode {
  /** All; their outputs are kept. */
  FULL,
  /** Two, drawn without replacement; so only two paths are ever looked at. */
  TWO,
  /** All, of which the inactive ones are computed one at a time in the backward pass. */
  FULL_V2;

  GatedNetwork.Gradients gradients() {
    return this == FULL_V2 ? GatedNetwork.Gradients.RECOMPUTED : GatedNetwork.Gradients.IN_GRAPH;
  }
}
