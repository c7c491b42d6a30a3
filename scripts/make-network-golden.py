#!/usr/bin/env python3
"""Makes abs-core/src/test/resources/golden/standalone.json: what PyTorch makes of small stand-alone networks.

  scripts/make-network-golden.py [--out FILE]

Weights and images follow from the formulas below, which are exact in single precision, so no weight file is needed;
everything is computed in double precision. In each case:

  state           names and shapes of parameters and running statistics, in state-dict order
  logits          in evaluation mode
  training        logits in training mode (batch statistics), auxiliary those of the auxiliary head
  dropped         the same with drop path, whose factor for the e-th edge that may be dropped and image n is 0 where
                  (5 e + 3 n) % 4 = 0, else 4 / 3
  loss, gradients cross entropy of `dropped` (of `training` without drop path) plus 0.4 times that of the auxiliary
                  logits, labels (3 n + 1) % classes; per parameter the root of the sum of squares of its gradient

Needs torch; made with PyTorch 2.7.1.
"""

import argparse
import json
import sys
import zlib
from pathlib import Path

import torch
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts/bench"))
from pytorch_standalone import CellNetwork, Nb201Network  # noqa: E402

MASK = 0xFFFFFFFF
IMAGES = 3

ALL_OPS = (
    "Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('max_pool_3x3', 0), ('avg_pool_3x3', 2),"
    " ('none', 3), ('dil_conv_5x5', 1), ('sep_conv_5x5', 3), ('dil_conv_3x3', 0)], normal_concat=range(2, 6),"
    " reduce=[('none', 0), ('none', 1), ('skip_connect', 0), ('max_pool_3x3', 1), ('avg_pool_3x3', 1),"
    " ('sep_conv_5x5', 0), ('dil_conv_3x3', 1), ('skip_connect', 4)], reduce_concat=range(2, 6))"
)
SOME_NODES = (
    "Genotype(normal=[('skip_connect', 0), ('skip_connect', 1), ('skip_connect', 2), ('skip_connect', 2),"
    " ('sep_conv_3x3', 3), ('none', 1), ('avg_pool_3x3', 4), ('dil_conv_3x3', 2)], normal_concat=[3, 5],"
    " reduce=[('dil_conv_5x5', 0), ('sep_conv_3x3', 1), ('avg_pool_3x3', 0), ('max_pool_3x3', 2), ('skip_connect', 3),"
    " ('skip_connect', 1), ('sep_conv_5x5', 4), ('max_pool_3x3', 0)], reduce_concat=[3, 4, 5])"
)
# text, kind, channels, cells, side, classes, auxiliary head
CELLS = {
    "imagenet": (ALL_OPS, "imagenet", 5, 4, 192, 7, True),
    "cifar": (SOME_NODES, "cifar", 3, 6, 32, 10, True),
    "cifar-28": (ALL_OPS, "cifar", 4, 3, 28, 10, True),
    "plain": (SOME_NODES, "imagenet", 6, 3, 64, 5, False),
}
# text, channels, cells, side, classes
NB201 = {
    "every-op": ("|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|skip_connect~2|", 4, 1, 16, 10),
    "convolutions": ("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|", 3, 2, 16, 6),
    "nothing": ("|avg_pool_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|", 4, 1, 16, 10),
}


def integers(name, count):
    """Whole numbers from -2048 to 2047: the upper bits of a hash of name and position."""
    h = (torch.arange(count, dtype=torch.int64) * 0x9E3779B1 + zlib.crc32(name.encode())) & MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & MASK
    h = h ^ (h >> 16)
    return (h >> 20) - 2048


def value(name, shape):
    """Weights: within the power of two below 2 / sqrt(fan in); scales and variances: within 1/2 of 1; else of 0."""
    unit = integers(name, shape.numel()).double().reshape(shape) / 4096
    if len(shape) > 1:
        fan_in = shape.numel() // shape[0]
        return unit * 2.0 ** (2 - (fan_in.bit_length() + 1) // 2)
    return unit + 1 if name.endswith((".weight", ".running_var")) else unit


def prepared(network):
    network = network.double()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            tensor.copy_(value(name, tensor.shape))
    return network


def images(side):
    return integers("images", IMAGES * 3 * side * side).double().reshape(IMAGES, side, side, 3).permute(0, 3, 1, 2) / 1024


class DropPath:
    def __init__(self):
        self.edge = 0

    def __call__(self, images):
        factors = [0 if (5 * self.edge + 3 * n) % 4 == 0 else 4 / 3 for n in range(images)]
        self.edge += 1
        return torch.tensor(factors, dtype=torch.float64).reshape(-1, 1, 1, 1)


def rows(tensor):
    return [[float(f"{x:.12g}") for x in row] for row in tensor.tolist()]


def outputs(logits, auxiliary=None):
    named = {"logits": logits, "auxiliary": auxiliary}
    return {name: rows(tensor) for name, tensor in named.items() if tensor is not None}


def golden(network, x, classes):
    prepared(network)
    cells = isinstance(network, CellNetwork)
    run = network if cells else lambda x: (network(x), None)
    result = {"state": [[name, list(tensor.shape)] for name, tensor in network.state_dict().items()]}
    network.eval()
    with torch.no_grad():
        result["logits"] = rows(run(x)[0])
    network.train()
    both = run(x)
    result["training"] = outputs(*both)
    if cells:
        both = run(x, DropPath())
        result["dropped"] = outputs(*both)
    labels = torch.tensor([(3 * n + 1) % classes for n in range(IMAGES)])
    logits, auxiliary = both
    loss = F.cross_entropy(logits, labels)
    if auxiliary is not None:
        loss = loss + 0.4 * F.cross_entropy(auxiliary, labels)
    loss.backward()
    result["loss"] = float(f"{loss.item():.12g}")
    result["gradients"] = {
        name: 0 if p.grad is None else float(f"{p.grad.norm().item():.12g}") for name, p in network.named_parameters()
    }
    return result


def cases(table, keys, make):
    found = {}
    for name, values in table.items():
        settings = dict(zip(keys, values))
        found[name] = {**settings, **golden(make(settings), images(settings["input"]), settings["classes"])}
    return found


def cell_network(s):
    return CellNetwork(
        s["genotype"], s["network"], s["channels"], s["cells"], s["input"], s["classes"], s["auxiliary"]
    )


def nb201_network(s):
    return Nb201Network(s["architecture"], s["channels"], s["cells"], s["classes"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=ROOT / "abs-core/src/test/resources/golden/standalone.json")
    out = parser.parse_args().out
    cell_keys = ["genotype", "network", "channels", "cells", "input", "classes", "auxiliary"]
    nb201_keys = ["architecture", "channels", "cells", "input", "classes"]
    content = {"cells": cases(CELLS, cell_keys, cell_network), "nb201": cases(NB201, nb201_keys, nb201_network)}
    lines = json.dumps(content, separators=(",", ":")).replace('"},"', '"},\n"').replace('},"', '},\n"')
    out.write_text(lines + "\n")


if __name__ == "__main__":
    main()
