package io.absnas.core.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash behind {@link PixelImages#fingerprint()}. */
final class ContentDigest {
  private ContentDigest() {}

  static String of(PixelImages images) {
    MessageDigest digest = sha256();
    digest.update(
        ByteBuffer.allocate(5 * Integer.BYTES)
            .putInt(images.size())
            .putInt(images.classes())
            .putInt(images.channels())
            .putInt(images.height())
            .putInt(images.width())
            .flip());
    ByteBuffer image = ByteBuffer.allocate(Integer.BYTES + images.imageBytes());
    for (int index = 0; index < images.size(); index++) {
      image.putInt(0, images.label(index));
      images.copyPixels(index, image.array(), Integer.BYTES);
      digest.update(image.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
