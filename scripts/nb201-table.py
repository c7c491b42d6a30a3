#!/usr/bin/env python3
"""Makes the table that `abs nb201` reads from the benchmark's own file.

Usage: scripts/nb201-table.py FILE OUT.csv.gz

FILE is one of
  NAS-Bench-201-v1_0-e61699.pth, NAS-Bench-201-v1_1-096897.pth    (needs PyTorch and much memory)
  NATS-tss-v1_0-3ffb9.pickle.pbz2, or the same unpacked           (needs nothing else)

Both are pickles that execute what they hold: use files that you trust. Nothing is downloaded. Every accuracy is the mean over
the seeds that the file has, in percent:
  cifar10_valid         trained on cifar10-valid, measured on x-valid
  cifar10_test          trained on cifar10, measured on ori-test
  cifar100_*            trained on cifar100, measured on x-valid and x-test
  imagenet16_120_*      trained on ImageNet16-120, measured on x-valid and x-test
  ..._12ep              the same after the 12-epoch schedule, where the file has it
Multiply-adds and parameters are left out: the toolkit computes them.
"""

import bz2
import csv
import gzip
import pickle
import sys

ARCHITECTURES = 15625
COLUMNS = {
    "cifar10_valid": ("cifar10-valid", "x-valid"),
    "cifar10_test": ("cifar10", "ori-test"),
    "cifar100_valid": ("cifar100", "x-valid"),
    "cifar100_test": ("cifar100", "x-test"),
    "imagenet16_120_valid": ("ImageNet16-120", "x-valid"),
    "imagenet16_120_test": ("ImageNet16-120", "x-test"),
}
# Names of the two schedules in files of NAS-Bench-201 and of NATS-Bench.
FULL = ("full", "200")
LESS = ("less", "12")


def fail(text):
    sys.exit("nb201-table.py: " + text)


def load(path):
    if path.endswith(".pbz2"):
        with bz2.open(path, "rb") as file:
            return pickle.load(file)
    with open(path, "rb") as file:
        start = file.read(4)
    if start[:2] == b"PK" or path.endswith(".pth"):
        import torch

        return torch.load(path, map_location="cpu", weights_only=False)
    with open(path, "rb") as file:
        return pickle.load(file)


def schedule(info, names):
    for name in names:
        if name in info:
            return info[name]
    return None


def accuracy(results, dataset, split, where):
    """Mean over seeds after the last epoch."""
    values = []
    for (name, _seed), one in results["all_results"].items():
        if name == dataset:
            key = f"{split}@{int(one['epochs']) - 1}"
            if key not in one["eval_acc1es"]:
                fail(f"{where}: {dataset} has no {key}, but {sorted(one['eval_acc1es'])[:6]}")
            values.append(float(one["eval_acc1es"][key]))
    if not values:
        fail(f"{where}: no result for {dataset}")
    return sum(values) / len(values)


def rows(content):
    infos = content["arch2infos"]
    if len(infos) != ARCHITECTURES:
        fail(f"the file has {len(infos)} architectures, NAS-Bench-201 has {ARCHITECTURES}")
    for index in sorted(infos):
        full = schedule(infos[index], FULL)
        if full is None:
            fail(f"architecture {index} has none of {FULL}, but {list(infos[index])}")
        row = {"index": int(index), "arch": full["arch_str"]}
        for column, (dataset, split) in COLUMNS.items():
            row[column] = f"{accuracy(full, dataset, split, index):.6g}"
        less = schedule(infos[index], LESS)
        if less is not None:
            for column, (dataset, split) in COLUMNS.items():
                row[column + "_12ep"] = f"{accuracy(less, dataset, split, index):.6g}"
        yield row


def main():
    if len(sys.argv) != 3 or sys.argv[1] in ("-h", "--help"):
        print(__doc__.strip())
        sys.exit(0 if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help") else 2)
    source, target = sys.argv[1:]
    if not target.endswith((".csv", ".csv.gz")):
        fail(f"{target} must end with .csv or .csv.gz")
    content = load(source)
    if not isinstance(content, dict) or "arch2infos" not in content:
        fail(f"{source} is no file of NAS-Bench-201 or NATS-Bench: it has no arch2infos")
    table = list(rows(content))
    # The 12-epoch schedule goes in only where every architecture has it.
    columns = [name for name in table[0] if all(name in row for row in table)]
    write = gzip.open if target.endswith(".gz") else open
    with write(target, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    print(f"{target}: {len(table)} architectures, {len(columns)} columns")


main()
