package io.absnas.shrink;

import io.absnas.core.data.Decode;
import io.absnas.core.data.NoiseImages;
import io.absnas.core.estimate.EvaluationWork;
import io.absnas.core.estimate.HeapNeed;
import io.absnas.core.estimate.MemoryEstimate;
import io.absnas.core.estimate.RunEstimate;
import io.absnas.core.estimate.StepTime;
import io.absnas.core.estimate.TimeEstimate;
import io.absnas.core.estimate.TimeEstimate.Part;
import io.absnas.core.run.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Time and memory that a shrinking run will take, from its plan and a rehearsal. */
final class ShrinkEstimate {
  /** What a step leaves in the heap beside its batch: 448 bytes for each call of the engine. */
  private static final double GARBAGE_PER_STEP = 400_000;

  private ShrinkEstimate() {}

  static RunEstimate of(
      ShrinkConfig config, ShrinkPlan plan, Rehearsed rehearsed, RunEstimate.Limits limits) {
    StepTime step = step(config, rehearsed, limits);
    long imageBytes = new NoiseImages(config.data(), 2, RandomStreams.of(0)).bytesPerImage();
    long keptImages = limits.heapBytes() / SupernetMeasures.HEAP_SHARE / imageBytes;
    EvaluationWork evaluation =
        new EvaluationWork(
            config.evaluation().children(),
            plan.images().heldOut(),
            config.evaluation().recalibrationImages(),
            keptImages);
    HeapNeed heap =
        HeapNeed.of(
            plan.supernetParameters(),
            imageBytes * config.training().batchSize(),
            config.data().prefetch());
    return new RunEstimate(
        new TimeEstimate(parts(config, plan, rehearsed, step, evaluation)),
        step,
        memory(
            config,
            plan,
            rehearsed,
            MemoryEstimate.heapGrowth(
                rehearsed.unusedHeap(),
                heap.batchBytes() + evaluation.keptBytes(imageBytes),
                plan.mostSteps()
                    * ((double) imageBytes * config.training().batchSize() + GARBAGE_PER_STEP),
                limits.heapBytes() - limits.heapHeldBytes())),
        heap,
        limits,
        how(config, plan, rehearsed));
  }

  private static int replicaImages(ShrinkConfig config, Rehearsed rehearsed) {
    return -Math.floorDiv(-config.training().batchSize(), rehearsed.replicas());
  }

  private static StepTime step(
      ShrinkConfig config, Rehearsed rehearsed, RunEstimate.Limits limits) {
    double training = rehearsed.step().seconds(replicaImages(config, rehearsed));
    return rehearsed.loadSeconds().isPresent()
        ? StepTime.of(
            training,
            rehearsed.loadSeconds().getAsDouble() * config.training().batchSize(),
            rehearsed.replicas(),
            limits.loaderThreads(),
            limits.processors())
        : StepTime.ofTrainingAlone(training);
  }

