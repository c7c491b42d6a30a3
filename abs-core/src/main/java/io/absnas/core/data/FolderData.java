package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.image.DecoderChoice;
import io.absnas.core.image.Decoders;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.RandomStreams;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens folders and archives of pictures as a configuration says. */
final class FolderData {
  static final int HELD_OUT_PER_CLASS = 50;
  private static final String KEPT = "folder/training-kept";
  private static final String HELD_OUT = "folder/training-held-out";

  /** Puts two parts together. */
  @FunctionalInterface
  private interface Opening {
    DataPair pair(ImageFolder training, ImageFolder heldOut);
  }

  private FolderData() {}

  static DataPair open(DataConfig config, Map<String, String> environment) {
    FilesConfig files = config.effectiveFiles();
    CacheDirectory cache = CacheDirectory.of(files.cache(), environment);
    Decoders decoders = Decoders.of(files.decoder().orElse(DecoderChoice.AUTO));
    PhotoTransform transform =
        new PhotoTransform(
            files.style(),
            config.side(),
            files.resizeFor(config.side()),
            files.style() == PhotoStyle.STANDARD
                ? Optional.of(config.effectiveNormalisation())
                : Optional.empty());
    ImageFolder whole =
        ImageFolder.open(
            "folder/training", "data.dir", config.dir().orElseThrow(), cache, decoders);
    int[] broken = broken(files, whole, cache);
    PhotoAugmentation augmentation =
        new PhotoAugmentation(transform, files.colourJitter(), config.randAugment());
    DecodedCache decoded = new DecodedCache(cache);
    Opening opening =
        (training, heldOut) ->
            new DataPair(
                files.trainingSide().isPresent()
                    ? new DecodedPictures(training, files.trainingSide().get(), decoded)
                    : training,
                heldOut,
                augmentation,
                files.decode().filter(Decode.ONCE::equals).map(once -> decoded));
    if (config.heldOut() == HeldOutPart.TEST) {
      ImageFolder test =
          ImageFolder.open(
              "folder/test", "data.files.test-dir", files.testDir().orElseThrow(), cache, decoders);
      requireSameClasses(whole, test);
      return opening.pair(whole.without(broken), test.without(broken(files, test, cache)));
    }
    if (files.trainList().isPresent()) {
      ImageLists lists =
          ImageLists.read(
              whole, Path.of(files.trainList().get()), Path.of(files.heldOutList().orElseThrow()));
      return opening.pair(
          lists.training(KEPT).without(broken), lists.heldOut(HELD_OUT).without(broken));
    }
    int heldOut = config.validImages().orElse(HELD_OUT_PER_CLASS * whole.classes());
    DatasetSplit split =
        DatasetSplit.classBalanced(whole, heldOut, RandomStreams.of(config.splitSeed()));
    return opening.pair(
        whole.part(KEPT, split.training()).without(broken),
        whole.part(HELD_OUT, split.heldOut()).without(broken));
  }

  private static int[] broken(FilesConfig files, ImageFolder whole, CacheDirectory cache) {
    return switch (files.onBroken().orElse(OnBroken.FAIL)) {
      case FAIL -> new int[0];
      case SKIP -> BrokenImages.known(whole, cache);
    };
  }

  private static void requireSameClasses(ImageFolder training, ImageFolder test) {
    List<String> names = training.classNames();
    List<String> testNames = test.classNames();
    for (int label = 0; label < Math.max(names.size(), testNames.size()); label++) {
      String name = label < names.size() ? names.get(label) : "none";
      String testName = label < testNames.size() ? testNames.get(label) : "none";
      if (!name.equals(testName)) {
        throw new AbsException(
            INPUT,
            "class %d is %s in %s, but %s in %s"
                .formatted(label, name, training.source(), testName, test.source()));
      }
    }
  }
}
