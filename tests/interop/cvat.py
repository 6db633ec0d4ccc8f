"""cvat.py --atelier FILE: cvat.reader against Datumaro, on what Datumaro writes as "CVAT for images".

Random polygons and masks; the truth is what Datumaro's own importer and pycocotools make of that file: outlines as the
COCO mask code paints them, the highest z_order on top. Every pixel must have the same label.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import datumaro
import numpy
import pycocotools.mask
from datumaro.components.annotation import AnnotationType, LabelCategories, Mask, Polygon
from datumaro.components.media import Image
from PIL import Image as Pillow

SEED = 20
LABELS = ["cat", "dog & <co>", "naïve"]
PICTURES = 60
WORKFLOW = """
atelier = 1
name    = "cvat"
[part.drawn]
use         = "cvat.reader"
annotations = "set/annotations.xml"
[stage.masks]
use     = "mask.writer"
dataset = "@drawn"
overlap = { use = "overlap.last" }
"""


def blob(random, height, width):
    """A mask with holes and stretches that hang together by corners alone."""
    y, x = numpy.mgrid[0:height, 0:width]
    waves = sum(numpy.sin(x * random.uniform(0.02, 0.6) + y * random.uniform(0.02, 0.6) + random.uniform(0, 6))
                for _ in range(4))
    mask = waves > random.uniform(-1, 2)
    mask[random.integers(height), random.integers(width)] = True
    return mask


def polygon(random, height, width):
    corners = random.uniform(-0.1, 1.1, (random.integers(3, 12), 2)) * [width, height]
    return corners.round(2).flatten().tolist()


def item(random, number):
    height, width = (int(side) for side in random.integers(1, 120, 2))
    annotations = []
    for z_order in random.integers(-3, 4, random.integers(0, 9)):
        where = {"label": int(random.integers(len(LABELS))), "z_order": int(z_order)}
        if random.random() < 0.5:
            annotations.append(Polygon(polygon(random, height, width), **where))
        else:
            annotations.append(Mask(blob(random, height, width), **where))
    pixels = random.integers(0, 256, (height, width, 3), dtype=numpy.uint8)
    return datumaro.DatasetItem(f"sub {number % 3}/{number:03}", media=Image.from_numpy(pixels, ext=".png"),
                                annotations=annotations)


def paint(annotations, height, width):
    labels = numpy.zeros((height, width), numpy.uint8)
    for each in sorted(annotations, key=lambda each: each.z_order):
        if each.type == AnnotationType.polygon:
            points = [round(float(value), 2) for value in each.points]  # it holds them in single precision
            pixels = pycocotools.mask.decode(pycocotools.mask.frPyObjects([points], height, width))[:, :, 0]
        else:
            pixels = numpy.asarray(each.image)
        labels[pixels != 0] = each.label + 1
    return labels


def write_set(folder):
    random = numpy.random.default_rng(SEED)
    labels = {AnnotationType.label: LabelCategories.from_iterable(LABELS)}
    written = datumaro.Dataset.from_iterable([item(random, number) for number in range(PICTURES)], categories=labels)
    written.export(str(folder), "cvat", save_media=True)
    (folder / "default.xml").rename(folder / "annotations.xml")


def read_with_atelier(program, folder):
    """The folder of the label maps."""
    (folder / "cvat.toml").write_text(WORKFLOW)
    words = [program, "run", folder / "cvat.toml", "--workspace", folder / "workspace", "--progress", "none"]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"FAILED: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return folder / "workspace/runs/latest/outputs/masks/masks"


def compare(folder, ours):
    pixels = seen = 0
    for each in datumaro.Dataset.import_from(str(folder / "set"), "cvat"):
        theirs = paint(each.annotations, *each.media.size)
        if not numpy.array_equal(numpy.array(Pillow.open(ours / f"{each.id}.png")), theirs):
            sys.exit(f"FAILED: {each.id}: other labels than Datumaro's")
        pixels += theirs.size
        seen += 1
    if seen != PICTURES:
        sys.exit(f"FAILED: Datumaro reads {seen} pictures of {PICTURES}")
    print(f"{pixels:,} pixels of {seen} pictures have Datumaro's labels")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--atelier", type=pathlib.Path, required=True)
    options = parser.parse_args()
    print(f"datumaro {datumaro.__version__}, seed {SEED}", flush=True)
    with tempfile.TemporaryDirectory(prefix="atelier-interop-") as name:
        folder = pathlib.Path(name)
        write_set(folder / "set")
        compare(folder, read_with_atelier(options.atelier, folder))
    print("passed")


main()
