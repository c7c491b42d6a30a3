package io.absnas.cli.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.absnas.core.run.StrictJson;
import io.absnas.core.space.CandidateOp;
import io.absnas.core.space.SearchSpace;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.ShrinkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came out of a shrinking run, in three groups: for everyone, the space, for tracing. */
final class ResultFacts {
  private static final List<String> FOR_EVERYONE =
      List.of(
          "format",
          "kind",
          "space",
          "size-before",
          "size-after",
          "choices",
          "stages",
          "stop-reason",
          "epochs",
          "steps",
          "children-first",
          "children-last");

  private ResultFacts() {}

  static List<Fact> summary(ShrinkResult result) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Space", result.space()));
    facts.add(new Fact("Architectures before", Draft.grouped(result.sizeBefore())));
    facts.add(new Fact("Architectures left", Draft.grouped(result.sizeAfter())));
    facts.add(
        new Fact("Stages", "%d (stopped by %s)".formatted(result.stages(), result.stopReason())));
    facts.add(
        new Fact(
            "Training",
            String.format(Locale.ROOT, "%,d epochs, %,d steps", result.epochs(), result.steps())));
    result
        .childrenFirst()
        .ifPresent(children -> facts.add(accuracy("Children of the whole space", children)));
    result
        .childrenLast()
        .ifPresent(children -> facts.add(accuracy("Children of the shrunk space", children)));
    return facts;
  }

  private static Fact accuracy(String name, ChildrenAccuracy children) {
    return new Fact(
        name,
        String.format(
            Locale.ROOT,
            "mean top-1 %.2f %% (%.2f to %.2f %%) of %,d random ones on %,d held-out images after"
                + " batch-norm recalibration, %.2f %% before",
            100 * children.after(),
            100 * children.lowestAfter(),
            100 * children.highestAfter(),
            children.children(),
            children.images(),
            100 * children.before()));
  }

  /** The ops that are left, by choice. */
  static List<Fact> space(SearchSpace left) {
    List<Fact> facts = new ArrayList<>();
    for (int choice = 0; choice < left.choices().size(); choice++) {
      facts.add(
          new Fact(
              left.choiceName(choice),
              left.ops(choice).stream().map(CandidateOp::id).collect(Collectors.joining(" "))));
    }
    return facts;
  }

  /** Hashes of what went in and came out. */
  static List<Fact> hashes(ShrinkResult result) {
    ObjectNode tree = StrictJson.tree(result).deepCopy();
    return Facts.of(tree.without(FOR_EVERYONE));
  }
}
