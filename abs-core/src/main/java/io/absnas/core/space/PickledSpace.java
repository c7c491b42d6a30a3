package io.absnas.core.space;

import io.absnas.core.pickle.PickleException;
import io.absnas.core.pickle.PickleLimits;
import io.absnas.core.pickle.PlainClasses;
import io.absnas.core.pickle.PyList;
import io.absnas.core.pickle.PyScalar;
import io.absnas.core.pickle.PyValue;
import io.absnas.core.pickle.Unpickler;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A shrunk space as the reference writes it, {@code shrunk_search_space.pt}: Python's pickle of a
 * list that has for each choice the list of op codes left. The file does not say of which space.
 */
final class PickledSpace {
  private static final int MOST_BYTES = 1 << 20;
  private static final PickleLimits LIMITS =
      new PickleLimits(MOST_BYTES, 1 << 10, 100_000, 100_000, 10);
  private static final int PROTOCOL_MARK = 0x80;

  private final Path file;
  private final List<List<Long>> codes;

  private PickledSpace(Path file, List<List<Long>> codes) {
    this.file = file;
    this.codes = codes;
  }

  /** Whether a file begins as pickles do and no text of a space does. */
  static boolean is(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      int first = in.read();
      int second = in.read();
      return first == PROTOCOL_MARK || first == ']' || (first == '(' && second == 'l');
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a file.
   *
   * @throws AbsException {@link ExitCode#INPUT} for a file that is anything else than lists of
   *     whole numbers
   */
  static PickledSpace read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw invalid(file, "is larger than " + MOST_BYTES + " bytes, no list of op codes");
      }
      return read(file, ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }

  /** Reads what is in memory; {@code file} is for messages. */
  static PickledSpace read(Path file, ByteBuffer bytes) {
    try {
      PyValue root = Unpickler.read(bytes, new PlainClasses(), LIMITS);
      if (bytes.hasRemaining()) {
        throw invalid(file, bytes.remaining() + " bytes follow the end of the pickle");
      }
      List<List<Long>> codes = new ArrayList<>();
      for (PyValue list : items(file, "is", root)) {
        String place = "list " + codes.size() + " is";
        List<Long> numbers = new ArrayList<>();
        for (PyValue item : items(file, place, list)) {
          if (!(item instanceof PyScalar.Int number)) {
            throw invalid(
                file, place + " not of op codes alone, it has " + item.described() + " in it");
          }
          numbers.add(number.value());
        }
        codes.add(numbers);
      }
      return new PickledSpace(file, codes);
    } catch (PickleException e) {
      throw invalid(file, e.getMessage());
    }
  }

  private static List<PyValue> items(Path file, String place, PyValue value) {
    if (!(value instanceof PyList list)) {
      throw invalid(
          file,
          place + " " + value.described() + ", a shrunk space is a list of lists of op codes");
    }
    return list.items();
  }

  /** The id of the only space of these that has as many choices. */
  String spaceAmong(List<String> ids) {
    List<String> fitting =
        ids.stream().filter(id -> choices(id) == codes.size()).collect(Collectors.toList());
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    String counts =
        ids.stream().map(id -> id + " " + choices(id)).collect(Collectors.joining(", "));
    throw invalid(
        file,
        "has lists of op codes for %d choices and does not say of which space; known are %s; name"
                .formatted(codes.size(), counts)
            + " another one beside it, as --space ID --operations-path FILE or as space.id and"
            + " space.file");
  }

  private static int choices(String id) {
    return SpaceCatalog.find(id).choices().size();
  }

  /** This space with the ops that the file leaves. */
  SearchSpace of(SearchSpace full) {
    List<List<CandidateOp>> left = new ArrayList<>();
    for (List<Long> list : codes) {
      List<CandidateOp> ops = new ArrayList<>();
      for (long code : list) {
        ops.add(op(full, left.size(), code));
      }
      left.add(ops);
    }
    try {
      return full.withChoices(left);
    } catch (IllegalArgumentException e) {
      throw invalid(file, e.getMessage());
    }
  }

  private CandidateOp op(SearchSpace full, int choice, long code) {
    List<CandidateOp> offered =
        choice < full.choices().size() ? full.ops(choice) : full.operations();
    Optional<CandidateOp> op = offered.stream().filter(it -> full.code(it) == code).findFirst();
    return op.orElseThrow(
        () ->
            invalid(
                file,
                "list %d has op code %d, space %s has %s there"
                    .formatted(
                        choice,
                        code,
                        full.id(),
                        offered.stream()
                            .map(it -> Integer.toString(full.code(it)))
                            .collect(Collectors.joining(", ")))));
  }

  private static AbsException invalid(Path file, @Nullable String problem) {
    return new AbsException(ExitCode.INPUT, file + ": " + problem);
  }
}
