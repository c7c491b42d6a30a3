package io.absnas.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.image.Region;
import io.absnas.core.run.RandomStreams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomCropsTest {
  private static final int DRAWS = 20_000;

  @Test
  void squaresLieInsideAndHaveTheRightArea() {
    RandomGenerator random = RandomStreams.of(1).stream("crops");
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      Region crop = RandomCrops.square(300, 300, random);
      assertThat(crop.width()).isEqualTo(crop.height());
      assertThat(crop.inside(300, 300)).isTrue();
      sum += crop.width() * crop.height() / 90_000.0;
    }
    // Uniform in 0.08 to 1; the mean of 20,000 has a standard deviation of 0.0019.
    assertThat(sum / DRAWS).isCloseTo(0.54, within(0.01));
  }

  @Test
  void squaresOfFlatPicturesAreTriedTenTimes() {
    // No square of 0.08 of 1000 x 10 pixels fits: its edge is at least 28.
    double[] script = new double[30];
    for (int attempt = 0; attempt < 10; attempt++) {
      script[3 * attempt] = 0.09; // edge 30
      script[3 * attempt + 1] = attempt;
      script[3 * attempt + 2] = 2 * attempt;
    }
    ScriptedRandom random = ScriptedRandom.of(script);
    assertThat(RandomCrops.square(1000, 10, random)).isEqualTo(new Region(9, -2, 30, 30));
    assertThat(random.left()).isZero();
  }

  @Test
  void edgesAreRoundedHalfToEven() {
    // sqrt(0.25 * 25) = 2.5 becomes 2, sqrt(0.49 * 25) = 3.5 becomes 4.
    assertThat(RandomCrops.square(5, 5, ScriptedRandom.of(0.25, 0, 0)).width()).isEqualTo(2);
    assertThat(RandomCrops.square(5, 5, ScriptedRandom.of(0.49, 1, 1)).width()).isEqualTo(4);
  }

  @Test
  void resizedCropsLieInsideAndHaveTheRightShape() {
    RandomGenerator random = RandomStreams.of(2).stream("crops");
    int wide = 0;
    for (int i = 0; i < DRAWS; i++) {
      Region crop = RandomCrops.resized(500, 500, random);
      assertThat(crop.inside(500, 500)).isTrue();
      double ratio = (double) crop.width() / crop.height();
      assertThat(ratio).isBetween(0.735, 1.36);
      wide += ratio > 1 ? 1 : 0;
    }
    assertThat(wide / (double) DRAWS).isCloseTo(0.5, within(0.02));
  }

  @Test
  void resizedCropsThatNeverFitAreTheCentre() {
    double[] script = new double[20];
    for (int attempt = 0; attempt < 10; attempt++) {
      script[2 * attempt] = 0.9;
    }
    assertThat(RandomCrops.resized(1000, 30, ScriptedRandom.of(script)))
        .isEqualTo(new Region(480, 0, 40, 30));
    assertThat(RandomCrops.resized(30, 1000, ScriptedRandom.of(script)))
        .isEqualTo(new Region(0, 480, 30, 40));
  }

  @Test
  void lightMovesColoursAlongTheirPrincipalAxes() {
    // Along the first axis all colours change alike: 0.5 * 0.2175 * 0.57 of 255 is about 16.
    byte[][] tables = Lighting.tables(new double[] {-0.5, 0, 0});
    assertThat(tables[0][100] & 0xff).isEqualTo(116); // 100 + 0.5836 * 0.2175 * 0.5 * 255
    assertThat(tables[1][100] & 0xff).isEqualTo(116);
    assertThat(tables[2][100] & 0xff).isEqualTo(115);
    assertThat(tables[0][250] & 0xff).isEqualTo(255);
    byte[][] dark = Lighting.tables(new double[] {0.5, 0, 0});
    assertThat(dark[0][10] & 0xff).isZero();
    // Along the second, blue and red part.
    byte[][] parted = Lighting.tables(new double[] {0, 1, 0});
    assertThat(parted[0][100] & 0xff).isEqualTo(96); // 100 - 0.6948 * 0.0188 * 255 = 96.67
    assertThat(parted[2][100] & 0xff).isEqualTo(103); // 100 + 0.7192 * 0.0188 * 255 = 103.45
  }
}
