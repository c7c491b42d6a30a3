#!/usr/bin/env python3
"""Makes the data set that abs-core ships from Debian's package dataset-fashion-mnist.

  scripts/make-embedded-data.py           writes the four files and prints their hashes
  scripts/make-embedded-data.py --check   exits with 1 unless the files in the tree are what it would write

Rule: going through Fashion-MNIST's training file in file order, the first 1,000 images of each class
are training images, the next 200 of each class are held-out images, and the rest is left out. Both
parts keep file order. The test file is not touched.

The output is plain IDX, gzip level 9 without time or name. Byte-for-byte equality of the compressed
files holds for the classic zlib; other deflate implementations give the same content.
"""

import argparse
import gzip
import hashlib
import struct
import sys
import zlib
from pathlib import Path

SOURCE = Path("/usr/share/datasets/fashion-mnist")
TARGET = Path(__file__).resolve().parent.parent / "abs-core/src/main/resources/io/absnas/core/data"
CLASSES = 10
TRAINING_PER_CLASS = 1_000
HELD_OUT_PER_CLASS = 200
SIDE = 28


def choose(labels):
    """Positions of the training and of the held-out images, both ascending."""
    training, held_out = [], []
    seen = [0] * CLASSES
    for index, label in enumerate(labels):
        if seen[label] < TRAINING_PER_CLASS:
            training.append(index)
        elif seen[label] < TRAINING_PER_CLASS + HELD_OUT_PER_CLASS:
            held_out.append(index)
        seen[label] += 1
    return training, held_out


def pack(content):
    """A gzip member whose header does not depend on the Python version."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(content) + deflate.flush()
    header = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])
    return header + body + struct.pack("<2I", zlib.crc32(content), len(content))


def make(source):
    """The four files by name: (content, compressed)."""
    images = gzip.decompress((source / "train-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((source / "train-labels-idx1-ubyte.gz").read_bytes())[8:]
    pixels = SIDE * SIDE
    if struct.unpack(">4i", images[:16]) != (2051, len(labels), SIDE, SIDE):
        sys.exit(f"{source}: not the Fashion-MNIST training file")
    files = {}
    for name, chosen in zip(("training", "held-out"), choose(labels)):
        image_bytes = struct.pack(">4i", 2051, len(chosen), SIDE, SIDE)
        image_bytes += b"".join(images[16 + i * pixels : 16 + (i + 1) * pixels] for i in chosen)
        label_bytes = struct.pack(">2i", 2049, len(chosen)) + bytes(labels[i] for i in chosen)
        files[f"fashion-mnist-{name}-images.idx.gz"] = (image_bytes, pack(image_bytes))
        files[f"fashion-mnist-{name}-labels.idx.gz"] = (label_bytes, pack(label_bytes))
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=SOURCE, help="folder of the IDX files")
    parser.add_argument("--target", type=Path, default=TARGET, help="folder of the output")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    different = []
    for name, (content, packed) in make(arguments.source).items():
        target = arguments.target / name
        if arguments.check:
            if not target.is_file() or target.read_bytes() != packed:
                different.append(name)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed)
        print(f"{hashlib.sha256(content).hexdigest()}  {name} {len(packed)} bytes, content {len(content)}")
    if different:
        sys.exit("differs: " + ", ".join(different))


if __name__ == "__main__":
    main()
