package io.absnas.core.nn;

import java.util.List;

/**
 * What one mixed edge does in a pass: the gate of one candidate is 1, all others are 0
 * (ProxylessNAS, arXiv 1812.00332, section 3.2).
 *
 * @param active position of the candidate that runs, among those left at the choice
 * @param open positions, ascending, of the candidates whose gates get gradients; the active one
 *     among them
 */
public record EdgeGates(int active, List<Integer> open) {
  /** Checks that the active candidate is open. */
  public EdgeGates {
    open = List.copyOf(open);
    if (!open.contains(active)) {
      throw new IllegalArgumentException(
          "candidate %d is active, but of %s open ones".formatted(active, open));
    }
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i) < 0 || (i > 0 && open.get(i) <= open.get(i - 1))) {
        throw new IllegalArgumentException("open candidates must ascend from 0, were " + open);
      }
    }
  }
}
