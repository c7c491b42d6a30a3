package io.absnas.core.run;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Removes from an event file what a resumed run will write again. */
final class EventCut {
  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
  private static final int STEP_KEY = 2 << 3;
  private static final int WALL_TIME_KEY = (1 << 3) | 1;

  private EventCut() {}

  /** Keeps whole records up to {@code lastStep}; the file is rewritten only if that is not all. */
  static void after(Path file, long lastStep) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer kept = ByteBuffer.allocate(all.capacity());
    while (all.remaining() >= HEADER_BYTES) {
      int start = all.position();
      long length = all.getLong(start);
      long end = start + HEADER_BYTES + length + Integer.BYTES;
      if (length < 0 || end > all.capacity()) {
        break;
      }
      if (step(all.slice(start + HEADER_BYTES, (int) length)) <= lastStep) {
        kept.put(all.slice(start, (int) (end - start)));
      }
      all.position((int) end);
    }
    if (kept.position() < all.capacity()) {
      AtomicFiles.write(file, out -> out.write(kept.array(), 0, kept.position()));
    }
  }

  /** The step of an event, 0 where it has none; it follows the wall time in all we write. */
  private static long step(ByteBuffer event) {
    try {
      if (event.get() != WALL_TIME_KEY) {
        return 0;
      }
      event.position(1 + Double.BYTES);
      if (event.get() != STEP_KEY) {
        return 0;
      }
      long step = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        byte part = event.get();
        step |= (part & 0x7fL) << shift;
        if (part >= 0) {
          return step;
        }
      }
      return step;
    } catch (BufferUnderflowException e) {
      return 0;
    }
  }
}
