package io.absnas.core.tensor;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.nio.file.Path;

/**
 * Settings of cuDNN that DJL does not reach. They are members of libtorch's global context, which
 * are called by the names that a C++ compiler gives them.
 */
final class CudnnSettings {
  private static final String LIBRARY = "libtorch_cpu.so";
  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String DETERMINISTIC = "_ZN2at7Context21setDeterministicCuDNNEb";

  private CudnnSettings() {}

  /**
   * Lets cuDNN use only convolutions that add in a fixed order, so that a run on a GPU can be
   * repeated bit for bit.
   *
   * @param libtorch the folder that libtorch was loaded from
   * @throws AbsException of kind DEVICE if this libtorch has no such setting
   */
  static void requireFixedOrder(Path libtorch) {
    try {
      NativeLibrary library = NativeLibrary.getInstance(libtorch.resolve(LIBRARY).toString());
      Pointer context = library.getFunction(CONTEXT).invokePointer(new Object[0]);
      library.getFunction(DETERMINISTIC).invokeVoid(new Object[] {context, 1});
    } catch (UnsatisfiedLinkError e) {
      throw new AbsException(
          ExitCode.DEVICE,
          "ABS_CUDNN_DETERMINISTIC is true, but libtorch in %s has no such setting: %s"
              .formatted(libtorch, e.getMessage()),
          e);
    }
  }
}
