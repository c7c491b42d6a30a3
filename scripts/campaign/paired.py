"""The page of scripts/campaign/paired.sh: paired.py TABLE RUNS EPOCHS SEED..."""

import csv
import itertools
import json
import math
import random
import sys
from pathlib import Path
from statistics import mean, median, stdev

BOOTSTRAP_DRAWS = 10_000
EMBEDDED_IMAGES = 10_000  # that an epoch of a supernet sees
TABLE_IMAGES = 60_000  # that a training of the table sees
METRICS = ("angle", "accuracy", "magnitude", "random")


def true_accuracies(table):
    """Top-1 by architecture and seed of the table."""
    accuracies = {}
    with open(table, newline="") as file:
        for row in csv.DictReader(file):
            accuracies.setdefault(row["architecture"], {})[int(row["seed"])] = float(row["top-1"])
    return accuracies


def left(runs, metric, seed, every):
    """Architectures of a shrunk space, in the order of the table."""
    if metric in ("full", "longer"):
        return list(every)
    space = json.loads((runs / f"shrink-{metric}-s{seed}" / "shrunk-space.json").read_text())
    choices = space["choices"]
    names = [set(choice if isinstance(choice, list) else choice["ops"]) for choice in choices]
    return [one for one in every if all(op in names[i] for i, op in enumerate(ops(one)))]


def ops(architecture):
    """|op~0|+|op~0|op~1|+... in edge order."""
    return [part.split("~")[0] for part in architecture.replace("+", "").split("|") if part]


def found(runs, kind, name, seed):
    result = json.loads((runs / f"{kind}-{name}-s{seed}" / "result.json").read_text())
    return result["best"][0]["architecture"]


def evaluated(runs, kinds, name, seed):
    """Supernet accuracies by architecture of what searches evaluated."""
    accuracies = {}
    for kind in kinds:
        with open(runs / f"{kind}-{name}-s{seed}" / "evaluations.csv", newline="") as file:
            accuracies.update({row["architecture"]: float(row["top-1"]) for row in csv.DictReader(file) if row["status"] == "done"})
    return accuracies


def tau_b(pairs):
    """Kendall's tau-b; None where one side never differs."""
    agree, first_ties, second_ties, count = 0, 0, 0, 0
    for (a, b), (c, d) in itertools.combinations(pairs, 2):
        count += 1
        first_ties += a == c
        second_ties += b == d
        agree += ((a > c) - (a < c)) * ((b > d) - (b < d))
    root = math.sqrt((count - first_ties) * (count - second_ties))
    return agree / root if root else None


def networks(truth):
    """One architecture of each network: cells that compute the same train to the same numbers, seed by seed."""
    first = {}
    for one, values in truth.items():
        first.setdefault(tuple(sorted(values.items())), one)
    return list(first.values())


def by_training(space, truth, trainings, seed):
    """The best of some random architectures by one seed of the table, judged by the others."""
    draw = random.Random(f"random search by training {seed}").sample(space, min(trainings, len(space)))
    best = max(draw, key=lambda one: truth[one][min(truth[one])])
    others = [value for other, value in truth[best].items() if other != min(truth[best])]
    return mean(others)


def interval(differences):
    generator = random.Random("bootstrap")
    means = sorted(mean(generator.choices(differences, k=len(differences))) for _ in range(BOOTSTRAP_DRAWS))
    return means[round(0.025 * BOOTSTRAP_DRAWS)], means[round(0.975 * BOOTSTRAP_DRAWS) - 1]


def row(label, values, full):
    text = f"{100 * mean(values):.2f}"
    if len(values) > 1:
        text += f" (sd {100 * stdev(values):.2f})"
    if full is None:
        return f"| {label} | {text} | |"
    return f"| {label} | {text} | {difference(values, full)} |"


def difference(values, others):
    """Mean and interval of what is found more than by the others, seed by seed, in points."""
    differences = [a - b for a, b in zip(values, others)]
    low, high = interval(differences)
    return f"{100 * mean(differences):+.2f} ({100 * low:+.2f} to {100 * high:+.2f})"


