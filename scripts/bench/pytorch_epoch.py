#!/usr/bin/env python3
"""PyTorch's side of the epoch case; see worker.py for what it answers.

    pytorch_epoch.py DIR nchw|channels_last RESOURCES

DIR holds recipe.json and weights.safetensors, written by this toolkit's side (EpochWork.java); the loop is that of
pytorch_train.py. RESOURCES holds the embedded images.
"""

import json
import sys
from pathlib import Path

import torch

import pytorch_loader
import pytorch_train
from worker import serve


class Epochs:
    def __init__(self, folder, layout, resources):
        formats = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}
        recipe = pytorch_train.Recipe(json.loads((folder / "recipe.json").read_text()), layout=formats[layout])
        like = pytorch_train.tensors(folder / "weights.safetensors")
        network = pytorch_train.Network(like, recipe.dropout)
        network.load_state_dict({name: torch.tensor(value) for name, value in like.items()}, strict=False)
        pixels, labels = (
            pytorch_loader.idx(resources / f"fashion-mnist-training-{part}.idx.gz") for part in ("images", "labels"))
        training = torch.tensor(pixels)[:, None], torch.tensor(labels).long()
        self.loop = pytorch_train.Loop(network, recipe, training, seed=1)

    def run(self, count):
        return [self.loop.epoch() for _ in range(count)]


if __name__ == "__main__":
    serve(Epochs(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), {})
