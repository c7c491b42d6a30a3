"""The two supernets in plain PyTorch, with this toolkit's state-dict names and true ReLU6.

`forward(x, path)` runs one sampled path; `parameters_of(path)` and `norms_of(path)` are what it touches.
"""

import torch
from torch import nn

# Widths of stem, first block and head; of the stages (width, repeats, stride of the first block).
GPU21 = (40, 24, 1728, [(32, 4, 2), (56, 4, 2), (112, 4, 2), (128, 4, 1), (256, 4, 2), (432, 1, 1)])
TINY = (16, 16, 128, [(16, 4, 2), (16, 4, 1), (16, 4, 1), (16, 4, 1), (16, 4, 1), (32, 1, 1)])

NB201_OPS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]


def conv(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


def norm(channels, affine=True):
    """Batch norm without the counter of batches, which neither side needs."""
    layer = nn.BatchNorm2d(channels, affine=affine)
    layer.num_batches_tracked = None
    return layer


class PathNetwork(nn.Module):
    """What both supernets share: parameters and batch norms by path."""

    def index(self):
        """Remembers the parameters and norms of every block, so that a step walks no module tree."""
        self._known = {}
        for module in [*self.common(), *self.blocks()]:
            norms = [m for m in module.modules() if isinstance(m, nn.BatchNorm2d)]
            undecayed = {id(p) for m in norms for p in m.parameters()}
            parameters = list(module.parameters())
            self._known[module] = (
                [p for p in parameters if id(p) not in undecayed],
                [p for p in parameters if id(p) in undecayed],
                norms,
            )

    def parts_of(self, path):
        return [*self.common(), *self.chosen(path)]

    def parameters_of(self, path):
        """(convolutions and classifier, batch norms), as they are decayed apart."""
        weights, norms = [], []
        for module in self.parts_of(path):
            weights += self._known[module][0]
            norms += self._known[module][1]
        return weights, norms

    def norms_of(self, path):
        return [layer for module in self.parts_of(path) for layer in self._known[module][2]]


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, kernel, expansion, stride):
        super().__init__()
        mid = inputs * expansion
        self.residual = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(
            conv(inputs, mid, 1), norm(mid), nn.ReLU6(inplace=True),
            conv(mid, mid, kernel, stride, mid), norm(mid), nn.ReLU6(inplace=True),
            conv(mid, outputs, 1), norm(outputs),
        )

    def forward(self, x):
        y = self.conv(x)
        return y.add_(x) if self.residual else y


class FirstBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Sequential(
            conv(inputs, inputs, 3, 1, inputs), norm(inputs), nn.ReLU6(inplace=True),
            conv(inputs, outputs, 1), norm(outputs),
        )

    def forward(self, x):
        return self.conv(x)


class Choice(nn.Module):
    def __init__(self, ops):
        super().__init__()
        self._ops = nn.ModuleList(ops)


class Gpu21(PathNetwork):
    """mobilenet-gpu-21 or its scaled preset; a path is 21 op codes, -1 for identity."""

    def __init__(self, classes, widths=GPU21):
        super().__init__()
        stem, first, head, stages = widths
        self.conv_bn = nn.Sequential(conv(3, stem, 3, 2), norm(stem), nn.ReLU6(inplace=True))
        self.MBConv_ratio_1 = FirstBlock(stem, first)
        layers, width = [], first
        for outputs, repeats, first_stride in stages:
            for repeat in range(repeats):
                stride = first_stride if repeat == 0 else 1
                layers.append(
                    Choice(
                        InvertedResidual(width, outputs, kernel, expansion, stride)
                        for kernel in (3, 5, 7)
                        for expansion in (3, 6)
                    )
                )
                width = outputs
        self.features = nn.ModuleList(layers)
        self.conv_1x1_bn = nn.Sequential(conv(width, head, 1), norm(head), nn.ReLU6(inplace=True))
        self.classifier = nn.Sequential(nn.Linear(head, classes))
        self.index()

    @staticmethod
    def parse(line):
        return [int(code) for code in line.split()]

    def common(self):
        return [self.conv_bn, self.MBConv_ratio_1, self.conv_1x1_bn, self.classifier]

    def blocks(self):
        return [op for layer in self.features for op in layer._ops]

    def chosen(self, path):
        return [layer._ops[code] for layer, code in zip(self.features, path) if code >= 0]

    def forward(self, x, path):
        x = self.MBConv_ratio_1(self.conv_bn(x))
        for block in self.chosen(path):
            x = block(x)
        x = self.conv_1x1_bn(x)
        return self.classifier(x.mean((2, 3)))


