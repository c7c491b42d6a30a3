package io.absnas.core.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Alphas;
import io.absnas.core.space.CellPlan;
import io.absnas.core.tensor.ComputeDevice;
import java.util.ArrayList;
import java.util.List;

/**
 * The network in which DARTS (arXiv 1806.09055) and P-DARTS (arXiv 1904.12760) search: stem, cells
 * of mixed edges with reductions at a third and two thirds, pooling over the map, classifier.
 *
 * <p>Names: {@code alphas_normal}, {@code alphas_reduce}; {@code stem}; {@code
 * cells.{i}.preprocess0}, {@code preprocess1}; {@code cells.{i}._ops.{edge}._ops.{index}} or {@code
 * cells.{i}.cell_ops.{edge}.m_ops.{index}}; {@code classifier}.
 */
public final class DartsSearchNetwork extends ArrayNetwork implements MixtureNetwork {
  private final MixedCells searched;
  private final MixtureWeights normal;
  private final MixtureWeights reduce;
  private final DartsStemLayers stem;
  private final List<CellPlan> plans;
  private final List<MixedCell> cells = new ArrayList<>();
  private final Layer pool;
  private final Linear classifier;

  /** Builds the network; weights are drawn as PyTorch does by default. The caller closes it. */
  public DartsSearchNetwork(
      MixedCells searched, RandomStreams streams, ComputeDevice device, DataType type) {
    super(
        searched.space(),
        new NetworkArrays(device, type, Initialisation.FRAMEWORK_DEFAULT, streams));
    this.searched = searched;
    this.normal =
        new MixtureWeights(arrays(), "alphas_normal", 0, searched.normal(), searched.form());
    this.reduce =
        new MixtureWeights(arrays(), "alphas_reduce", 1, searched.reduce(), searched.form());
    this.stem = DartsStemLayers.create(arrays(), searched.space().macro());
    this.plans = searched.plans();
    int side = stem.outSide();
    for (CellPlan plan : plans) {
      side = plan.reduction() ? side / 2 : side;
      cells.add(new MixedCell(arrays(), cells.size(), plan, searched));
    }
    this.pool = new MeanOverMap(side);
    this.classifier =
        new Linear(
            arrays(),
            "classifier",
            plans.get(plans.size() - 1).outChannels(),
            searched.space().classes());
  }

  /** A copy of the architecture parameters, each with its op. */
  public Alphas alphas() {
    return new Alphas(normal.alphas(searched.ops(false)), reduce.alphas(searched.ops(true)));
  }

  @Override
  public List<Param> architectureParameters() {
    return List.of(normal.alphas(), reduce.alphas());
  }

  /** What the ops of normal cells weigh, (edges, columns). */
  NDArray normalWeights(NDManager pass) {
    return normal.values(pass);
  }

  /** {@inheritDoc} Without dropout. */
  @Override
  public NDArray forward(NDArray images, SampledPath path, ForwardMode mode) {
    return forward(images, IdentityDropout.NONE, mode);
  }

  @Override
  public NDArray forward(NDArray images, IdentityDropout dropout, ForwardMode mode) {
    Mixture ofNormal = new Mixture(normal, arrays(), images);
    Mixture ofReduce = new Mixture(reduce, arrays(), images);
    NDArray previousButOne = chain(images, List.of(stem.first()), mode);
    NDArray previous = stem.second().forward(previousButOne, mode);
    for (int i = 0; i < cells.size(); i++) {
      Mixture mixture = plans.get(i).reduction() ? ofReduce : ofNormal;
      NDArray next = cells.get(i).forward(previousButOne, previous, mixture, dropout, mode);
      if (previousButOne != previous) {
        previousButOne.close(); // the recorded graph keeps the values it needs
      }
      previousButOne = previous;
      previous = next;
    }
    previousButOne.close();
    try (NDArray last = previous;
        NDArray pooled = pool.forward(last, mode)) {
      return classifier.forward(pooled, mode);
    }
  }

  @Override
  List<Layer> layers(SampledPath path) {
    List<Layer> layers = new ArrayList<>(List.of(stem.first(), stem.second()));
    cells.forEach(cell -> layers.addAll(cell.layers()));
    layers.add(classifier);
    return layers;
  }
}
