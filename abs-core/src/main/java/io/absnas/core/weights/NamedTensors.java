package io.absnas.core.weights;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tensors by state-dict name, in the order they were given. Immutable. */
public final class NamedTensors {
  private final Map<String, HostTensor> tensors;

  private NamedTensors(Map<String, HostTensor> tensors) {
    this.tensors = tensors;
  }

  /** Takes the tensors in order; a repeated name is an error. */
  public static NamedTensors of(Collection<HostTensor> tensors) {
    Map<String, HostTensor> byName = new LinkedHashMap<>();
    for (HostTensor tensor : tensors) {
      if (byName.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException("tensor " + tensor.name() + " is there twice");
      }
    }
    return new NamedTensors(byName);
  }

  /** The tensor of this name, if there is one. */
  public Optional<HostTensor> find(String name) {
    @Nullable HostTensor tensor = tensors.get(name);
    return Optional.ofNullable(tensor);
  }

  /** Names in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Tensors in order. */
  public Collection<HostTensor> tensors() {
    return Collections.unmodifiableCollection(tensors.values());
  }
}
