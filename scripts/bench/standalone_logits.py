#!/usr/bin/env python3
"""Full-size stand-alone networks beside PyTorch, on the same weights in both directions.

    scripts/bench/standalone_logits.py [--build]

One architecture of each family: mobilenet-gpu-21's SPOS+ABS, DARTS_ABS with 48 channels and auxiliary head, the best
architecture of NAS-Bench-201. PyTorch writes weights and this toolkit reads them, then the other way round; logits
with running statistics, with the statistics of the batch, and of the auxiliary head are compared in float32. A line
each: the largest difference over the largest logit. Ends with 1 if one is above 1e-4. Needs torch and numpy.
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
from pytorch_step import safetensors

REPOSITORY = Path(__file__).resolve().parents[2]
BOUND = 1e-4
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
    "darts-abs": ("darts", DARTS_ABS, True, 224, 16, -2, 2,
                  lambda: CellNetwork(DARTS_ABS, "imagenet", 48, 14, 224, 1000, True)),
    "nb201-best": ("nasbench201", NB201_BEST, False, 32, 16, -2, 2, lambda: Nb201Network(NB201_BEST)),
}


def write_safetensors(file, tensors):
    header, data, at = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.detach().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        data.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    file.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(data))


@torch.no_grad()
def logits(network, images):
    pair = lambda output: output if isinstance(output, tuple) else (output, None)  # noqa: E731
    evaluation, _ = pair(network.eval()(images))
    training, auxiliary = pair(network.train()(images))
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
    write_safetensors(folder / "pytorch.safetensors", model.state_dict())
    expected = {"pytorch": logits(model, images)}
    subprocess.run([*java_command(), "standalone-logits", str(folder)], check=True, stderr=subprocess.DEVNULL)
    model.load_state_dict(safetensors(folder / "java.safetensors"), strict=True)
    expected["java"] = logits(model, images)
    actual = json.loads((folder / "java.json").read_text())
    worst = 0
    for writer, kinds in expected.items():
        for kind, tensor in kinds.items():
            if (tensor is None) != (actual[writer][kind] is None):
                sys.exit(f"{name}: only one side has {kind} logits")
            if tensor is not None:
                wanted = tensor.double().numpy().ravel()
                relative = np.abs(np.array(actual[writer][kind]) - wanted).max() / np.abs(wanted).max()
                worst = max(worst, relative)
                print(f"{name}\tweights of {writer}\t{kind}\t{len(wanted)} logits\t{relative:.1e}", flush=True)
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", action="store_true", help="build this toolkit's side first")
    if parser.parse_args().build:
        subprocess.run([REPOSITORY / "scripts/bench/build.sh", "abs-core"], check=True)
    target = REPOSITORY / "target/bench/standalone"
    worst = max(compare(name, network, target / name) for name, network in NETWORKS.items())
    print(f"largest\t{worst:.1e}\tallowed\t{BOUND:.0e}")
    sys.exit(worst > BOUND)


if __name__ == "__main__":
    main()
