#!/usr/bin/env python3
"""Full-size stand-alone networks beside PyTorch, on the same weights in both directions.

    scripts/bench/standalone_logits.py [--build]

One architecture of each family: mobilenet-gpu-21's SPOS+ABS, DARTS_ABS with 48 channels and auxiliary head, the best
architecture of NAS-Bench-201. PyTorch writes weights and this toolkit reads them, then the other way round. Logits with
running statistics are compared in float32, those with the statistics of the batch, where fifty batch norms one after
another multiply rounding errors, and of the auxiliary head in float64. A line each: the largest difference over the
largest logit. Ends with 1 if one is above 1e-4 (float64: 1e-9). Needs torch and numpy.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from bench import java_command
from pytorch_standalone import CellNetwork, MobileNetwork, Nb201Network

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "scripts"))
from load_in_pytorch import load, save  # noqa: E402

BOUNDS = {"evaluation": 1e-4, "training": 1e-9, "auxiliary": 1e-9}
SPOS_ABS = "2 2 -1 0 0 -1 -1 0 5 -1 4 4 0 0 4 2 3 4 4 4 3"
DARTS_ABS = (
    "Genotype(normal=[('sep_conv_3x3', 1), ('dil_conv_3x3', 0), ('sep_conv_5x5', 1), ('sep_conv_3x3', 2),"
    " ('dil_conv_3x3', 2), ('sep_conv_5x5', 1), ('dil_conv_3x3', 4), ('dil_conv_5x5', 2)], normal_concat=range(2, 6),"
    " reduce=[('dil_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_5x5', 0), ('sep_conv_3x3', 2), ('dil_conv_3x3', 0),"
    " ('dil_conv_5x5', 3), ('dil_conv_3x3', 0), ('dil_conv_3x3', 2)], reduce_concat=range(2, 6))"
)
NB201_BEST = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|"
# space, design, auxiliary head, side, images, lowest and highest value of a pixel, PyTorch's network
NETWORKS = {
    "spos-abs": ("mobilenet-gpu-21", SPOS_ABS, False, 224, 8, 0, 256,
                 lambda: MobileNetwork([int(code) for code in SPOS_ABS.split()], dropout=0)),
    "darts-abs": ("darts", DARTS_ABS, True, 224, 8, -2, 2,
                  lambda: CellNetwork(DARTS_ABS, "imagenet", 48, 14, 224, 1000, True)),
    "nb201-best": ("nasbench201", NB201_BEST, False, 32, 16, -2, 2, lambda: Nb201Network(NB201_BEST)),
}


@torch.no_grad()
def take(model, tensors):
    """Copies tensors into the model; all names must be the same."""
    own = model.state_dict()
    if list(own) != list(tensors):
        sys.exit(f"names differ: {sorted(own.keys() ^ tensors.keys())[:8]} ...")
    for name, tensor in own.items():
        tensor.copy_(tensors[name])


@torch.no_grad()
def logits(model, images):
    """Leaves the model in float32; its running statistics move by one batch."""
    pair = lambda output: output if isinstance(output, tuple) else (output, None)  # noqa: E731
    evaluation, _ = pair(model.eval()(images))
    training, auxiliary = pair(model.train().double()(images.double()))
    model.float()
    return {"evaluation": evaluation, "training": training, "auxiliary": auxiliary}


def compare(name, network, folder):
    space, design, auxiliary, side, count, low, high, make = network
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.json").write_text(json.dumps({"space": space, "design": design, "auxiliary": auxiliary}))
    pixels = np.random.default_rng(1).uniform(low, high, (count, side, side, 3)).astype("<f4")
    pixels.tofile(folder / "images.f32")
    images = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous()
    torch.manual_seed(1)
    model = make()
    with torch.no_grad():
        for layer in model.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.weight.uniform_(0.5, 1.5)
                layer.bias.uniform_(-0.5, 0.5)
    logits(model, images)  # moves the running statistics
    save(model.state_dict(), folder / "pytorch.safetensors")
    expected = {"pytorch": logits(model, images)}
    subprocess.run([*java_command(), "standalone-logits", str(folder)], check=True, stderr=subprocess.DEVNULL)
    take(model, load(folder / "java.safetensors"))
    expected["java"] = logits(model, images)
    actual = json.loads((folder / "java.json").read_text())
    within = True
    for writer, kinds in expected.items():
        for kind, tensor in kinds.items():
            found = np.array(actual[writer][kind])
            wanted = np.array([]) if tensor is None else tensor.double().numpy().ravel()
            if len(found) != len(wanted):
                sys.exit(f"{name}: {len(found)} {kind} logits, {len(wanted)} expected")
            if len(wanted):
                relative = np.abs(found - wanted).max() / np.abs(wanted).max()
                within &= bool(relative <= BOUNDS[kind])
                print(f"{name}\tweights of {writer}\t{kind}\t{len(wanted)} logits\t{relative:.1e}", flush=True)
    return within


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", action="store_true", help="build this toolkit's side first")
    if parser.parse_args().build:
        subprocess.run([REPOSITORY / "scripts/bench/build.sh", "abs-core"], check=True)
    target = REPOSITORY / "target/bench/standalone"
    within = [compare(name, network, target / name) for name, network in NETWORKS.items()]
    print("all within the bounds" if all(within) else "NOT within the bounds")
    sys.exit(not all(within))


if __name__ == "__main__":
    main()
