package io.absnas.core.weights;

import io.absnas.core.pickle.PickleException;
import io.absnas.core.pickle.PyValue;
import io.absnas.core.pickle.Unpickler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's format from version 1.6 on: a zip archive with one directory, in it {@code data.pkl}
 * and one member {@code data/KEY} for each storage.
 */
final class TorchZip implements TorchSource {
  private static final String PICKLE = "data.pkl";
  private static final int FIRST_VERSION = 1;
  private static final int LAST_VERSION = 10;

  private final ByteBuffer file;
  private final Map<String, ZipMember> members;
  private final String top;
  private final MemoryBudget budget;
  private final PyValue root;
  private final Map<String, ByteBuffer> contents = new HashMap<>();

  private TorchZip(ByteBuffer file, MemoryBudget budget) throws WeightFileException {
    this.file = file;
    this.budget = budget;
    this.members = ZipDirectory.read(file);
    this.top = top(members);
    refusePrograms();
    checkForm();
    ByteBuffer pickle =
        content(PICKLE)
            .orElseThrow(
                () ->
                    new WeightFileException(
                        "is a zip archive without " + PICKLE + ", so torch.save did not write it"));
    this.root = root(pickle);
  }

  static TorchZip read(ByteBuffer file, MemoryBudget budget) throws WeightFileException {
    return new TorchZip(file, budget);
  }

  private static PyValue root(ByteBuffer pickle) throws WeightFileException {
    try {
      PyValue root = Unpickler.read(pickle, new TorchClasses(), TorchClasses.LIMITS);
      if (pickle.hasRemaining()) {
        throw new WeightFileException(
            PICKLE + ": " + pickle.remaining() + " bytes follow the end of the pickle");
      }
      return root;
    } catch (PickleException e) {
      throw new WeightFileException(PICKLE + ", " + e.getMessage());
    }
  }

  @Override
  public PyValue root() {
    return root;
  }

  @Override
  public ByteBuffer bytes(TorchStorage storage) throws WeightFileException {
    String name = "data/" + storage.key();
    @Nullable ZipMember member = members.get(top + name);
    // The claim comes first: a wrong one is told before anything is unpacked.
    if (member == null || member.size() != storage.bytes()) {
      throw new WeightFileException(
          "storage %s is said to have %d elements of %s, but %s"
              .formatted(
                  TensorCollector.printable(storage.key()),
                  storage.elements(),
                  storage.type(),
                  member == null ? "is not there" : "has " + member.size() + " bytes"));
    }
    return content(name).orElseThrow();
  }

  /** One member's content, read once. */
  private Optional<ByteBuffer> content(String name) throws WeightFileException {
    @Nullable ZipMember member = members.get(top + name);
    if (member == null) {
      return Optional.empty();
    }
    @Nullable ByteBuffer content = contents.get(name);
    if (content == null) {
      content = ZipContent.of(file, member, budget);
      contents.put(name, content);
    }
    return Optional.of(content.duplicate());
  }

  /** The directory that all members share, with its slash. */
  private static String top(Map<String, ZipMember> members) throws WeightFileException {
    String top = members.keySet().stream().findFirst().orElse("").replaceFirst("/.*", "/");
    for (String name : members.keySet()) {
      if (!top.endsWith("/") || !name.startsWith(top)) {
        throw new WeightFileException(
            "member '%s' of the archive is not in the one directory that torch.save makes"
                .formatted(TensorCollector.printable(name)));
      }
    }
    return top;
  }

  private void refusePrograms() throws WeightFileException {
    for (String name : members.keySet()) {
      if (name.startsWith(top + "code/") || name.equals(top + "constants.pkl")) {
        throw new WeightFileException(
            "is a TorchScript program, which is never run; save its state_dict() with torch.save");
      }
    }
  }

  private void checkForm() throws WeightFileException {
    String order = text("byteorder").orElse("little");
    if (!order.equals("little")) {
      throw new WeightFileException(
          "has byte order '" + TensorCollector.printable(order) + "', allowed is little");
    }
    String version = text("version").orElse("3");
    if (!version.matches("[0-9]{1,3}")
        || Integer.parseInt(version) < FIRST_VERSION
        || Integer.parseInt(version) > LAST_VERSION) {
      throw new WeightFileException(
          "has version '%s' of PyTorch's format, allowed are %d to %d"
              .formatted(TensorCollector.printable(version), FIRST_VERSION, LAST_VERSION));
    }
  }

  private Optional<String> text(String name) throws WeightFileException {
    return content(name).map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString().strip());
  }
}
