#!/usr/bin/env python3
"""Makes fixtures/: tiny data sets laid out as VOC 2012, as Cityscapes and as ADE20K are, and what is to be read of them.

  python3 -m venv venv && venv/bin/pip install numpy pillow && venv/bin/python make_fixtures.py

voc/         palette PNGs in VOC's colours, as Pillow writes them; expected: the indices, numpy.array(PIL.Image.open(f))
cityscapes/  the suffixes _leftImg8bit.png and _gtFine_labelTrainIds.png, a folder for each city
ade/         label 0 is "nothing"; expected: after label_map and reduce_zero_label in the steps of mmsegmentation's
             LoadAnnotations
depth/       one channel of 16 bits: a ramp 2000 + 300 x + 150 y, and 30000 more in a disc of label 1
rgbn/        four channels of 8 bits, the last not alpha but one more colour: 3 x, 4 y, x + y, and 200 in the disc, else 40
"""
import pathlib

import numpy as np
import PIL.Image

HERE = pathlib.Path(__file__).parent / "fixtures"


def voc_palette():
    palette = np.zeros((256, 3), int)
    for label in range(256):
        for bit in range(8):
            for channel in range(3):
                palette[label, channel] |= (label >> (3 * bit + channel) & 1) << (7 - bit)
    return palette.astype(np.uint8)


def save(pixels, file, palette=None):
    file = HERE / file
    file.parent.mkdir(parents=True, exist_ok=True)
    image = PIL.Image.fromarray(pixels)
    if palette is not None:
        image.putpalette(palette.tobytes())
    image.save(file)


def picture(height, width, seed):
    return np.random.RandomState(seed).randint(0, 256, (height // 4 + 1, width // 4 + 1, 3)).astype(np.uint8).repeat(
        4, 0).repeat(4, 1)[:height, :width]


def labels(height, width, values, seed):
    out = np.random.RandomState(seed).choice(values, (height // 4 + 1, width // 4 + 1))
    return out.astype(np.uint8).repeat(4, 0).repeat(4, 1)[:height, :width]


def write(file, text):
    (HERE / file).parent.mkdir(parents=True, exist_ok=True)
    (HERE / file).write_text(text)


def disc(height, width, seed):
    """Label 1 in a disc, void on its rim, else 0."""
    y, x = np.mgrid[:height, :width]
    squared = (x - width * (2 + seed) // 6) ** 2 + (y - height // 2) ** 2
    radius = height // 3
    out = (squared < radius * radius).astype(np.uint8)
    out[(squared >= (radius - 2) ** 2) & (out == 1)] = 255
    return out


def deep_and_wide():
    y, x = np.mgrid[:48, :64]
    for seed, name in enumerate("abc"):
        mask = disc(48, 64, seed)
        inside = mask > 0
        save((2000 + 300 * x + 150 * y + 30000 * inside).astype(np.uint16), f"depth/images/{name}.png")
        channels = [3 * x, 4 * y, x + y, np.where(inside, 200, 40)]
        save(np.stack(channels, 2).astype(np.uint8), f"rgbn/images/{name}.png")
        for kind in ("depth", "rgbn"):
            save(mask, f"{kind}/masks/{name}.png")


def main():
    for seed, name in enumerate(["2007_000032", "2007_000039", "2007_000063"]):
        save(picture(24, 32, seed), f"voc/JPEGImages/{name}.jpg")
        save(labels(24, 32, [0, 1, 15, 20, 255], seed), f"voc/SegmentationClass/{name}.png", voc_palette())
        save(np.array(PIL.Image.open(HERE / f"voc/SegmentationClass/{name}.png")), f"voc/expected/{name}.png")
    save(picture(24, 32, 9), "voc/JPEGImages/2007_000099.jpg")
    write("voc/ImageSets/Segmentation/train.txt", "2007_000032\n2007_000063\n")
    write("voc/ImageSets/Main/person_train.txt", "2007_000032  1\n2007_000039 -1\n2007_000063  0\n")
    write("voc/pairs.txt", "/JPEGImages/2007_000063.jpg /SegmentationClass/2007_000063.png\n"
                           "JPEGImages/2007_000032.jpg\tSegmentationClass/2007_000032.png\n")
    for city, seed in (("aachen", 1), ("ulm", 2)):
        name = f"{city}/{city}_000000_00001{seed}"
        save(picture(16, 32, seed), f"cityscapes/leftImg8bit/val/{name}_leftImg8bit.png")
        save(labels(16, 32, [0, 7, 18, 255], seed), f"cityscapes/gtFine/val/{name}_gtFine_labelTrainIds.png")
        save(labels(16, 32, [0, 7, 33], seed), f"cityscapes/gtFine/val/{name}_gtFine_labelIds.png")
    for name, seed in (("ADE_val_00000001", 1), ("ADE_val_00000002", 2)):
        save(picture(20, 20, seed), f"ade/images/validation/{name}.jpg")
        stored = labels(20, 20, [0, 1, 2, 3, 255], seed)
        save(stored, f"ade/annotations/validation/{name}.png")
        mapped = stored.copy()
        for old, new in ((3, 1), (2, 0)):
            mapped[stored == old] = new
        for kind, values in (("reduced", stored), ("mapped", mapped)):
            seen = values.copy()
            seen[seen == 0] = 255
            seen = seen - 1
            seen[seen == 254] = 255
            save(seen, f"ade/expected/{kind}/{name}.png")
    deep_and_wide()


if __name__ == "__main__":
    main()
