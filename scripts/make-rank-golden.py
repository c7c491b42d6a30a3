#!/usr/bin/env python3
"""Writes abs-core/src/test/resources/golden/rank-correlations.json: rank correlations by SciPy.

Usage: scripts/make-rank-golden.py > abs-core/src/test/resources/golden/rank-correlations.json

Ten pairs of lists without ties and ten with many, of 2 to 400 values; needs NumPy and SciPy.
"""

import json
import sys

import numpy as np
import scipy
from scipy import stats


def case(name, x, y):
    return {
        "name": name,
        "x": [float(v) for v in x],
        "y": [float(v) for v in y],
        "tau-b": float(stats.kendalltau(x, y, variant="b").statistic),
        "rho": float(stats.spearmanr(x, y).statistic),
    }


def main():
    random = np.random.default_rng(201)
    cases = []
    for i, n in enumerate([3, 5, 10, 25, 50, 100, 150, 200, 300, 400]):
        x = np.round(random.normal(size=n), 6)
        y = np.round(x * (i - 5) / 5 + random.normal(size=n), 6)
        assert len(set(x)) == n and len(set(y)) == n
        cases.append(case(f"random-{i}", x, y))
    for i, n in enumerate([4, 6, 10, 25, 50, 100, 150, 200, 300, 400]):
        x = random.integers(0, 2 + i, size=n)
        y = np.where(random.random(n) < 0.5, x, random.integers(-3, 3, size=n)) * (1 if i % 2 else -1)
        cases.append(case(f"tied-{i}", x, y))
    json.dump({"scipy": scipy.__version__, "cases": cases}, sys.stdout)
    sys.stdout.write("\n")


main()
