package io.absnas.core.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Engine operations that DJL lacks, as one small TorchScript module.
 *
 * <p>The source is the resource {@code pack.txt}; it is packed into the engine's archive format (a
 * stored zip of text and two short pickles) and loaded once per process. The module has no state,
 * so any thread and any device may use it.
 */
final class TorchScriptPack {
  /** Pickle of an instance of class Pack with the attribute training = False. */
  private static final byte[] DATA_PICKLE =
      pickle("\u0080\u0002c__torch__\nPack\n)\u0081}(X\u0008\0\0\0training\u0089ub.");

  /** Pickle of an empty tuple. */
  private static final byte[] CONSTANTS_PICKLE = pickle("\u0080\u0002).");

  private final NDManager manager;
  private final PtSymbolBlock module;
  private final Map<String, NDArray> markers = new ConcurrentHashMap<>();

  private TorchScriptPack(NDManager manager, PtSymbolBlock module) {
    this.manager = manager;
    this.module = module;
  }

  /** Packs and loads the source; what it allocates belongs to {@code manager}. */
  static TorchScriptPack load(NDManager manager) {
    requireNonNull(manager, "manager is null");
    try {
      Path file = Files.createTempFile("abs-pack", ".pt");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(archive(source()));
        out.flush();
        PtSymbolBlock module =
            JniUtils.loadModule(
                (PtNDManager) manager, file, false, new String[0], new String[0], true);
        return new TorchScriptPack(manager, module);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the operator pack to a temporary file", e);
    }
  }

  /**
   * Runs a method on tensors, differentiably where the thread is in gradient mode. The result
   * belongs to the first input's manager.
   */
  NDArray differentiable(String method, NDArray... inputs) {
    NDList list = new NDList(inputs);
    list.add(markers.computeIfAbsent(method, this::marker));
    return IValueUtils.forward(module, list, true).singletonOrThrow();
  }

  /** As {@link #differentiable}, for a method with several results. */
  List<NDArray> differentiableList(String method, NDArray... inputs) {
    NDList list = new NDList(inputs);
    list.add(markers.computeIfAbsent(method, this::marker));
    return List.copyOf(IValueUtils.forward(module, list, true));
  }

  /** Runs a method outside autograd; closes the arguments, the caller closes the result. */
  IValue run(String method, IValue... arguments) {
    try {
      return IValueUtils.runMethod(module, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  /** The engine's bridge takes the method's name from an input's name. */
  private NDArray marker(String method) {
    NDArray marker = manager.zeros(new Shape(1), DataType.FLOAT32);
    marker.setName("module_method:" + method);
    return marker;
  }

  private static byte[] source() throws IOException {
    try (InputStream in =
        requireNonNull(
            TorchScriptPack.class.getResourceAsStream("pack.txt"), "pack.txt is missing")) {
      return in.readAllBytes();
    }
  }

  private static byte[] archive(byte[] code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      stored(zip, "pack/data.pkl", DATA_PICKLE);
      stored(zip, "pack/code/__torch__.py", code);
      stored(zip, "pack/constants.pkl", CONSTANTS_PICKLE);
      stored(zip, "pack/version", "3\n".getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The engine reads uncompressed entries only, whose sizes must be known beforehand. */
  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] pickle(String latin1) {
    return latin1.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
