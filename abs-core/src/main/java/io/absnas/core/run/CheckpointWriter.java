package io.absnas.core.run;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the parts of one checkpoint, one after the other. */
public final class CheckpointWriter {
  /** Fixed, so that equal states give equal files. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");
  private static final int BUFFER_BYTES = 1 << 16;

  private final ZipOutputStream zip;
  private final List<Checkpoint.Part> parts = new ArrayList<>();

  CheckpointWriter(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    // Weights do not shrink, and level 0 lets parts be streamed without knowing their length.
    zip.setLevel(Deflater.NO_COMPRESSION);
  }

  /**
   * Adds a part.
   *
   * @param name letters, digits and {@code . _ - /}, not used before
   * @param content writes it; need not close its stream
   */
  public void part(String name, OutputStreamConsumer content) throws IOException {
    if (!NAME.matcher(name).matches() || name.equals(Checkpoint.MANIFEST)) {
      throw new IllegalArgumentException("part name is not allowed: " + name);
    }
    entry(name);
    MessageDigest digest = Sha256.digest();
    CountingStream counting = new CountingStream(new DigestOutputStream(zip, digest));
    BufferedOutputStream buffered = new BufferedOutputStream(counting, BUFFER_BYTES);
    content.accept(buffered);
    buffered.flush();
    zip.closeEntry();
    parts.add(new Checkpoint.Part(name, counting.count, HexFormat.of().formatHex(digest.digest())));
  }

  /** Adds a record as a JSON part. */
  public void json(String name, Object value) throws IOException {
    part(name, out -> out.write(StrictJson.text(value).getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds the manifest and ends the container; the underlying stream stays open. */
  void finish(long step) throws IOException {
    entry(Checkpoint.MANIFEST);
    Checkpoint.Manifest manifest = new Checkpoint.Manifest(Checkpoint.VERSION, step, parts);
    zip.write(StrictJson.text(manifest).getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    zip.finish();
  }

  private void entry(String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
  }

  /** Counts, and keeps a part from closing the container. */
  private static final class CountingStream extends FilterOutputStream {
    private long count;

    CountingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      count += length;
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
