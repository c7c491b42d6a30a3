package io.absnas.core.space;

import java.math.BigInteger;
import java.util.List;

/**
 * Choices, each with the candidate ops that are left. Immutable: {@link #without} makes a new one.
 */
public sealed interface SearchSpace permits CellSpace, LayeredSpace {

  /** Name in the catalogue or of the user's file, kept when ops are dropped. */
  String id();

  /**
   * Every op of the unshrunk space in the order of its codes; positions name the parameters of the
   * supernet, which holds all of them also after shrinking.
   */
  List<CandidateOp> operations();

  /** The candidate ops left at each choice, never empty, in the order of {@link #operations()}. */
  List<List<CandidateOp>> choices();

  /** This space with other candidate ops left; each list must be a non-empty part of operations. */
  SearchSpace withChoices(List<List<CandidateOp>> choices);

  /**
   * Name of a choice in messages and reports: the layer's number, or an edge such as {@code 2<-0}.
   */
  String choiceName(int choice);

  /** The architecture that a text form names; checks length and ops against this space. */
  Architecture parse(String encoding);

  /** The text form: op codes, or NAS-Bench-201's architecture string. */
  String encode(Architecture architecture);

  /** Height and width of the image in pixels. */
  int inputSide();

  /** Channels of the image. */
  int inputChannels();

  /** Height and width of the maps that are pooled before the classifier, in pixels. */
  int lastSide();

  /** Number of logits. */
  int classes();

  /** Whether this is a cell of NAS-Bench-201, which has rules of its own in all of its steps. */
  default boolean isNasBench201() {
    return false;
  }

  /** The candidate ops left at a choice. */
  default List<CandidateOp> ops(int choice) {
    return choices().get(choice);
  }

  /** Number of architectures: the product of the numbers of candidate ops. */
  default BigInteger size() {
    return choices().stream()
        .map(ops -> BigInteger.valueOf(ops.size()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** This space less one op; the last op of a choice cannot go. */
  default SearchSpace without(EdgeOp drop) {
    return withChoices(Choices.without(choices(), drop));
  }

  /** Whether every op of the architecture is left at its choice. */
  default boolean contains(Architecture architecture) {
    return Choices.contain(choices(), architecture);
  }

  /** Code of an op in architecture texts and files; identity of a layer is -1. */
  default int code(CandidateOp op) {
    return op == Identity.LAYER ? -1 : operations().indexOf(op);
  }
}
