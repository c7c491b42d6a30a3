package io.absnas.core.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The data set that travels with this toolkit: 12,000 grey 28x28 images in 10 classes from
 * Fashion-MNIST's training file, 10,000 to train on and 2,000 held out.
 *
 * <p>Of each class, the first 1,000 images in file order are training images and the next 200 are
 * held out; both parts keep file order. {@code scripts/make-embedded-data.py} makes the resources.
 *
 * <p>See: H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking
 * machine learning algorithms", arXiv 1708.07747; MIT licence, notice beside the resources.
 */
public final class EmbeddedImages extends StoredImages {
  /** Number of classes. */
  public static final int CLASSES = 10;

  private EmbeddedImages(IdxImages images) {
    super(images);
  }

  /** The 10,000 training images, 1,000 per class. */
  public static EmbeddedImages training() {
    return read("training");
  }

  /** The 2,000 held-out images, 200 per class; none of them is a training image. */
  public static EmbeddedImages heldOut() {
    return read("held-out");
  }

  private static EmbeddedImages read(String part) {
    String images = "fashion-mnist-" + part + "-images.idx.gz";
    String labels = "fashion-mnist-" + part + "-labels.idx.gz";
    try (InputStream imageStream = open(images);
        InputStream labelStream = open(labels)) {
      return new EmbeddedImages(
          IdxImages.read("embedded/" + part, images, imageStream, labels, labelStream, CLASSES));
    } catch (IOException e) {
      throw new UncheckedIOException("this installation is damaged: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = EmbeddedImages.class.getResourceAsStream(resource);
    if (in == null) {
      throw new FileNotFoundException(resource + " is not on the class path");
    }
    return in;
  }
}
