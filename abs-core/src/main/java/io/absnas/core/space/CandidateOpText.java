package io.absnas.core.space;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text forms of candidate ops. */
final class CandidateOpText {
  private static final Pattern INVERTED_RESIDUAL =
      Pattern.compile("mobilenet_(\\d{1,2})x(\\d{1,2})_ratio_(\\d{1,2})");
  private static final Pattern CONVOLUTION =
      Pattern.compile("(sep|dil|nor)_conv_(\\d{1,2})x(\\d{1,2})");
  private static final Pattern POOL = Pattern.compile("(max|avg)_pool_3x3");

  private CandidateOpText() {}

  static CandidateOp parse(String id) {
    return fixed(id)
        .or(() -> invertedResidual(id))
        .or(() -> convolution(id))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown candidate op '"
                        + id
                        + "'; allowed are identity, none, skip_connect, max_pool_3x3, avg_pool_3x3,"
                        + " mobilenet_KxK_ratio_E, sep_conv_KxK, dil_conv_KxK, nor_conv_KxK"));
  }

  private static Optional<CandidateOp> fixed(String id) {
    if (id.equals(Identity.LAYER.id())) {
      return Optional.of(Identity.LAYER);
    }
    if (id.equals(Identity.SKIP_CONNECT.id())) {
      return Optional.of(Identity.SKIP_CONNECT);
    }
    if (id.equals(Zero.ZERO.id())) {
      return Optional.of(Zero.ZERO);
    }
    Matcher pool = POOL.matcher(id);
    return pool.matches()
        ? Optional.of(pool.group(1).equals("max") ? Pool.MAX : Pool.AVERAGE)
        : Optional.empty();
  }

  private static Optional<CandidateOp> invertedResidual(String id) {
    Matcher matcher = INVERTED_RESIDUAL.matcher(id);
    if (!matcher.matches() || !matcher.group(1).equals(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(
        new InvertedResidual(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(3))));
  }

  private static Optional<CandidateOp> convolution(String id) {
    Matcher matcher = CONVOLUTION.matcher(id);
    if (!matcher.matches() || !matcher.group(2).equals(matcher.group(3))) {
      return Optional.empty();
    }
    int kernel = Integer.parseInt(matcher.group(2));
    return Optional.of(
        switch (matcher.group(1)) {
          case "sep" -> new SeparableConv(kernel);
          case "dil" -> new DilatedConv(kernel);
          default -> new PlainConv(kernel);
        });
  }
}
