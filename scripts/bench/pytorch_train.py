#!/usr/bin/env python3
"""Trains a network of a MobileNet-like space on Fashion-MNIST in plain PyTorch, by the recipe of a configuration of abs train:
the accuracy to put beside that of this toolkit.

  scripts/abs config show -c configs/train-mobilenet-gpu-21-tiny-fashion-mnist.yaml > /tmp/train.yaml
  scripts/bench/pytorch_train.py --config /tmp/train.yaml --like RUN/last.safetensors --seeds 0 1 2 [--threads 2] [--epochs N]

Widths, kernels and the number of blocks are those of the weight file; strides are 2 in the stem and in the first block, as in
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
        if value.strip():
            holder[key] = scalar(value.strip())
        else:
            holder[key] = {}
            stack.append((indent, holder[key]))
            last = (holder, key)
    return root


def scalar(text):
    text = text.strip().strip("\"'")
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return {"true": True, "false": False}.get(text, text)


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

    def __init__(self, config, epochs):
        training, data = config["training"], config["data"]
        for key in ("mixup", "steps"):
            if key in training:
                raise SystemExit(f"training.{key} is not looked at by this script")
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
        if self.rate["kind"] == "linear":
            rate = start * (1 - step / (total / (1 - floor / start)))
        elif self.rate["kind"] == "cosine" and self.rate.get("per") == "step":
            rate = floor + (start - floor) * (1 + math.cos(math.pi * (step - 1) / total)) / 2
        else:
            raise SystemExit("only linear rates and cosines by steps are looked at by this script")
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
        return x.expand(-1, self.channels, -1, -1).contiguous(memory_format=torch.channels_last)


def hits(network, recipe, pixels, labels):
    network.eval()
    with torch.inference_mode():
        logits = torch.cat([network(recipe.input(part)) for part in pixels.split(200)])
    top5 = logits.topk(5, 1).indices
    return int((top5[:, 0] == labels).sum()), int((top5 == labels[:, None]).any(1).sum())


def train(like, recipe, training, test, seed):
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    network = Network(like, recipe.dropout).to(memory_format=torch.channels_last)
    decayed = [p for p in network.parameters() if p.ndim == 4]
    others = [p for p in network.parameters() if p.ndim != 4]
    sgd = recipe.sgd
    optimizer = torch.optim.SGD(
        [{"params": decayed, "weight_decay": sgd["weight-decay"]}, {"params": others, "weight_decay": 0}],
        lr=1, momentum=sgd["momentum"], nesterov=sgd["nesterov"], fused=True)
    average = None
    if recipe.average:
        decay = recipe.average["decay"]
        warm = recipe.average["warm-up"]
        averaging = lambda old, new, count: old + (1 - (min(decay, (1 + count) / (10 + count)) if warm else decay)) * (new - old)
        average = torch.optim.swa_utils.AveragedModel(network, avg_fn=averaging, use_buffers=True)
        average.update_parameters(network)
    pixels, labels = training
    per_epoch = len(pixels) // recipe.batch
    total = per_epoch * recipe.epochs
    begin = time.time()
    step = 0
    for epoch in range(recipe.epochs):
        network.train()
        order = torch.randperm(len(pixels), generator=random)
        losses = 0.0
        for i in range(per_epoch):
            step += 1
            chosen = order[i * recipe.batch : (i + 1) * recipe.batch]
            x = recipe.input(pixels[chosen], random)
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate_of(step, total, per_epoch)
            optimizer.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(network(x), labels[chosen], label_smoothing=recipe.smoothing)
            loss.backward()
            if "clip-norm" in sgd:
                nn.utils.clip_grad_norm_(network.parameters(), sgd["clip-norm"])
            optimizer.step()
            if average is not None:
                average.update_parameters(network)
            losses += loss.item()
        print(f"seed {seed} epoch {epoch + 1} loss {losses / per_epoch:.4f} {time.time() - begin:.0f} s", flush=True)
    top1, top5 = hits(average.module if average is not None else network, recipe, *test)
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
