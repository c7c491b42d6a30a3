package io.absnas.core.bench;

/** Something that is measured: it can be done again and again, each time on its next inputs. */
interface BenchWork extends AutoCloseable {
  /**
   * Does it {@code count} times.
   *
   * @return what came out each time, to be compared with the other side: a loss, a number of hits
   */
  double[] run(int count);

  /** What runs it, as the inside of a JSON object. */
  String facts();

  @Override
  void close();
}
