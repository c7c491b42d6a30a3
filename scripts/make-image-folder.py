#!/usr/bin/env python3
"""Makes a folder of images in the layout of ImageNet, for tests and benchmarks of the image loader.

  scripts/make-image-folder.py --out DIR                        train/ and val/, 20 classes, 150 + 25 images each
  scripts/make-image-folder.py --out DIR --archives             also train.tar, train.zip, val.tar, val.zip
  scripts/make-image-folder.py --out DIR --broken 3             cuts 3 training images off in the middle
  scripts/make-image-folder.py --out DIR --size 500x375 --kinds baseline --train 20 --val 0     for benchmarks

A picture is an article of Fashion-MNIST (Debian's package dataset-fashion-mnist), enlarged, in a warm or a
cold colour, somewhere on a background of textures or, half of the time, of a photograph where there are any: those
of Debian's packages of pictures (mate-backgrounds, gnome-backgrounds, python3-skimage and whatever else puts JPEGs or
PNGs there), or of --photographs. Its class is article and colour, so the 20 classes can be learnt.

The files are of the kinds that a loader meets in ImageNet: baseline and progressive JPEGs with and without
subsampled colours, grey ones, CMYK ones, ones that carry an EXIF orientation, and PNGs under a JPEG's name.
The same arguments and photographs give the same pictures; the bytes of the files depend on the versions of Pillow
and NumPy. kinds.txt counts the files of each kind.

Needs Python 3 with NumPy and Pillow.
"""

import argparse
import gzip
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy
from PIL import Image

SOURCE = Path("/usr/share/datasets/fashion-mnist")
PHOTOGRAPHS = [
    Path("/usr/lib/python3/dist-packages/skimage/data"),
    Path("/usr/share/skimage/data"),
    Path("/usr/share/backgrounds"),
    Path("/usr/share/wallpapers"),
]
# Wallpapers are large, and many: so many are used, each no larger than that.
MOST_PHOTOGRAPHS = 40
LONG_SIDE = 1200
ARTICLES = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"]
COLOURS = {"warm": (1.0, 0.45, 0.15), "cold": (0.15, 0.55, 1.0)}
# Kind and how many of a hundred files are of it.
KINDS = {
    "baseline": 58,
    "progressive": 12,
    "full-colour": 10,
    "grey": 5,
    "cmyk": 4,
    "exif": 7,
    "png-as-jpeg": 4,
}


