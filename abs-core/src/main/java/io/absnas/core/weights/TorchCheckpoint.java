package io.absnas.core.weights;

import io.absnas.core.pickle.PyDict;
import io.absnas.core.pickle.PyScalar;
import io.absnas.core.pickle.PyValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code torch.save} writes, in both of PyTorch's formats: a state dict, or a dict that has
 * one under {@code state_dict} or {@code model}. Nothing in it is executed; what is no tensor,
 * plain value or container is refused by name.
 */
final class TorchCheckpoint {
  private static final List<String> PLACES = List.of("state_dict", "model");
  private static final int ZIP = 0x504b0304;
  private static final int MOST_METADATA_TEXT = 1000;
  private static final int KEYS_SHOWN = 8;

  private final TorchSource source;
  private final MemoryBudget budget;
  private final Set<String> held = new HashSet<>();

  private TorchCheckpoint(TorchSource source, MemoryBudget budget) {
    this.source = source;
    this.budget = budget;
  }

  /** Reads a file; data are mapped from it where they need not be copied. */
  static WeightFiles.Content read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new WeightFileException("is larger than 2 GiB, the most that is read of PyTorch's");
      }
      return read(file.toString(), channel.map(MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  /** Reads what is in memory; {@code name} is what messages call it. */
  static WeightFiles.Content read(String name, ByteBuffer bytes) throws WeightFileException {
    ByteBuffer file = bytes.slice();
    MemoryBudget budget = new MemoryBudget(file.remaining());
    return new TorchCheckpoint(source(file, budget), budget).content(name);
  }

  private static TorchSource source(ByteBuffer file, MemoryBudget budget)
      throws WeightFileException {
    if (file.remaining() >= Integer.BYTES && file.getInt(0) == ZIP) {
      return TorchZip.read(file, budget);
    }
    if (TorchLegacy.looksLike(file)) {
      return TorchLegacy.read(file);
    }
    throw new WeightFileException(
        "is neither a zip archive nor a pickle, so torch.save did not write it");
  }

  private WeightFiles.Content content(String name) throws WeightFileException {
    if (!(source.root() instanceof PyDict root)) {
      throw new WeightFileException(
          "holds " + source.root().described() + ", allowed is a dict of tensors");
    }
    PyDict weights = weights(root);
    TensorCollector collector = new TensorCollector(name);
    for (Map.Entry<PyValue, PyValue> entry : weights.entries().entrySet()) {
      if (entry.getKey() instanceof PyScalar.Text key
          && entry.getValue() instanceof TorchTensor view) {
        String tensor = collector.admit(key.value());
        collector.add(tensor(tensor, view));
      }
    }
    NamedTensors tensors = collector.collected();
    if (tensors.names().isEmpty()) {
      throw new WeightFileException(
          "holds no tensors, neither at the top nor under %s; its keys are %s"
              .formatted(String.join(" or ", PLACES), keys(root)));
    }
    return new WeightFiles.Content(tensors, metadata(root, weights));
  }

  /** The dict that holds the tensors. */
  private static PyDict weights(PyDict root) {
    for (String place : PLACES) {
      if (root.find(place).orElse(root) instanceof PyDict found && found != root) {
        return found;
      }
    }
    return root;
  }

  private HostTensor tensor(String name, TorchTensor view) throws WeightFileException {
    ByteBuffer storage = source.bytes(view.storage());
    if (held.add(view.storage().key())) {
      budget.holds(storage.remaining());
    }
    return TensorViews.tensor(name, view, storage, budget);
  }

  /** Plain values beside the tensors, single numbers in tensors too. */
  private Map<String, String> metadata(PyDict root, PyDict weights) throws WeightFileException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<PyValue, PyValue> entry : root.entries().entrySet()) {
      if (entry.getKey() instanceof PyScalar.Text key) {
        Optional<String> text =
            entry.getValue() instanceof TorchTensor view && root != weights
                ? number(view)
                : text(entry.getValue());
        text.ifPresent(value -> texts.put(key.value(), value));
      }
    }
    return texts;
  }

  private Optional<String> number(TorchTensor view) throws WeightFileException {
    if (view.elements() != 1) {
      return Optional.empty();
    }
    HostTensor tensor = tensor("", view);
    return Optional.of(
        tensor.kind() == DataKind.INT64
            ? Long.toString(tensor.bytes().getLong())
            : Double.toString(tensor.doubles()[0]));
  }

  private static Optional<String> text(PyValue value) {
    if (value instanceof PyScalar.Text text) {
      return Optional.of(text.value()).filter(it -> it.length() <= MOST_METADATA_TEXT);
    } else if (value instanceof PyScalar.Int number) {
      return Optional.of(Long.toString(number.value()));
    } else if (value instanceof PyScalar.Real number) {
      return Optional.of(Double.toString(number.value()));
    } else if (value instanceof PyScalar.Bool truth) {
      return Optional.of(Boolean.toString(truth.value()));
    }
    return Optional.empty();
  }

  private static String keys(PyDict root) {
    String shown =
        root.entries().keySet().stream()
            .limit(KEYS_SHOWN)
            .map(PyValue::described)
            .collect(Collectors.joining(", "));
    return root.entries().size() > KEYS_SHOWN ? shown + ", ..." : shown;
  }
}
