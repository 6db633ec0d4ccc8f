#!/usr/bin/env python3
"""Makes fixtures/ with labelme itself: JSON files, the pictures they are about, and what the tools paint of them.

  python3 -m venv venv && venv/bin/pip install --no-deps labelme pycocotools
  venv/bin/pip install numpy pillow imgviz loguru tifffile && venv/bin/python make_fixtures.py

fixtures/<name>.class.png  class labels as labelme.utils.shapes_to_label paints them (Pillow's rasteriser)
fixtures/<name>.coco.png   the same shapes as polygons of labelme's converter, painted by pycocotools
The window toolkit is not needed for files and masks, so its modules are stood in for. Made with labelme 6.3.1.
"""
import json
import math
import pathlib
import sys
import unittest.mock

import numpy as np
import PIL.Image
import pycocotools.mask

for module in ("onnxruntime", "qtpy", "PyQt5", "PyQt6"):
    for below in ("", ".QtCore", ".QtGui", ".QtWidgets", ".QtPrintSupport"):
        sys.modules[module + below] = unittest.mock.MagicMock()

import labelme.utils  # noqa: E402
from labelme._label_file import read_label_file, write_label_file  # noqa: E402

HERE = pathlib.Path(__file__).parent / "fixtures"
CLASSES = {"__ignore__": -1, "_background_": 0, "kite": 1, "leaf": 2, "stone": 3}


def shape(label, points, shape_type="polygon", group_id=None, mask=None):
    return {"label": label, "points": points, "group_id": group_id, "description": "", "shape_type": shape_type,
            "flags": {}, "mask": mask}


def mask_shape(label, left, top, pixels, group_id=None):
    height, width = pixels.shape
    encoded = labelme.utils.img_arr_to_b64(pixels.astype(np.uint8))
    if isinstance(encoded, bytes):
        encoded = encoded.decode()
    return shape(label, [[left, top], [left + width - 1, top + height - 1]], "mask", group_id, encoded)


def picture(height, width, seed):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([(x * 4 + seed) % 256, (y * 5) % 256, (x + y + seed) % 256], -1).astype(np.uint8)


def disc(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return ((x - width / 2 + 0.5) ** 2 / (width / 2) ** 2 + (y - height / 2 + 0.5) ** 2 / (height / 2) ** 2) <= 1


def coco_polygon(s):
    points = s["points"]
    if s["shape_type"] == "rectangle":
        (x1, y1), (x2, y2) = points
        x1, x2 = sorted([x1, x2])
        y1, y2 = sorted([y1, y2])
        return [x1, y1, x2, y1, x2, y2, x1, y2]
    if s["shape_type"] == "circle":
        (x1, y1), (x2, y2) = points
        r = math.dist(points[0], points[1])
        n = max(int(math.pi / math.acos(1 - 1 / r)), 12)
        i = np.arange(n)
        return np.stack([x1 + r * np.sin(2 * np.pi / n * i), y1 + r * np.cos(2 * np.pi / n * i)], 1).flatten().tolist()
    return np.asarray(points).flatten().tolist()


def coco_classes(shapes, height, width):
    """Instances (shapes of one label and group) in the order of their first shape, the last on top."""
    instances = {}
    for i, s in enumerate(shapes):
        if s["shape_type"] in ("line", "point", "linestrip"):
            continue
        if s["shape_type"] == "mask":
            pixels = np.zeros((height, width), np.uint8)
            (x1, y1), (x2, y2) = np.asarray(s["points"]).astype(int)
            pixels[y1 : y2 + 1, x1 : x2 + 1] = s["mask"]
        else:
            runs = pycocotools.mask.frPyObjects([coco_polygon(s)], height, width)
            pixels = pycocotools.mask.decode(pycocotools.mask.merge(runs))
        key = (s["label"], i if s["group_id"] is None else f"group {s['group_id']}")
        instances[key] = instances.get(key, 0) | pixels
    classes = np.zeros((height, width), np.uint8)
    for (label, _), pixels in instances.items():
        classes[pixels != 0] = CLASSES[label] & 255
    return classes


def write(name, height, width, shapes, extension=".png", embed=False, image_path=None):
    pixels = picture(height, width, len(name))
    file = HERE / (name + extension)
    file.parent.mkdir(parents=True, exist_ok=True)
    if image_path is None:
        image_path = file.name
        PIL.Image.fromarray(pixels).save(file)
    json_file = file.with_suffix(".json")
    write_label_file(str(json_file), shapes=shapes, image_path=image_path, image_height=height, image_width=width,
                     image_data=file.read_bytes() if embed else None)
    loaded = read_label_file(str(json_file)).shapes
    areas = [s for s in loaded if s["shape_type"] not in ("line", "point", "linestrip")]
    classes, _ = labelme.utils.shapes_to_label((height, width), areas, CLASSES)
    PIL.Image.fromarray(classes.astype(np.uint8)).save(HERE / f"{name}.class.png")
    PIL.Image.fromarray(coco_classes(loaded, height, width)).save(HERE / f"{name}.coco.png")


def main():
    write("polygons", 48, 64, [
        shape("leaf", [[3.2, 4.1], [30.7, 6.0], [25.3, 40.9], [8.8, 33.3]]),
        shape("kite", [[40, 5], [60, 20], [45, 44], [33, 20]]),
        shape("stone", [[20, 20], [44, 28]], "rectangle"),
        shape("leaf", [[55, 40], [62, 46], [50, 47]]),
    ], embed=True)
    write("round", 60, 50, [
        shape("stone", [[25, 30], [25, 48.5]], "circle"),
        shape("kite", [[8, 8], [11, 9]], "circle"),
        shape("leaf", [[44, 55], [30, 58]], "rectangle"),
    ], ".jpg")
    ring = disc(20, 24) & ~np.pad(disc(8, 10), ((6, 6), (7, 7)))
    write("sub/masks", 40, 56, [
        mask_shape("kite", 5, 7, ring),
        mask_shape("stone", 30, 20, disc(20, 26)),
    ])
    write("sub/groups", 40, 40, [
        shape("leaf", [[2, 2], [12, 2], [12, 12], [2, 12]], group_id=1),
        shape("kite", [[5, 5], [35, 35]], "line"),
        shape("leaf", [[20, 20], [30, 20], [30, 30], [20, 30]], group_id=1),
        mask_shape("stone", 2, 28, disc(9, 9), group_id=7),
        shape("stone", [[30, 2], [38, 2], [38, 10]], group_id=7),
        shape("kite", [[10, 10]], "point"),
        shape("__ignore__", [[32, 32], [39, 39]], "rectangle"),
    ])
    (HERE / "labels.txt").write_text("__ignore__\n_background_\nkite\nleaf\nstone\n")
    for file in HERE.rglob("*.json"):
        json.loads(file.read_text())


if __name__ == "__main__":
    main()
