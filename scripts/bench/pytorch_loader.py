#!/usr/bin/env python3
"""PyTorch's side of the loader case; see worker.py for what it answers.

    pytorch_loader.py vectorised|dataloader BATCH THREADS RESOURCES CHECK

Random flip, 32x32 crop after padding by 4, three channels, normalised, channels last: whole batches at a
time. `vectorised` makes them in THREADS threads of this process, `dataloader` in THREADS worker processes
of torch.utils.data.DataLoader. RESOURCES holds the embedded images; CHECK is a batch of this toolkit's
loader, whose every image must be one of the possible crops of an original.
"""

import gzip
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from worker import serve

SIDE, PAD = 32, 4
MEAN, STD = 0.2860, 0.3530


def idx(file):
    with gzip.open(file) as stream:
        data = stream.read()
    dimensions = data[3]
    shape = struct.unpack(f">{dimensions}I", data[4 : 4 + 4 * dimensions])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


class Crops(torch.utils.data.Dataset):
    """A batch per item, given the indices of its images."""

    def __init__(self, images, labels):
        border = PAD + (SIDE - images.shape[1]) // 2
        padded = torch.from_numpy(np.pad(images, ((0, 0), (border, border), (border, border))))
        self.crops = padded.unfold(1, SIDE, 1).unfold(2, SIDE, 1)  # (image, up, left, row, column), a view
        self.labels = torch.from_numpy(labels.astype(np.int64))

    def crop(self, indices, up, left, flip):
        grey = self.crops[indices, up, left]
        grey = torch.where(flip[:, None, None], grey.flip(-1), grey)
        grey = grey.float().sub_(255 * MEAN).mul_(1 / (255 * STD))
        return grey.unsqueeze(-1).expand(-1, -1, -1, 3).contiguous().permute(0, 3, 1, 2)

    def __getitem__(self, indices):
        count, places = len(indices), 2 * PAD + 1
        up, left = torch.randint(places, (count,)), torch.randint(places, (count,))
        flip = torch.randint(2, (count,), dtype=torch.bool)
        return self.crop(indices, up, left, flip), self.labels[indices]

    def __len__(self):
        return len(self.labels)


class Batches(torch.utils.data.Sampler):
    """Shuffled whole batches, pass after pass, as many as were asked for."""

    def __init__(self, images, size):
        self.images, self.size, self.count = images, size, 0

    def __iter__(self):
        given = 0
        while given < self.count:
            order = torch.randperm(self.images)
            for batch in order[: self.images // self.size * self.size].split(self.size):
                if given == self.count:
                    return
                given += 1
                yield batch

    def __len__(self):
        return self.count


class Vectorised:
    def __init__(self, data, size, threads):
        self.data, self.batches, self.threads = data, Batches(len(data), size), threads
        self.pool = ThreadPoolExecutor(threads)

    def run(self, count):
        self.batches.count = count
        first, queue = [], []
        for indices in self.batches:
            queue.append(self.pool.submit(self.data.__getitem__, indices))
            if len(queue) > 2 * self.threads:
                first.append(queue.pop(0).result()[0][0, 0, 0, 0].item())
        return first + [made.result()[0][0, 0, 0, 0].item() for made in queue]


class Workers:
    def __init__(self, data, size, threads):
        self.batches = Batches(len(data), size)
        self.loader = torch.utils.data.DataLoader(
            data, batch_size=None, sampler=self.batches, num_workers=threads, persistent_workers=True
        )

    def run(self, count):
        self.batches.count = count
        return [images[0, 0, 0, 0].item() for images, _ in self.loader]


def difference(data, check):
    """Largest difference of any image of the batch from the nearest crop of an original."""
    batch = np.fromfile(check, "<f4").reshape(-1, SIDE, SIDE, 3)
    places = torch.arange(2 * PAD + 1)
    up, left, flip = (grid.flatten() for grid in torch.meshgrid(places, places, torch.arange(2), indexing="ij"))
    crops = [
        data.crop(torch.full_like(up, image), up, left, flip.bool()).permute(0, 2, 3, 1).numpy()
        for image in range(len(batch))
    ]
    crops = np.concatenate(crops)
    return max(np.abs(crops - image).max((1, 2, 3)).min() for image in batch)


def main(kind, size, threads, resources, check):
    # The processor threads are those that make batches; none of their operations takes further ones.
    torch.set_num_threads(1)
    images = idx(Path(resources) / "fashion-mnist-training-images.idx.gz")
    labels = idx(Path(resources) / "fashion-mnist-training-labels.idx.gz")
    data = Crops(images, labels)
    work = (Vectorised if kind == "vectorised" else Workers)(data, int(size), int(threads))
    serve(work, {"threads": int(threads), "crop difference": float(difference(data, check))})


if __name__ == "__main__":
    main(*sys.argv[1:])
