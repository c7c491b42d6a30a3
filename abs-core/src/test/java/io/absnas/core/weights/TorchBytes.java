package io.absnas.core.weights;

import io.absnas.core.pickle.PickleBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds files of PyTorch by hand, the wrong ones too. */
final class TorchBytes {
  private TorchBytes() {}

  /** A file of the zip format with one storage, {@code data/0}. */
  static byte[] zip(byte[] pickle, byte[] storage) {
    return members(pickle, storage).bytes();
  }

  /** The same, for more members. */
  static ZipBytes members(byte[] pickle, byte[] storage) {
    return new ZipBytes()
        .stored("archive/data.pkl", pickle)
        .stored("archive/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e'})
        .stored("archive/data/0", storage)
        .stored("archive/version", new byte[] {'3', '\n'});
  }

  /** A file of the older format with one storage of float32, {@code 0}. */
  static byte[] legacy(byte[] pickle, byte[] storage) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(legacyHead());
    out.writeBytes(pickle);
    out.writeBytes(new PickleBytes().proto(2).op("](").text("0").op("e").stop());
    out.writeBytes(new PickleBytes().int64(storage.length / Float.BYTES).toByteArray());
    out.writeBytes(storage);
    return out.toByteArray();
  }

  /** What comes before that which was saved. */
  static byte[] legacyHead() {
    return new PickleBytes()
        .proto(2)
        .raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
        .op(".")
        .proto(2)
        .op("M")
        .raw(0xe9, 3)
        .op(".")
        .proto(2)
        .op("}")
        .text("little_endian")
        .raw(0x88)
        .op("s")
        .stop();
  }

  /** The dict {@code {"a": tensor}}. */
  static byte[] dict(PickleBytes tensor) {
    return new PickleBytes().proto(2).op("}").text("a").bytes(tensor.toByteArray()).op("s").stop();
  }

  /** A tensor of storage {@code 0} of so many float32 elements. */
  static PickleBytes tensor(long elements, long offset, long[] shape, long[] strides) {
    return tensor("FloatStorage", elements, offset, shape, strides);
  }

  /** A tensor of storage {@code 0} of any type. */
  static PickleBytes tensor(String type, long elements, long offset, long[] shape, long[] strides) {
    PickleBytes out =
        new PickleBytes()
            .global("torch._utils", "_rebuild_tensor_v2")
            .op("((")
            .text("storage")
            .global("torch", type)
            .text("0")
            .text("cpu")
            .number(elements)
            .op("tQ")
            .number(offset);
    for (long[] numbers : new long[][] {shape, strides}) {
      out.op("(");
      for (long number : numbers) {
        out.number(number);
      }
      out.op("t");
    }
    return out.raw(0x89).global("collections", "OrderedDict").op(")RtR");
  }

  /** The bytes of float32 elements. */
  static byte[] floats(float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return data.array();
  }

  /** Dimensions. */
  static long[] dims(long... dimensions) {
    return dimensions;
  }
}
