package io.absnas.train;

import io.absnas.core.data.NoiseImages;
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

/** Time and memory that a training will take, from its plan and a rehearsal. */
final class TrainEstimate {
  /** What a step leaves in the heap beside its batch: 448 bytes for each call of the engine. */
  private static final double GARBAGE_PER_STEP = 400_000;

  private TrainEstimate() {}

  static RunEstimate of(
      TrainConfig config, TrainPlan plan, Rehearsed rehearsed, RunEstimate.Limits limits) {
    int replicaImages = -Math.floorDiv(-config.training().batchSize(), rehearsed.replicas());
    double training = rehearsed.step().seconds(replicaImages);
    StepTime step =
        rehearsed.loadSeconds().isPresent()
            ? StepTime.of(
                training,
                rehearsed.loadSeconds().getAsDouble() * config.training().batchSize(),
                rehearsed.replicas(),
                limits.loaderThreads(),
                limits.processors())
            : StepTime.ofTrainingAlone(training);
    long imageBytes = new NoiseImages(config.data(), 2, RandomStreams.of(0)).bytesPerImage();
    long batchBytes = imageBytes * config.training().batchSize();
    HeapNeed heap = HeapNeed.of(plan.cost().parameters(), batchBytes, config.data().prefetch());
    long heapGrowth =
        MemoryEstimate.heapGrowth(
            rehearsed.unusedHeap(),
            heap.batchBytes(),
            plan.steps() * (batchBytes + GARBAGE_PER_STEP),
            limits.heapBytes() - limits.heapHeldBytes());
    long evaluated =
        MemoryEstimate.evaluated(
            rehearsed.heldBefore(),
            rehearsed.pass().bytes(config.evaluation().batchSize()),
            rehearsed.replicas(),
            Float.BYTES * plan.cost().parameters() * rehearsed.replicas());
    return new RunEstimate(
        new TimeEstimate(parts(config, plan, rehearsed, step)),
        step,
        MemoryEstimate.of(
            rehearsed.step(),
            replicaImages,
            evaluated,
            rehearsed.heldThen(),
            rehearsed.peak(),
            heapGrowth),
        heap,
        limits,
        how(config, rehearsed, replicaImages));
  }

  private static List<Part> parts(
      TrainConfig config, TrainPlan plan, Rehearsed rehearsed, StepTime step) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("start", 1, rehearsed.startSeconds()));
    parts.add(
        new Part(
            "training steps of %d images".formatted(plan.batchSize()),
            plan.steps(),
            step.seconds()));
    int batch = config.evaluation().batchSize();
    long batches = -Math.floorDiv(-plan.images().heldOut(), batch);
    double passes =
        -Math.floorDiv(-batches, rehearsed.replicas()) * rehearsed.pass().seconds(batch);
    double preparing = rehearsed.prepareSeconds().orElse(0) * plan.images().heldOut();
    // Test images, which are looked at twice at the end, take as long as so many others.
    long times = plan.evaluations() + (config.evaluation().test() ? 2 : 0);
    parts.add(
        new Part(
            "evaluations on %d images".formatted(plan.images().heldOut()),
            times,
            passes + preparing));
    parts.add(
        new Part(
            "checkpoints",
            plan.evaluations() + plan.steps() / config.checkpoint().everySteps(),
            rehearsed.checkpointSeconds()));
    parts.add(new Part("files of weights", plan.evaluations() + 2, rehearsed.filesSeconds()));
    return parts;
  }

  private static List<String> how(TrainConfig config, Rehearsed rehearsed, int wanted) {
    List<String> how = new ArrayList<>();
    how.add(
        "measured on %s: %d steps of noise with %s images a replica%s; passes of evaluation with %s"
                .formatted(
                    rehearsed.devices(),
                    rehearsed.stepsTimed(),
                    rehearsed.step().images(),
                    alongALine(rehearsed.step().largest().images(), wanted),
                    rehearsed.pass().images())
            + alongALine(rehearsed.pass().largest().images(), config.evaluation().batchSize())
            + "; checkpoints");
    if (rehearsed.devices().startsWith("gpu")) {
      how.add(
          "not counted: memory of the GPUs, in which %d images a replica fit"
              .formatted(rehearsed.step().largest().images()));
    }
    how.add(
        rehearsed.loadSeconds().isPresent()
            ? String.format(
                Locale.ROOT,
                "measured: loading, %.3g ms an image and thread",
                1000 * rehearsed.loadSeconds().getAsDouble())
            : "not counted: loading, because the images are not there or are decoded once before");
    return how;
  }

  private static String alongALine(int measured, int wanted) {
    return measured == wanted ? "" : ", the rest to " + wanted + " along a line";
  }
}
