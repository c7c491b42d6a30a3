package io.absnas.core.nn;

import io.absnas.core.space.CandidateOp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All candidate ops of one choice, of which one runs. It keeps every op of the unshrunk space, so
 * names do not depend on what has been dropped.
 */
final class ChoiceBlock {
  private final String name;
  private final Map<CandidateOp, Layer> layers;

  ChoiceBlock(String name, Map<CandidateOp, Layer> layers) {
    this.name = name;
    this.layers = new LinkedHashMap<>(layers);
  }

  /** A block of the same name that holds nothing but this. */
  ChoiceBlock only(CandidateOp op, Layer layer) {
    return new ChoiceBlock(name, Map.of(op, layer));
  }

  /** The layers of all its ops. */
  List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /** The layer of an op of this choice. */
  Layer layer(CandidateOp op) {
    Layer layer = layers.get(op);
    if (layer == null) {
      throw new IllegalArgumentException(
          "%s has no %s; it holds %s"
              .formatted(name, op.id(), layers.keySet().stream().map(CandidateOp::id).toList()));
    }
    return layer;
  }
}
