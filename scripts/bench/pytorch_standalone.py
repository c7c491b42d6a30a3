"""Stand-alone networks in plain PyTorch, with this toolkit's state-dict names.

`MobileNetwork` and `Nb201Network` return logits, `CellNetwork` logits and those of its auxiliary head, or None.
"""

import ast
import re

import torch
import torch.nn.functional as F
from torch import nn

from pytorch_networks import (
    GPU21,
    FirstBlock,
    InvertedResidual,
    PlainConv,
    Reduction,
    conv,
    norm,
)


class MobileNetwork(nn.Module):
    """An architecture of mobilenet-gpu-21 or its scaled preset: 21 op codes, -1 for identity."""

    def __init__(self, codes, classes=1000, dropout=0.2, widths=GPU21):
        super().__init__()
        stem, first, head, stages = widths
        self.conv_bn = nn.Sequential(conv(3, stem, 3, 2), norm(stem), nn.ReLU6(inplace=True))
        self.MBConv_ratio_1 = FirstBlock(stem, first)
        layers, width, codes = [], first, iter(codes)
        for outputs, repeats, first_stride in stages:
            for repeat in range(repeats):
                code = next(codes)
                if code >= 0:
                    kernel, expansion = 3 + 2 * (code // 2), 6 if code % 2 else 3
                    stride = first_stride if repeat == 0 else 1
                    layers.append(InvertedResidual(width, outputs, kernel, expansion, stride))
                width = outputs
        self.features = nn.Sequential(*layers)
        self.conv_1x1_bn = nn.Sequential(conv(width, head, 1), norm(head), nn.ReLU6(inplace=True))
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(head, classes))

    def forward(self, x):
        x = self.features(self.MBConv_ratio_1(self.conv_bn(x)))
        return self.classifier(self.conv_1x1_bn(x).mean((2, 3)))


def genotype(text):
    """{'normal': [(op, node), ...], 'normal_concat': [...], 'reduce': ..., 'reduce_concat': ...} of the text form."""
    text = re.sub(r"range\((\d+),\s*(\d+)\)", lambda m: str(list(range(int(m[1]), int(m[2])))), text)
    call = ast.parse(text[text.index("Genotype(") :], mode="eval").body
    return {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}


