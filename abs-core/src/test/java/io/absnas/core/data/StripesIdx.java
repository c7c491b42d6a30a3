package io.absnas.core.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Pictures of stripes whose distance is the class, 8x8, as IDX files. */
public final class StripesIdx {
  private static final int CLASSES = 10;

  private StripesIdx() {}

  /**
   * The section of a configuration that reads so many of them.
   *
   * @param more further keys, for example which images are held out
   */
  public static String section(Path folder, int count, String more) throws IOException {
    return """
        data:
          source: idx
          dir: %s
          classes: 10
          %s
          side: 8
          channels: 3
          normalisation: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}
          augmentation: {flip: false, pad: 0, cutout: 0}
          threads: 1
        """
        .formatted(write(folder, count), more);
  }

  public static Path write(Path folder, int count) throws IOException {
    Path data = Files.createDirectories(folder);
    for (String part : List.of("train", "t10k")) {
      try (DataOutputStream pixels =
              new DataOutputStream(
                  Files.newOutputStream(data.resolve(part + "-images-idx3-ubyte")));
          DataOutputStream labels =
              new DataOutputStream(
                  Files.newOutputStream(data.resolve(part + "-labels-idx1-ubyte")))) {
        for (int word : new int[] {0x803, count, 8, 8}) {
          pixels.writeInt(word);
        }
        labels.writeInt(0x801);
        labels.writeInt(count);
        for (int i = 0; i < count; i++) {
          labels.writeByte(i % CLASSES);
          for (int pixel = 0; pixel < 64; pixel++) {
            pixels.writeByte(pixel % (i % CLASSES + 2) == 0 ? 250 : 5);
          }
        }
      }
    }
    return data;
  }
}
