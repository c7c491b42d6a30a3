package io.absnas.core.pickle;

import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** Pickles of tests, read within small limits. */
final class Unpickling {
  static final PickleLimits LIMITS = new PickleLimits(1 << 20, 1 << 10, 1000, 1000, 20);

  private Unpickling() {}

  static PyValue read(byte[] pickle) throws PickleException {
    return Unpickler.read(ByteBuffer.wrap(pickle), new PlainClasses(), LIMITS);
  }

  static PyValue read(UnaryOperator<PickleBytes> pickle) throws PickleException {
    return read(pickle.apply(new PickleBytes()).stop());
  }
}
