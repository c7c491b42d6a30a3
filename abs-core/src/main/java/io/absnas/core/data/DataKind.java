package io.absnas.core.data;

/** Where the images of a run come from; {@code data.source} in kebab-case. */
public enum DataKind {
  /** The 10,000 + 2,000 images that travel with this toolkit. */
  EMBEDDED,
  /** All of Fashion-MNIST: Debian's package dataset-fashion-mnist, or the same files elsewhere. */
  FASHION_MNIST,
  /** Any data set in the file layout of MNIST. */
  IDX,
  /** CIFAR-10, binary version. */
  CIFAR10,
  /** CIFAR-100, binary version. */
  CIFAR100,
  /** Pictures of any size with one directory per class, in a folder or an archive. */
  FOLDER
}