class FactorizedReduce(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv_1 = nn.Conv2d(inputs, outputs // 2, 1, 2, bias=False)
        self.conv_2 = nn.Conv2d(inputs, outputs - outputs // 2, 1, 2, bias=False)
        self.bn = norm(outputs)

    def forward(self, x):
        x = F.relu(x)
        return self.bn(torch.cat([self.conv_1(x), self.conv_2(x[:, :, 1:, 1:])], 1))


def depthwise(channels, kernel, stride, dilation=1):
    padding = dilation * (kernel // 2)
    return nn.Conv2d(channels, channels, kernel, stride, padding, dilation, channels, bias=False)


class Chain(nn.Module):
    """Layers with the names op.0, op.1, ..."""

    def __init__(self, *layers):
        super().__init__()
        self.op = nn.Sequential(*layers)

    def forward(self, x):
        return self.op(x)


def separable(c, kernel, stride):
    return Chain(
        nn.ReLU(), depthwise(c, kernel, stride), conv(c, c, 1), norm(c),
        nn.ReLU(inplace=True), depthwise(c, kernel, 1), conv(c, c, 1), norm(c),
    )


def dilated(c, kernel, stride):
    return Chain(nn.ReLU(), depthwise(c, kernel, stride, 2), conv(c, c, 1), norm(c))


class Zero(nn.Module):
    def __init__(self, stride):
        super().__init__()
        self.stride = stride

    def forward(self, x):
        return x[:, :, :: self.stride, :: self.stride] * 0


OPS = {
    "none": lambda c, s: Zero(s),
    "max_pool_3x3": lambda c, s: nn.MaxPool2d(3, s, 1),
    "avg_pool_3x3": lambda c, s: nn.AvgPool2d(3, s, 1, count_include_pad=False),
    "skip_connect": lambda c, s: nn.Identity() if s == 1 else FactorizedReduce(c, c),
    "sep_conv_3x3": lambda c, s: separable(c, 3, s),
    "sep_conv_5x5": lambda c, s: separable(c, 5, s),
    "dil_conv_3x3": lambda c, s: dilated(c, 3, s),
    "dil_conv_5x5": lambda c, s: dilated(c, 5, s),
}


class GenotypeCell(nn.Module):
    def __init__(self, pairs, concat, reduction, halved, previous_but_one, previous, width):
        super().__init__()
        if halved:
            self.preprocess0 = FactorizedReduce(previous_but_one, width)
        else:
            self.preprocess0 = Chain(nn.ReLU(), conv(previous_but_one, width, 1), norm(width))
        self.preprocess1 = Chain(nn.ReLU(), conv(previous, width, 1), norm(width))
        self.sources, self.concat = [source for _, source in pairs], concat
        self._ops = nn.ModuleList(OPS[op](width, 2 if reduction and source < 2 else 1) for op, source in pairs)

    def forward(self, previous_but_one, previous, drop_path):
        nodes = [self.preprocess0(previous_but_one), self.preprocess1(previous)]
        for first in range(0, len(self._ops), 2):
            parts = []
            for entry in (first, first + 1):
                op = self._ops[entry]
                y = op(nodes[self.sources[entry]])
                if drop_path is not None and not isinstance(op, (nn.Identity, Zero)):
                    y = y * drop_path(len(y)).to(y)
                parts.append(y)
            nodes.append(parts[0] + parts[1])
        return torch.cat([nodes[node] for node in self.concat], 1)


class AuxiliaryHead(nn.Module):
    def __init__(self, channels, side, classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.ReLU(), nn.AvgPool2d(5, side - 5), nn.Conv2d(channels, 128, 1, bias=False), norm(128),
            nn.ReLU(inplace=True), nn.Conv2d(128, 768, 2, bias=False), norm(768), nn.ReLU(inplace=True),
        )
        self.classifier = nn.Linear(768, classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class CellNetwork(nn.Module):
    """The final network of a genotype; `drop_path(n)` gives the factors (n, 1, 1, 1) of the next edge."""

    def __init__(self, text, kind, channels, cells, side, classes, auxiliary):
        super().__init__()
        genes = genotype(text)
        if kind == "imagenet":
            self.stem0 = nn.Sequential(
                conv(3, channels // 2, 3, 2), norm(channels // 2), nn.ReLU(inplace=True),
                conv(channels // 2, channels, 3, 2), norm(channels),
            )
            self.stem1 = nn.Sequential(nn.ReLU(), conv(channels, channels, 3, 2), norm(channels))
            previous_but_one, previous, halved, side = channels, channels, True, side // 8
        else:
            self.stem = nn.Sequential(conv(3, 3 * channels, 3), norm(3 * channels))
            previous_but_one, previous, halved = 3 * channels, 3 * channels, False
        self.kind, self.head_at, width = kind, 2 * cells // 3, channels
        modules = []
        for i in range(cells):
            reduction = i in (cells // 3, self.head_at)
            if reduction:
                width, side = 2 * width, side // 2
            name = "reduce" if reduction else "normal"
            concat = genes[name + "_concat"]
            modules.append(
                GenotypeCell(genes[name], concat, reduction, halved, previous_but_one, previous, width)
            )
            previous_but_one, previous, halved = previous, width * len(concat), reduction
            if i == self.head_at:
                head = (previous, side, classes)
        self.cells = nn.ModuleList(modules)
        self.auxiliary_head = AuxiliaryHead(*head) if auxiliary else None
        self.classifier = nn.Linear(previous, classes)

    def forward(self, x, drop_path=None):
        if self.kind == "imagenet":
            before = self.stem0(x)
            last = self.stem1(before)
        else:
            before = last = self.stem(x)
        auxiliary = None
        for i, cell in enumerate(self.cells):
            before, last = last, cell(before, last, drop_path)
            if i == self.head_at and self.auxiliary_head is not None and self.training:
                auxiliary = self.auxiliary_head(last)
        return self.classifier(last.mean((2, 3))), auxiliary


class Nb201Cell(nn.Module):
    """Names edges.{to}<-{source}.{code}."""

    OPS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]

    def __init__(self, text, channels):
        super().__init__()
        self.edges = nn.ModuleDict()
        self.codes = {}
        for to, group in enumerate(text.split("+"), 1):
            for piece in filter(None, group.split("|")):
                op, source = piece.split("~")
                code = self.OPS.index(op)
                self.codes[to, int(source)] = code
                if code in (2, 3):
                    block = PlainConv(channels, channels, 2 * code - 3, 1, affine=True)
                    self.edges[f"{to}<-{source}"] = nn.ModuleDict({str(code): block})

    def edge(self, to, source, x):
        code = self.codes[to, source]
        if code == 0:
            return x * 0
        if code == 1:
            return x
        if code == 4:
            return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
        return self.edges[f"{to}<-{source}"][str(code)](x)

    def forward(self, x):
        nodes = [x]
        for to in range(1, 4):
            nodes.append(sum(self.edge(to, source, nodes[source]) for source in range(to)))
        return nodes[-1]


class Nb201Network(nn.Module):
    def __init__(self, text, channels=16, cells=5, classes=10):
        super().__init__()
        self.stem = nn.Sequential(conv(3, channels, 3), norm(channels))
        parts = []
        for stage in range(3):
            if stage:
                parts.append(Reduction(channels, 2 * channels))
                channels *= 2
            parts += [Nb201Cell(text, channels) for _ in range(cells)]
        self.cells = nn.Sequential(*parts)
        self.lastact = nn.Sequential(norm(channels), nn.ReLU(inplace=True))
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        return self.classifier(self.lastact(self.cells(self.stem(x))).mean((2, 3)))
