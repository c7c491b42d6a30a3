package io.absnas.core.weights;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Contents of members of a zip archive that lies in memory or is mapped. */
final class ZipContent {
  private ZipContent() {}

  /** The bytes of a member: a slice of the archive if it is stored, unpacked otherwise. */
  static ByteBuffer of(ByteBuffer archive, ZipMember member, MemoryBudget budget)
      throws WeightFileException {
    ByteBuffer packed = archive.slice((int) member.data(), (int) member.packed());
    ByteBuffer content = member.deflated() ? inflated(packed, member, budget) : packed;
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    if ((int) crc.getValue() != member.crc()) {
      throw wrong(
          member,
          "does not match its CRC-32: it is damaged, or was saved without (set_crc32_options(False))");
    }
    return content;
  }

  private static ByteBuffer inflated(ByteBuffer packed, ZipMember member, MemoryBudget budget)
      throws WeightFileException {
    budget.unpack(member.size());
    ByteBuffer content = ByteBuffer.allocate((int) member.size());
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int last = 1;
      while (content.hasRemaining() && last > 0) {
        last = inflater.inflate(content);
      }
      // What comes after the content must be its end: one more byte would be one too many.
      if (inflater.inflate(new byte[1]) > 0
          || !inflater.finished()
          || inflater.getRemaining() > 0
          || content.hasRemaining()) {
        throw wrong(member, "does not unpack to the " + member.size() + " bytes that it claims");
      }
    } catch (DataFormatException e) {
      throw wrong(member, "cannot be unpacked: it is damaged");
    } finally {
      inflater.end();
    }
    return content.flip();
  }

  private static WeightFileException wrong(ZipMember member, String problem) {
    return new WeightFileException(
        "member '" + TensorCollector.printable(member.name()) + "' of the archive " + problem);
  }
}
