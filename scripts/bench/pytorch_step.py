#!/usr/bin/env python3
"""PyTorch's side of the training and evaluation cases; see worker.py for what it answers.

    pytorch_step.py train|child DIR nchw|channels_last [float32|float64 [fused|foreach [cpu|cuda:0]]]

DIR is a case's folder, written by this toolkit's side (CaseFolder.java): both sides start from the same
weights, images and paths, so `check` must print the same numbers.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.optim.sgd import sgd

from pytorch_networks import GPU21, TINY, Gpu21, Nb201
from worker import serve


def safetensors(file):
    """Tensors of a file by name (float32 only): header length, JSON header, data."""
    raw = np.memmap(file, np.uint8, "r")
    length = int(raw[:8].view("<u8")[0])
    header = json.loads(bytes(raw[8 : 8 + length]))
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.from_numpy(np.array(raw[begin:end]).view("<f4").reshape(entry["shape"]))
    return tensors


def gpu21(settings):
    return Gpu21(settings["classes"], TINY if "@tiny" in settings["space"] else GPU21)


class Case:
    """The files of a case and the network on its weights."""

    def __init__(self, folder, layout, dtype, device="cpu"):
        folder = Path(folder)
        self.settings = json.loads((folder / "case.json").read_text())
        s = self.settings
        if s["space"].startswith("mobilenet-gpu-21"):
            self.network = gpu21(s)
        else:
            self.network = Nb201(s["channels"], s["cells"], s["classes"])
        self.load(safetensors(folder / "weights.safetensors"))
        self.format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
        self.network.to(device, dtype, memory_format=self.format)
        self.paths = [self.network.parse(line) for line in (folder / "paths.txt").read_text().splitlines()]
        side = s["side"]
        pixels = np.fromfile(folder / "images.f32", "<f4").reshape(s["batches"], -1, side, side, 3)
        labels = np.fromfile(folder / "labels.i32", "<i4").reshape(s["batches"], -1).astype(np.int64)
        self.images = [
            torch.from_numpy(batch).permute(0, 3, 1, 2).to(dtype).contiguous(memory_format=self.format)
            for batch in pixels
        ]
        self.labels = [torch.from_numpy(batch) for batch in labels]
        self.device = device

    def load(self, tensors):
        own = {**dict(self.network.named_parameters()), **dict(self.network.named_buffers())}
        if own.keys() != tensors.keys():
            raise ValueError(f"names differ: {sorted(own.keys() ^ tensors.keys())[:8]} ...")
        with torch.no_grad():
            for name, tensor in own.items():
                if tensor.shape != tensors[name].shape:
                    raise ValueError(f"{name} has shape {tuple(tensors[name].shape)}")
                tensor.copy_(tensors[name])


class PathSgd:
    """torch.optim.SGD's own multi-tensor step on the parameters of one path at a time."""

    def __init__(self, settings, kind):
        self.settings = settings
        self.kernel = {"fused": kind == "fused", "foreach": kind == "foreach"}
        self.velocities = {}
        self.touched = {}

    @torch.no_grad()
    def step(self, weights, norms):
        s = self.settings
        if s["missing-is-zero"]:
            self.decay_missing(weights + norms)
        groups = [(weights, s["weight-decay"]), (norms, s["weight-decay"] if s["decays-batch-norm"] else 0.0)]
        for parameters, decay in groups:
            parameters = [p for p in parameters if p.grad is not None]
            gradients = [p.grad for p in parameters]
            if "clip" in s:
                torch._foreach_clamp_min_(gradients, -s["clip"])
                torch._foreach_clamp_max_(gradients, s["clip"])
            # A velocity of zero is torch.optim.SGD's first step.
            sgd(
                parameters,
                gradients,
                [self.velocity(p) for p in parameters],
                weight_decay=decay,
                momentum=s["momentum"],
                lr=s["learning-rate"],
                dampening=0.0,
                nesterov=s["nesterov"],
                maximize=False,
                **self.kernel,
            )
        for parameter in weights + norms:
            parameter.grad = None

    def velocity(self, parameter):
        known = self.velocities.get(parameter)
        if known is None:
            known = self.velocities[parameter] = torch.zeros_like(parameter)
        return known

    def decay_missing(self, on_path):
        """Weights that were on a path once and have no gradient now: as if it were zero, all are decayed."""
        s = self.settings
        self.touched.update(dict.fromkeys(on_path))
        missing = [p for p in self.touched if p.grad is None]
        if not missing:
            return
        velocities = [self.velocity(p) for p in missing]
        rate, momentum, decay = s["learning-rate"], s["momentum"], s["weight-decay"]
        torch._foreach_mul_(velocities, momentum)
        torch._foreach_add_(velocities, missing, alpha=decay)
        if s["nesterov"]:
            torch._foreach_mul_(missing, 1 - rate * decay)
            torch._foreach_add_(missing, velocities, alpha=-rate * momentum)
        else:
            torch._foreach_add_(missing, velocities, alpha=-rate)


class Training:
    def __init__(self, case, kind):
        self.case = case
        self.network = case.network.train()
        self.optimiser = PathSgd(case.settings, kind)
        self.input = torch.empty_like(case.images[0], device=case.device)
        self.done = 0

    def run(self, count):
        return [self.step() for _ in range(count)]

    def step(self):
        case = self.case
        path, number = case.paths[self.done], self.done % len(case.images)
        self.done += 1
        self.input.copy_(case.images[number])
        logits = self.network(self.input, path)
        loss = F.cross_entropy(logits, case.labels[number].to(case.device), label_smoothing=case.settings["smoothing"])
        loss.backward()
        self.optimiser.step(*self.network.parameters_of(path))
        return loss.item()


class Children:
    """Running statistics from the first batches, top-1 hits on the rest."""

    def __init__(self, case):
        self.case = case
        self.network = case.network.eval()
        self.input = torch.empty_like(case.images[0])
        self.done = 0

    def run(self, count):
        return [self.child() for _ in range(count)]

    @torch.inference_mode()
    def child(self):
        case, path = self.case, self.case.paths[self.done]
        self.done += 1
        half = case.settings["recalibration"]
        norms = self.network.norms_of(path)
        for layer in norms:
            layer.running_mean.zero_()
            layer.running_var.fill_(1)
            layer.training = True
        for k, images in enumerate(case.images[:half], 1):
            for layer in norms:
                layer.momentum = 1 / k
            self.network(self.input.copy_(images), path)
        for layer in norms:
            layer.training = False
        hits = 0
        for images, labels in zip(case.images[half:], case.labels[half:]):
            logits = self.network(self.input.copy_(images), path)
            hits += (logits.argmax(1) == labels).sum().item()
        return hits


def main(kind, folder, layout, dtype="float32", optimiser="fused", device="cpu"):
    case = Case(folder, layout, getattr(torch, dtype), device)
    work = Training(case, optimiser) if kind == "train" else Children(case)
    serve(work, {"layout": layout, "sgd": optimiser} if kind == "train" else {"layout": layout})


if __name__ == "__main__":
    main(*sys.argv[1:])
