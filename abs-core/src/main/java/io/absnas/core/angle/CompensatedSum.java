package io.absnas.core.angle;

/** A sum whose rounding errors are summed beside it (Neumaier 1974, ZAMM 54). */
final class CompensatedSum {
  private double sum;
  private double error;

  void add(double term) {
    double next = sum + term;
    error += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }

  double value() {
    return sum + error;
  }
}
