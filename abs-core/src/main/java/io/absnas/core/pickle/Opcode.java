package io.absnas.core.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The opcodes that are read, of protocols 0 to 5; pickletools.py of Python describes them all. None
 * of them can import or call anything here: GLOBAL gives a name, REDUCE, NEWOBJ, BUILD and
 * BINPERSID ask {@link PickleClasses}.
 */
enum Opcode {
  PROTO(0x80),
  FRAME(0x95),
  STOP('.'),
  MARK('('),
  NONE('N'),
  NEWTRUE(0x88),
  NEWFALSE(0x89),
  BININT('J'),
  BININT1('K'),
  BININT2('M'),
  LONG1(0x8a),
  INT('I'),
  LONG('L'),
  BINFLOAT('G'),
  FLOAT('F'),
  SHORT_BINUNICODE(0x8c),
  BINUNICODE('X'),
  UNICODE('V'),
  SHORT_BINBYTES('C'),
  BINBYTES('B'),
  EMPTY_LIST(']'),
  LIST('l'),
  APPEND('a'),
  APPENDS('e'),
  EMPTY_TUPLE(')'),
  TUPLE('t'),
  TUPLE1(0x85),
  TUPLE2(0x86),
  TUPLE3(0x87),
  EMPTY_DICT('}'),
  DICT('d'),
  SETITEM('s'),
  SETITEMS('u'),
  MEMOIZE(0x94),
  BINPUT('q'),
  LONG_BINPUT('r'),
  PUT('p'),
  BINGET('h'),
  LONG_BINGET('j'),
  GET('g'),
  GLOBAL('c'),
  STACK_GLOBAL(0x93),
  REDUCE('R'),
  NEWOBJ(0x81),
  BUILD('b'),
  BINPERSID('Q');

  private static final int CODES = 256;

  /** One for each code; those that are not read have one of another code. */
  private static final List<Opcode> BY_CODE = byCode();

  /** Names of the others, for messages. */
  private static final Map<Integer, String> FORBIDDEN =
      Map.ofEntries(
          Map.entry((int) '0', "POP"),
          Map.entry((int) '1', "POP_MARK"),
          Map.entry((int) '2', "DUP"),
          Map.entry((int) 'P', "PERSID"),
          Map.entry((int) 'S', "STRING"),
          Map.entry((int) 'T', "BINSTRING"),
          Map.entry((int) 'U', "SHORT_BINSTRING"),
          Map.entry((int) 'i', "INST"),
          Map.entry((int) 'o', "OBJ"),
          Map.entry(0x82, "EXT1"),
          Map.entry(0x83, "EXT2"),
          Map.entry(0x84, "EXT4"),
          Map.entry(0x8b, "LONG4"),
          Map.entry(0x8d, "BINUNICODE8"),
          Map.entry(0x8e, "BINBYTES8"),
          Map.entry(0x8f, "EMPTY_SET"),
          Map.entry(0x90, "ADDITEMS"),
          Map.entry(0x91, "FROZENSET"),
          Map.entry(0x92, "NEWOBJ_EX"),
          Map.entry(0x96, "BYTEARRAY8"),
          Map.entry(0x97, "NEXT_BUFFER"),
          Map.entry(0x98, "READONLY_BUFFER"));

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  private static List<Opcode> byCode() {
    List<Opcode> opcodes = new ArrayList<>(Collections.nCopies(CODES, STOP));
    for (Opcode opcode : values()) {
      opcodes.set(opcode.code, opcode);
    }
    return List.copyOf(opcodes);
  }

  static Opcode of(int code) throws PickleException {
    Opcode opcode = BY_CODE.get(code);
    if (opcode.code == code) {
      return opcode;
    }
    String name = FORBIDDEN.get(code);
    throw new PickleException(
        name == null
            ? "0x%02x is no opcode of a pickle".formatted(code)
            : "opcode %s is not allowed; allowed are those of numbers, texts, bytes, lists, tuples,"
                    .formatted(name)
                + " dicts and of calls of listed classes");
  }
}
