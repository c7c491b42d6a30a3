package io.absnas.core.flops;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.PlainConv;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Nb201CostTest {
  private static final SearchSpace SPACE = SpaceCatalog.find("nasbench201");

  @ParameterizedTest
  @CsvSource({
    "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|, 7783050, 73306",
    "|skip_connect~0|+|avg_pool_3x3~0|none~1|+|none~0|none~1|skip_connect~2|, 7783050, 73306",
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
        + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|, 220119690, 1531546",
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
        + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|, 153272970, 1073466"
  })
  void theSpecificationsExamplesAreRepeated(String text, long multiplyAdds, long parameters) {
    Cost cost = CostModel.of(SPACE).of(SPACE.parse(text));
    assertThat(cost).isEqualTo(new Cost(multiplyAdds, multiplyAdds, parameters));
  }

  @ParameterizedTest
  @CsvSource({"8, 1, 32, 10", "16, 5, 16, 120", "4, 3, 8, 100"})
  void theClosedFormHoldsForOtherWidthsDepthsAndSides(int c, int n, int h, int k) {
    SearchSpace space =
        SpaceCatalog.find(
            "nasbench201,classes=" + k + ",input=" + h + ",channels=" + c + ",cells=" + n);
    List<CandidateOp> ops = space.operations();
    Architecture architecture =
        new Architecture(IntStream.range(0, 6).mapToObj(i -> ops.get(2 + i % 2)).toList());
    assertThat(architecture.ops()).contains(new PlainConv(1), new PlainConv(3));
    long macs = 27L * c * h * h + 4L * c * k + k;
    long params = 27L * c + 2L * c + 8L * c + 4L * c * k + k;
    for (int s = 0; s < 3; s++) {
      long width = (long) c << s;
      long side = h >> s;
      macs += n * (9L * 3 + 3) * width * width * side * side;
      params += n * ((9L * 3 + 3) * width * width + 2L * 6 * width);
      if (s > 0) {
        long weights = 9L * width / 2 * width + 9L * width * width + width / 2 * width;
        macs += weights * side * side;
        params += weights + 4 * width;
      }
    }
    assertThat(CostModel.of(space).of(architecture)).isEqualTo(new Cost(macs, macs, params));
  }

  @Test
  void theSupernetHoldsThePublishedNumberOfScalars() {
    assertThat(CostModel.of(SPACE).supernetParameters()).isEqualTo(1_686_136);
  }
}
