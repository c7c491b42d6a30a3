package io.absnas.core.pickle;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** A value that holds no other. */
public sealed interface PyScalar extends PyValue {
  /** Nothing. */
  enum None implements PyScalar {
    /** The only one. */
    NONE;

    @Override
    public String described() {
      return "None";
    }
  }

  /** True or false. */
  record Bool(boolean value) implements PyScalar {
    @Override
    public String described() {
      return value ? "True" : "False";
    }
  }

  /** A whole number of at most 64 bits. Comparable, so that no choice of keys makes maps slow. */
  record Int(long value) implements PyScalar, Comparable<Int> {
    @Override
    public int compareTo(Int other) {
      return Long.compare(value, other.value);
    }

    @Override
    public String described() {
      return "the number " + value;
    }
  }

  /** A whole number of more than 64 bits. */
  record BigInt(BigInteger value) implements PyScalar {
    /** Checks that there is a value. */
    public BigInt {
      requireNonNull(value, "value is null");
    }

    @Override
    public String described() {
      return "a number of " + value.bitLength() + " bits";
    }
  }

  /** A floating-point number. */
  record Real(double value) implements PyScalar {
    @Override
    public String described() {
      return "the number " + value;
    }
  }

  /** A text. Comparable, so that no choice of keys makes maps slow. */
  record Text(String value) implements PyScalar, Comparable<Text> {
    /** Checks that there is a value. */
    public Text {
      requireNonNull(value, "value is null");
    }

    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }

    @Override
    public String described() {
      return "the text '" + Printable.of(value) + "'";
    }
  }

  /**
   * Bytes.
   *
   * @param value a read-only view of what holds the pickle
   */
  record Bytes(ByteBuffer value) implements PyScalar {
    /** Makes the view. */
    public Bytes {
      value = value.slice().asReadOnlyBuffer();
    }

    /** The bytes, a fresh view. */
    @Override
    public ByteBuffer value() {
      return value.duplicate();
    }

    @Override
    public String described() {
      return value.remaining() + " bytes";
    }
  }
}
