#!/usr/bin/env python3
"""Makes the picture files that the tests of core.image compare with: what PIL, torchvision and OpenCV make of
small pictures. Every expected result is a PNG whose values are those that the program named here gave.

  scripts/make-image-golden.py [--out DIR]

  NAME.jpg, NAME.png          a file of some kind, and PIL's convert("RGB") of it; baseline.png belongs to those
                              that have no PNG of their own
  pil-W-H.png                 PIL: source.png resized to W by H, bilinear with antialiasing
  pil-grey-W-H.png            the same of its grey version
  pil-crop.png                PIL: crop (5, 3, 33, 24) of source.png, resized to 16 by 16
  opencv-W-H.png              OpenCV: source.png resized with INTER_LINEAR
  torchvision-eval.png        torchvision on PIL images: Resize(20), CenterCrop(16) of source.png
  torchvision-eval-tall.png   the same of tall.png, which is source.png turned by a quarter
  torchvision-normalised.txt  ToTensor and Normalize after it: the first values of torchvision-eval.png in the order
                              (height, width, channels), one a line
  torchvision-train.png       torchvision: resized_crop of rows 3 to 23, columns 5 to 32, to 16 by 16, then hflip

The rest repeats the reference with OpenCV and NumPy; channels of these PNGs are blue, green, red:

  reference-eval.png          shorter side to 20, centre crop 16
  reference-eval-tall.png     the same of tall.png
  reference-train.png         square of 24 from column 9, row 4, to 16 by 16, lighting (0.11, -0.07, 0.2), mirrored
  reference-outside.png       square of 40 from column 5, row -3, black outside, to 16 by 16, no lighting

Needs NumPy, Pillow, torchvision and opencv-python-headless; made with Pillow 13.0.0, torchvision 0.22.1,
OpenCV 5.0.0.
"""

import argparse
import io
from pathlib import Path

import cv2
import numpy
from PIL import Image, ImageCms
from torchvision import transforms
from torchvision.transforms import functional

TARGET = Path(__file__).resolve().parent.parent / "abs-core/src/test/resources/golden/image"


