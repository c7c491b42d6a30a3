package io.absnas.core.estimate;

import static java.util.Objects.requireNonNull;

import io.absnas.core.estimate.TimeEstimate.Part;
import io.absnas.core.run.ProcessMemory;
import io.absnas.core.run.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Time and memory that a run will take.
 *
 * @param time by parts
 * @param step from one training step to the next
 * @param memory of the process
 * @param heap the least that Java's heap must hold
 * @param limits what there is
 * @param how how all of it was measured, in words, and what else there is to say
 */
public record RunEstimate(
    TimeEstimate time,
    StepTime step,
    MemoryEstimate memory,
    HeapNeed heap,
    Limits limits,
    List<String> how) {
  /**
   * What machine and process have.
   *
   * @param processors that the process may use
   * @param loaderThreads of them prepare training images
   * @param machineBytes memory of the machine or container
   * @param heapBytes the most that Java's heap may hold
   * @param heapHeldBytes what it holds after the rehearsal
   */
  public record Limits(
      int processors, int loaderThreads, long machineBytes, long heapBytes, long heapHeldBytes) {
    /** Those of this process, now. */
    public static Limits now(int loaderThreads) {
      Runtime machine = Runtime.getRuntime();
      return new Limits(
          machine.availableProcessors(),
          loaderThreads,
          ProcessMemory.machineBytes(),
          machine.maxMemory(),
          machine.totalMemory());
    }
  }

  /** Copies the list. */
  public RunEstimate {
    requireNonNull(time, "time is null");
    requireNonNull(step, "step is null");
    requireNonNull(memory, "memory is null");
    requireNonNull(heap, "heap is null");
    requireNonNull(limits, "limits is null");
    how = List.copyOf(how);
  }

  /** The same with a further line. */
  public RunEstimate with(String line) {
    List<String> more = new ArrayList<>(how);
    more.add(line);
    return new RunEstimate(time, step, memory, heap, limits, more);
  }

  /** The estimate as lines for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT, "estimated time: %s (%.1f s)", text(time.seconds()), time.seconds()));
    for (Part part : time.parts()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-32s %10d x %9.3g s = %s",
              part.what(),
              part.count(),
              part.secondsEach(),
              text(part.seconds())));
    }
    lines.add(
        String.format(
            Locale.ROOT, "estimated data wait: %.1f %% of training", 100 * step.waitShare()));
    lines.add(
        "estimated peak memory: %s (%d MiB) of the process; the machine has %s%s"
            .formatted(
                ProcessMemory.text(memory.peakBytes()),
                memory.peakBytes() >> 20,
                ProcessMemory.text(limits.machineBytes()),
                memory.peakBytes() > limits.machineBytes() ? ", too little" : ""));
    lines.add(
        "estimated Java heap: at least %s, allowed are %s%s"
            .formatted(
                ProcessMemory.text(heap.bytes()),
                ProcessMemory.text(limits.heapBytes()),
                heap.bytes() > limits.heapBytes()
                    ? ": too little, set ABS_OPTS=-Xmx" + heap.roomyGibibytes() + "g"
                    : ""));
    lines.addAll(how);
    return List.copyOf(lines);
  }

  private static String text(double seconds) {
    return Progress.text(Duration.ofMillis(Math.round(1000 * seconds)));
  }
}
