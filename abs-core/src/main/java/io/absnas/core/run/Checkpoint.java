package io.absnas.core.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * One checkpoint file, known to be whole.
 *
 * @param file the container
 * @param manifest what it holds
 */
public record Checkpoint(Path file, Manifest manifest) {
  static final String MANIFEST = "manifest.json";
  static final int VERSION = 1;

  /**
   * Table of contents, the last entry of the container.
   *
   * @param version of the container's layout
   * @param step of the run after which it was written
   * @param parts in the order they were written
   */
  public record Manifest(int version, long step, List<Part> parts) {
    public Manifest {
      if (version != VERSION) {
        throw new IllegalArgumentException("version must be " + VERSION + ", was " + version);
      }
      parts = List.copyOf(parts);
    }
  }

  /**
   * One part.
   *
   * @param name of the entry
   * @param bytes its length
   * @param sha256 its hash
   */
  public record Part(String name, long bytes, String sha256) {}

  public Checkpoint {
    requireNonNull(file, "file is null");
    requireNonNull(manifest, "manifest is null");
  }

  /** The step after which it was written. */
  public long step() {
    return manifest.step();
  }

  /** Whether there is a part of this name. */
  public boolean has(String name) {
    return manifest.parts().stream().anyMatch(part -> part.name().equals(name));
  }

  /** The content of a part as a stream that the caller closes. */
  public InputStream open(String name) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    try {
      return new OwnedStream(stream(zip, name), zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** The content of a part that was written by {@link CheckpointWriter#json}. */
  public <T> T json(String name, Class<T> type) {
    try (InputStream in = open(name)) {
      return StrictJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), file + "!" + name, type);
    } catch (IOException e) {
      throw new AbsException(ExitCode.CHECKPOINT, file + ": part " + name + " cannot be read", e);
    } catch (AbsException e) {
      throw new AbsException(ExitCode.CHECKPOINT, String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads and compares everything; an IOException says what is wrong. */
  static Checkpoint verified(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String text = new String(stream(zip, MANIFEST).readAllBytes(), StandardCharsets.UTF_8);
      Manifest manifest = StrictJson.read(text, MANIFEST, Manifest.class);
      Set<String> names = new HashSet<>(Set.of(MANIFEST));
      for (Part part : manifest.parts()) {
        names.add(part.name());
        try (HashingStream content = new HashingStream(stream(zip, part.name()))) {
          content.drain();
          if (content.count() != part.bytes() || !content.hex().equals(part.sha256())) {
            throw new IOException("checksum of " + part.name() + " does not hold");
          }
        }
      }
      if (zip.size() != names.size()) {
        throw new IOException(
            "holds " + zip.size() + " entries, its manifest lists " + names.size());
      }
      return new Checkpoint(file, manifest);
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static InputStream stream(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("there is no part " + name);
    }
    return zip.getInputStream(entry);
  }
}