class PlainConv(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride, affine):
        super().__init__()
        self.op = nn.Sequential(nn.ReLU(), conv(inputs, outputs, kernel, stride), norm(outputs, affine))

    def forward(self, x):
        return self.op(x)


class SearchCell(nn.Module):
    EDGES = [(to, source) for to in range(1, 4) for source in range(to)]

    def __init__(self, channels):
        super().__init__()
        self.edges = nn.ModuleDict(
            {
                f"{to}<-{source}": nn.ModuleList(
                    [
                        nn.Identity(),  # none: never run
                        nn.Identity(),
                        PlainConv(channels, channels, 1, 1, affine=False),
                        PlainConv(channels, channels, 3, 1, affine=False),
                        nn.AvgPool2d(3, 1, 1, count_include_pad=False),
                    ]
                )
                for to, source in self.EDGES
            }
        )
        self.by_edge = list(self.edges.values())

    def chosen(self, codes):
        return [ops[code] for ops, code in zip(self.by_edge, codes) if code >= 2]

    def forward(self, x, codes):
        nodes, edge = [x], 0
        for to in range(1, 4):
            total, fresh = None, False  # fresh: nobody else reads it, so it may be added to in place
            for source in range(to):
                code = codes[edge]
                if code != 0:
                    y = self.by_edge[edge][code](nodes[source])
                    if total is None:
                        total, fresh = y, code != 1
                    elif fresh:
                        total.add_(y)
                    elif code != 1:
                        total, fresh = y.add_(total), True
                    else:
                        total, fresh = total + y, True
                edge += 1
            nodes.append(torch.zeros_like(x) if total is None else total)
        return nodes[-1]


class Reduction(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv_a = PlainConv(inputs, outputs, 3, 2, affine=True)
        self.conv_b = PlainConv(outputs, outputs, 3, 1, affine=True)
        self.downsample = nn.Sequential(nn.AvgPool2d(2, 2), conv(inputs, outputs, 1))

    def forward(self, x):
        return self.conv_b(self.conv_a(x)).add_(self.downsample(x))


class Nb201(PathNetwork):
    """NAS-Bench-201's supernet; a path is six op codes per search cell."""

    def __init__(self, channels, cells, classes):
        super().__init__()
        self.arch_parameters = nn.Parameter(torch.zeros(6, 5))
        self.stem = nn.Sequential(conv(3, channels, 3), norm(channels))
        parts = []
        for stage in range(3):
            if stage:
                parts.append(Reduction(channels, 2 * channels))
                channels *= 2
            parts += [SearchCell(channels) for _ in range(cells)]
        self.cells = nn.ModuleList(parts)
        self.lastact = nn.Sequential(norm(channels), nn.ReLU(inplace=True))
        self.classifier = nn.Linear(channels, classes)
        self.search_cells = [part for part in self.cells if isinstance(part, SearchCell)]
        self.index()

    @staticmethod
    def parse(line):
        return [
            [NB201_OPS.index(piece.split("~")[0]) for piece in text.replace("+", "|").split("|") if piece]
            for text in line.split(";")
        ]

    def common(self):
        reductions = [part for part in self.cells if isinstance(part, Reduction)]
        return [self.stem, *reductions, self.lastact, self.classifier]

    def blocks(self):
        return [op for cell in self.search_cells for ops in cell.by_edge for op in ops]

    def chosen(self, path):
        return [op for cell, codes in zip(self.search_cells, path) for op in cell.chosen(codes)]

    def forward(self, x, path):
        x, codes = self.stem(x), iter(path)
        for part in self.cells:
            x = part(x, next(codes)) if isinstance(part, SearchCell) else part(x)
        return self.classifier(self.lastact(x).mean((2, 3)))
