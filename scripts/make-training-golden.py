#!/usr/bin/env python3
"""Makes the values that the tests of training options compare with, by PyTorch and torchvision on PIL images:

  golden/training.json        cosine    rates of CosineAnnealingLR, stepped after each update or each epoch
                              average   weights of a small model under SGD, and their averages by AveragedModel
                                        with get_ema_multi_avg_fn(0.9), buffers averaged too
                              mixup     a batch of torchvision's v2.MixUp with share 0.3, and loss and gradient
                                        of cross entropy with label smoothing 0.1 on it
                              augment   what is in the pictures below, from top to bottom: an op of torchvision's
                                        RandAugment and its magnitude of 31, negative where its sign is turned
                              jitter    what is in jitter.png, from top to bottom: a change of torchvision's
                                        ColorJitter and its factor
  golden/image/augment.png, augment-grey.png
                              source.png and source-grey.png after each of them, nearest pixel, black outside
  golden/image/colours.png, jitter.png
                              random colours, every eighth one grey; these after each change

  scripts/make-training-golden.py [--out DIR]

Needs torch 2.7.1, torchvision 0.22.1 and Pillow 13.0.0, with which it was run.
"""

import argparse
import json
from pathlib import Path

import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import InterpolationMode, v2
from torchvision.transforms import functional
from torchvision.transforms.autoaugment import _apply_op

TARGET = Path(__file__).resolve().parent.parent / "abs-core/src/test/resources/golden"

# Every op of RandAugment, with the magnitudes that are tried.
OPS = [
    ("Identity", [9]),
    ("ShearX", [9, -30]),
    ("ShearY", [-9, 30]),
    ("TranslateX", [9, -17]),
    ("TranslateY", [-9, 30]),
    ("Rotate", [9, -30]),
    ("Brightness", [9, -30]),
    ("Color", [9, -30]),
    ("Contrast", [9, -30]),
    ("Sharpness", [9, -30]),
    ("Posterize", [9, 30]),
    ("Solarize", [9, 30]),
    ("AutoContrast", [9]),
    ("Equalize", [9]),
]


JITTER = [("brightness", [0.6, 1.35]), ("contrast", [0.6, 1.35]), ("saturation", [0.6, 1.35]), ("hue", [-0.2, -0.013, 0.1, 0.5])]


def rates(schedule, optimizer, count):
    found = []
    for _ in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def cosine():
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.5)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8, eta_min=0.1)
    return {"start": 0.5, "floor": 0.1, "length": 8, "rates": rates(schedule, optimizer, 8)}


def average():
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False), torch.nn.BatchNorm1d(2)).double()
    averaged = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9), use_buffers=True)
    # The first update copies the weights: the average starts from those before training.
    averaged.update_parameters(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    steps = [state(model)]
    averages = [state(averaged.module)]
    for _ in range(6):
        optimizer.zero_grad()
        model(torch.randn(5, 2, dtype=torch.float64)).sin().sum().backward()
        optimizer.step()
        averaged.update_parameters(model)
        steps.append(state(model))
        averages.append(state(averaged.module))
    return {"decay": 0.9, "weights": steps, "averages": averages}


def state(model):
    return {name: value.flatten().tolist() for name, value in model.state_dict().items() if value.ndim}


def mixup():
    torch.manual_seed(1)
    images = torch.randn(4, 3, 2, 2)
    labels = torch.tensor([2, 0, 1, 1])
    mixing = v2.MixUp(alpha=1.0, num_classes=3)
    mixing._dist.sample = lambda shape: torch.tensor(0.3, dtype=torch.float64)
    mixed, targets = mixing(images, labels)
    logits = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(logits, targets.double(), label_smoothing=0.1)
    loss.backward()
    rows = lambda x: x.permute(0, 2, 3, 1).flatten().tolist()
    return {
        "share": 0.3,
        "images": rows(images),
        "labels": labels.tolist(),
        "mixed": rows(mixed),
        "targets": targets.tolist(),
        "smoothing": 0.1,
        "logits": logits.tolist(),
        "loss": loss.item(),
        "gradient": logits.grad.tolist(),
    }


def augmented(image, name, magnitude):
    space = transforms.RandAugment()._augmentation_space(31, image.size[::-1])
    values, signed = space[name]
    value = float(values[abs(magnitude)].item()) if values.ndim > 0 else 0.0
    if signed and magnitude < 0:
        value = -value
    # What torchvision's RandAugment does with one op.
    return _apply_op(image, name, value, InterpolationMode.NEAREST, None)


def colours():
    pixels = torch.randint(256, (48, 64, 3), generator=torch.Generator().manual_seed(4), dtype=torch.uint8)
    pixels[:, ::8] = pixels[:, ::8, :1]
    return Image.fromarray(pixels.numpy())


def jittered(image, name, factor):
    return getattr(functional, f"adjust_{name}")(image, factor)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--out", type=Path, default=TARGET)
    out = arguments.parse_args().out
    tried = [(name, magnitude) for name, magnitudes in OPS for magnitude in magnitudes]
    values = {
        "cosine": cosine(),
        "average": average(),
        "mixup": mixup(),
        "augment": [f"{name} {magnitude}" for name, magnitude in tried],
        "jitter": [f"{name} {factor}" for name, factors in JITTER for factor in factors],
    }
    (out / "training.json").write_text(json.dumps(values, indent=1) + "\n")
    for suffix in ["", "-grey"]:
        image = Image.open(TARGET / "image" / f"source{suffix}.png")
        column = Image.new(image.mode, (image.width, image.height * len(tried)))
        for place, (name, magnitude) in enumerate(tried):
            column.paste(augmented(image, name, magnitude), (0, place * image.height))
        column.save(out / "image" / f"augment{suffix}.png", optimize=True)
    image = colours()
    image.save(out / "image" / "colours.png", optimize=True)
    column = Image.new(image.mode, (image.width, image.height * len(values["jitter"])))
    for place, change in enumerate(values["jitter"]):
        name, factor = change.split()
        column.paste(jittered(image, name, float(factor)), (0, place * image.height))
    column.save(out / "image" / "jitter.png", optimize=True)


if __name__ == "__main__":
    main()