def source():
    """47 by 35 pixels with gradients, edges and noise."""
    random = numpy.random.default_rng(3)
    y, x = numpy.mgrid[0:35, 0:47].astype(float)
    red = 255 * x / 46
    green = 127 + 120 * numpy.sin(y / 4) * numpy.cos(x / 6)
    blue = 255 * ((x - 23) ** 2 + (y - 17) ** 2 < 150)
    pixels = numpy.stack([red, green, blue], -1) + random.normal(0, 8, (35, 47, 3))
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def encoded(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def without_jfif(content):
    """The same without its APP0 segment."""
    at = content.index(b"\xff\xe0")
    size = int.from_bytes(content[at + 2 : at + 4], "big")
    return content[:at] + content[at + 2 + size :]


def with_transform(content, transform):
    """Adobe's marker with another statement about the colours."""
    at = content.index(b"Adobe") + 11
    return content[:at] + bytes([transform]) + content[at + 1 :]


def swapped_profile():
    """A profile of a colour space far from sRGB: whoever applies it changes the picture."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes())
    profile[24:36] = bytes(12)  # date and time
    return bytes(profile)


def orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def files(image):
    grey = image.convert("L")
    cmyk = image.convert("CMYK")
    thumbnail = encoded(image.resize((8, 6)), quality=50)
    yield "baseline", encoded(image, quality=90)
    yield "progressive", encoded(image, quality=85, progressive=True)
    yield "full-colour", encoded(image, quality=85, subsampling=0)
    yield "half-colour", encoded(image, quality=85, subsampling=1)
    yield "restarts", encoded(image, quality=85, restart_marker_blocks=2)
    yield "grey", encoded(grey, quality=90)
    yield "cmyk", encoded(cmyk, quality=90)
    yield "ycck", with_transform(encoded(cmyk, quality=90), 2)
    yield "rgb", encoded(image, quality=90, keep_rgb=True)
    yield "turned", encoded(image, quality=90, exif=orientation(6))
    yield "bare", without_jfif(encoded(image, quality=90, subsampling=0))
    yield "profile", encoded(image, quality=90, icc_profile=swapped_profile())
    yield "tail", encoded(image, quality=90) + b"anything may follow"
    # An application segment that holds a whole JPEG, end marker included.
    content = encoded(image, quality=90)
    segment = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2, "big") + thumbnail
    yield "thumbnail", content[:2] + segment + content[2:]


EIGENVALUES = numpy.array([0.2175, 0.0188, 0.0045])
EIGENVECTORS = numpy.array([[-0.5675, 0.7192, 0.4009], [-0.5808, -0.0045, -0.8140], [-0.5836, -0.6948, 0.4203]])
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def linear(pixels, width, height):
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)


def reference_eval(image):
    pixels = numpy.asarray(image)
    height, width = pixels.shape[:2]
    scale = 20 / min(height, width)
    new = [20 if side == min(height, width) else int(scale * side + 0.5) for side in (width, height)]
    left, top = (round((side - 16) / 2) for side in new)
    return linear(pixels, *new)[top : top + 16, left : left + 16, ::-1]


def reference_train(image):
    pixels = linear(numpy.asarray(image)[4:28, 9:33], 16, 16)
    offsets = (EIGENVECTORS * EIGENVALUES * [0.11, -0.07, 0.2]).sum(1)
    lit = numpy.clip((pixels / 255.0 + offsets) * 255, 0, 255).astype(numpy.uint8)
    return lit[:, ::-1, ::-1]


def reference_outside(image):
    canvas = numpy.zeros((40, 40, 3), numpy.uint8)
    canvas[3:38] = numpy.asarray(image)[:, 5:45]
    # Lighting without light: what truncation makes of values that were whole.
    return (linear(canvas, 16, 16) / 255.0 * 255).astype(numpy.uint8)[..., ::-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=TARGET)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    image = source()
    baseline = None
    image.save(out / "source.png")
    for name, content in files(image):
        (out / f"{name}.jpg").write_bytes(content)
        expected = numpy.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
        if name == "baseline":
            baseline = expected
        if name == "baseline" or not numpy.array_equal(expected, baseline):
            Image.fromarray(expected).save(out / f"{name}.png", optimize=True)
    for width, height in [(16, 16), (30, 20), (20, 15), (47, 12), (60, 70), (5, 3)]:
        size = (width, height)
        image.resize(size, Image.Resampling.BILINEAR).save(out / f"pil-{width}-{height}.png")
        Image.fromarray(linear(numpy.asarray(image), width, height)).save(out / f"opencv-{width}-{height}.png")
    image.convert("L").resize((16, 16), Image.Resampling.BILINEAR).save(out / "pil-grey-16-16.png")
    image.convert("L").save(out / "source-grey.png")
    image.crop((5, 3, 33, 24)).resize((16, 16), Image.Resampling.BILINEAR).save(out / "pil-crop.png")
    evaluation = transforms.Compose([transforms.Resize(20), transforms.CenterCrop(16)])
    evaluation(image).save(out / "torchvision-eval.png")
    tall = image.transpose(Image.Transpose.ROTATE_90)
    tall.save(out / "tall.png")
    evaluation(tall).save(out / "torchvision-eval-tall.png")
    normalise = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)])
    normalised = normalise(evaluation(image)).permute(1, 2, 0).flatten().tolist()[:48]
    (out / "torchvision-normalised.txt").write_text("".join(f"{value!r}\n" for value in normalised))
    functional.hflip(
        functional.resized_crop(image, 3, 5, 21, 28, [16, 16], functional.InterpolationMode.BILINEAR)
    ).save(out / "torchvision-train.png")
    Image.fromarray(reference_eval(image).copy()).save(out / "reference-eval.png")
    Image.fromarray(reference_eval(tall).copy()).save(out / "reference-eval-tall.png")
    Image.fromarray(reference_train(image).copy()).save(out / "reference-train.png")
    Image.fromarray(reference_outside(image).copy()).save(out / "reference-outside.png")


if __name__ == "__main__":
    main()
