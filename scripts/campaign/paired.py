"""The page of scripts/campaign/paired.sh: paired.py [--earlier FILE] [--found FILE] TABLE RUNS EPOCHS SEED..."""

import argparse
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
NOWHERE = 0.11  # no better than the most frequent of ten classes, with room for noise
BEST = 10


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
    """One architecture of each pair of numbers: cells that are built of the same ops in the same places train to the same."""
    first = {}
    for one, values in truth.items():
        first.setdefault(tuple(sorted(values.items())), one)
    return list(first.values())


def function(architecture):
    """What a cell of three nodes computes, as its terms: (ops one behind the other), .... Nodes 0 to 2 have the first three edges."""
    into_middle, past_it, out_of_it = ops(architecture)[:3]
    terms = [] if past_it == "none" else [(past_it,)]
    if out_of_it != "none" and into_middle != "none":
        chain = tuple(op for op in (into_middle, out_of_it) if op != "skip_connect")
        terms.append(chain or ("skip_connect",))
    elif out_of_it.startswith("nor_conv") and terms:
        terms.append(("bias",))  # of the batch norm behind a convolution of zeros
    return tuple(sorted(terms))


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


def student(freedom):
    """The 97.5 % quantile of Student's distribution, by bisection over Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def density(t):
        return scale * (1 + t * t / freedom) ** (-(freedom + 1) / 2)

    def above_half(t, steps=400):
        width = t / steps
        inner = sum((4 if i % 2 else 2) * density(i * width) for i in range(1, steps))
        return width / 3 * (density(0) + inner + density(t))

    low, high = 0.0, 100.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if above_half(middle) < 0.475 else (low, middle)
    return low


def row(label, values, full):
    text = f"{100 * mean(values):.2f}"
    if len(values) > 1:
        text += f" (sd {100 * stdev(values):.2f})"
    if full is None:
        return f"| {label} | {text} | |"
    return f"| {label} | {text} | {difference(values, full)} |"


def difference(values, others):
    """Mean of what is found more than by the others, seed by seed, in points; interval by bootstrap, and Student's."""
    differences = [a - b for a, b in zip(values, others)]
    low, high = interval(differences)
    text = f"{100 * mean(differences):+.2f} ({100 * low:+.2f} to {100 * high:+.2f}"
    if len(differences) > 1:
        half = student(len(differences) - 1) * stdev(differences) / math.sqrt(len(differences))
        text += f"; {100 * (mean(differences) - half):+.2f} to {100 * (mean(differences) + half):+.2f}"
    return text + ")"


def place(name):
    if name in METRICS:
        return f"shrunk by {name}"
    return {"full": "full space", "longer": "full space, with the epochs of shrinking"}[name]


