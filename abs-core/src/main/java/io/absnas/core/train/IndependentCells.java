package io.absnas.core.train;

import static java.util.Objects.requireNonNull;

import io.absnas.core.nn.SampledPath;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.RandomStreams;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.CellGraph;
import io.absnas.core.space.CellSpace;
import io.absnas.core.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One path a step in which every search cell of a NAS-Bench-201 supernet samples by itself: per
 * node one op uniformly for each incoming edge, the whole set again while no op of it connects. On
 * the unshrunk space this is the reference's mode {@code urs}, on a shrunk one its {@code
 * dropnode}.
 *
 * @param streams where the draws come from
 */
public record IndependentCells(RandomStreams streams) implements PathSampler {
  private static final int STAGES = 3;

  /** Of five ops one does not connect; even with one of 30 it fails once in 10^14 nodes. */
  private static final int MAX_DRAWS = 1000;

  /** Checks that there are streams. */
  public IndependentCells {
    requireNonNull(streams, "streams is null");
  }

  @Override
  public List<SampledPath> paths(SearchSpace space, long step) {
    Steps.check(step);
    if (!(space instanceof CellSpace cells) || !cells.isNasBench201()) {
      throw new IllegalArgumentException(
          "cells can sample by themselves only in NAS-Bench-201 spaces, not in " + space.id());
    }
    RandomGenerator random = streams.stream("cell-paths", step);
    List<Architecture> architectures = new ArrayList<>();
    for (int cell = 0; cell < STAGES * cells.macro().cells(); cell++) {
      architectures.add(cell(cells, random));
    }
    return List.of(new SampledPath(architectures));
  }

  private static Architecture cell(CellSpace space, RandomGenerator random) {
    CellGraph graph = space.graph();
    List<CandidateOp> ops = new ArrayList<>();
    for (int node = graph.inputs(); node < graph.nodes(); node++) {
      List<List<CandidateOp>> incoming = space.choices().subList(ops.size(), ops.size() + node);
      ops.addAll(node(space, node, incoming, random));
    }
    return new Architecture(ops);
  }

  private static List<CandidateOp> node(
      CellSpace space, int node, List<List<CandidateOp>> incoming, RandomGenerator random) {
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      List<CandidateOp> ops =
          incoming.stream().map(left -> left.get(random.nextInt(left.size()))).toList();
      if (ops.stream().anyMatch(CandidateOp::connects)) {
        return ops;
      }
    }
    throw new AbsException(
        ExitCode.INFEASIBLE,
        "space %s: %d draws left node %d of a cell without a connecting op"
            .formatted(space.id(), MAX_DRAWS, node));
  }
}
