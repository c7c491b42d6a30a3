#!/usr/bin/env python3
"""PyTorch's side of the case darts-step; see worker.py for what it answers.

    pytorch_darts.py DIR nchw|channels_last [float32|float64]

The search network of DARTS (arXiv 1806.09055) as one writes it in PyTorch: a module per op, a mixed op is the weighted
sum of what its modules return; `none` gives zeros and is left out of the sum. A step of first order: the gradient of
the architecture parameters on one batch (asked for alone, so that none is computed for the weights), Adam; then
the weights on another batch, with constant architecture parameters, their gradient's norm clipped, SGD. The
optimisers are PyTorch's own, in their fused form. DIR is written by this toolkit's side (DartsStepWork.java).
"""

import json
import operator
import sys
from functools import reduce
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from pytorch_step import safetensors
from worker import serve

NODES = 4


def total(maps):
    """Their sum; Python's own would add the first one to 0, a pass over it for nothing."""
    return reduce(operator.add, maps)


def norm(channels):
    return nn.BatchNorm2d(channels, affine=False)


class Op(nn.Module):
    """Layers that the state dict knows as `op`."""

    def __init__(self, *layers):
        super().__init__()
        self.op = nn.Sequential(*layers)

    def forward(self, x):
        return self.op(x)


def relu_conv_bn(inputs, outputs):
    return Op(nn.ReLU(), nn.Conv2d(inputs, outputs, 1, bias=False), norm(outputs))


def separable(c, kernel, stride):
    pad = kernel // 2
    return Op(
        nn.ReLU(),
        nn.Conv2d(c, c, kernel, stride, pad, groups=c, bias=False),
        nn.Conv2d(c, c, 1, bias=False),
        norm(c),
        nn.ReLU(),
        nn.Conv2d(c, c, kernel, 1, pad, groups=c, bias=False),
        nn.Conv2d(c, c, 1, bias=False),
        norm(c),
    )


def dilated(c, kernel, stride):
    pad = kernel - 1
    return Op(
        nn.ReLU(),
        nn.Conv2d(c, c, kernel, stride, pad, dilation=2, groups=c, bias=False),
        nn.Conv2d(c, c, 1, bias=False),
        norm(c),
    )


