package io.absnas.core.weights;

import io.absnas.core.pickle.PickleException;
import io.absnas.core.pickle.PyDict;
import io.absnas.core.pickle.PyList;
import io.absnas.core.pickle.PyScalar;
import io.absnas.core.pickle.PyValue;
import io.absnas.core.pickle.Unpickler;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's format before version 1.6: pickles of a magic number, a protocol version, facts about
 * the machine, what was saved, and the keys of the storages; then the storages in that order, each
 * its number of elements and their bytes.
 */
final class TorchLegacy implements TorchSource {
  private static final PyValue MAGIC =
      new PyScalar.BigInt(new BigInteger("1950a86a20f9469cfc6c", 16));
  private static final PyValue PROTOCOL = new PyScalar.Int(1001);

  private final ByteBuffer file;
  private final TorchClasses classes = new TorchClasses();
  private final Map<String, ByteBuffer> storages = new HashMap<>();
  private final PyValue root;

  private TorchLegacy(ByteBuffer file) throws WeightFileException {
    this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (!pickle().equals(MAGIC)) {
      throw new WeightFileException(
          "is a bare pickle, not one that torch.save wrote; weights are read from the latter");
    }
    PyValue protocol = pickle();
    if (!protocol.equals(PROTOCOL)) {
      throw new WeightFileException(
          "has %s for a version of PyTorch's older format, allowed is 1001"
              .formatted(protocol.described()));
    }
    checkMachine(pickle());
    this.root = pickle();
    readStorages(pickle());
  }

  static TorchLegacy read(ByteBuffer file) throws WeightFileException {
    return new TorchLegacy(file);
  }

  /** Whether a file may be of this format: it begins as a pickle of protocol 2 or later does. */
  static boolean looksLike(ByteBuffer file) {
    return file.remaining() > 1 && file.get(0) == (byte) 0x80;
  }

  private PyValue pickle() throws WeightFileException {
    try {
      return Unpickler.read(file, classes, TorchClasses.LIMITS);
    } catch (PickleException e) {
      throw new WeightFileException(String.valueOf(e.getMessage()));
    }
  }

  private static void checkMachine(PyValue facts) throws WeightFileException {
    PyValue little =
        facts instanceof PyDict dict
            ? dict.find("little_endian").orElse(PyScalar.None.NONE)
            : PyScalar.None.NONE;
    if (!little.equals(new PyScalar.Bool(true))) {
      throw new WeightFileException(
          "has little_endian=" + little.described() + ", allowed are little-endian files");
    }
  }

  private void readStorages(PyValue keys) throws WeightFileException {
    if (!(keys instanceof PyList list)) {
      throw new WeightFileException("has " + keys.described() + " in place of its storages' keys");
    }
    for (PyValue key : list.items()) {
      @Nullable TorchStorage storage =
          key instanceof PyScalar.Text text ? classes.storages().get(text.value()) : null;
      if (storage == null || storages.containsKey(storage.key())) {
        throw new WeightFileException(
            "has a storage by %s that no tensor uses, or twice".formatted(key.described()));
      }
      storages.put(storage.key(), storage(storage));
    }
    if (file.hasRemaining()) {
      throw new WeightFileException(file.remaining() + " bytes follow the last storage");
    }
  }

  private ByteBuffer storage(TorchStorage storage) throws WeightFileException {
    if (file.remaining() < Long.BYTES) {
      throw new WeightFileException("is cut short before one of its storages");
    }
    long elements = file.getLong();
    if (elements != storage.elements() || storage.bytes() > file.remaining()) {
      throw new WeightFileException(
          "storage %s is said to have %d elements of %s, but has %d elements and at most %d bytes"
              .formatted(
                  TensorCollector.printable(storage.key()),
                  storage.elements(),
                  storage.type(),
                  elements,
                  file.remaining()));
    }
    int bytes = (int) storage.bytes();
    ByteBuffer content = file.slice(file.position(), bytes);
    file.position(file.position() + bytes);
    return content;
  }

  @Override
  public PyValue root() {
    return root;
  }

  @Override
  public ByteBuffer bytes(TorchStorage storage) throws WeightFileException {
    @Nullable ByteBuffer content = storages.get(storage.key());
    if (content == null) {
      throw new WeightFileException(
          "storage " + TensorCollector.printable(storage.key()) + " is not there");
    }
    return content;
  }
}
