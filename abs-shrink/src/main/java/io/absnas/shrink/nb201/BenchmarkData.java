package io.absnas.shrink.nb201;

/** The data sets on which NAS-Bench-201 trained every architecture. */
public enum BenchmarkData {
  /** 50,000 images for training, 10,000 for the test. */
  CIFAR10("CIFAR-10", "cifar10"),
  /** The same of 100 classes. */
  CIFAR100("CIFAR-100", "cifar100"),
  /** 120 classes of ImageNet at 16x16 pixels. */
  IMAGENET16_120("ImageNet16-120", "imagenet16_120");

  private final String title;
  private final String column;

  BenchmarkData(String title, String column) {
    this.title = title;
    this.column = column;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }

  /** What columns of tables about it begin with. */
  public String column() {
    return column;
  }

  /** The data set of this name; any other is refused with the list of names. */
  public static BenchmarkData parse(String text) {
    for (BenchmarkData data : values()) {
      if (data.column.equals(text)) {
        return data;
      }
    }
    throw new IllegalArgumentException(
        "data set is '" + text + "', allowed are cifar10, cifar100, imagenet16_120");
  }
}