class FactorizedReduce(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv_1 = nn.Conv2d(inputs, outputs // 2, 1, 2, bias=False)
        self.conv_2 = nn.Conv2d(inputs, outputs - outputs // 2, 1, 2, bias=False)
        self.bn = norm(outputs)

    def forward(self, x):
        x = F.relu(x)
        return self.bn(torch.cat([self.conv_1(x), self.conv_2(x[:, :, 1:, 1:])], 1))


def op(name, c, stride):
    if name == "max_pool_3x3":
        return nn.Sequential(nn.MaxPool2d(3, stride, 1), norm(c))
    if name == "avg_pool_3x3":
        return nn.Sequential(nn.AvgPool2d(3, stride, 1, count_include_pad=False), norm(c))
    if name == "skip_connect":
        return nn.Identity() if stride == 1 else FactorizedReduce(c, c)
    kind, size = name.rsplit("_", 1)
    return (separable if kind == "sep_conv" else dilated)(c, int(size[0]), stride)


class MixedOp(nn.Module):
    def __init__(self, names, c, stride):
        super().__init__()
        self._ops = nn.ModuleDict({str(k): op(name, c, stride) for k, name in enumerate(names) if name != "none"})

    def forward(self, x, weights):
        return total(weights[int(k)] * layer(x) for k, layer in self._ops.items())


class Cell(nn.Module):
    def __init__(self, names, inputs, c, reduction, after_reduction):
        super().__init__()
        self.reduction = reduction
        self.preprocess0 = (FactorizedReduce if after_reduction else relu_conv_bn)(inputs[0], c)
        self.preprocess1 = relu_conv_bn(inputs[1], c)
        froms = [source for node in range(NODES) for source in range(node + 2)]
        self._ops = nn.ModuleList(
            MixedOp(names, c, 2 if reduction and source < 2 else 1) for source in froms
        )

    def forward(self, before, last, weights):
        states = [self.preprocess0(before), self.preprocess1(last)]
        edge = 0
        for _ in range(NODES):
            states.append(total(self._ops[edge + k](state, weights[edge + k]) for k, state in enumerate(states)))
            edge += len(states) - 1
        return torch.cat(states[2:], 1)


class SearchNetwork(nn.Module):
    def __init__(self, names, channels, cells, classes):
        super().__init__()
        stem = 3 * channels
        self.stem = nn.Sequential(nn.Conv2d(3, stem, 3, padding=1, bias=False), nn.BatchNorm2d(stem))
        self.cells = nn.ModuleList()
        before, last, width, after = stem, stem, channels, False
        for number in range(cells):
            reduction = number in (cells // 3, 2 * cells // 3)
            width *= 2 if reduction else 1
            self.cells.append(Cell(names, (before, last), width, reduction, after))
            before, last, after = last, NODES * width, reduction
        self.classifier = nn.Linear(last, classes)

    def forward(self, x, normal, reduction):
        before = last = self.stem(x)
        for cell in self.cells:
            before, last = last, cell(before, last, reduction if cell.reduction else normal)
        return self.classifier(last.mean((2, 3)))


class Search:
    def __init__(self, folder, layout, dtype):
        folder = Path(folder)
        s = json.loads((folder / "case.json").read_text())
        self.network = SearchNetwork(s["operations"], s["channels"], s["cells"], s["classes"])
        tensors = safetensors(folder / "weights.safetensors")
        self.alphas = [tensors.pop(f"alphas_{kind}").to(dtype).requires_grad_() for kind in ("normal", "reduce")]
        missing, unexpected = self.network.load_state_dict(tensors, strict=False)
        if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
            raise ValueError(f"names differ: {missing[:4]} {unexpected[:4]}")
        layout = torch.channels_last if layout == "channels_last" else torch.contiguous_format
        self.network.to(dtype, memory_format=layout).train()
        side = s["side"]
        pixels = np.fromfile(folder / "images.f32", "<f4").reshape(s["batches"], -1, side, side, 3)
        labels = np.fromfile(folder / "labels.i32", "<i4").reshape(s["batches"], -1).astype(np.int64)
        self.images = [
            torch.from_numpy(batch).permute(0, 3, 1, 2).to(dtype).contiguous(memory_format=layout) for batch in pixels
        ]
        self.labels = [torch.from_numpy(batch) for batch in labels]
        self.input = torch.empty_like(self.images[0])
        self.weights = list(self.network.parameters())
        sgd, adam = s["sgd"], s["adam"]
        self.sgd = torch.optim.SGD(
            self.weights, sgd["learning-rate"], sgd["momentum"], weight_decay=sgd["weight-decay"], fused=True
        )
        self.clip = sgd["clip-norm"]
        self.adam = torch.optim.Adam(
            self.alphas,
            adam["rate"],
            (adam["first-beta"], adam["second-beta"]),
            adam["epsilon"],
            adam["weight-decay"],
            fused=True,
        )
        self.done = 0

    def loss(self, number, normal, reduction):
        self.input.copy_(self.images[number])
        logits = self.network(self.input, normal.softmax(1), reduction.softmax(1))
        return F.cross_entropy(logits, self.labels[number])

    def run(self, count):
        return [self.step() for _ in range(count)]

    def step(self):
        """Even batches train the weights, odd ones the architecture."""
        number = 2 * self.done % len(self.images)
        self.done += 1
        validation = self.loss(number + 1, *self.alphas)
        for alpha, gradient in zip(self.alphas, torch.autograd.grad(validation, self.alphas)):
            alpha.grad = gradient
        self.adam.step()
        loss = self.loss(number, *(alpha.detach() for alpha in self.alphas))
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, self.clip, foreach=True)
        self.sgd.step()
        self.sgd.zero_grad()
        return loss.item()


def main(folder, layout, dtype="float32"):
    serve(Search(folder, layout, getattr(torch, dtype)), {"layout": layout})


if __name__ == "__main__":
    main(*sys.argv[1:])
