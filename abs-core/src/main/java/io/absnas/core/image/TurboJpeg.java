package io.absnas.core.image;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * libturbojpeg 2 or newer, where it is installed (Debian: libturbojpeg0). The only class that knows
 * native code of this kind.
 *
 * <p>Its arithmetic is that of the decoder of the Java platform but for the last digit of some
 * colours, so results are close, not equal. Rows below the region are not decoded where the file
 * has one scan: the copy that the library sees states a smaller height, and it passes over the rest
 * of the scan.
 */
final class TurboJpeg implements JpegDecoder {
  /** The functions in use, with their names and constants from turbojpeg.h. */
  interface Functions extends Library {
    @Nullable Pointer tjInitDecompress();

    int tjDecompress2(
        Pointer handle,
        Pointer file,
        NativeLong length,
        Pointer target,
        int width,
        int pitch,
        int height,
        int pixelFormat,
        int flags);

    int tjDestroy(Pointer handle);

    String tjGetErrorStr2(Pointer handle);

    int tjGetErrorCode(Pointer handle);
  }

  private static final int TJPF_RGB = 0;
  private static final int TJPF_GRAY = 6;
  private static final int TJPF_CMYK = 11;
  private static final int TJFLAG_ACCURATEDCT = 4096;
  private static final int TJERR_FATAL = 1;

  private final Functions functions;
  private final Pointer handle;
  private Memory input = new Memory(1 << 18);
  private Memory output = new Memory(1 << 20);
  private ByteBuffer outputBytes = output.getByteBuffer(0, output.size());
  private byte[] inks = new byte[0];

  private TurboJpeg(Functions functions, Pointer handle) {
    this.functions = functions;
    this.handle = handle;
  }

  /** The library, if it is installed. */
  static Optional<Functions> library() {
    return load("turbojpeg").or(() -> load("libturbojpeg.so.0"));
  }

  private static Optional<Functions> load(String name) {
    try {
      return Optional.of(Native.load(name, Functions.class));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** A decoder of its own memory. */
  static TurboJpeg open(Functions functions) {
    Pointer handle = functions.tjInitDecompress();
    if (handle == null) {
      throw new IllegalStateException("libturbojpeg has no memory for a decoder");
    }
    return new TurboJpeg(functions, handle);
  }

  @Override
  public void decode(byte[] file, int length, JpegHeader header, Region region, Pixels target)
      throws BrokenImageException {
    int bands = header.colour().components();
    long pitch = (long) header.width() * bands;
    int rows = header.rowsFor(region.top() + region.height());
    reserve(length, pitch * rows);
    input.write(0, file, 0, length);
    input.setByte(header.heightAt(), (byte) (rows >> 8));
    input.setByte(header.heightAt() + 1, (byte) rows);
    int format =
        switch (header.colour()) {
          case GREY -> TJPF_GRAY;
          case RGB, YCBCR -> TJPF_RGB;
          case CMYK, YCCK -> TJPF_CMYK;
        };
    int status =
        functions.tjDecompress2(
            handle,
            input,
            new NativeLong(length),
            output,
            header.width(),
            (int) pitch,
            rows,
            format,
            TJFLAG_ACCURATEDCT);
    if (status != 0 && functions.tjGetErrorCode(handle) == TJERR_FATAL) {
      throw new BrokenImageException("cannot be decoded: " + functions.tjGetErrorStr2(handle));
    }
    target.reshape(region.width(), region.height(), bands == 1 ? 1 : 3);
    int rowBytes = region.width() * bands;
    if (bands == 4 && inks.length < rowBytes) {
      inks = new byte[rowBytes];
    }
    for (int row = 0; row < region.height(); row++) {
      int from = (int) ((region.top() + row) * pitch + (long) region.left() * bands);
      if (bands == 4) {
        outputBytes.get(from, inks, 0, rowBytes);
        Inks.toRgb(inks, 0, target.values(), row * region.width() * 3, region.width());
      } else {
        outputBytes.get(from, target.values(), row * rowBytes, rowBytes);
      }
    }
  }

  private void reserve(long inputSize, long outputSize) {
    if (input.size() < inputSize) {
      input.close();
      input = new Memory(inputSize * 3 / 2);
    }
    if (output.size() < outputSize) {
      output.close();
      output = new Memory(Math.min(Integer.MAX_VALUE, outputSize * 3 / 2));
      outputBytes = output.getByteBuffer(0, output.size());
    }
  }

  @Override
  public void close() {
    functions.tjDestroy(handle);
    input.close();
    output.close();
  }
}
