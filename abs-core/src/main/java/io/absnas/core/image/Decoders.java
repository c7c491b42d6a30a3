package io.absnas.core.image;

import static io.absnas.core.run.ExitCode.USAGE;
import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import java.util.function.Supplier;

/** Makes decoders of one kind; safe for use by several threads. */
public final class Decoders {
  private final String id;
  private final Supplier<JpegDecoder> jpeg;

  private Decoders(String id, Supplier<JpegDecoder> jpeg) {
    this.id = requireNonNull(id, "id is null");
    this.jpeg = requireNonNull(jpeg, "jpeg is null");
  }

  /**
   * Looks for what was chosen.
   *
   * @throws AbsException with {@code USAGE} if it is not installed
   */
  public static Decoders of(DecoderChoice choice) {
    return switch (choice) {
      case JDK -> jdk();
      case AUTO -> TurboJpeg.library().map(Decoders::turbo).orElseGet(Decoders::jdk);
      case TURBOJPEG ->
          TurboJpeg.library()
              .map(Decoders::turbo)
              .orElseThrow(
                  () ->
                      new AbsException(
                          USAGE,
                          "data.files.decoder is turbojpeg, but libturbojpeg is not installed (Debian:"
                              + " libturbojpeg0); jdk and auto need nothing"));
    };
  }

  /** Whether libturbojpeg is installed. */
  public static boolean hasTurboJpeg() {
    return TurboJpeg.library().isPresent();
  }

  private static Decoders jdk() {
    return new Decoders("jdk", JdkJpeg::new);
  }

  private static Decoders turbo(TurboJpeg.Functions functions) {
    return new Decoders("turbojpeg", () -> TurboJpeg.open(functions));
  }

  /** {@code jdk} or {@code turbojpeg}. */
  public String id() {
    return id;
  }

  /** A decoder for one thread; the caller closes it. */
  public ImageDecoder open() {
    return new ImageDecoder(jpeg.get());
  }
}
