package io.absnas.core.data;

import static io.absnas.core.data.Refusals.assertRefused;
import static io.absnas.core.run.ExitCode.INPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.image.GoldenPictures;
import io.absnas.core.image.PictureBytes;
import io.absnas.core.run.RandomStreams;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoTransformTest {
  private static final PhotoTransform STANDARD =
      new PhotoTransform(PhotoStyle.STANDARD, 16, 20, Optional.of(Normalisation.IMAGENET));
  private static final PhotoTransform REFERENCE =
      new PhotoTransform(PhotoStyle.REFERENCE, 16, 20, Optional.empty());

  @TempDir Path temp;
  private ImageFolder pictures;

  @BeforeEach
  void writePictures() {
    Path root =
        PictureFolders.write(
            temp.resolve("pictures"),
            Map.of(
                "a/1.png", GoldenPictures.file("source.png"),
                "b/1.png", GoldenPictures.file("tall.png")));
    pictures = PictureFolders.open(root, temp.resolve("cache"));
  }

  @Test
  void standardEvaluationIsTorchvisions() {
    HostBatch batch = STANDARD.batch(pictures, new int[] {0, 1});
    assertThat(bytes(batch, 0)).isEqualTo(GoldenPictures.rgb("torchvision-eval.png"));
    assertThat(bytes(batch, 1)).isEqualTo(GoldenPictures.rgb("torchvision-eval-tall.png"));
    assertThat(batch.labels()).containsExactly(0, 1);
    double[] normalised =
        new String(GoldenPictures.file("torchvision-normalised.txt"), StandardCharsets.UTF_8)
            .lines()
            .mapToDouble(Double::parseDouble)
            .toArray();
    for (int i = 0; i < normalised.length; i++) {
      assertThat((double) batch.pixels()[i]).isEqualTo(normalised[i]);
    }
  }

  @Test
  void standardTrainingIsTorchvisions() {
    // Area 588 of 1645 with ratio 4/3 is 28 by 21.
    ScriptedRandom draws = ScriptedRandom.of(588 / 1645.0, Math.log(4 / 3.0) - 1e-9, 3, 5, 1);
    HostBatch batch =
        new PhotoAugmentation(STANDARD).batch(pictures, new int[] {0}, position -> draws);
    assertThat(bytes(batch, 0)).isEqualTo(GoldenPictures.rgb("torchvision-train.png"));
    assertThat(draws.left()).isZero();
  }

  @Test
  void colourJitterChangesTheCrop() {
    // The crop of the test above, then half as bright, rounded down.
    ScriptedRandom draws =
        ScriptedRandom.of(588 / 1645.0, Math.log(4 / 3.0) - 1e-9, 3, 5, 1, 3, 2, 0, 0.5);
    Optional<ColourJitter> changes = Optional.of(new ColourJitter(0.5, 0, 0, 0));
    HostBatch batch =
        new PhotoAugmentation(STANDARD, changes, Optional.empty())
            .batch(pictures, new int[] {0}, position -> draws);
    int[] darker = GoldenPictures.rgb("torchvision-train.png");
    Arrays.setAll(darker, i -> darker[i] / 2);
    assertThat(bytes(batch, 0)).isEqualTo(darker);
    assertThat(draws.left()).isZero();
    assertThatThrownBy(() -> new PhotoAugmentation(REFERENCE, changes, Optional.empty()))
        .hasMessageContaining("red before green before blue");
    assertThatThrownBy(() -> new ColourJitter(0.4, 0.4, 0.4, 0.6))
        .hasMessage("hue is 0.6, must be at least 0 and at most 0.5");
  }

  @Test
  void everyChangeComesInAnyOrder() {
    byte[] straight = {10, (byte) 200, 90};
    ColourJitter all = new ColourJitter(1, 1, 1, 0.5);
    // Order brightness, contrast, saturation, hue; no factor changes anything, but eight bits of
    // hue
    // (102.9 of 255) and saturation (242.3) do not keep the blue: 200 (1 - 242 / 255 * 0.6) is 86.
    all.apply(new PictureBytes(straight, 0, 1, 1, 3), ScriptedRandom.of(3, 2, 1, 1, 1, 1, 0));
    assertThat(straight).containsExactly(10, (byte) 200, 86);
    byte[] dark = {10, (byte) 200, 90};
    // Order hue, contrast, saturation, brightness: 0 comes last.
    all.apply(new PictureBytes(dark, 0, 1, 1, 3), ScriptedRandom.of(0, 2, 1, 0, 1, 1, 0));
    assertThat(dark).containsExactly(0, 0, 0);
  }

  @Test
  void randAugmentChangesTheCrop() {
    // The crop of the test above, then every value turned around: solarize with magnitude 30.
    ScriptedRandom draws = ScriptedRandom.of(588 / 1645.0, Math.log(4 / 3.0) - 1e-9, 3, 5, 1, 11);
    Optional<RandAugment> changes = Optional.of(new RandAugment(1, 30));
    HostBatch batch =
        new PhotoAugmentation(STANDARD, Optional.empty(), changes)
            .batch(pictures, new int[] {0}, position -> draws);
    int[] turned = GoldenPictures.rgb("torchvision-train.png");
    Arrays.setAll(turned, i -> 255 - turned[i]);
    assertThat(bytes(batch, 0)).isEqualTo(turned);
    assertThat(draws.left()).isZero();
    assertThatThrownBy(() -> new PhotoAugmentation(REFERENCE, Optional.empty(), changes))
        .hasMessageContaining("red before green before blue");
  }

  @Test
  void referenceEvaluationIsOpenCvs() {
    HostBatch batch = REFERENCE.batch(pictures, new int[] {0, 1});
    assertNear(bytes(batch, 0), "reference-eval.png");
    assertNear(bytes(batch, 1), "reference-eval-tall.png");
    assertThat(batch.pixels()[5]).isEqualTo(bytes(batch, 0)[5]);
  }

  @Test
  void referenceTrainingCropsLightsFlipsAndSwapsColours() {
    // A square of 24: area 576 of 1645. Its place is column 9, row 4.
    ScriptedRandom draws = ScriptedRandom.of(576 / 1645.0, 9, 4, 1.1, -0.7, 2, 1);
    HostBatch batch =
        new PhotoAugmentation(REFERENCE).batch(pictures, new int[] {0}, position -> draws);
    assertNear(bytes(batch, 0), "reference-train.png");
    assertThat(draws.left()).isZero();
  }

  @Test
  void referenceTrainingFillsWithBlackWhatLiesOutside() {
    double[] script = new double[34];
    for (int attempt = 0; attempt < 10; attempt++) {
      script[3 * attempt] = 1600 / 1645.0;
      script[3 * attempt + 1] = 5;
      script[3 * attempt + 2] = 2; // row -5 + 2
    }
    ScriptedRandom draws = ScriptedRandom.of(script);
    HostBatch batch =
        new PhotoAugmentation(REFERENCE).batch(pictures, new int[] {0}, position -> draws);
    assertNear(bytes(batch, 0), "reference-outside.png");
    assertThat(draws.left()).isZero();
  }

  @Test
  void aPictureOfOnePixelFillsTheInput() {
    byte[] pixel = "P6 1 1 255\nabc".getBytes(StandardCharsets.US_ASCII);
    Path root =
        PictureFolders.write(temp.resolve("small"), Map.of("a/1.ppm", pixel, "b/1.ppm", pixel));
    ImageFolder small = PictureFolders.open(root, temp.resolve("cache"));
    for (PhotoTransform transform : new PhotoTransform[] {STANDARD, REFERENCE}) {
      int first = transform == STANDARD ? 'a' : 'c';
      int[] found = bytes(transform.batch(small, new int[] {1}), 0);
      assertThat(new int[] {found[0], found[1], found[2]})
          .containsExactly(first, 'b', 'a' + 'c' - first);
      RandomStreams streams = RandomStreams.of(3);
      new PhotoAugmentation(transform)
          .batch(small, new int[] {0, 1, 0, 1}, position -> streams.stream("x", position));
    }
  }

  @Test
  void whatBreaksNamesTheFirstFileOfTheBatch() {
    byte[] broken = Arrays.copyOf(GoldenPictures.file("baseline.jpg"), 1000);
    Path root =
        PictureFolders.write(
            temp.resolve("broken"),
            Map.of(
                "a/1.JPEG",
                GoldenPictures.file("baseline.jpg"),
                "a/2.JPEG",
                broken,
                "b/3.JPEG",
                new byte[0],
                "b/4.JPEG",
                GoldenPictures.file("grey.jpg")));
    ImageFolder images = PictureFolders.open(root, temp.resolve("cache"));
    String message =
        root
            + "/a/2.JPEG: cut off: the end-of-image marker is missing"
            + " (data.files.on-broken: skip leaves such images out)";
    for (int attempt = 0; attempt < 5; attempt++) {
      assertRefused(INPUT, () -> STANDARD.batch(images, new int[] {0, 1, 2, 3}))
          .hasMessage(message);
    }
    assertThat(STANDARD.batch(images, new int[] {3, 0}).count()).isEqualTo(2);
    assertThat(BrokenImages.find(images).values())
        .containsExactly(
            message,
            root
                + "/b/3.JPEG: the file is empty (data.files.on-broken: skip leaves such images out)");
    ImageFolder whole =
        images.without(BrokenImages.known(images, new CacheDirectory(temp.resolve("cache"))));
    assertThat(PictureFolders.paths(whole)).containsExactly("a/1.JPEG", "b/4.JPEG");
    assertThat(whole.skipped()).isEqualTo(2);
    // The second time it is known without looking.
    assertThat(BrokenImages.known(images, new CacheDirectory(temp.resolve("cache"))))
        .containsExactly(1, 2);
  }

  private static int[] bytes(HostBatch batch, int image) {
    byte[] values = batch.bytes().orElseThrow().values();
    int size = batch.height() * batch.width() * batch.channels();
    int[] found = new int[size];
    for (int i = 0; i < size; i++) {
      found[i] = values[image * size + i] & 0xff;
    }
    return found;
  }

  private static void assertNear(int[] found, String golden) {
    assertThat(GoldenPictures.farthest(found, GoldenPictures.rgb(golden)))
        .as(golden)
        .isLessThanOrEqualTo(1);
  }
}
