package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeedsTest {
  @Test
  void rangesAndNumbersKeepTheirOrder() {
    assertThat(Seeds.parse("0..3").values()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(Seeds.parse("7, 1..2,5").values()).containsExactly(7L, 1L, 2L, 5L);
    assertThat(Seeds.parse(Seeds.parse("7,1..2").text())).isEqualTo(Seeds.parse("7,1..2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1..", "3..1", "1,,2", "-1", "1,1", "0..3,2", "0..10000"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Seeds.parse(text));
  }
}
