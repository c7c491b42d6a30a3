"""Median, ratio of medians, and its bootstrap interval; `python3 pair_statistics.py` checks them."""

import random
from statistics import median


def ratio_of_medians(rounds):
    """Ratio of the medians of the first and second entries of pairs."""
    return median(a for a, _ in rounds) / median(b for _, b in rounds)


def percentile(ordered, share):
    """The value that `share` of the ordered values lie below, linear between neighbours."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def interval(rounds, resamples=10_000, seed=1):
    """95 % interval of the ratio of medians: percentiles over rounds drawn with replacement.

    The two times of a round ran the same steps one after the other, so they are drawn together.
    """
    draw = random.Random(seed)
    ratios = sorted(ratio_of_medians(draw.choices(rounds, k=len(rounds))) for _ in range(resamples))
    return percentile(ratios, 0.025), percentile(ratios, 0.975)


def check():
    assert ratio_of_medians([(1, 2), (3, 4), (2, 9)]) == 2 / 4
    assert ratio_of_medians([(1, 2), (3, 4)]) == 2 / 3
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
    assert percentile([1, 2, 3, 4], 0) == 1 and percentile([1, 2, 3, 4], 1) == 4
    # Equal rounds leave nothing to vary.
    assert interval([(2.0, 4.0)] * 5, 100) == (0.5, 0.5)
    # Of two rounds a resample is both alike (1/4 each) or one of each (1/2), so over many resamples
    # the ratios are 1, 2 and 3/2 and the outer percentiles the extremes.
    assert interval([(1.0, 1.0), (2.0, 1.0)], 1000) == (1.0, 2.0)
    # Seeded: the same rounds give the same interval.
    noisy = random.Random(7)
    rounds = [(noisy.gauss(10, 1), noisy.gauss(20, 2)) for _ in range(41)]
    assert interval(rounds, 500) == interval(rounds, 500)
    # The interval of a median of 41 normal values: about 1.96 * 1.2533 sd / sqrt(41), for a ratio of two
    # independent ones sqrt(2) of it. Here sd / mean = 0.1: half width about 0.054 of the ratio.
    widths, hits, studies = [], 0, 60
    for study in range(studies):
        noisy = random.Random(study)
        rounds = [(noisy.gauss(10, 1), noisy.gauss(20, 2)) for _ in range(41)]
        low, high = interval(rounds, 400)
        widths.append((high - low) / 2 / 0.5)
        hits += low <= 0.5 <= high
    assert 0.043 < median(widths) < 0.068, median(widths)
    assert hits >= 0.85 * studies, hits
    print("statistics: all checks passed")


if __name__ == "__main__":
    check()