def main():
    table, runs, epochs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    seeds = [int(seed) for seed in sys.argv[4:]]
    truth = true_accuracies(table)
    means = {one: mean(values.values()) for one, values in truth.items()}
    trainings = max(1, epochs * EMBEDDED_IMAGES // TABLE_IMAGES)
    print(f"{len(truth)} architectures in the table; mean of their true top-1 {100 * mean(means.values()):.2f} %,"
          f" best {100 * max(means.values()):.2f} %. Seeds {' '.join(map(str, seeds))};"
          f" random search by training trains {trainings} architectures.")
    print("\n| space | architectures left | mean true top-1 in % | best in % |\n| --- | ---: | ---: | ---: |")
    for metric in ("full", *METRICS):
        spaces = [left(runs, metric, seed, truth) for seed in seeds]
        print(f"| {metric} | {mean(len(space) for space in spaces):.1f}"
              f" | {100 * mean(mean(means[one] for one in space) for space in spaces):.2f}"
              f" | {100 * mean(max(means[one] for one in space) for space in spaces):.2f} |")
    searches = {
        "SPOS": lambda name, seed: means[found(runs, "spos", name, seed)],
        "random, by the supernet": lambda name, seed: means[found(runs, "sampled", name, seed)],
        "random, by training": lambda name, seed: by_training(left(runs, name, seed, truth), truth, trainings, seed),
    }
    print("\n| search | true top-1 of what it found in % | difference to the full space in points (95 %) |")
    print("| --- | ---: | ---: |")
    for label, search in searches.items():
        full = [search("full", seed) for seed in seeds]
        print(row(f"{label}, full space", full, None))
        for name in METRICS if label == "random, by training" else ("longer", *METRICS):
            where = "full space, with the epochs of shrinking" if name == "longer" else f"shrunk by {name}"
            print(row(f"{label}, {where}", [search(name, seed) for seed in seeds], full))
    print("\n| less the same search of the full space with the epochs of shrinking | SPOS, points (95 %) | random, by the supernet, points (95 %) |")
    print("| --- | ---: | ---: |")
    for metric in METRICS:
        cells = [
            difference([search(metric, seed) for seed in seeds], [search("longer", seed) for seed in seeds])
            for search in (searches["SPOS"], searches["random, by the supernet"])
        ]
        print(f"| shrunk by {metric} | {' | '.join(cells)} |")

    reliability(runs, seeds, truth, means)


def reliability(runs, seeds, truth, means):
    """How far the table and the supernets can be trusted, for the reading."""
    different = networks(truth)
    both = [(truth[one][min(truth[one])], truth[one][max(truth[one])]) for one in different if len(truth[one]) > 1]
    print(f"\nThe {len(truth)} architectures are {len(different)} networks: the others compute the same as one of these, and have its numbers."
          f" The table's two trainings of a network: tau-b {tau_b(both):.3f},"
          f" median difference {100 * median(abs(a - b) for a, b in both):.2f} points;"
          f" among the better half tau-b {tau_b(sorted(both, key=mean)[len(both) // 2:]):.3f}.")
    ranks = {one: 1 + sum(means[other] > value for other in different) for one, value in means.items()}
    print(f"\n| space | tau-b of the supernet's accuracy with the true one | true rank among {len(different)} networks of what SPOS found, by seed |\n| --- | ---: | --- |")
    for name in ("full", "longer", *METRICS):
        taus = []
        for seed in seeds:
            accuracies = evaluated(runs, ("spos", "sampled"), name, seed)
            tau = tau_b([(value, means[one]) for one, value in accuracies.items()])
            taus += [] if tau is None else [tau]
        where = "full space, with the epochs of shrinking" if name == "longer" else f"shrunk by {name}" if name in METRICS else "full space"
        told = f"{mean(taus):.3f}" + (f" (sd {stdev(taus):.3f})" if len(taus) > 1 else "") if taus else "-"
        print(f"| {where} | {told} | {' '.join(str(ranks[found(runs, 'spos', name, seed)]) for seed in seeds)} |")


main()
