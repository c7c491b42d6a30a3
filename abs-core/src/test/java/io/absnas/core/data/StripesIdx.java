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
