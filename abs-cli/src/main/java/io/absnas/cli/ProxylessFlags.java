package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.StrictYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flags of the reference's ProxylessNAS search that depend on one another. */
final class ProxylessFlags {
  private static final String HARDWARE = "--target-hardware";
  private static final String WIDTH = "--width-mult";
  private static final String BETA1 = "--arch-adam-beta1";
  private static final String BETA2 = "--arch-adam-beta2";

  /** Multiply-adds that the reference aims at, by width. */
  private static final Map<Double, Long> FLOPS =
      Map.of(
          0.35, 59_000_000L,
          0.5, 97_000_000L,
          0.75, 209_000_000L,
          1.0, 475_000_000L,
          1.3, 509_000_000L,
          1.4, 582_000_000L);

  /** Milliseconds that it aims at on a phone. */
  private static final int PHONE_MILLIS = 80;

  private final TypedFlags flags;
  private final ConfigSources sources;

  /**
   * The flags.
   *
   * @param sources of the configuration without them
   */
  ProxylessFlags(TypedFlags flags, ConfigSources sources) {
    this.flags = requireNonNull(flags, "flags is null");
    this.sources = requireNonNull(sources, "sources is null");
  }

  /**
   * The overrides that they amount to.
   *
   * @throws AbsException of kind USAGE for a target that there is not
   */
  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    double width = flags.one(WIDTH).map(text -> number(WIDTH, text)).orElse(1.0);
    if (width != 1) {
      overrides.add("space.width=" + width);
    }
    if (flags.one(BETA1).isPresent() || flags.one(BETA2).isPresent()) {
      overrides.add(
          "alphas.betas=[%s, %s]"
              .formatted(flags.one(BETA1).orElse("0"), flags.one(BETA2).orElse("0.999")));
    }
    flags.one(HARDWARE).ifPresent(target -> addTarget(target, width, overrides));
    return overrides;
  }

  private void addTarget(String target, double width, List<String> overrides) {
    switch (target) {
      case "flops" -> {
        overrides.add("objective.target=flops");
        overrides.add("objective.table=");
        Optional<String> own = width == 1 ? aim("flops") : Optional.empty();
        overrides.add("objective.reference=" + own.orElseGet(() -> published(width)));
      }
      case "mobile" -> {
        overrides.add("objective.target=latency");
        overrides.add("objective.reference=" + aim("latency").orElse(String.valueOf(PHONE_MILLIS)));
        if (StrictYaml.peek(sources, "objective.table").isEmpty()) {
          throw usage(
              "mobile needs objective.table=FILE, the phone's latencies in the reference's YAML"
                  + " form; nothing is downloaded");
        }
      }
      default ->
          throw usage(
              "is %s, must be flops or mobile; cpu and gpu8 have no aim in the reference either:"
                      .formatted(target)
                  + " abs latency measures a device, objective.target=latency objective.table=FILE"
                  + " objective.reference=MS aim by it");
    }
  }

  private static String published(double width) {
    Long aim = FLOPS.get(width);
    if (aim == null) {
      throw usage(
          "flops has no published aim for %s %s; objective.target=flops objective.reference=N set one"
              .formatted(WIDTH, width));
    }
    return aim.toString();
  }

  /** The aim of the configuration, unless it is for another target. */
  private Optional<String> aim(String target) {
    return StrictYaml.peek(sources, "objective.target").orElse(target).equals(target)
        ? StrictYaml.peek(sources, "objective.reference")
        : Optional.empty();
  }

  private static double number(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new AbsException(
          ExitCode.USAGE, "%s is '%s', must be a number".formatted(name, text), e);
    }
  }

  private static AbsException usage(String problem) {
    return new AbsException(ExitCode.USAGE, HARDWARE + " " + problem);
  }
}
