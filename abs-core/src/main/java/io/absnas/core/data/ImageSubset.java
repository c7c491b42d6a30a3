package io.absnas.core.data;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

/** Some images of a source, in an order of their own; the pixels stay with the source. */
public final class ImageSubset implements PixelImages {
  private final String id;
  private final PixelImages source;
  private final int[] indices;

  /**
   * A view of the source.
   *
   * @param indices positions in the source, copied
   */
  public ImageSubset(String id, PixelImages source, int[] indices) {
    this.id = requireNonNull(id, "id is null");
    this.source = requireNonNull(source, "source is null");
    this.indices = indices.clone();
    for (int index : this.indices) {
      checkIndex(index, source.size());
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public int channels() {
    return source.channels();
  }

  @Override
  public int height() {
    return source.height();
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public int label(int index) {
    return source.label(indices[index]);
  }

  @Override
  public void copyPixels(int index, byte[] target, int offset) {
    source.copyPixels(indices[index], target, offset);
  }
}
