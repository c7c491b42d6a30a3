package io.absnas.core.data;

import java.util.Locale;
import java.util.Set;

/** Which files count as images, by their names; what they hold is told by their content. */
final class ImageNames {
  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "pgm", "ppm");

  private ImageNames() {}

  /** Whether a file of this name is an image; case plays no part, hidden files are none. */
  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0
        && name.charAt(0) != '.'
        && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Whether a directory of this name holds no images that count. */
  static boolean isHidden(String directory) {
    return directory.startsWith(".") || directory.equals("__MACOSX");
  }
}
