package io.absnas.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A signal that ends a process, unless it is handled. */
enum EndingSignal {
  /** A key of the terminal. */
  INT,
  /** The terminal is gone. */
  HUP,
  /** Whoever manages the process wants it to end. */
  TERM;

  /** Its name as users know it. */
  String text() {
    return "SIG" + name();
  }

  /** The one that the virtual machine is ending for; empty where it ends for another reason. */
  static Optional<EndingSignal> underWay() {
    // The virtual machine hands a signal to a thread that bears its name, and tells nobody else.
    Set<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(thread -> thread.getName().toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return Arrays.stream(values())
        .filter(signal -> threads.contains(signal.text() + " HANDLER"))
        .findFirst();
  }

  /**
   * Ends the process as the operating system does where nobody handles the signal: at once, without
   * exit handlers of native libraries. Comes back only where that is impossible.
   */
  void end() {
    try {
      // By reflection, because the compiler warns of this API and warnings end the build.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object one = signal.getConstructor(String.class).newInstance(name());
      Object asUsual = handler.getField("SIG_DFL").get(null);
      signal.getMethod("handle", signal, handler).invoke(null, one, asUsual);
      signal.getMethod("raise", signal).invoke(null, one);
    } catch (ReflectiveOperationException e) {
      // Then the virtual machine ends the process.
    }
  }
}
