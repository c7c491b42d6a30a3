package io.absnas.core.space;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A layered space as its file states it.
 *
 * <p>Identity among the operations is offered at every layer of a stage but its first, so that each
 * stage keeps a block; in the published spaces these are exactly the layers that keep their shape.
 *
 * @param id name of the space
 * @param description one line for people
 * @param input height and width of the image in pixels
 * @param imageChannels channels of the image
 * @param classes number of logits
 * @param stem width and stride of the stem's convolution; one repeat
 * @param firstWidth output channels of the fixed first block
 * @param stages the stages in order
 * @param headWidth channels before pooling
 * @param countsStemExpansion see {@link LayeredShape#countsStemExpansion()}
 * @param operations candidate ops in the order of their codes, identity last
 * @param layers ops of the layers that do not offer the usual ones, by layer number
 */
public record LayeredDefinition(
    String id,
    String description,
    int input,
    int imageChannels,
    int classes,
    Stage stem,
    int firstWidth,
    List<Stage> stages,
    int headWidth,
    boolean countsStemExpansion,
    List<CandidateOp> operations,
    Map<Integer, List<CandidateOp>> layers)
    implements SpaceDefinition {
  /** Channels of a scaled space are multiples of this. */
  static final int CHANNEL_STEP = 8;

  /** Copies the collections; {@link #build} checks the geometry. */
  public LayeredDefinition {
    requireNonNull(id, "id is null");
    requireNonNull(description, "description is null");
    stages = List.copyOf(stages);
    operations = List.copyOf(operations);
    layers = Map.copyOf(layers);
  }

  @Override
  public LayeredSpace build() {
    List<LayerShape> shapes = layerShapes();
    LayeredShape shape =
        new LayeredShape(
            input,
            imageChannels,
            classes,
            stem.width(),
            stem.stride(),
            firstWidth,
            shapes,
            headWidth,
            countsStemExpansion);
    List<List<CandidateOp>> choices = new ArrayList<>();
    for (Stage stage : stages) {
      for (int repeat = 0; repeat < stage.repeats(); repeat++) {
        choices.add(layers.getOrDefault(choices.size(), usualOps(repeat)));
      }
    }
    return new LayeredSpace(id, shape, operations, choices);
  }

  private List<LayerShape> layerShapes() {
    List<LayerShape> shapes = new ArrayList<>();
    int channels = firstWidth;
    int side = new LayerShape(imageChannels, stem.width(), input, stem.stride()).outSide();
    for (Stage stage : stages) {
      for (int repeat = 0; repeat < stage.repeats(); repeat++) {
        int stride = repeat == 0 ? stage.stride() : 1;
        LayerShape layer = new LayerShape(channels, stage.width(), side, stride);
        shapes.add(layer);
        channels = layer.outChannels();
        side = layer.outSide();
      }
    }
    return shapes;
  }

  private List<CandidateOp> usualOps(int repeat) {
    return repeat > 0
        ? operations
        : operations.stream().filter(op -> op != Identity.LAYER).toList();
  }

  @Override
  public LayeredDefinition with(SpaceOverrides wanted) {
    wanted.refuseForLayers(id);
    SpaceOverrides overrides = wanted.after(id);
    double width = overrides.width().orElse(1.0);
    return new LayeredDefinition(
        overrides.idOf(id),
        description,
        overrides.input().orElse(input),
        imageChannels,
        overrides.classes().orElse(classes),
        scaled(stem, width),
        scaled(firstWidth, width),
        stages.stream().map(stage -> scaled(stage, width)).toList(),
        scaled(headWidth, width),
        countsStemExpansion,
        operations,
        layers);
  }

  private static Stage scaled(Stage stage, double width) {
    return new Stage(scaled(stage.width(), width), stage.repeats(), stage.stride());
  }

  private static int scaled(int channels, double width) {
    if (width == 1.0) {
      return channels;
    }
    long steps = Math.round(channels * width / CHANNEL_STEP);
    return Math.toIntExact(CHANNEL_STEP * Math.max(1, steps));
  }

  static LayeredDefinition of(LayeredSpace space) {
    LayeredShape shape = space.shape();
    List<Stage> stages = new ArrayList<>();
    for (LayerShape layer : shape.layers()) {
      int last = stages.size() - 1;
      if (last >= 0 && layer.keepsShape()) {
        Stage stage = stages.get(last);
        stages.set(last, new Stage(stage.width(), stage.repeats() + 1, stage.stride()));
      } else {
        stages.add(new Stage(layer.outChannels(), 1, layer.stride()));
      }
    }
    return new LayeredDefinition(
        space.id(),
        "",
        shape.inputSide(),
        shape.inputChannels(),
        shape.classes(),
        new Stage(shape.stemWidth(), 1, shape.stemStride()),
        shape.firstWidth(),
        stages,
        shape.headWidth(),
        shape.countsStemExpansion(),
        space.operations(),
        // Behind every other layer that keeps its shape identity is a usual op.
        space.ops(0).contains(Identity.LAYER) ? Map.of(0, space.operations()) : Map.of());
  }
}
