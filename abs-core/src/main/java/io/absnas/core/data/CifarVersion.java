package io.absnas.core.data;

import java.util.List;
import java.util.stream.IntStream;

/** The two CIFAR data sets in their binary form, with the layout of files and records. */
public enum CifarVersion {
  /** One label byte per record; five training files. */
  CIFAR10("cifar10", 10, 0, "cifar-10-batches-bin"),
  /** A coarse label byte, which is checked and left out, before the fine one. */
  CIFAR100("cifar100", 100, 20, "cifar-100-binary");

  private final String id;
  private final int classes;
  private final int coarseClasses;
  private final String folder;

  CifarVersion(String id, int classes, int coarseClasses, String folder) {
    this.id = id;
    this.classes = classes;
    this.coarseClasses = coarseClasses;
    this.folder = folder;
  }

  /** Name of the data set in configurations. */
  public String id() {
    return id;
  }

  /** Number of (fine) classes. */
  public int classes() {
    return classes;
  }

  /** Classes of the label byte before the one that is used; 0 if there is no such byte. */
  int coarseClasses() {
    return coarseClasses;
  }

  /** Folder that the published archive unpacks to. */
  String folder() {
    return folder;
  }

  List<String> trainingFiles() {
    return switch (this) {
      case CIFAR10 ->
          IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
      case CIFAR100 -> List.of("train.bin");
    };
  }

  List<String> testFiles() {
    return switch (this) {
      case CIFAR10 -> List.of("test_batch.bin");
      case CIFAR100 -> List.of("test.bin");
    };
  }
}
