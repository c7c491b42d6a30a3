package io.absnas.core.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;

/** The engine's profiler, for {@code scripts/bench/profile.sh}. */
public final class EngineProfile {
  private EngineProfile() {}

  /** Runs work and writes the operators that the engine ran as a Chrome trace. */
  public static void write(Path file, Runnable work) {
    TensorEngine.start();
    JniUtils.startProfile(false, false, false);
    try {
      work.run();
    } finally {
      JniUtils.stopProfile(file.toString());
    }
  }
}
