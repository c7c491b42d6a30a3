package io.absnas.core.data;

import io.absnas.core.run.RandomStreams;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Batches of noise in the form in which the images of a configuration come: pictures of files as
 * bytes, all others as float32.
 *
 * @param data the configuration
 * @param classes number of labels
 * @param streams where the noise comes from
 */
public record NoiseImages(DataConfig data, int classes, RandomStreams streams) {
  /** A batch of so many images. */
  public HostBatch batch(int images) {
    RandomGenerator random = streams.stream("noise", images);
    int side = data.side();
    int channels = data.channels();
    byte[] bytes = new byte[images * side * side * channels];
    random.nextBytes(bytes);
    int[] labels = random.ints(images, 0, classes).toArray();
    if (data.source() == DataKind.FOLDER) {
      Optional<Normalisation> normalisation =
          data.effectiveFiles().style() == PhotoStyle.STANDARD
              ? Optional.of(data.effectiveNormalisation())
              : Optional.empty();
      return new HostBatch(
          new BytePixels(bytes, normalisation, channels), labels, side, side, channels);
    }
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] / 64f;
    }
    return new HostBatch(values, labels, side, side, channels);
  }

  /** Bytes of the pixels of one image while its batch waits. */
  public long bytesPerImage() {
    long values = (long) data.side() * data.side() * data.channels();
    return data.source() == DataKind.FOLDER ? values : values * Float.BYTES;
  }
}
