package io.absnas.core.data;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.run.StrictJson;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Section {@code data} of a configuration. Messages name the record's components, which the reader
 * of configurations replaces by their keys.
 *
 * @param source which data set
 * @param dir folder of its files, for {@code folder} an archive too; not for {@code embedded},
 *     optional for {@code fashion-mnist}
 * @param classes number of classes, for {@code idx} only, which needs it
 * @param heldOut which images a run evaluates on; the embedded set has no test files
 * @param validImages images held out of the training files, evenly over the classes; if absent
 *     5,000, or 50 a class for {@code folder}; not for {@code embedded}, whose 2,000 held-out
 *     images are fixed, nor with {@code held-out: test}
 * @param splitSeed decides which images these are, whatever the seed of the run
 * @param side height and width of the network's input in pixels; smaller images are centred on
 *     black
 * @param channels channels of the network's input, 1 or 3; grey images are repeated to fill 3
 * @param augmentation random changes of training images
 * @param randAugment further random changes of training images; none if absent
 * @param normalisation mean and standard deviation; the data set's own if absent; {@code idx} needs
 *     it
 * @param draw how training images are drawn
 * @param lastBatch what becomes of a partial batch at the end of a shuffled pass
 * @param stepsPerEpoch steps that schedules and evaluations count as an epoch; those of one pass if
 *     absent
 * @param threads worker threads that prepare batches
 * @param prefetch batches prepared ahead
 * @param images training images that a plan counts with where the files are not there; a run counts
 *     those that are; not for {@code embedded}
 * @param files for {@code folder} only: pictures of any size in files
 */
