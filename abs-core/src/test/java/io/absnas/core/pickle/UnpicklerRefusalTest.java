package io.absnas.core.pickle;

import static io.absnas.core.pickle.Unpickling.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.mutation.Allocation;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, by where it stands and why, within little memory. */
class UnpicklerRefusalTest {
  private static final long MEBIBYTE = 1 << 20;

  private static void refuses(byte[] pickle, String... parts) {
    Allocation.Outcome outcome = Allocation.of(() -> read(pickle));
    assertThat(outcome.refusal().orElseThrow())
        .isInstanceOf(PickleException.class)
        .hasMessageStartingWith("byte ")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
    assertThat(outcome.bytes()).isLessThan(MEBIBYTE);
  }

  private static void refuses(UnaryOperator<PickleBytes> pickle, String... parts) {
    refuses(pickle.apply(new PickleBytes()).stop(), parts);
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "subprocess, Popen",
    "builtins, eval",
    "builtins, exec",
    "builtins, getattr",
    "builtins, print",
    "__builtin__, eval",
    "torch, load",
    "torch.hub, load",
    "collections, defaultdict",
    "numpy, load",
    "numpy.core.multiarray, _reconstruct"
  })
  void aClassThatIsNotListedIsNamed(String module, String name) {
    String named = "class " + module + "." + name + " is not allowed; allowed are plain values";
    refuses(p -> p.proto(2).global(module, name).text("x").op("\u0085R"), "byte 2: " + named);
    refuses(
        p -> p.proto(4).text(module).op("\u0094").text(name).op("\u0094\u0093").op("(tR"),
        "byte " + (14 + module.length() + name.length()) + ": " + named);
  }

  @Test
  void callsWithinCallsAreRefusedAtTheFirstName() {
    refuses(
        p ->
            p.global("collections", "OrderedDict")
                .op(")R(")
                .text("a")
                .global("builtins", "getattr")
                .global("builtins", "__import__")
                .text("os")
                .op("\u0085R")
                .text("system")
                .op("\u0086R")
                .text("true")
                .op("\u0085Ru"),
        "byte 34: class builtins.getattr is not allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "0, POP",
    "1, POP_MARK",
    "2, DUP",
    "P, PERSID",
    "S, STRING",
    "T, BINSTRING",
    "U, SHORT_BINSTRING",
    "i, INST",
    "o, OBJ",
    "\u0082, EXT1",
    "\u0083, EXT2",
    "\u0084, EXT4",
    "\u008b, LONG4",
    "\u008d, BINUNICODE8",
    "\u008e, BINBYTES8",
    "\u008f, EMPTY_SET",
    "\u0090, ADDITEMS",
    "\u0091, FROZENSET",
    "\u0092, NEWOBJ_EX",
    "\u0096, BYTEARRAY8",
    "\u0097, NEXT_BUFFER",
    "\u0098, READONLY_BUFFER"
  })
  void anOpcodeThatIsNotListedIsNamed(String opcode, String name) {
    refuses(
        p -> p.op("N" + opcode), "byte 1: opcode " + name + " is not allowed; allowed are those");
  }

  @Test
  void bytesThatAreNoOpcodesAreRefused() {
    refuses(p -> p.raw(0), "byte 0: 0x00 is no opcode of a pickle");
    refuses(p -> p.raw(0xff), "byte 0: 0xff is no opcode of a pickle");
  }

  @Test
  void aCallThatDoesNotFitIsRefused() {
    refuses(p -> p.op("N)R"), "byte 2: a call of None with a tuple of 0");
    refuses(p -> p.global("collections", "OrderedDict").op("NR"), "with None");
    refuses(p -> p.global("collections", "OrderedDict").op("N\u0085R"), "does not fit");
    refuses(p -> p.global("builtins", "bytes").op("K\5\u0085R"), "class builtins.bytes");
    refuses(p -> p.global("_codecs", "encode").text("a").text("rot13").op("\u0086R"), "not fit");
    refuses(p -> p.op("NQ"), "refers to something outside");
    refuses(p -> p.op("]}b"), "a list of 0 is given a dict of 0 as state");
    refuses(p -> p.op("N").text("x").raw(0x93), "named by something else than texts");
  }

  @Test
  void numbersOfNumpyAreLittleEndianAndOfKnownTypes() throws PickleException {
    UnaryOperator<PickleBytes> scalar =
        p -> p.global("numpy.core.multiarray", "scalar").global("numpy", "dtype");
    assertThat(
            read(
                p -> scalar.apply(p).text("i2").op("\u0085R(K\3").text("<").op("tbC\2\1\2\u0086R")))
        .isEqualTo(new PyScalar.Int(0x201));
    refuses(p -> scalar.apply(p).text("O8").op("\u0085R"), "element type 'O8' of NumPy");
    refuses(
        p -> scalar.apply(p).text("i2").op("\u0085R(K\3").text(">").op("tb"), "not little-endian");
    refuses(p -> scalar.apply(p).text("i2").op("\u0085RC\1\1\u0086R"), "does not fit");
  }

  @Test
  void claimsAreComparedWithWhatIsThere() {
    refuses(p -> p.op("X").int32(-1), "a text or bytes of 4294967295 bytes, allowed are at most");
    refuses(p -> p.op("B").int32(1024), "is cut short: 1024 bytes are needed, 1 are left");
    refuses(p -> p.raw(0x8a, 255), "is cut short: 255 bytes are needed");
    refuses(p -> p.raw(0x95).int64(-1), "a frame claims 18446744073709551615 bytes");
    refuses(p -> p.raw(0x95).int64(1L << 60), "a frame claims 1152921504606846976 bytes");
  }

  @Test
  void nestingIsLimited() throws PickleException {
    assertThat(read(p -> p.op(")").times(19, "\u0085")).depth()).isEqualTo(20);
    refuses(p -> p.op(")").times(20, "\u0085"), "byte 20: nested more than 20 deep");
    refuses(p -> p.times(30, "]").times(30, "a"), "nested more than 20 deep");
    refuses(p -> p.times(30, "}K\1").op("N").times(30, "s"), "nested more than 20 deep");
    refuses(p -> p.times(30, "("), "byte 20: more than 20 marks are open");
    refuses(p -> p.op("]q\0").times(30, "]h\0aq\0"), "nested more than 20 deep");
  }

  @Test
  void valuesMemoAndLengthAreLimited() {
    refuses(p -> p.op("(").times(1001, "N").op("t"), "byte 1001: more than 1000 values");
    refuses(p -> p.op("]q\0(").times(2000, "h\0").op("e"), "more than 1000 values");
    refuses(p -> p.op("Nr").int32(1000), "memo entry 1000, allowed are 0 to 999");
    refuses(p -> p.op("Nr").int32(-1), "memo entry 4294967295, allowed are 0 to 999");
    refuses(p -> p.op("Np-1\n"), "memo entry -1, allowed are 0 to 999");
    refuses(p -> p.op("N").times(1001, "\u0094"), "memo entry 1000");
    refuses(p -> p.op("h\1"), "memo entry 1 is asked for, but was never made");
    refuses(p -> p.times(1 << 19, "\u0080\2").op("N"), "a pickle of more than 1048576 bytes");
    refuses(p -> p.op("I" + "1".repeat(1024) + "\n"), "a line is longer than 1024 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I\n",
        "I0x10\n",
        "I1_0\n",
        "L\n",
        "LL\n",
        "I1 \n",
        "F1e99999\n",
        "F0x1p3\n",
        "F1d\n",
        "FNaN\n",
        "F\n",
        "V\\u12\n",
        "V\\U00110000\n",
        "V\\uzzzz\n",
        "p\n",
        "X\1\0\0\0\u00ff"
      })
  void argumentsThatPythonDoesNotWriteAreRefused(String text) {
    refuses(p -> p.op("N" + text), "byte 1: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "(",
        "NN",
        "(N",
        "(Nt)",
        "NNs",
        "(Ne",
        "a",
        "Na",
        "N(Nu",
        "]K\1K\2s",
        "}(NNu",
        "}(K\1u",
        "}(K\1NK\1Nu",
        "})Ns",
        "(K\1d",
        "\u0087",
        "N\u0086",
        "q\0",
        "(q\0",
        "R",
        "b",
        "Q",
        "\u0093",
        "(N)\u0085\u0086"
      })
  void aStackThatDoesNotFitIsRefused(String opcodes) {
    refuses(p -> p.op(opcodes), "byte ");
  }

  @Test
  void protocolsAfterTheFifthAreRefused() {
    refuses(p -> p.proto(6).op("N"), "byte 0: protocol 6 of pickles, known are 0 to 5");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole =
        new PickleBytes()
            .proto(2)
            .op("}(")
            .text("weights")
            .global("collections", "OrderedDict")
            .op(")Rq\1")
            .text("n")
            .op("I12\nF1.5\nJ")
            .int32(5)
            .op("\u0087uh\1(K\1K\2u")
            .stop();
    for (int length = 0; length < whole.length; length++) {
      refuses(Arrays.copyOf(whole, length), "byte ");
    }
  }
}
