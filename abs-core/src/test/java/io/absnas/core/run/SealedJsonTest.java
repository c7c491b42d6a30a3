package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedJsonTest {
  /** Keys of several kinds, one with a dash. */
  record Found(String kind, double bestScore, List<Integer> numbers, long images) {}

  private static final Found FOUND = new Found("search", 0.1 + 0.2, List.of(1, -2), 5L);

  /** {@code printf '{"kind":...,"images":5}' | sha256sum}. */
  private static final String HASH =
      "a05991ecb79c7e1fa67ff0af4eb4f3ffa03c7d48f1d328e8fc7bb068841fadfb";

  @TempDir Path folder;

  @Test
  void theSealIsTheLastKeyAndTheHashOfTheCompactTextOfTheOthers() throws IOException {
    Path file = folder.resolve("result.json");
    SealedJson.write(file, FOUND);
    assertThat(Files.readString(file)).endsWith("\n  \"sha256\" : \"" + HASH + "\"\n}\n");
    assertThat(StrictJson.read(file, Found.class)).isEqualTo(FOUND);
    assertThat(SealedJson.read(SealedJson.line(FOUND), "message", Found.class)).isEqualTo(FOUND);
  }

  @Test
  void aChangedDigitIsRefusedWithFileAndLine() throws IOException {
    Path file = folder.resolve("result.json");
    Files.writeString(file, SealedJson.text(FOUND).replace(" : 5", " : 6"));
    assertThatThrownBy(() -> StrictJson.read(file, Found.class))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            file + ":6: sha256 does not match the content: it was changed after it was written");
  }

  @Test
  void filesMayLackASealAndMessagesMayNot() throws IOException {
    Path file = Files.writeString(folder.resolve("old.json"), StrictJson.text(FOUND));
    assertThat(StrictJson.read(file, Found.class)).isEqualTo(FOUND);
    assertThatThrownBy(() -> SealedJson.read(StrictJson.line(FOUND), "message", Found.class))
        .hasMessage("message: sha256 is missing");
  }

  @Test
  void anExponentOfTooManyDigitsIsRefused() {
    String text = SealedJson.text(FOUND).replace("0.30000000000000004", "1e9990000000000000");
    assertThatThrownBy(() -> SealedJson.read(text, "message", Found.class))
        .isInstanceOf(AbsException.class)
        .hasMessage("message:3: a number has an exponent that is too large");
  }

  @Test
  void blanksMayDiffer() {
    String loose = SealedJson.text(FOUND).replace(" : ", ":   ");
    assertThat(SealedJson.read(loose, "message", Found.class)).isEqualTo(FOUND);
  }
}