def articles(part):
    """Images (N, 28, 28) and labels (N) of the training or the test file."""
    name = {"train": "train", "val": "t10k"}[part]
    images = gzip.decompress((SOURCE / f"{name}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((SOURCE / f"{name}-labels-idx1-ubyte.gz").read_bytes())[8:]
    count = struct.unpack(">i", images[4:8])[0]
    return (
        numpy.frombuffer(images, numpy.uint8, offset=16).reshape(count, 28, 28),
        numpy.frombuffer(labels, numpy.uint8),
    )


def photographs(folders):
    """Photographs of at least 200 pixels a side, evenly from all that are there, in the order of their names."""
    files = []
    for folder in folders:
        files += [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in (".png", ".jpg", ".jpeg")]
    files = files[:: max(1, -(-len(files) // MOST_PHOTOGRAPHS))]
    opened = []
    for file in files:
        photograph = Image.open(file)
        if min(photograph.size) >= 200:
            photograph.thumbnail((LONG_SIDE, LONG_SIDE))
            opened.append(photograph.convert("RGB"))
    return opened


def texture(random, width, height):
    """Noise whose amplitude falls with frequency, as in photographs: (height, width, 3), 0 to 255."""
    layers = numpy.zeros((height, width, 3), numpy.float32)
    side = 3
    while side < 2 * max(width, height):
        noise = random.integers(0, 256, (side, side, 3), numpy.uint8)
        layer = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
        layers += (numpy.asarray(layer, numpy.float32) - 128) * (1.5 / side**0.5)
        side *= 2
    return numpy.clip(100 + layers * 0.8, 0, 255)


def background(random, photos, width, height):
    if photos and random.random() < 0.5:
        photo = photos[random.integers(len(photos))]
        scale = max(width / photo.width, height / photo.height)
        resized = photo.resize((max(width, round(photo.width * scale)), max(height, round(photo.height * scale))))
        left = random.integers(resized.width - width + 1)
        top = random.integers(resized.height - height + 1)
        return numpy.asarray(resized.crop((left, top, left + width, top + height)), numpy.float32) * 0.7
    return texture(random, width, height)


def picture(random, article, colour, photos, size):
    """One picture, Pillow RGB."""
    width, height = size
    pixels = background(random, photos, width, height)
    side = int(min(width, height) * random.uniform(0.65, 0.95))
    enlarged = numpy.asarray(Image.fromarray(article).resize((side, side), Image.Resampling.BICUBIC), numpy.float32)
    left = random.integers(width - side + 1)
    top = random.integers(height - side + 1)
    # Where the article is dark or not there, the background shows.
    cover = numpy.clip(enlarged / 60, 0, 1)[..., None]
    tint = numpy.asarray(COLOURS[colour], numpy.float32) * (90 + 0.65 * enlarged[..., None])
    grain = random.normal(0, 5, (side, side, 1)).astype(numpy.float32)
    part = pixels[top : top + side, left : left + side]
    part[:] = part * (1 - cover) + (tint + grain) * cover
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def save(image, file, kind, quality, random):
    if kind == "baseline":
        image.save(file, "JPEG", quality=quality)
    elif kind == "progressive":
        image.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
    elif kind == "full-colour":
        image.save(file, "JPEG", quality=quality, subsampling=int(random.integers(2)))
    elif kind == "grey":
        image.convert("L").save(file, "JPEG", quality=quality)
    elif kind == "cmyk":
        image.convert("CMYK").save(file, "JPEG", quality=quality)
    elif kind == "exif":
        exif = Image.Exif()
        exif[0x0112] = int(random.integers(2, 9))  # orientation
        image.save(file, "JPEG", quality=quality, exif=exif)
    elif kind == "png-as-jpeg":
        image.quantize(64).convert("RGB").save(file, "PNG")
    else:
        raise ValueError(kind)


def parse_size(text):
    width, height = text.split("x")
    return int(width), int(height)


def parse_range(text):
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def draw_size(random):
    """Short side 160 to 400, aspect ratio up to 3:2 either way."""
    short = int(random.integers(160, 401))
    long = int(short * random.uniform(1, 1.5))
    return (long, short) if random.random() < 0.7 else (short, long)


def make_part(arguments, part, per_class, photos, weights, kinds):
    images, labels = articles(part)
    made = []
    for number, article in enumerate(ARTICLES):
        of_article = numpy.flatnonzero(labels == number)
        for shift, colour in enumerate(COLOURS):
            label = 2 * number + shift
            name = f"n{label:04d}-{article}-{colour}"
            folder = arguments.out / part / name
            folder.mkdir(parents=True, exist_ok=True)
            for index in range(per_class):
                random = numpy.random.default_rng([arguments.seed, part == "val", label, index])
                chosen = images[of_article[(index * len(COLOURS) + shift) % len(of_article)]]
                size = arguments.size or draw_size(random)
                kind = list(weights)[random.choice(len(weights), p=numpy.array([*weights.values()]) / sum(weights.values()))]
                kinds[kind] += 1
                file = folder / f"{name[:5]}_{index:05d}.JPEG"
                save(picture(random, chosen, colour, photos, size), file, kind, int(random.integers(arguments.quality[0], arguments.quality[1] + 1)), random)
                made.append(file)
    return made


def archive(folder):
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    with tarfile.open(folder.with_suffix(".tar"), "w", format=tarfile.PAX_FORMAT) as tar:
        for file in files:
            tar.add(file, str(file.relative_to(folder.parent)))
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w", zipfile.ZIP_STORED) as stored:
        for file in files:
            stored.write(file, str(file.relative_to(folder.parent)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--train", type=int, default=150, help="training images per class")
    parser.add_argument("--val", type=int, default=25, help="validation images per class")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=parse_size, help="WIDTHxHEIGHT of all images; mixed if absent")
    parser.add_argument("--quality", type=parse_range, default=(80, 95), help="LOW-HIGH, of JPEGs")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds of files, separated by commas")
    parser.add_argument("--photographs", type=Path, action="append", help="folder of photographs; may be repeated")
    parser.add_argument("--broken", type=int, default=0, help="training images that are cut off in the middle")
    parser.add_argument("--archives", action="store_true", help="also writes tar files and stored zip files")
    arguments = parser.parse_args()
    unknown = set(arguments.kinds.split(",")) - set(KINDS)
    if unknown:
        parser.error(f"unknown kinds {sorted(unknown)}, allowed {list(KINDS)}")
    weights = {kind: KINDS[kind] for kind in arguments.kinds.split(",")}
    photos = photographs(arguments.photographs or PHOTOGRAPHS)
    kinds = dict.fromkeys(weights, 0)
    training = make_part(arguments, "train", arguments.train, photos, weights, kinds)
    validation = make_part(arguments, "val", arguments.val, photos, weights, kinds)
    counted = [f"{kind} {count}" for kind, count in kinds.items()] + [f"photographs as background {len(photos)}"]
    (arguments.out / "kinds.txt").write_text(",\n".join(counted) + "\n")
    random = numpy.random.default_rng([arguments.seed, 2])
    for position in sorted(random.choice(len(training), arguments.broken, replace=False)):
        file = training[position]
        content = file.read_bytes()
        file.write_bytes(content[: len(content) // 2])
        print(f"cut off: {file}")
    if arguments.archives:
        for part in ("train", "val"):
            archive(arguments.out / part)
    print(f"{arguments.out}: {len(training)} training and {len(validation)} validation images, {len(photos)} photographs")


if __name__ == "__main__":
    main()
