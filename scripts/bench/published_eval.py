#!/usr/bin/env python3
"""Evaluation of a child as the published worker does it, and as an expert would, in PyTorch.

    published_eval.py DIR published|kept [nchw|channels_last]

`published` follows the description of the published procedure: for every child a new supernet is built, the
stored weights are read from their file and loaded, the file of float images is read, all batch norms are reset,
the child runs over those images in training mode (running statistics move by 0.1 in the original; here by the mean
over all batches, so that all sides compute the same numbers), then over the held-out images, which a loader in file
order turns from bytes into floats, image by image (the bytes are in memory; nothing is decoded or resized).
`kept` builds and loads once and keeps all images. DIR is a case's folder; see pytorch_step.py. The share of each
part goes to standard error at the end.
"""

import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch

from pytorch_step import Case, Children, gpu21
from worker import serve


class HeldOut(torch.utils.data.Dataset):
    """Bytes with the least that a test transform does."""

    def __init__(self, images, labels):
        self.images = [
            image.permute(1, 2, 0).to(torch.uint8).numpy() for batch in images for image in batch
        ]
        self.labels = [int(label) for batch in labels for label in batch]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return torch.from_numpy(self.images[index]).permute(2, 0, 1).float(), self.labels[index]


class Published:
    def __init__(self, folder, layout):
        self.case = Case(folder, layout, torch.float32)
        self.first = self.case.settings["recalibration"]
        self.weights = Path(folder) / f"weights-{layout}-{os.getpid()}.pt"
        self.images = Path(folder) / f"images-{layout}-{os.getpid()}.pt"
        torch.save(self.case.network.state_dict(), self.weights)
        # The published file holds images one after the other, as the loader made them: contiguous floats.
        torch.save([x.contiguous() for x in self.case.images[: self.first]], self.images)
        self.held_out = torch.utils.data.DataLoader(
            HeldOut(self.case.images[self.first :], self.case.labels[self.first :]),
            batch_size=self.case.images[0].shape[0],
        )
        self.done = 0
        self.seconds = defaultdict(float)

    def run(self, count):
        return [self.child() for _ in range(count)]

    def timed(self, part, action):
        begin = time.perf_counter()
        result = action()
        self.seconds[part] += time.perf_counter() - begin
        return result

    def build(self):
        network = gpu21(self.case.settings)
        return network.to(memory_format=self.case.format)

    @torch.inference_mode()
    def child(self):
        case, path = self.case, self.case.paths[self.done]
        self.done += 1
        network = self.timed("build the supernet", self.build)
        self.timed("read and load its weights", lambda: network.load_state_dict(torch.load(self.weights)))
        images = self.timed("read the images", lambda: torch.load(self.images))
        self.timed("recalibrate", lambda: self.recalibrate(network, images, path))
        return self.timed("evaluate", lambda: self.hits(network, path))

    def recalibrate(self, network, images, path):
        norms = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        for layer in norms:
            layer.running_mean.zero_()
            layer.running_var.fill_(1)
        network.train()
        for k, batch in enumerate(images, 1):
            for layer in norms:
                layer.momentum = 1 / k
            network(batch.contiguous(memory_format=self.case.format), path)

    def hits(self, network, path):
        network.eval()
        hits = 0
        for images, labels in self.held_out:
            images = images.contiguous(memory_format=self.case.format)
            hits += (network(images, path).argmax(1) == labels).sum().item()
        return hits

    def report(self):
        for file in (self.weights, self.images):
            file.unlink(missing_ok=True)
        for part, seconds in self.seconds.items():
            print(f"{part}: {1e3 * seconds / self.done:.1f} ms a child", file=sys.stderr)


def main(folder, kind, layout="nchw"):
    if kind == "kept":
        case = Case(folder, layout, torch.float32)
        serve(Children(case), {"layout": layout})
        return
    work = Published(folder, layout)
    try:
        serve(work, {"layout": layout})
    finally:
        work.report()


if __name__ == "__main__":
    main(*sys.argv[1:])
