package io.absnas.core.nn;

import java.util.List;

/**
 * A network that holds architecture parameters. They are saved with the weights, but are not among
 * {@link #parameters()}.
 */
public interface AlphaNetwork extends Network {
  /** The architecture parameters, in state-dict order. */
  List<Param> architectureParameters();
}
