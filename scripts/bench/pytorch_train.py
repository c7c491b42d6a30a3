#!/usr/bin/env python3
"""Trains a network of a MobileNet-like space on Fashion-MNIST in plain PyTorch, by the recipe of a configuration of abs train:
the accuracy to put beside that of this toolkit.

  scripts/abs config show -c configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml > /tmp/train.yaml
  scripts/bench/pytorch_train.py --config /tmp/train.yaml --like RUN/last.safetensors --seeds 0 1 2 [--threads 2] [--epochs N]

BENCH's epoch case (pytorch_epoch.py) runs the same loop. Widths, kernels and the number of blocks are those of the weight file; strides are 2 in the stem and in the first block, as in
the @tiny presets. Weights are drawn anew by PyTorch's default, which is this toolkit's. --evaluate loads the file's weights instead and prints
their hits, which must be those of abs train --eval but for near ties.

Options of the recipe that are looked at: batch size, epochs, learning rate (linear, cosine by steps, warm-up), SGD, clipping by norm, label
smoothing, dropout, moving average, flip, padding, cutout, mean and deviation. Others, if set, end the script.

Needs torch 2.7.1 and numpy; images: Debian's dataset-fashion-mnist, or --data DIR.
"""

import argparse
import gzip
import json
import math
import struct
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional


def resolved(path):
    """The canonical YAML of abs config show: two blanks a level, one value a line, lists as '- value'."""
    root = {}
    stack = [(-1, root)]
    last = None
    for line in path.read_text().splitlines():
        if not line.strip() or line.lstrip().startswith(("#", "---")):
            continue
        indent = len(line) - len(line.lstrip())
        text = line.strip()
        if text.startswith("- "):
            holder, key = last
            if not isinstance(holder[key], list):
                holder[key] = []
            holder[key].append(scalar(text[2:]))
            continue
        while stack[-1][0] >= indent:
            stack.pop()
        key, _, value = text.partition(":")
        holder = stack[-1][1]
        if value.strip() == "{}":
            holder[key] = {}
        elif value.strip():
            holder[key] = scalar(value.strip())
        else:
            holder[key] = {}
            stack.append((indent, holder[key]))
            last = (holder, key)
    return without_none(root)


def scalar(text):
    text = text.strip().strip("\"'")
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return {"true": True, "false": False, "null": None}.get(text, text)


def without_none(tree):
    """A cleared key is written as null and means that there is none."""
    return {key: without_none(value) if isinstance(value, dict) else value for key, value in tree.items() if value is not None}


