package io.absnas.core.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers the tensors of one file and applies the rules on names that all formats share. */
final class TensorCollector {
  private static final String WRAPPER_PREFIX = "module.";
  private static final int MAX_NAME_LENGTH = 1024;

  private final String file;
  private final Set<String> names = new HashSet<>();
  private final List<HostTensor> tensors = new ArrayList<>();
  private final Map<String, String> unusable = new LinkedHashMap<>();

  TensorCollector(String file) {
    this.file = file;
  }

  /**
   * The name to store a tensor under: checkpoints of data-parallel runs prefix every name with
   * {@code module.}. Refuses repeated names and names that could be paths.
   */
  String admit(String rawName) throws WeightFileException {
    if (rawName.length() > MAX_NAME_LENGTH || !plain(rawName)) {
      throw new WeightFileException(
          "tensor name '"
              + printable(rawName)
              + "' is not allowed; names are 1 to "
              + MAX_NAME_LENGTH
              + " characters without slashes, '..' and control characters");
    }
    String name =
        rawName.startsWith(WRAPPER_PREFIX) && rawName.length() > WRAPPER_PREFIX.length()
            ? rawName.substring(WRAPPER_PREFIX.length())
            : rawName;
    if (!names.add(name)) {
      throw new WeightFileException("tensor " + name + " is there twice");
    }
    return name;
  }

  void add(HostTensor tensor) {
    if (!leftByCounter(tensor.name())) {
      tensors.add(tensor);
    }
  }

  /** Remembers a tensor of another type, which is an error only if somebody needs it. */
  void addUnusable(String name, String what) {
    unusable.put(name, what);
  }

  NamedTensors collected() {
    return NamedTensors.of(file, tensors, unusable);
  }

  /** The reference's FLOPs counter leaves its buffers behind in published checkpoints. */
  private static boolean leftByCounter(String name) {
    return name.endsWith(".total_ops") || name.endsWith(".total_params");
  }

  private static boolean plain(String name) {
    return !name.isEmpty()
        && !name.contains("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  /** A name shortened and made fit for a one-line message. */
  static String printable(String name) {
    String shortened = name.length() > 80 ? name.substring(0, 80) + "..." : name;
    return shortened.replaceAll("\\p{Cntrl}", "?");
  }
}
