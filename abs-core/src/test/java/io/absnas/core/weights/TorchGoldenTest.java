package io.absnas.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch 2.7.1 wrote, against the values that PyTorch sees in them. */
class TorchGoldenTest {
  private static final Map<String, DataKind> KINDS =
      Map.of(
          "float64", DataKind.FLOAT64,
          "float32", DataKind.FLOAT32,
          "float16", DataKind.FLOAT32,
          "bfloat16", DataKind.FLOAT32,
          "int64", DataKind.INT64,
          "int32", DataKind.INT64,
          "int16", DataKind.INT64,
          "int8", DataKind.INT64,
          "uint8", DataKind.UINT8,
          "bool", DataKind.UINT8);

  private static JsonNode expected() throws IOException {
    try (InputStream in =
        TorchGoldenTest.class.getResourceAsStream("/golden/torch/expected.json")) {
      return new JsonMapper().readTree(in);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zip.pth.tar",
        "legacy.pth.tar",
        "deflated.pth",
        "protocol4.pth",
        "views.pt",
        "views-legacy.pt"
      })
  void namesTypesShapesAndValuesAreThoseOfPyTorch(String file) throws IOException {
    WeightFiles.Content content = Golden.content("torch/" + file);
    JsonNode tensors = expected().path(file).path("tensors");
    List<String> names = new ArrayList<>();
    for (JsonNode tensor : tensors) {
      String name = tensor.path("name").textValue();
      names.add(name);
      HostTensor read = content.tensors().find(name).orElseThrow();
      assertThat(read.kind()).as(name).isEqualTo(KINDS.get(tensor.path("type").textValue()));
      assertThat(read.shape()).as(name).containsExactly(boxed(tensor.path("shape")));
      assertThat(read.doubles()).as(name).containsExactly(doubles(tensor.path("values")));
    }
    assertThat(content.tensors().names()).containsExactlyElementsOf(names).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth.tar", "legacy.pth.tar", "deflated.pth", "protocol4.pth"})
  void plainValuesBesideTheTensorsAreMetadata(String file) throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    expected()
        .path(file)
        .path("metadata")
        .properties()
        .forEach(entry -> expected.put(entry.getKey(), entry.getValue().textValue()));
    assertThat(Golden.content("torch/" + file).metadata()).isEqualTo(expected);
  }

  @Test
  void aPlainStateDictHasNoMetadata() {
    assertThat(Golden.content("torch/views.pt").metadata()).isEmpty();
  }

  @Test
  void countersOfBatchNormsAreReadAsWhereverElse() {
    NamedTensors tensors = Golden.weights("torch/zip.pth.tar");
    HostTensor counter = tensors.find("conv_bn.1.num_batches_tracked").orElseThrow();
    assertThat(counter.kind()).isEqualTo(DataKind.INT64);
    assertThatThrownBy(() -> tensors.weight("conv_bn.1.num_batches_tracked", List.of()))
        .hasMessageEndingWith("is INT64, weights are little-endian float32 or float64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "big-endian.pth | has byte order 'big', allowed is little",
        "program.pt | is a TorchScript program, which is never run",
        "space/darts.pt | is a bare pickle, not one that torch.save wrote"
      })
  void otherFilesOfPyTorchAreRefusedWithTheReason(String file, String reason) {
    assertThatThrownBy(() -> Golden.weights("torch/" + file))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(file + ": " + reason)
        .hasMessageNotContaining("\n");
  }

  private static Long[] boxed(JsonNode array) {
    Long[] longs = new Long[array.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = array.get(i).longValue();
    }
    return longs;
  }

  private static double[] doubles(JsonNode array) {
    double[] doubles = new double[array.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = array.get(i).doubleValue();
    }
    return doubles;
  }
}
