package io.absnas.core.rank;

/**
 * Where a value lies with a confidence of 95 %.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {}
