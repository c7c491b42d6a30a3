#!/usr/bin/env python3
"""PyTorch's side of the pictures case; see worker.py for what it answers.

    pytorch_pictures.py floats|bytes BATCH FOLDER

Training batches of the pictures in FOLDER/train, from the files to float32: PIL decodes, torchvision crops
and flips (RandomResizedCrop(224), RandomHorizontalFlip), all in one thread of this process. `floats` turns
each picture into normalised floats (ToTensor, Normalize), as torchvision's own training script does; `bytes`
puts bytes together and normalises the whole batch at once.

FOLDER/check.f32 holds what this toolkit makes of the first pictures for evaluation; the largest difference
from torchvision's Resize(256), CenterCrop(224), ToTensor, Normalize is among the facts.
"""

import sys
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms

from worker import serve

SIDE = 224
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def opened(file):
    return Image.open(file).convert("RGB")


class Pictures:
    def __init__(self, files, size, as_bytes):
        self.files, self.size, self.as_bytes = files, size, as_bytes
        crop = [transforms.RandomResizedCrop(SIDE), transforms.RandomHorizontalFlip()]
        last = [transforms.PILToTensor()] if as_bytes else [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
        self.transform = transforms.Compose(crop + last)
        self.mean = 255 * torch.tensor(MEAN).view(1, 3, 1, 1)
        self.std = 255 * torch.tensor(STD).view(1, 3, 1, 1)
        self.order = []

    def batch(self):
        if len(self.order) < self.size:
            self.order = torch.randperm(len(self.files)).tolist()
        chosen, self.order = self.order[: self.size], self.order[self.size :]
        images = torch.stack([self.transform(opened(self.files[index])) for index in chosen])
        return images.float().sub_(self.mean).div_(self.std) if self.as_bytes else images

    def run(self, count):
        return [self.batch()[0, 0, 0, 0].item() for _ in range(count)]


def difference(files, check):
    """Largest difference of an evaluated picture, in grey levels."""
    found = np.fromfile(check, "<f4").reshape(-1, SIDE, SIDE, 3)
    evaluation = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(SIDE),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    expected = np.stack([evaluation(opened(file)).permute(1, 2, 0).numpy() for file in files[: len(found)]])
    return float(np.abs((found - expected) * np.array(STD) * 255).max())


def main(kind, size, folder):
    torch.set_num_threads(1)
    files = sorted((Path(folder) / "train").glob("*/*.JPEG"))
    engine = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, Pillow {PIL.__version__}"
    facts = {"engine": engine, "difference": difference(files, Path(folder) / "check.f32")}
    serve(Pictures(files, int(size), kind == "bytes"), facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