  private static List<Part> parts(
      ShrinkConfig config,
      ShrinkPlan plan,
      Rehearsed rehearsed,
      StepTime step,
      EvaluationWork evaluation) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("start", 1, rehearsed.startSeconds()));
    parts.add(
        new Part(
            "training steps of %d images".formatted(config.training().batchSize()),
            plan.mostSteps() - plan.growthSteps(),
            step.seconds()));
    if (plan.growthSteps() > 0) {
      parts.add(
          new Part(
              "training steps of growing networks",
              plan.growthSteps(),
              step.seconds() * plan.growth().meanShare()));
    }
    parts.add(new Part("sums of weights, each epoch", plan.mostEpochs(), rehearsed.epochSeconds()));
    if (rehearsed.pass().isPresent() && evaluation.children() > 0) {
      // After the first training, if there is one, and at the end.
      int batch = config.evaluation().batchSize();
      double passes =
          rehearsed.pass().get().seconds(batch)
              / batch
              * evaluation.passedImages(rehearsed.replicas());
      boolean once =
          config.data().effectiveFiles().decode().orElse(Decode.EACH_TIME) == Decode.ONCE;
      long prepared =
          once
              ? evaluation.heldOutImages() + evaluation.recalibrationImages()
              : evaluation.preparedImages();
      double preparing = rehearsed.prepareSeconds().orElse(0) * prepared;
      parts.add(
          new Part(
              "evaluations of %d children".formatted(evaluation.children()),
              plan.mostStages() == 0 ? 1 : 2,
              passes + preparing));
    }
    parts.add(new Part("scoring rounds", plan.mostStages(), rehearsed.roundSeconds()));
    if (config.scoring().metric() == MetricKind.ACCURACY) {
      // A batch for each child; the held-out images are prepared in every round.
      double measured =
          rehearsed.roundChildren()
              * rehearsed.pass().orElseThrow().seconds(config.evaluation().batchSize())
              / rehearsed.replicas();
      double preparing = rehearsed.prepareSeconds().orElse(0) * plan.images().heldOut();
      parts.add(
          new Part(
              "evaluations in scoring rounds, at most %,d children of a batch each"
                  .formatted(rehearsed.roundChildren()),
              plan.mostStages(),
              measured + preparing));
    }
    parts.add(new Part("checkpoints", plan.checkpoints(), rehearsed.checkpointSeconds()));
    parts.add(new Part("files at the end", 1, rehearsed.filesSeconds()));
    return parts;
  }

  private static MemoryEstimate memory(
      ShrinkConfig config, ShrinkPlan plan, Rehearsed rehearsed, long heapGrowth) {
    int replicaImages = replicaImages(config, rehearsed);
    int replicas = rehearsed.replicas();
    long velocities = Float.BYTES * plan.supernetParameters() * replicas;
    long evaluated =
        rehearsed
            .pass()
            .map(
                pass ->
                    MemoryEstimate.evaluated(
                        rehearsed.heldBefore(),
                        pass.bytes(config.evaluation().batchSize()),
                        replicas,
                        velocities))
            .orElse(0L);
    return MemoryEstimate.of(
        rehearsed.step(),
        replicaImages,
        evaluated,
        rehearsed.heldThen(),
        rehearsed.peak(),
        heapGrowth);
  }

  private static List<String> how(ShrinkConfig config, ShrinkPlan plan, Rehearsed rehearsed) {
    int wanted = replicaImages(config, rehearsed);
    boolean whole = rehearsed.step().largest().images() == wanted;
    List<String> how = new ArrayList<>();
    how.add(
        "measured on %s: %d steps of noise with %s images a replica%s; checkpoints, one scoring round"
            .formatted(
                rehearsed.devices(),
                rehearsed.stepsTimed(),
                rehearsed.step().images(),
                whole ? "" : ", the rest to " + wanted + " along a line"));
    if (rehearsed.devices().startsWith("gpu")) {
      how.add(
          "not counted: memory of the GPUs, in which %d images a replica fit"
              .formatted(rehearsed.step().largest().images()));
    }
    rehearsed
        .pass()
        .ifPresent(
            pass ->
                how.add(
                    "measured: passes of evaluation with %s images%s"
                        .formatted(
                            pass.images(),
                            pass.largest().images() == config.evaluation().batchSize()
                                ? ""
                                : ", the rest to "
                                    + config.evaluation().batchSize()
                                    + " along a line")));
    how.add(loading(config, plan, rehearsed));
    return how;
  }

  private static String loading(ShrinkConfig config, ShrinkPlan plan, Rehearsed rehearsed) {
    if (rehearsed.loadSeconds().isPresent()) {
      return String.format(
          Locale.ROOT,
          "measured: loading, %.3g ms an image and thread",
          1000 * rehearsed.loadSeconds().getAsDouble());
    }
    Optional<Integer> side = config.data().effectiveFiles().trainingSide();
    return plan.images().assumed() || side.isEmpty()
        ? "not counted: loading, because the images are not there"
        : "not counted: loading, because pictures are decoded once before, shorter side "
            + side.get();
  }
}
