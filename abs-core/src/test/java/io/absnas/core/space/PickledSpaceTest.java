package io.absnas.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.absnas.core.mutation.Allocation;
import io.absnas.core.mutation.Mutations;
import io.absnas.core.pickle.PickleBytes;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that Python's pickle wrote, and others that it would not. */
class PickledSpaceTest {
  private static final String GOLDEN = "/golden/torch/space/";

  @TempDir private Path directory;

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = PickledSpaceTest.class.getResourceAsStream(GOLDEN + name)) {
      return in.readAllBytes();
    }
  }

  private Path file(String name) throws IOException {
    return Files.write(directory.resolve(name), golden(name));
  }

  private Path pickle(PickleBytes pickle) throws IOException {
    return Files.write(directory.resolve("shrunk.pt"), pickle.stop());
  }

  /** The codes of a file as one text per choice. */
  private static List<String> expected(String name) throws IOException {
    List<String> lists = new ArrayList<>();
    for (JsonNode list : new JsonMapper().readTree(golden("expected.json")).path(name)) {
      lists.add(list.toString());
    }
    return lists;
  }

  private static List<String> codes(SearchSpace space) {
    return space.choices().stream()
        .map(ops -> ops.stream().map(space::code).toList().toString().replace(" ", ""))
        .toList();
  }

  private static void refuses(Path file, String... parts) {
    assertThatThrownBy(() -> SpaceCatalog.find(file.toString()))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-21-protocol0.pt, mobilenet-gpu-21",
    "gpu-21-protocol2.pt, mobilenet-gpu-21",
    "gpu-21-protocol3.pt, mobilenet-gpu-21",
    "gpu-21-protocol4.pt, mobilenet-gpu-21",
    "gpu-21-protocol5.pt, mobilenet-gpu-21",
    "gpu-21-numpy-protocol0.pt, mobilenet-gpu-21",
    "gpu-21-numpy-protocol2.pt, mobilenet-gpu-21",
    "gpu-21-numpy-protocol3.pt, mobilenet-gpu-21",
    "gpu-21-numpy-protocol4.pt, mobilenet-gpu-21",
    "cpu-19.pt, mobilenet-cpu-19",
    "darts.pt, darts",
    "nb201.p, nasbench201"
  })
  void standsForThePublishedSpaceOfAsManyChoices(String name, String id) throws IOException {
    SearchSpace space = SpaceCatalog.find(file(name).toString());
    assertThat(space.id()).isEqualTo(id);
    assertThat(codes(space)).isEqualTo(expected(name)).isNotEmpty();
    assertThat(SpaceCatalog.isPickled(directory.resolve(name))).isTrue();
  }

  @Test
  void takesOverridesAsOtherShrunkSpacesDo() throws IOException {
    Path file = file("gpu-21-protocol3.pt");
    SearchSpace narrow =
        new SpaceConfig(null, file.toString(), 0.25, 10, null, null, null).resolve();
    assertThat(narrow.id()).isEqualTo("mobilenet-gpu-21,width=0.25,classes=10");
    assertThat(codes(narrow)).isEqualTo(expected("gpu-21-protocol3.pt"));
  }

  @Test
  void anotherSpaceIsNamedBesideTheFile() throws IOException {
    Path file = file("gpu-21-protocol4.pt");
    SearchSpace tiny =
        new SpaceConfig("mobilenet-gpu-21@tiny", file.toString(), null, null, null, null, null)
            .resolve();
    assertThat(tiny.id()).isEqualTo("mobilenet-gpu-21@tiny");
    assertThat(codes(tiny)).isEqualTo(expected("gpu-21-protocol4.pt"));
    assertThatThrownBy(() -> SpaceCatalog.find("mobilenet-cpu-19", file, SpaceOverrides.NONE))
        .isInstanceOf(AbsException.class)
        .hasMessage(
            file + ": list 1 has op code -1, space mobilenet-cpu-19 has 0, 1, 2, 3, 4, 5 there");
    assertThatThrownBy(() -> SpaceCatalog.find("darts", file, SpaceOverrides.NONE))
        .hasMessageContaining("list 1 has op code -1, space darts has 0, 1, 2");
  }

  @Test
  void aFileThatNamesItsSpaceStandsAlone() throws IOException {
    Path own = Files.writeString(directory.resolve("own.yaml"), "id: x\n");
    assertThatThrownBy(
            () -> new SpaceConfig("darts", own.toString(), null, null, null, null, null).resolve())
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("both name the space; give one");
    assertThatThrownBy(
            () -> SpaceCatalog.find("darts", directory.resolve("no.pt"), SpaceOverrides.NONE))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("there is no such space file");
  }

  @Test
  void listsThatFitNoSpaceAreRefused() throws IOException {
    refuses(
        pickle(new PickleBytes().proto(3).op("](]K\1a]K\1ae")),
        "has lists of op codes for 2 choices and does not say of which space",
        "mobilenet-gpu-21 21, mobilenet-cpu-19 19, darts 14, nasbench201 6",
        "--space ID --operations-path FILE");
    String five = "]K\1a".repeat(5);
    refuses(pickle(new PickleBytes().op("](" + five + "]e")), "choice 5 has no candidate op left");
    refuses(
        pickle(new PickleBytes().op("](" + five + "](K\2K\1ee")),
        "choice 5 lists",
        "twice or out of order");
    refuses(
        pickle(new PickleBytes().op("](" + five + "]K\5ae")),
        "list 5 has op code 5, space nasbench201 has 0, 1, 2, 3, 4 there");
    refuses(
        pickle(new PickleBytes().op("](" + five + "]").number(1L << 32).op("ae")),
        "list 5 has op code 4294967296");
    Path identity =
        pickle(new PickleBytes().op("](" + "](K\0J\u00ff\u00ff\u00ff\u00ffe".repeat(21) + "e"));
    refuses(identity, "list 0 has op code -1, space mobilenet-gpu-21 has 0, 1, 2, 3, 4, 5 there");
  }

  @Test
  void anythingButListsOfWholeNumbersIsRefused() throws IOException {
    refuses(pickle(new PickleBytes().proto(2).op("}")), "is a dict of 0, a shrunk space is a list");
    refuses(pickle(new PickleBytes().op("]NaK\1a")), "list 0 is None, a shrunk space is a list");
    refuses(pickle(new PickleBytes().op("](]Nae")), "list 0 is not of op codes alone, it has None");
    refuses(pickle(new PickleBytes().op("](]\u0088ae")), "it has True in it");
    refuses(pickle(new PickleBytes().op("]q\0h\0a")), "it has a list of 1 in it");
    refuses(
        pickle(new PickleBytes().proto(3).global("os", "system").text("true").op("\u0085R")),
        "byte 2: class os.system is not allowed; allowed are plain values");
    refuses(
        pickle(new PickleBytes().proto(2).global("torch._utils", "_rebuild_tensor_v2")),
        "class torch._utils._rebuild_tensor_v2 is not allowed");
    refuses(pickle(new PickleBytes().proto(2).op("].")), "follow the end of the pickle");
    Path large = Files.write(directory.resolve("large.pt"), new byte[(1 << 20) + 1]);
    Files.write(large, new byte[] {(byte) 0x80}, StandardOpenOption.WRITE);
    refuses(large, "is larger than 1048576 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"shrunk.pt", "shrunk.p", "shrunk.pkl"})
  void otherContentIsNoPickle(String name) throws IOException {
    Path text = Files.writeString(directory.resolve(name), "id: x\n");
    assertThat(SpaceCatalog.isPickled(text)).isFalse();
    assertThatThrownBy(() -> SpaceCatalog.find(text.toString())).hasMessageStartingWith(text + ":");
  }

  @Test
  void mutatedFilesAreReadOrRefusedWithinBounds() throws IOException {
    List<byte[]> originals =
        List.of(
            golden("gpu-21-protocol0.pt"),
            golden("gpu-21-protocol4.pt"),
            golden("cpu-19.pt"),
            golden("gpu-21-numpy-protocol3.pt"));
    SearchSpace full = SpaceCatalog.find("mobilenet-gpu-21");
    int read = 0;
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes =
          Mutations.of(
              originals.get(i % originals.size()), RandomStreams.of(1).stream("mutation", i));
      Path name = Path.of("f");
      Allocation.Outcome outcome =
          Allocation.of(() -> PickledSpace.read(name, ByteBuffer.wrap(bytes)).of(full));
      most = Math.max(most, outcome.bytes());
      if (outcome.refusal().isPresent()) {
        assertThat(outcome.refusal().get())
            .isInstanceOf(AbsException.class)
            .hasMessageNotContaining("\n");
      }
      read += outcome.refusal().isEmpty() ? 1 : 0;
    }
    assertThat(most).isLessThan(4 << 20);
    assertThat(read).isBetween(100, 9_000);
  }
}
