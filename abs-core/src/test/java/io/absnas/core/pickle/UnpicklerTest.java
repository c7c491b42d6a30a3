package io.absnas.core.pickle;

import static io.absnas.core.pickle.Unpickling.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What pickles hold. */
class UnpicklerTest {
  private static List<PyValue> items(PyValue value) {
    return value instanceof PyList list ? list.items() : ((PyTuple) value).items();
  }

  @Test
  void readsNumbersOfEveryForm() throws PickleException {
    PyValue list =
        read(
            p ->
                p.op("(I7\nI-12\nI01\nI00\nL123456789012345678901234567890L\nF-2.5e3\nlq\0(K")
                    .raw(200)
                    .op("M")
                    .raw(1, 2)
                    .op("J")
                    .int32(-3)
                    .raw(0x8a, 0, 0x8a, 1, 0xff, 0x8a, 2, 0xff, 0)
                    .number(Long.MIN_VALUE)
                    .op("G")
                    .raw(0x3f, 0xf8, 0, 0, 0, 0, 0, 0)
                    .raw(0x88, 0x89)
                    .op("Ne"));
    assertThat(items(list))
        .containsExactly(
            new PyScalar.Int(7),
            new PyScalar.Int(-12),
            new PyScalar.Bool(true),
            new PyScalar.Bool(false),
            new PyScalar.BigInt(new BigInteger("123456789012345678901234567890")),
            new PyScalar.Real(-2500),
            new PyScalar.Int(200),
            new PyScalar.Int(513),
            new PyScalar.Int(-3),
            new PyScalar.Int(0),
            new PyScalar.Int(-1),
            new PyScalar.Int(255),
            new PyScalar.Int(Long.MIN_VALUE),
            new PyScalar.Real(1.5),
            new PyScalar.Bool(true),
            new PyScalar.Bool(false),
            PyScalar.None.NONE);
  }

  @Test
  void readsTextsAndBytesOfEveryForm() throws PickleException {
    PyValue tuple =
        read(
            p ->
                p.proto(5)
                    .op("(V\\u20acuro \\U0001f600\u00e4\n")
                    .text("\u20ac")
                    .raw(0x8c, 1, 'a')
                    .op("C\2\1\2B")
                    .int32(1)
                    .raw(9)
                    .op("t"));
    List<PyValue> items = items(tuple);
    assertThat(items.subList(0, 3))
        .containsExactly(
            new PyScalar.Text("\u20acuro \ud83d\ude00\u00e4"),
            new PyScalar.Text("\u20ac"),
            new PyScalar.Text("a"));
    assertThat(((PyScalar.Bytes) items.get(3)).value()).isEqualTo(ByteBuffer.wrap(bytes(1, 2)));
    assertThat(((PyScalar.Bytes) items.get(4)).value()).isEqualTo(ByteBuffer.wrap(bytes(9)));
  }

  @Test
  void readsContainersAsProtocol0WritesThem() throws PickleException {
    List<PyValue> items = items(read(p -> p.op("((I1\nI2\nl(I5\nI6\nd(I7\nt(tt")));
    assertThat(items(items.get(0))).containsExactly(ints(1, 2));
    assertThat(((PyDict) items.get(1)).entries().get(new PyScalar.Int(5)))
        .isEqualTo(new PyScalar.Int(6));
    assertThat(items(items.get(2))).containsExactly(ints(7));
    assertThat(items(items.get(3))).isEmpty();
  }

  @Test
  void appendsAndPutsWhereTheyBelong() throws PickleException {
    PyValue dict =
        read(
            p ->
                p.op("}(")
                    .text("list")
                    .op("](K\1K\2eK\3a")
                    .text("tuple")
                    .op("K\1K\2K\3\u0087")
                    .text("dict")
                    .op("(K\5NK\6Nd")
                    .op("u")
                    .text("last")
                    .op("(K\1K\2ts"));
    PyDict read = (PyDict) dict;
    assertThat(read.entries()).hasSize(4);
    assertThat(items(read.find("list").orElseThrow())).containsExactly(ints(1, 2, 3));
    assertThat(items(read.find("tuple").orElseThrow())).containsExactly(ints(1, 2, 3));
    assertThat(items(read.find("last").orElseThrow())).containsExactly(ints(1, 2));
    assertThat(((PyDict) read.find("dict").orElseThrow()).entries().keySet())
        .containsExactly(ints(5, 6));
    assertThat(read.find("none")).isEmpty();
  }

  @Test
  void theMemoGivesTheSameValueAgain() throws PickleException {
    List<PyValue> items =
        items(
            read(
                p ->
                    p.op("(")
                        .text("a")
                        .op("q\0")
                        .text("b")
                        .op("r")
                        .int32(300)
                        .text("c")
                        .op("p7\n")
                        .op("]\u0094h\0j")
                        .int32(300)
                        .op("g7\nh\3t")));
    assertThat(items.get(4)).isSameAs(items.get(0));
    assertThat(items.get(5)).isSameAs(items.get(1));
    assertThat(items.get(6)).isSameAs(items.get(2));
    assertThat(items.get(7)).isSameAs(items.get(3));
  }

  @Test
  void aListMayHoldItself() throws PickleException {
    PyList list = (PyList) read(p -> p.op("]q\0h\0a"));
    assertThat(list.items().get(0)).isSameAs(list);
    assertThat(list).hasToString("a list of 1");
  }

  @Test
  void thePositionAfterwardsIsBehindThePickle() throws PickleException {
    ByteBuffer two = ByteBuffer.wrap(new PickleBytes().op("K\1.K\2.").toByteArray());
    assertThat(Unpickler.read(two, new PlainClasses(), Unpickling.LIMITS))
        .isEqualTo(new PyScalar.Int(1));
    assertThat(two.position()).isEqualTo(3);
    assertThat(Unpickler.read(two, new PlainClasses(), Unpickling.LIMITS))
        .isEqualTo(new PyScalar.Int(2));
    assertThat(two.hasRemaining()).isFalse();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static PyValue[] ints(long... values) {
    return Arrays.stream(values).mapToObj(PyScalar.Int::new).toArray(PyValue[]::new);
  }
}
