package io.absnas.search.darts;

import io.absnas.core.data.ImageCounts;
import io.absnas.core.data.NoiseImages;
import io.absnas.core.estimate.HeapNeed;
import io.absnas.core.estimate.MemoryEstimate;
import io.absnas.core.estimate.Readings;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.estimate.StepTime;
import io.absnas.core.estimate.TimeEstimate;
import io.absnas.core.estimate.TimeEstimate.Part;
import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Time and memory that a search will take, from a rehearsal. */
final class DartsEstimate {
  private final DartsSearchConfig config;
  private final DartsRehearsal.Measured measured;
  private final RunEstimate.Limits limits;
  private final int replicaImages;
  private final int weightImages;
  private final int architectureImages;
  private final long stepsPerEpoch;

  private DartsEstimate(
      DartsSearchConfig config,
      ImageCounts images,
      DartsRehearsal.Measured measured,
      RunEstimate.Limits limits) {
    this.config = config;
    this.measured = measured;
    this.limits = limits;
    this.replicaImages = -Math.floorDiv(-config.training().batchSize(), measured.replicas());
    this.weightImages = Halves.first(images.training(), config.training().share());
    this.architectureImages = images.training() - weightImages;
    this.stepsPerEpoch = config.batchPlan().stepsPerEpoch(weightImages);
  }

  static RunEstimate of(
      DartsSearchConfig config,
      ImageCounts images,
      DartsRehearsal.Measured measured,
      RunEstimate.Limits limits) {
    return new DartsEstimate(config, images, measured, limits).estimate();
  }

  /**
   * The ops of every stage: as many as it will offer, and each op on about as many edges as any
   * other, because which ones are dropped is not known before.
   *
   * @param first of the first stage
   */
  static List<SearchedOps> ops(SearchedOps first, StagesConfig stages) {
    List<SearchedOps> all = new ArrayList<>();
    int dropped = 0;
    for (int stage = 0; stage < stages.count(); stage++) {
      all.add(new SearchedOps(fewer(first.normal(), dropped), fewer(first.reduce(), dropped)));
      dropped += stage < stages.drops().size() ? stages.drops().get(stage) : 0;
    }
    return all;
  }

  private static <T> List<List<T>> fewer(List<List<T>> lists, int dropped) {
    return IntStream.range(0, lists.size())
        .mapToObj(edge -> spread(lists.get(edge), edge, dropped))
        .toList();
  }

  private static <T> List<T> spread(List<T> list, int edge, int dropped) {
    int left = Math.max(1, list.size() - dropped);
    return IntStream.range(0, list.size())
        .filter(place -> Math.floorMod(place + edge, list.size()) < left)
        .mapToObj(list::get)
        .toList();
  }

  private RunEstimate estimate() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("start", 1, measured.startSeconds()));
    StepTime last = StepTime.ofTrainingAlone(0);
    long peak = 0;
    long parameters = 0;
    double heapTaken = 0;
    for (RehearsedStage stage : measured.stages()) {
      last = step(stage.step(), 2);
      add(parts, stage, last);
      peak = Math.max(peak, memory(stage));
      parameters = Math.max(parameters, stage.stage().cells().weights());
      heapTaken +=
          (double) stage.stage().epochs() * stepsPerEpoch * (2 * batchBytes() + stage.stepHeap());
    }
    HeapNeed heap = HeapNeed.of(parameters, batchBytes(), 2 * config.data().prefetch());
    long growth =
        MemoryEstimate.heapGrowth(
            measured.unusedHeap(),
            heap.batchBytes(),
            heapTaken,
            limits.heapBytes() - limits.heapHeldBytes());
    return new RunEstimate(
        new TimeEstimate(parts), last, new MemoryEstimate(peak + growth), heap, limits, how());
  }

  private long batchBytes() {
    return new NoiseImages(config.data(), 2, RandomStreams.of(0)).bytesPerImage()
        * config.training().batchSize();
  }

  private StepTime step(Readings step, int batches) {
    double training = step.seconds(replicaImages);
    return measured.loadSeconds().isPresent()
        ? StepTime.of(
            training,
            batches * measured.loadSeconds().getAsDouble() * config.training().batchSize(),
            measured.replicas(),
            batches * limits.loaderThreads(),
            limits.processors())
        : StepTime.ofTrainingAlone(training);
  }

  private void add(List<Part> parts, RehearsedStage of, StepTime step) {
    StageNetwork stage = of.stage();
    String name = "stage %d, ".formatted(stage.number() + 1);
    long weightSteps = stage.weightEpochs() * stepsPerEpoch;
    of.weightStep()
        .ifPresent(
            reading ->
                parts.add(
                    new Part(name + "steps of weights", weightSteps, step(reading, 1).seconds())));
    long steps = stage.epochs() * stepsPerEpoch;
    parts.add(new Part(name + "search steps", steps - weightSteps, step.seconds()));
    int batch = config.evaluation().batchSize();
    long batches = -Math.floorDiv(-architectureImages, batch);
    double prepared = measured.loadSeconds().orElse(0) * architectureImages;
    of.pass()
        .ifPresent(
            reading ->
                parts.add(
                    new Part(
                        name + "evaluations",
                        config.evaluation().epochs(stage.epochs()),
                        batches * reading.seconds(batch) + prepared)));
    long inEpochs = steps / config.checkpoint().everySteps();
    parts.add(new Part(name + "checkpoints", inEpochs + stage.epochs(), of.checkpointSeconds()));
  }

  /** The most that the process holds until the stage is over; the stages before it are in it. */
  private long memory(RehearsedStage of) {
    long evaluated = of.pass().map(p -> p.bytes(config.evaluation().batchSize())).orElse(0L);
    return MemoryEstimate.of(of.step(), replicaImages, evaluated, of.heldThen(), of.peak(), 0)
        .peakBytes();
  }

  private List<String> how() {
    List<String> how = new ArrayList<>();
    for (RehearsedStage of : measured.stages()) {
      int most = of.step().largest().images();
      how.add(
          "measured on %s: steps of stage %d on noise with %s images a replica%s"
              .formatted(
                  measured.devices(),
                  of.stage().number() + 1,
                  of.step().images(),
                  most == replicaImages ? "" : ", the rest to " + replicaImages + " along a line"));
    }
    if (measured.stages().size() > 1) {
      how.add(
          "ops of later stages: as many as will be left, each on about as many edges as any other");
    }
    if (measured.devices().startsWith("gpu")) {
      how.add("not counted: memory of the GPUs");
    }
    how.add(
        measured.loadSeconds().isPresent()
            ? String.format(
                Locale.ROOT,
                "measured: loading, %.3g ms an image and thread",
                1000 * measured.loadSeconds().getAsDouble())
            : config.data().effectiveFiles().trainingSide().isEmpty()
                ? "not counted: loading, because the images are not there"
                : "not counted: loading, because pictures are decoded once before");
    return how;
  }
}