public record DataConfig(
    DataKind source,
    Optional<String> dir,
    Optional<Integer> classes,
    HeldOutPart heldOut,
    Optional<Integer> validImages,
    long splitSeed,
    int side,
    int channels,
    AugmentationConfig augmentation,
    Optional<RandAugment> randAugment,
    Optional<Normalisation> normalisation,
    Draw draw,
    LastBatch lastBatch,
    Optional<Integer> stepsPerEpoch,
    int threads,
    int prefetch,
    Optional<Integer> images,
    Optional<FilesConfig> files) {
  /** Keys that say where images are, how they are read and counted, not what they are. */
  private static final List<String> WHERE =
      List.of("dir", "threads", "prefetch", "images", "steps-per-epoch");

  private static final List<String> WHERE_FILES =
      List.of("test-dir", "train-list", "held-out-list", "decoder", "cache", "decode");

  private static final Logger log = LoggerFactory.getLogger(DataConfig.class);
  private static final int MAX_SIDE = 1024;
  private static final int MAX_CLASSES = 256;
  private static final int MAX_THREADS = 256;
  private static final int MAX_PREFETCH = 1024;

  /** Checks each value and that the keys belong to the source. */
  public DataConfig {
    requireNonNull(source, "source is null");
    requireNonNull(dir, "dir is null");
    requireNonNull(classes, "classes is null");
    requireNonNull(heldOut, "heldOut is null");
    requireNonNull(validImages, "validImages is null");
    requireNonNull(augmentation, "augmentation is null");
    requireNonNull(randAugment, "randAugment is null");
    requireNonNull(normalisation, "normalisation is null");
    requireNonNull(draw, "draw is null");
    requireNonNull(lastBatch, "lastBatch is null");
    requireNonNull(stepsPerEpoch, "stepsPerEpoch is null");
    requireNonNull(images, "images is null");
    requireNonNull(files, "files is null");
    images.ifPresent(value -> requireRange("images", value, 1, Integer.MAX_VALUE));
    stepsPerEpoch.ifPresent(value -> requireRange("stepsPerEpoch", value, 1, Integer.MAX_VALUE));
    classes.ifPresent(value -> requireRange("classes", value, 2, MAX_CLASSES));
    validImages.ifPresent(value -> requireRange("validImages", value, 1, Integer.MAX_VALUE));
    requireRange("side", side, 1, MAX_SIDE);
    require(channels == 1 || channels == 3, "channels is " + channels + ", allowed 1 or 3");
    requireRange("threads", threads, 1, MAX_THREADS);
    requireRange("prefetch", prefetch, 1, MAX_PREFETCH);
    require(
        heldOut == HeldOutPart.VALIDATION || validImages.isEmpty(),
        "validImages has no meaning where the test files are held out");
    require(
        (source == DataKind.IDX) == classes.isPresent(),
        "classes is needed for idx files, and for nothing else");
    require(
        source == DataKind.FOLDER || files.isEmpty(),
        "files has a meaning for the source folder only");
    require(
        source != DataKind.FOLDER
            || randAugment.isEmpty()
            || files.orElse(FilesConfig.DEFAULT).style() == PhotoStyle.STANDARD,
        "randAugment has no meaning for files.transform reference; it goes with standard");
    switch (source) {
      case FOLDER ->
          requireFolder(
              files.orElse(FilesConfig.DEFAULT),
              dir,
              heldOut,
              validImages,
              side,
              channels,
              augmentation,
              normalisation);
      case EMBEDDED -> {
        require(dir.isEmpty(), "dir has no meaning for the embedded images");
        require(
            validImages.isEmpty(),
            "validImages has no meaning for the embedded images, of which 2000 are held out");
        require(images.isEmpty(), "images has no meaning for the embedded images, which are there");
        require(
            heldOut == HeldOutPart.VALIDATION,
            "heldOut is test, but of the embedded images there is a validation part only");
      }
      case FASHION_MNIST -> {}
      case IDX -> {
        require(dir.isPresent(), "dir is needed for idx files");
        require(normalisation.isPresent(), "normalisation is needed for idx files");
      }
      case CIFAR10, CIFAR100 -> {
        require(dir.isPresent(), "dir is needed for CIFAR files");
        require(channels == 3, "channels is 1, but CIFAR images have 3");
      }
    }
    normalisation.ifPresent(value -> value.requireChannels(channels));
    require(
        augmentation.cutout() <= 2 * side,
        "augmentation.cutout is %d, allowed up to %d for this input"
            .formatted(augmentation.cutout(), 2 * side));
  }

  /** The embedded images as 32x32 colour input, shuffled, with flip and crop. */
  public static DataConfig defaults() {
    return new DataConfig(
        DataKind.EMBEDDED,
        Optional.empty(),
        Optional.empty(),
        HeldOutPart.VALIDATION,
        Optional.empty(),
        0,
        32,
        3,
        AugmentationConfig.STANDARD,
        Optional.empty(),
        Optional.empty(),
        Draw.SHUFFLED,
        LastBatch.DROP,
        Optional.empty(),
        2,
        4,
        Optional.empty(),
        Optional.empty());
  }

  /** The same data set with its test files held out; of a folder they must be named already. */
  public DataConfig onTestFiles() {
    return heldOut == HeldOutPart.TEST
        ? this
        : new DataConfig(
            source,
            dir,
            classes,
            HeldOutPart.TEST,
            Optional.empty(),
            splitSeed,
            side,
            channels,
            augmentation,
            randAugment,
            normalisation,
            draw,
            lastBatch,
            stepsPerEpoch,
            threads,
            prefetch,
            images,
            files);
  }

  /** Training batches of so many images, drawn and counted as this section says. */
  public BatchPlan plan(int batchSize) {
    return new BatchPlan(batchSize, draw, lastBatch, stepsPerEpoch);
  }

  /**
   * Worker threads that there are processors for: as many as wanted, but never more than the job
   * has processors; the batches are the same.
   */
  public int workers() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads > processors) {
      log.info("{} loader thread(s) instead of {}: as many as processors", processors, threads);
    }
    return Math.min(threads, processors);
  }

  /** A loader of batches, at rest, with {@link #workers} and the queue of this section. */
  public BatchLoader loader(
      ImageSource source, TrainingTransform transform, BatchPlan plan, RandomStreams streams) {
    return loader(source, transform, plan, streams, Optional.empty());
  }

  /**
   * A loader of mixtures.
   *
   * @param mixup how images are mixed, if they are
   */
  public BatchLoader loader(
      ImageSource source,
      TrainingTransform transform,
      BatchPlan plan,
      RandomStreams streams,
      Optional<Mixup> mixup) {
    return new BatchLoader(source, transform, plan, streams, mixup, workers(), prefetch);
  }

  private static void requireFolder(
      FilesConfig files,
      Optional<String> dir,
      HeldOutPart heldOut,
      Optional<Integer> validImages,
      int side,
      int channels,
      AugmentationConfig augmentation,
      Optional<Normalisation> normalisation) {
    require(dir.isPresent(), "dir is needed for the source folder: a folder, tar or zip file");
    require(channels == 3, "channels is 1, but images in files come with 3");
    require(
        augmentation.equals(AugmentationConfig.STANDARD),
        "augmentation has no meaning for the source folder: files.transform says what is done");
    require(
        files.style() == PhotoStyle.STANDARD || normalisation.isEmpty(),
        "normalisation has no meaning for files.transform reference, which leaves values as they"
            + " are");
    require(
        files.resizeFor(side) >= side,
        "files.resize is %d, below side, which is %d".formatted(files.resizeFor(side), side));
    files
        .trainingSide()
        .ifPresent(
            value ->
                require(
                    value >= side,
                    "files.training-side is %d, below side, which is %d".formatted(value, side)));
    require(
        (heldOut == HeldOutPart.TEST) == files.testDir().isPresent(),
        heldOut == HeldOutPart.TEST
            ? "files.test-dir is needed where the test images are held out"
            : "files.test-dir has no meaning unless held-out is test");
    require(
        files.trainList().isEmpty() || (heldOut == HeldOutPart.VALIDATION && validImages.isEmpty()),
        "files.train-list says which images are held out: heldOut must be validation, without"
            + " valid-images");
  }

  /**
   * The keys that decide what the images look like, as JSON; where they are and how they are read
   * does not.
   */
  public String imageSettings() {
    ObjectNode settings = StrictJson.tree(this).deepCopy();
    settings.remove(WHERE);
    if (settings.get("files") instanceof ObjectNode inFiles) {
      inFiles.remove(WHERE_FILES);
    }
    return settings.toString();
  }

  /** Section {@code files} or its defaults. */
  public FilesConfig effectiveFiles() {
    return files.orElse(FilesConfig.DEFAULT);
  }

  /** The given normalisation, or the data set's own. */
  public Normalisation effectiveNormalisation() {
    return normalisation.orElseGet(
        () ->
            switch (source) {
              case EMBEDDED, FASHION_MNIST -> Normalisation.FASHION_MNIST;
              case CIFAR10 -> Normalisation.CIFAR10;
              case CIFAR100 -> Normalisation.CIFAR100;
              case FOLDER -> Normalisation.IMAGENET;
              case IDX ->
                  throw new IllegalStateException("idx files have no default normalisation");
            });
  }

  private static void requireRange(String key, int value, int low, int high) {
    require(
        value >= low && value <= high,
        "%s is %d, allowed %d to %d".formatted(key, value, low, high));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
