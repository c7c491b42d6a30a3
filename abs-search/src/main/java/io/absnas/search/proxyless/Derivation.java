package io.absnas.search.proxyless;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An architecture that stands for architecture parameters.
 *
 * @param rule how it was chosen
 * @param chosen positions of its ops among those left
 */
record Derivation(PathDerivationConfig.Rule rule, List<Integer> chosen) {
  Derivation {
    chosen = List.copyOf(chosen);
  }

  /**
   * Those of both rules, the wanted one first; that of argmax alone without an objective, or where
   * no architecture meets it.
   */
  static List<Derivation> of(
      PathProbabilities found, Optional<Objective> objective, PathDerivationConfig.Rule first) {
    List<Derivation> all = new ArrayList<>();
    all.add(of(PathDerivationConfig.Rule.ARGMAX, found.argmax()));
    objective
        .flatMap(one -> one.within(found.logarithms()))
        .map(within -> of(PathDerivationConfig.Rule.CONSTRAINED, within))
        .ifPresent(
            constrained ->
                all.add(first == PathDerivationConfig.Rule.CONSTRAINED ? 0 : 1, constrained));
    return List.copyOf(all);
  }

  private static Derivation of(PathDerivationConfig.Rule rule, int[] positions) {
    return new Derivation(rule, Arrays.stream(positions).boxed().toList());
  }

  /** Positions of the ops as an array. */
  int[] positions() {
    return chosen.stream().mapToInt(position -> position).toArray();
  }

  /** The form in files. */
  String ruleId() {
    return rule.name().toLowerCase(Locale.ROOT);
  }
}
