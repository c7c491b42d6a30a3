package io.absnas.core.space;

import java.util.List;

/**
 * The fixed geometry of a layered space: stem, first block of ratio 1, layers, head.
 *
 * @param inputSide height and width of the image in pixels
 * @param inputChannels channels of the image
 * @param classes number of logits
 * @param stemWidth channels of the stem's 3x3 convolution
 * @param stemStride stride of the stem's convolution
 * @param firstWidth output channels of the fixed first block
 * @param layers the layers in order, each reading what the one before puts out
 * @param headWidth channels of the 1x1 convolution before pooling
 * @param countsStemExpansion whether table FLOPs count an expansion that the first block does not
 *     have, as the reference's table for its 19-layer space does
 */
public record LayeredShape(
    int inputSide,
    int inputChannels,
    int classes,
    int stemWidth,
    int stemStride,
    int firstWidth,
    List<LayerShape> layers,
    int headWidth,
    boolean countsStemExpansion) {
  /** Most channels of the head and most classes; FLOPs then cannot overflow a long. */
  static final int MOST_FEATURES = 1 << 20;

  /** Checks that the layers fit one another. */
  public LayeredShape {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a layered space needs at least one layer");
    }
    LayerShape stem = new LayerShape(inputChannels, stemWidth, inputSide, stemStride);
    int channels = firstWidth;
    int side = stem.outSide();
    for (int i = 0; i < layers.size(); i++) {
      LayerShape layer = layers.get(i);
      if (layer.inChannels() != channels || layer.inSide() != side) {
        throw new IllegalArgumentException(
            "layer "
                + i
                + " reads "
                + layer.inChannels()
                + " channels at side "
                + layer.inSide()
                + ", but the layer before gives "
                + channels
                + " at "
                + side);
      }
      channels = layer.outChannels();
      side = layer.outSide();
    }
    if (classes < 2 || headWidth < 1 || classes > MOST_FEATURES || headWidth > MOST_FEATURES) {
      throw new IllegalArgumentException(
          "classes must be at least 2, head width positive and both at most "
              + MOST_FEATURES
              + ", were "
              + classes
              + " and "
              + headWidth);
    }
  }

  /** Height and width of the maps between stem and first layer, in pixels. */
  public int stemSide() {
    return inputSide / stemStride;
  }

  /** The last layer, which the head reads. */
  public LayerShape lastLayer() {
    return layers.get(layers.size() - 1);
  }
}
