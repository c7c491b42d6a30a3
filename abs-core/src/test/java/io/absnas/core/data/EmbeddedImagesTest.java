package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EmbeddedImagesTest {
  @Test
  void holdsTheDocumentedCountsEvenlyOverTheClasses() {
    assertCounts(EmbeddedImages.training(), 10_000, 1_000);
    assertCounts(EmbeddedImages.heldOut(), 2_000, 200);
  }

  @Test
  void holdsTheKnownContent() {
    // Worked out from the resources with Python's gzip and hashlib.
    assertThat(EmbeddedImages.training().fingerprint())
        .isEqualTo("5ab02d7d53bd8cacd115147cb2bef14026e0cf113cc0cc4bbcb821cd3da42d23");
    assertThat(EmbeddedImages.heldOut().fingerprint())
        .isEqualTo("c045575c74a3524ca1e9444a8e09f1e685c41504dcfc4da3120aefbbf97ce8ac");
  }

  @Test
  void meanAndDeviationAreThoseOfTheWholeSet() {
    PixelImages images = EmbeddedImages.training();
    byte[] pixels = new byte[images.imageBytes()];
    double sum = 0;
    double squares = 0;
    for (int index = 0; index < images.size(); index++) {
      images.copyPixels(index, pixels, 0);
      for (byte pixel : pixels) {
        double value = (pixel & 0xff) / 255.0;
        sum += value;
        squares += value * value;
      }
    }
    double count = (double) images.size() * pixels.length;
    double mean = sum / count;
    assertThat(mean).isCloseTo(0.2860, within(0.005));
    assertThat(Math.sqrt(squares / count - mean * mean)).isCloseTo(0.3530, within(0.005));
  }

  @Test
  void trainingAndHeldOutShareNoImage() {
    Set<String> training = new HashSet<>();
    forEachImage(EmbeddedImages.training(), training::add);
    Set<String> heldOut = new HashSet<>();
    forEachImage(EmbeddedImages.heldOut(), heldOut::add);
    heldOut.retainAll(training);
    assertThat(heldOut).isEmpty();
  }

  @Test
  void equalsTheOriginalAtThePositionsOfTheRule() {
    if (!Files.isDirectory(Datasets.DEBIAN_FASHION_MNIST)) {
      return; // The fingerprints above hold the content where the original is not installed.
    }
    PixelImages original = IdxImages.training("original", Datasets.DEBIAN_FASHION_MNIST, 10);
    PixelImages training = EmbeddedImages.training();
    PixelImages heldOut = EmbeddedImages.heldOut();
    int[] seen = new int[10];
    int nextTraining = 0;
    int nextHeldOut = 0;
    for (int index = 0; index < original.size(); index++) {
      int rank = seen[original.label(index)]++;
      if (rank < 1_000) {
        assertSameImage(training, nextTraining++, original, index);
      } else if (rank < 1_200) {
        assertSameImage(heldOut, nextHeldOut++, original, index);
      }
    }
    assertThat(nextTraining).isEqualTo(10_000);
    assertThat(nextHeldOut).isEqualTo(2_000);
  }

  @Test
  void carriesItsLicence() throws IOException {
    try (InputStream in = EmbeddedImages.class.getResourceAsStream("LICENSE-fashion-mnist.txt")) {
      assertThat(in).isNotNull();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Copyright 2017, Zalando SE", "Permission is hereby granted, free of charge");
    }
  }

  private static void assertCounts(PixelImages images, int size, int perClass) {
    assertThat(images.size()).isEqualTo(size);
    assertThat(images.height()).isEqualTo(28);
    assertThat(images.width()).isEqualTo(28);
    assertThat(images.channels()).isEqualTo(1);
    int[] counts = new int[10];
    for (int index = 0; index < images.size(); index++) {
      counts[images.label(index)]++;
    }
    assertThat(counts).containsOnly(perClass);
  }

  private static void assertSameImage(PixelImages some, int index, PixelImages all, int position) {
    byte[] actual = new byte[784];
    byte[] expected = new byte[784];
    some.copyPixels(index, actual, 0);
    all.copyPixels(position, expected, 0);
    assertThat(Arrays.equals(actual, expected) && some.label(index) == all.label(position))
        .as("image %d of the embedded set is image %d of the original", index, position)
        .isTrue();
  }

  private static void forEachImage(PixelImages images, Consumer<String> consumer) {
    byte[] pixels = new byte[images.imageBytes()];
    for (int index = 0; index < images.size(); index++) {
      images.copyPixels(index, pixels, 0);
      consumer.accept(new String(pixels, StandardCharsets.ISO_8859_1));
    }
  }
}
