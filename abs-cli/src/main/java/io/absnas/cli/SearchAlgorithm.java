package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import io.absnas.search.Algorithm;
import io.absnas.search.darts.DartsAlgorithm;
import io.absnas.search.proxyless.ProxylessConfig;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which search a configuration is for; decides its defaults, so it is looked for before them. */
final class SearchAlgorithm {
  /** The key of a configuration. */
  static final String KEY = "algo";

  private SearchAlgorithm() {}

  /** The search by architecture parameters that the sources name, if it is one. */
  static Optional<DartsAlgorithm> byParameters(ConfigSources sources) {
    return StrictYaml.peek(sources, KEY).flatMap(DartsAlgorithm::of);
  }

  /** Whether the sources name the search by paths. */
  static boolean byPaths(ConfigSources sources) {
    return StrictYaml.peek(sources, KEY).filter(ProxylessConfig.ALGO::equals).isPresent();
  }

  /**
   * The algorithm that the sources name, where it is no search by architecture parameters.
   *
   * @throws AbsException of kind USAGE if they name none, or one that there is not
   */
  static Algorithm of(ConfigSources sources) {
    String known =
        Stream.of(
                Arrays.stream(Algorithm.values()).map(Algorithm::id),
                Stream.of(ProxylessConfig.ALGO),
                Arrays.stream(DartsAlgorithm.values()).map(DartsAlgorithm::id))
            .flatMap(names -> names)
            .collect(Collectors.joining(", "));
    String text =
        StrictYaml.peek(sources, KEY)
            .orElseThrow(
                () ->
                    new AbsException(
                        ExitCode.USAGE,
                        "--algo is missing: one of %s, or the key algo of a configuration"
                            .formatted(known)));
    return Arrays.stream(Algorithm.values())
        .filter(one -> one.id().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new AbsException(
                    ExitCode.USAGE, "algo is %s, must be one of %s".formatted(text, known)));
  }
}
