#!/usr/bin/env python3
"""Makes a small folder of pictures, one directory a class, from the images that ship with ABS.

  scripts/sample-folder.py pictures                     train/ and test/: 10 classes, 200 + 50 PNGs each
  scripts/sample-folder.py pictures --train 500 --test 100

A stand-in for pictures of one's own where none are at hand (docs/tutorial.md). Works in a checkout and in the unpacked
archive, and needs Python 3 alone. The same numbers give the same files. There are 1,000 training and 200 test pictures of
each class, both from Fashion-MNIST's training file (Zalando SE, MIT licence).
"""

import argparse
import gzip
import struct
import sys
import zipfile
import zlib
from pathlib import Path

CLASSES = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"]
FOLDER = "io/absnas/core/data/"
HOME = Path(__file__).resolve().parent.parent


def resource(name):
    """Bytes of a packed resource, of the sources or else of the library of the archive."""
    source = HOME / "abs-core" / "src" / "main" / "resources" / FOLDER / name
    if source.is_file():
        return gzip.decompress(source.read_bytes())
    for jar in sorted((HOME / "lib").glob("abs-core-*.jar")):
        with zipfile.ZipFile(jar) as members:
            return gzip.decompress(members.read(FOLDER + name))
    sys.exit(f"sample-folder: neither {source} nor {HOME / 'lib'}/abs-core-*.jar is there")


def png(pixels, side):
    """A grey picture of one byte a pixel."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + pixels[i * side : (i + 1) * side] for i in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write(part, stem, per_class, out):
    images = resource(f"{stem}-images.idx.gz")
    labels = resource(f"{stem}-labels.idx.gz")[8:]
    side = struct.unpack(">I", images[8:12])[0]
    left = [per_class] * len(CLASSES)
    for number, label in enumerate(labels):
        if left[label] > 0:
            left[label] -= 1
            folder = out / part / CLASSES[label]
            folder.mkdir(parents=True, exist_ok=True)
            start = 16 + number * side * side
            (folder / f"{per_class - left[label]:04d}.png").write_bytes(png(images[start : start + side * side], side))
    if any(left):
        sys.exit(f"sample-folder: there are {per_class - max(left)} pictures of a class for {part}, {per_class} were asked for")
    print(f"{out / part}: {len(CLASSES)} classes, {per_class} pictures each")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path, help="folder to make; must not be there yet")
    parser.add_argument("--train", type=int, default=200, metavar="N", help="training pictures of each class (200)")
    parser.add_argument("--test", type=int, default=50, metavar="N", help="test pictures of each class (50)")
    options = parser.parse_args()
    if options.train < 1 or options.test < 1:
        parser.error("--train and --test must be at least 1")
    if options.out.exists():
        parser.error(f"{options.out} is there already")
    write("train", "fashion-mnist-training", options.train, options.out)
    write("test", "fashion-mnist-held-out", options.test, options.out)


if __name__ == "__main__":
    main()