def tensors(path):
    """A safetensors file of float32 values: name to array."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header.pop("__metadata__", None)
    found = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        found[name] = numpy.frombuffer(content[begin:end], "<f4").reshape(entry["shape"])
    return found


def conv_norm(shape, stride, groups=1):
    out, _, kernel, _ = shape
    inputs = shape[1] * groups
    return [nn.Conv2d(inputs, out, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(out)]


class Block(nn.Module):
    """Inverted residual, or without the first convolution the block behind the stem."""

    def __init__(self, shapes, stride):
        super().__init__()
        layers = []
        if len(shapes) == 3:
            layers += [*conv_norm(shapes[0], 1), nn.ReLU6(inplace=True)]
        depthwise = shapes[-2]
        layers += [*conv_norm(depthwise, stride, depthwise[0]), nn.ReLU6(inplace=True), *conv_norm(shapes[-1], 1)]
        self.conv = nn.Sequential(*layers)
        self.residual = len(shapes) == 3 and stride == 1 and shapes[0][1] == shapes[-1][0]

    def forward(self, x):
        y = self.conv(x)
        return x + y if self.residual else y


class Network(nn.Module):
    def __init__(self, like, dropout):
        super().__init__()
        shape = {name: value.shape for name, value in like.items()}
        self.conv_bn = nn.Sequential(*conv_norm(shape["conv_bn.0.weight"], 2), nn.ReLU6(inplace=True))
        self.MBConv_ratio_1 = Block([shape[f"MBConv_ratio_1.conv.{i}.weight"] for i in (0, 3)], 1)
        blocks = []
        while f"features.{len(blocks)}.conv.0.weight" in shape:
            weights = [shape[f"features.{len(blocks)}.conv.{i}.weight"] for i in (0, 3, 6)]
            blocks.append(Block(weights, 1 if blocks else 2))
        self.features = nn.Sequential(*blocks)
        self.conv_1x1_bn = nn.Sequential(*conv_norm(shape["conv_1x1_bn.0.weight"], 1), nn.ReLU6(inplace=True))
        classes, features = shape["classifier.1.weight"]
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(features, classes))

    def forward(self, x):
        x = self.conv_1x1_bn(self.features(self.MBConv_ratio_1(self.conv_bn(x))))
        return self.classifier(x.mean((2, 3)))


def idx(path, offset):
    packed = path.with_name(path.name + ".gz")
    content = gzip.open(packed).read() if packed.exists() else path.read_bytes()
    return numpy.frombuffer(content, numpy.uint8, offset=offset)


def images(folder, part):
    labels = torch.from_numpy(idx(folder / f"{part}-labels-idx1-ubyte", 8).astype(numpy.int64))
    pixels = torch.from_numpy(idx(folder / f"{part}-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).copy())
    return pixels, labels


class Recipe:
    """What of the configuration is looked at; everything else must be off."""

    def __init__(self, config, epochs=None, layout=torch.channels_last):
        self.layout = layout
        training, data = config["training"], config["data"]
        for key in ("mixup", "steps"):
            if key in training:
                raise SystemExit(f"training.{key} is not looked at by this script")
        fixed = {"source": "fashion-mnist", "held-out": "test", "draw": "shuffled", "last-batch": "drop"}
        for key, value in fixed.items():
            if data.get(key, value) != value:
                raise SystemExit(f"data.{key} is {data[key]}, this script does {value} only")
        for section, key in ((training["sgd"], "clip-value"), (training["learning-rate"], "epochs")):
            if key in section:
                raise SystemExit(f"{key} is not looked at by this script")
        if "rand-augment" in data or training["amp"] != "off" or training["drop-path"]:
            raise SystemExit("data.rand-augment, training.amp and training.drop-path are not looked at by this script")
        self.batch = training["batch-size"]
        self.epochs = epochs or training["epochs"]
        self.rate = training["learning-rate"]
        self.sgd = training["sgd"]
        if self.sgd["decay"] != "convolutions":
            raise SystemExit("only decay: convolutions is looked at by this script")
        self.smoothing, self.dropout = training["label-smoothing"], training["dropout"]
        self.average = training.get("ema")
        self.augmentation, self.side, self.channels = data["augmentation"], data["side"], data["channels"]
        self.mean, self.deviation = 0.2860, 0.3530
        if "normalisation" in data:
            normalisation = data["normalisation"]
            self.mean, self.deviation = normalisation["mean"][0], normalisation["std"][0]

    def rate_of(self, step, total, per_epoch):
        start, floor = self.rate["start"], self.rate.get("floor", 0)
        if self.rate["kind"] == "constant":
            rate = start
        elif self.rate["kind"] == "linear":
            rate = start * (1 - step / (total / (1 - floor / start)))
        elif self.rate["kind"] == "cosine" and self.rate.get("per") == "step":
            rate = floor + (start - floor) * (1 + math.cos(math.pi * (step - 1) / total)) / 2
        else:
            raise SystemExit("only constant and linear rates and cosines by steps are looked at by this script")
        warm = self.rate.get("warm-up-epochs", 0) * per_epoch
        return rate * step / warm if step < warm else rate

    def input(self, pixels, random=None):
        """Centred on black, augmented if there is a generator, normalised."""
        count = len(pixels)
        margin = (self.side - 28) // 2
        pad = self.augmentation["pad"] if random is not None else 0
        x = functional.pad(pixels, [margin + pad] * 4)
        if random is not None and pad:
            windows = x.unfold(2, self.side, 1).unfold(3, self.side, 1)
            top, left = (torch.randint(2 * pad + 1, (count,), generator=random) for _ in range(2))
            x = windows[torch.arange(count), :, top, left]
        if random is not None and self.augmentation["flip"]:
            turned = torch.rand(count, generator=random) < 0.5
            x = torch.where(turned[:, None, None, None], x.flip(3), x)
        x = (x.float() / 255 - self.mean) / self.deviation
        half = self.augmentation["cutout"] // 2
        if random is not None and half:
            centre = torch.randint(self.side, (2, count, 1), generator=random)
            place = torch.arange(self.side)
            inside = [(place >= c - half) & (place < c + half) for c in centre]
            x = x.masked_fill((inside[0][:, :, None] & inside[1][:, None, :])[:, None], 0)
        return x.expand(-1, self.channels, -1, -1).contiguous(memory_format=self.layout)


def hits(network, recipe, pixels, labels):
    network.eval()
    with torch.inference_mode():
        logits = torch.cat([network(recipe.input(part)) for part in pixels.split(200)])
    top5 = logits.topk(5, 1).indices
    return int((top5[:, 0] == labels).sum()), int((top5 == labels[:, None]).any(1).sum())


class Average:
    """The moving average of weights and running statistics, a few operations for all of them."""

    def __init__(self, network, settings):
        self.network, self.settings, self.updates = network, settings, 0
        self.values = [value.detach().clone() for value in self.floats(network)]

    @staticmethod
    def floats(network):
        return [value for value in network.state_dict().values() if value.is_floating_point()]

    def update(self):
        self.updates += 1
        decay = self.settings["decay"]
        if self.settings["warm-up"]:
            decay = min(decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self.values, self.floats(self.network), 1 - decay)

    def give(self):
        """Puts the averages into the network."""
        for value, average in zip(self.floats(self.network), self.values):
            value.copy_(average)


class Loop:
    """A training, epoch by epoch."""

    def __init__(self, network, recipe, training, seed):
        self.network = network.to(memory_format=recipe.layout)
        self.recipe, self.random = recipe, torch.Generator().manual_seed(seed)
        self.pixels, self.labels = training
        self.per_epoch = len(self.pixels) // recipe.batch
        self.total, self.step = self.per_epoch * recipe.epochs, 0
        sgd = recipe.sgd
        groups = [
            {"params": [p for p in network.parameters() if p.ndim == 4], "weight_decay": sgd["weight-decay"]},
            {"params": [p for p in network.parameters() if p.ndim != 4], "weight_decay": 0},
        ]
        self.optimizer = torch.optim.SGD(groups, lr=1, momentum=sgd["momentum"], nesterov=sgd["nesterov"], fused=True)
        self.average = Average(network, recipe.average) if recipe.average else None

    def epoch(self):
        """The mean loss of one pass over the images."""
        self.network.train()
        order = torch.randperm(len(self.pixels), generator=self.random)[: self.per_epoch * self.recipe.batch]
        return sum(self.batch(chosen) for chosen in order.split(self.recipe.batch)) / self.per_epoch

    def batch(self, chosen):
        recipe = self.recipe
        self.step += 1
        x = recipe.input(self.pixels[chosen], self.random)
        for group in self.optimizer.param_groups:
            group["lr"] = recipe.rate_of(self.step, self.total, self.per_epoch)
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network(x), self.labels[chosen], label_smoothing=recipe.smoothing)
        loss.backward()
        if "clip-norm" in recipe.sgd:
            nn.utils.clip_grad_norm_(self.network.parameters(), recipe.sgd["clip-norm"], foreach=True)
        self.optimizer.step()
        if self.average:
            self.average.update()
        return loss.item()


def train(like, recipe, training, test, seed):
    torch.manual_seed(seed)
    begin = time.time()
    loop = Loop(Network(like, recipe.dropout), recipe, training, seed)
    for epoch in range(recipe.epochs):
        loss = loop.epoch()
        print(f"seed {seed} epoch {epoch + 1} loss {loss:.4f} {time.time() - begin:.0f} s", flush=True)
    if loop.average:
        loop.average.give()
    top1, top5 = hits(loop.network, recipe, *test)
    print(
        f"seed {seed}: top-1 {top1 / len(test[1]):.2%}, top-5 {top5 / len(test[1]):.2%} of {len(test[1])},"
        f" {time.time() - begin:.0f} s", flush=True)
    return top1 / len(test[1])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--config", type=Path, required=True)
    arguments.add_argument("--like", type=Path, required=True)
    arguments.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
    arguments.add_argument("--seeds", type=int, nargs="+", default=[0])
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--epochs", type=int)
    arguments.add_argument("--evaluate", action="store_true")
    given = arguments.parse_args()
    torch.set_num_threads(given.threads)
    recipe = Recipe(resolved(given.config), given.epochs)
    like = tensors(given.like)
    test = images(given.data, "t10k")
    if given.evaluate:
        network = Network(like, 0).to(memory_format=torch.channels_last)
        network.load_state_dict({name: torch.tensor(value) for name, value in like.items()}, strict=False)
        top1, top5 = hits(network, recipe, *test)
        print(f"hits {top1} {top5} of {len(test[1])}")
        return
    training = images(given.data, "train")
    scores = [train(like, recipe, training, test, seed) for seed in given.seeds]
    print(f"mean of {len(scores)}: {sum(scores) / len(scores):.2%}, lowest {min(scores):.2%}, highest {max(scores):.2%}")


if __name__ == "__main__":
    main()