def what_is_left(runs, seeds, truth, means):
    ranks = ranked(truth, means)
    print("\n| space | architectures left | of them lead nowhere | mean true top-1 in % | without those | best in % | spaces that hold the best |"
          f" of the {sum(rank <= BEST for one, rank in ranks.items() if one in set(networks(truth)))} best networks |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for metric in ("full", *METRICS):
        spaces = [left(runs, metric, seed, truth) for seed in seeds]
        live = [[one for one in space if means[one] > NOWHERE] for space in spaces]
        kept = [{tuple(sorted(truth[one].items())) for one in space if ranks[one] <= BEST} for space in spaces]
        print(f"| {metric} | {mean(map(len, spaces)):.1f}"
              f" | {mean(len(space) - len(some) for space, some in zip(spaces, live)):.1f}"
              f" | {100 * mean(mean(means[one] for one in space) for space in spaces):.2f}"
              f" | {100 * mean(mean(means[one] for one in some) for some in live):.2f}"
              f" | {100 * mean(max(means[one] for one in space) for space in spaces):.2f}"
              f" | {sum(any(ranks[one] == 1 for one in space) for space in spaces)} of {len(spaces)}"
              f" | {mean(map(len, kept)):.1f} |")


def ranked(truth, means):
    """True rank of each architecture among networks; equal means share the lower one."""
    different = networks(truth)
    return {one: 1 + sum(means[other] > value for other in different) for one, value in means.items()}


def judged(runs, seeds, truth, table_seed=None):
    """True accuracy of what SPOS found by space, over the table's seeds or by one of them."""
    def accuracy(one):
        return mean(truth[one].values()) if table_seed is None else truth[one][table_seed]

    return {
        name: [accuracy(found(runs, "spos", name, seed)) for seed in seeds]
        for name in ("full", "longer", *METRICS)
    }


def angle_less_others(title, columns):
    """One row for each thing that the angle is compared with; columns are accuracies by space."""
    print(f"\n| {title} | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    for other in ("full", "longer", "accuracy", "magnitude", "random"):
        cells = [difference(values["angle"], values[other]) if other in values else "" for values in columns.values()]
        print(f"| {place(other)} | {' | '.join(cells)} |")


def earlier_accuracies(file):
    """What SPOS found in an earlier experiment: columns seed, space, top-1."""
    accuracies = {}
    with open(file, newline="") as rows:
        for one in csv.DictReader(rows):
            accuracies.setdefault(one["space"], {})[int(one["seed"])] = float(one["top-1"])
    return accuracies


def write_found(file, runs, seeds, truth):
    """Every architecture that was found, with its true accuracies."""
    with open(file, "w", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["seed", "search", "space", "architecture", *(f"top-1 of seed {seed}" for seed in sorted(next(iter(truth.values()))))])
        for seed in seeds:
            for search in ("spos", "sampled"):
                for name in ("full", "longer", *METRICS):
                    one = found(runs, search, name, seed)
                    rows.writerow([seed, search, name, one, *(f"{value:.4f}" for _, value in sorted(truth[one].items()))])


def arguments():
    parser = argparse.ArgumentParser(description="The page of scripts/campaign/paired.sh.")
    parser.add_argument("--earlier", help="CSV of what SPOS found with other seeds: seed, space, top-1")
    parser.add_argument("--found", help="CSV to write: what each search found")
    parser.add_argument("--check", action="store_true", help="reads the table, says what is wrong with it, and ends")
    parser.add_argument("table", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("epochs", type=int)
    parser.add_argument("seeds", type=int, nargs="+")
    return parser.parse_args()


def whole(truth):
    """What the experiment cannot do without: every cell of three nodes, with two seeds at least."""
    choices = [sorted({ops(one)[edge] for one in truth}) for edge in range(3)]
    there = {tuple(ops(one)[:3]) for one in truth}
    missing = [cell for cell in itertools.product(*choices) if cell not in there]
    if missing:
        return f"has no row of {len(missing)} architectures, as one whose first edges are {' '.join(missing[0])}"
    seeds = [set(values) for values in truth.values()]
    if any(some != seeds[0] for some in seeds) or len(seeds[0]) < 2:
        return "must have the same two seeds or more of every architecture"
    return None


def main():
    given = arguments()
    table, runs, epochs, seeds = given.table, given.runs, given.epochs, given.seeds
    truth = true_accuracies(table)
    wrong = whole(truth) if truth else "holds no accuracies"
    if wrong:
        sys.exit(f"paired: {table} {wrong}")
    if given.check:
        return
    means = {one: mean(values.values()) for one, values in truth.items()}
    trainings = max(1, epochs * EMBEDDED_IMAGES // TABLE_IMAGES)
    print(f"{len(truth)} architectures in the table; mean of their true top-1 {100 * mean(means.values()):.2f} %,"
          f" best {100 * max(means.values()):.2f} %. Seeds {' '.join(map(str, seeds))};"
          f" random search by training trains {trainings} architectures."
          " Differences in points, with 95 % intervals by bootstrap and by Student's distribution.")
    what_is_left(runs, seeds, truth, means)
    searches = {
        "SPOS": lambda name, seed: means[found(runs, "spos", name, seed)],
        "random, by the supernet": lambda name, seed: means[found(runs, "sampled", name, seed)],
        "random, by training": lambda name, seed: by_training(left(runs, name, seed, truth), truth, trainings, seed),
    }
    print("\n| search | true top-1 of what it found in % | difference to the full space |")
    print("| --- | ---: | ---: |")
    by_space = {}
    for label, search in searches.items():
        names = METRICS if label == "random, by training" else ("longer", *METRICS)
        by_space[label] = {name: [search(name, seed) for seed in seeds] for name in ("full", *names)}
        full = by_space[label]["full"]
        print(row(f"{label}, full space", full, None))
        for name in names:
            print(row(f"{label}, {place(name)}", by_space[label][name], full))
    print("\n| less the same search of the full space with the epochs of shrinking | SPOS | random, by the supernet |")
    print("| --- | ---: | ---: |")
    for metric in METRICS:
        cells = [difference(by_space[label][metric], by_space[label]["longer"]) for label in ("SPOS", "random, by the supernet")]
        print(f"| shrunk by {metric} | {' | '.join(cells)} |")
    angle_less_others("shrunk by angle, less", by_space)
    columns = {"both trainings": judged(runs, seeds, truth)}
    for table_seed in sorted(next(iter(truth.values()))):
        columns[f"training of seed {table_seed}"] = judged(runs, seeds, truth, table_seed)
    angle_less_others("SPOS, shrunk by angle, judged by the table's", columns)
    if given.earlier:
        before = earlier_accuracies(given.earlier)
        both = {
            name: [*(before[name][seed] for seed in sorted(before[name])), *values]
            for name, values in columns["both trainings"].items()
        }
        angle_less_others(f"SPOS, shrunk by angle, {len(both['full'])} seeds with the earlier ones", {"both trainings": both})
    if given.found:
        write_found(given.found, runs, seeds, truth)
    reliability(runs, seeds, truth, means)


def reliability(runs, seeds, truth, means):
    """How far the table and the supernets can be trusted, for the reading."""
    different = networks(truth)
    both = [(truth[one][min(truth[one])], truth[one][max(truth[one])]) for one in different]
    apart = [a - b for a, b in both]
    better = sorted(both, key=mean)[len(both) // 2:]
    functions = {}
    for one in different:
        functions.setdefault(function(one), []).append(one)
    same = [[means[one] for one in group] for group in functions.values() if len(group) > 1]
    print(f"\nThe {len(truth)} architectures have {len(different)} different pairs of numbers and compute {len(functions)} different functions."
          f" {len(same)} functions have two pairs of numbers each: their means are {', '.join(f'{100 * (max(some) - min(some)):.2f}' for some in same)} points apart, by chance alone."
          f" The table's two trainings: tau-b {tau_b(both):.3f}, median difference {100 * median(map(abs, apart)):.2f} points, standard deviation {100 * stdev(apart):.2f},"
          f" so that a mean of two has a standard error of {100 * stdev(apart) / 2:.2f};"
          f" among the better half ({len(better)} of them, mean {100 * mean(map(mean, better)):.2f} %) tau-b {tau_b(better):.3f}.")
    ranks = ranked(truth, means)
    print(f"\n| space | tau-b of the supernet's accuracy with the true one, over random children | true rank among {len(different)} of what SPOS found, by seed |\n| --- | ---: | --- |")
    for name in ("full", "longer", *METRICS):
        taus = []
        for seed in seeds:
            accuracies = evaluated(runs, ("sampled",), name, seed)
            tau = tau_b([(value, means[one]) for one, value in accuracies.items()])
            taus += [] if tau is None else [tau]
        told = f"{mean(taus):.3f}" + (f" (sd {stdev(taus):.3f})" if len(taus) > 1 else "") if taus else "-"
        print(f"| {place(name)} | {told} | {' '.join(str(ranks[found(runs, 'spos', name, seed)]) for seed in seeds)} |")


if __name__ == "__main__":
    main()
