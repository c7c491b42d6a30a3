package io.absnas.core.weights;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tensors by state-dict name, in the order they were given. Immutable. */
public final class NamedTensors {
  private final String source;
  private final Map<String, HostTensor> tensors;
  private final Map<String, String> unusable;

  private NamedTensors(
      String source, Map<String, HostTensor> tensors, Map<String, String> unusable) {
    this.source = requireNonNull(source, "source is null");
    this.tensors = tensors;
    this.unusable = Map.copyOf(unusable);
  }

  /** Takes the tensors in order; a repeated name is an error. */
  public static NamedTensors of(Collection<HostTensor> tensors) {
    return of("weights in memory", tensors, Map.of());
  }

  /**
   * Takes the tensors of a file in order; a repeated name is an error.
   *
   * @param source what messages call the origin: the path as the user gave it
   * @param unusable further names in the file, each with what it holds instead of a supported type;
   *     they matter only when somebody asks for them
   */
  public static NamedTensors of(
      String source, Collection<HostTensor> tensors, Map<String, String> unusable) {
    Map<String, HostTensor> byName = new LinkedHashMap<>();
    for (HostTensor tensor : tensors) {
      if (byName.put(tensor.name(), tensor) != null || unusable.containsKey(tensor.name())) {
        throw new IllegalArgumentException("tensor " + tensor.name() + " is there twice");
      }
    }
    return new NamedTensors(source, byName, unusable);
  }

  /** What messages call the origin of these tensors. */
  public String source() {
    return source;
  }

  /** The tensor of this name, if there is one of a supported type. */
  public Optional<HostTensor> find(String name) {
    @Nullable HostTensor tensor = tensors.get(name);
    return Optional.ofNullable(tensor);
  }

  /**
   * The floating-point tensor of this name and shape. If it is missing or anything else, the error
   * names source, tensor, what it is and what is allowed (exit code 3).
   */
  public HostTensor weight(String name, List<Long> shape) {
    @Nullable HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw refusal(
          name,
          unusable.containsKey(name)
              ? "is " + unusable.get(name) + ", weights are little-endian float32 or float64"
              : "is missing, the space needs it with shape " + shape);
    }
    if (!tensor.kind().floating()) {
      throw refusal(name, "is " + tensor.kind() + ", weights are little-endian float32 or float64");
    }
    if (!tensor.shape().equals(shape)) {
      throw refusal(name, "has shape " + tensor.shape() + ", the space needs " + shape);
    }
    return tensor;
  }

  /** Whether the file has this name, be its type supported or not. */
  public boolean contains(String name) {
    return tensors.containsKey(name) || unusable.containsKey(name);
  }

  /** Names of supported tensors in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Tensors in order. */
  public Collection<HostTensor> tensors() {
    return Collections.unmodifiableCollection(tensors.values());
  }

  private AbsException refusal(String name, String problem) {
    return new AbsException(ExitCode.INPUT, source + ": tensor " + name + " " + problem);
  }
}
