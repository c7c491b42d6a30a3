package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Pixels as unsigned bytes, a quarter of the size of their float32 values, which are made where
 * they are needed: v itself, or ((v / 255) - mean) / std, each step rounded to float32 as in
 * PyTorch.
 *
 * <p>The accessors return the arrays themselves.
 */
public final class BytePixels {
  private final byte[] values;
  private final float[] mean;
  private final float[] std;

  /**
   * Takes the array over.
   *
   * @param values in the order (N, height, width, channels)
   * @param normalisation for as many channels as there are; none: the values are used as they are
   */
  public BytePixels(byte[] values, Optional<Normalisation> normalisation, int channels) {
    this.values = requireNonNull(values, "values is null");
    this.mean = normalisation.map(one -> one.means(channels)).orElse(new float[0]);
    this.std = normalisation.map(one -> one.stds(channels)).orElse(new float[0]);
  }

  /** The bytes. */
  public byte[] values() {
    return values;
  }

  /** One mean a channel in the scale 0 to 1; none where the values are used as they are. */
  public float[] mean() {
    return mean;
  }

  /** As many standard deviations. */
  public float[] std() {
    return std;
  }

  /** All values as float32. */
  float[] toFloats(int channels) {
    float[][] tables = new float[channels][256];
    for (int channel = 0; channel < channels; channel++) {
      for (int value = 0; value < 256; value++) {
        tables[channel][value] =
            mean.length == 0 ? value : (value / 255f - mean[channel]) / std[channel];
      }
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = tables[i % channels][values[i] & 0xff];
    }
    return floats;
  }
}
