package io.absnas.core.data;

import io.absnas.core.image.Region;
import io.absnas.core.mutation.MutatedFormat;
import io.absnas.core.mutation.Mutations;
import io.absnas.core.run.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Files of decoded pictures, damaged. */
public final class DecodedMutations {
  private static final String IDENTITY = "three pictures";

  private DecodedMutations() {}

  /**
   * A file of three small pictures.
   *
   * @param work an empty folder
   */
  public static MutatedFormat format(Path work) throws IOException {
    Path file = work.resolve("decoded");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      DecodedFile.Writer writer = new DecodedFile.Writer(channel, 3);
      for (int image = 0; image < 3; image++) {
        writer.put(image, 4 + image, 5, image, DataFiles.ramp(5 * 3 * (4 + image)), 0);
      }
      writer.finish(IDENTITY, "now");
    }
    return new MutatedFormat(
        "decoded",
        true,
        Map.of("decoded", Files.readAllBytes(file)),
        Mutations::of,
        bytes -> read(Files.write(file, bytes)));
  }

  /** As whoever reads it does: what is not whole is decoded again. */
  private static List<String> read(Path path) throws IOException {
    DecodedFile file = DecodedFile.open(path, IDENTITY);
    List<String> pictures = new ArrayList<>(List.of(file.stamp()));
    for (int image = 0; image < file.count(); image++) {
      if (!file.isWhole(image)) {
        throw new IOException("picture " + image + " is damaged");
      }
      Region whole = Region.whole(file.width(image), file.height(image));
      byte[] pixels = new byte[3 * whole.width() * whole.height()];
      file.copy(image, whole, pixels, 0);
      pictures.add(file.label(image) + " " + whole + " " + Sha256.of(pixels));
    }
    return pictures;
  }
}
