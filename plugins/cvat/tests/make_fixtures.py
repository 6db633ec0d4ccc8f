#!/usr/bin/env python3
"""Makes fixtures/: annotation files, the pictures they are about, and what they should be painted as.

  python3 -m venv venv && venv/bin/pip install datumaro pycocotools && venv/bin/python make_fixtures.py

fixtures/datumaro/annotations.xml  written by Datumaro's exporter: polygons, and masks in boxes as large as the picture
fixtures/export/annotations.xml    in the form of CVAT's own dump (cvat/apps/dataset_manager/formats/cvat.py, CVAT 2):
                                   masks in tight boxes, z_order, shapes without area
fixtures/<…>/<name>.class.png      labels: polygons painted by pycocotools, masks as Datumaro's importer reads them, in
                                   the order of z_order
Made with Datumaro 1.13.12 and pycocotools 2.0.11.
"""
import pathlib
import shutil
from xml.sax.saxutils import quoteattr

import datumaro
import numpy as np
import PIL.Image
import pycocotools.mask
from datumaro.components.annotation import AnnotationType, LabelCategories, Mask, Polygon
from datumaro.components.media import Image

HERE = pathlib.Path(__file__).parent / "fixtures"
LABELS = ["cat", "dog & co", "naïve"]


def picture(height, width, seed):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([(x * 4 + seed) % 256, (y * 5) % 256, (x + y + seed) % 256], -1).astype(np.uint8)


def disc(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return (((x - width / 2 + 0.5) / (width / 2)) ** 2 + ((y - height / 2 + 0.5) / (height / 2)) ** 2 <= 1).astype(int)


def ring():
    pixels = disc(20, 24)
    pixels[6:14, 7:17] &= 1 - disc(8, 10)
    return pixels


def paint(annotations, height, width):
    classes = np.zeros((height, width), np.uint8)
    for each in sorted(annotations, key=lambda each: getattr(each, "z_order", 0)):
        if each.type == AnnotationType.polygon:
            points = [round(float(value), 2) for value in each.points]  # Datumaro holds them in single precision
            runs = pycocotools.mask.frPyObjects([points], height, width)
            pixels = pycocotools.mask.decode(pycocotools.mask.merge(runs))
        elif each.type == AnnotationType.mask:
            pixels = each.image
        else:
            continue
        classes[np.asarray(pixels) != 0] = each.label + 1
    return classes


def write_with_datumaro(folder):
    canvas = np.zeros((40, 56), int)
    canvas[7:27, 5:29] = ring()
    edge = np.zeros((40, 56), int)
    edge[20:, 30:] = disc(20, 26)
    items = [
        datumaro.DatasetItem("polygons", media=Image.from_numpy(picture(48, 64, 1), ext=".png"), annotations=[
            Polygon([3.2, 4.1, 30.7, 6.0, 25.3, 40.9, 8.8, 33.3], label=0, z_order=1),
            Polygon([20, 2, 60, 20, 45, 44, 13, 20], label=1, z_order=0),
            Polygon([55, 40, 70, 46, 50, 47], label=2, z_order=2)]),
        datumaro.DatasetItem("sub/masks", media=Image.from_numpy(picture(40, 56, 2), ext=".png"), annotations=[
            Mask(canvas.astype(bool), label=0, z_order=0), Mask(edge.astype(bool), label=2, z_order=0)]),
        datumaro.DatasetItem("empty", media=Image.from_numpy(picture(8, 8, 3), ext=".png")),
    ]
    dataset = datumaro.Dataset.from_iterable(items, categories={
        AnnotationType.label: LabelCategories.from_iterable(LABELS)})
    dataset.export(str(folder), "cvat", save_media=True)
    (folder / "default.xml").rename(folder / "annotations.xml")
    for item in items[:2]:
        size = item.media.size
        PIL.Image.fromarray(paint(item.annotations, *size)).save(folder / f"{pathlib.Path(item.id).name}.class.png")


def element(name, **attributes):
    return f"<{name} " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in attributes.items())


def mask(label, left, top, pixels, z_order):
    flat = np.concatenate([[0], pixels.flatten(), [2]])
    ends = np.flatnonzero(np.diff(flat))
    counts = np.diff(np.concatenate([[0], ends])).tolist()
    height, width = pixels.shape
    return element("mask", label=label, source="manual", occluded=0, rle=", ".join(map(str, counts)), left=left, top=top,
                   width=width, height=height, z_order=z_order) + ">\n    </mask>"


def polygon(label, points, z_order, name="polygon"):
    points = ";".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return element(name, label=label, source="manual", occluded=0, points=points, z_order=z_order) + ">\n    </" + name + ">"


def write_as_cvat(folder):
    (folder / "images").mkdir(parents=True)
    for name, (height, width) in {"a b.png": (50, 60), "größe.jpg": (30, 20)}.items():
        PIL.Image.fromarray(picture(height, width, len(name))).save(folder / "images" / name)
    exif = PIL.Image.Exif()
    exif[274] = 6
    PIL.Image.fromarray(picture(20, 30, 9)).save(folder / "images" / "turned.jpg", exif=exif)
    shapes = [
        mask("cat", 10, 5, ring(), 0),
        polygon("naïve", [(2, 2), (40.5, 3), (38, 46), (4, 40)], -1),
        mask("dog & co", 20, 12, disc(20, 30), 1),
        polygon("cat", [(1, 1), (9, 9)], 0, "polyline"),
        element("tag", label="cat", source="manual") + ">\n    </tag>",
    ]
    shapes[1] = shapes[1].replace("</polygon>", '  <attribute name="colour">red</attribute>\n    </polygon>')
    skeleton = (element("skeleton", label="body", source="manual", z_order=0) + ">\n      "
                + element("points", label="head", source="manual", outside=0, occluded=0, points="3.00,4.00")
                + ">\n      </points>\n    </skeleton>")
    labels = [(name, "any", "") for name in LABELS] + [("body", "skeleton", ""), ("head", "points", "body")]
    meta = "".join(f"<label><name>{name.replace('&', '&amp;')}</name><color>#ff00aa</color><type>{kind}</type>"
                   "<attributes><attribute><name>colour</name><mutable>False</mutable>"
                   "<input_type>text</input_type><default_value></default_value><values></values></attribute></attributes>"
                   + (f"<parent>{parent}</parent>" if parent else "") + "</label>\n" for name, kind, parent in labels)
    (folder / "annotations.xml").write_text(f"""<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>7</id>
      <name>a task</name>
      <labels>
{meta}      </labels>
    </task>
  </meta>
  <image id="0" name="a b.png" width="60" height="50">
    {(chr(10) + "    ").join(shapes)}
  </image>
  <image id="1" name="größe.jpg" width="20" height="30">
    {skeleton}
  </image>
  <image id="2" name="turned.jpg" width="20" height="30">
    {polygon("cat", [(0, 0), (20, 0), (20, 10), (0, 10)], 0)}
  </image>
</annotations>
""", encoding="utf-8")
    read = datumaro.Dataset.import_from(str(folder), "cvat")
    item = next(each for each in read if each.id.startswith("a b"))
    names = [each.name for each in read.categories()[AnnotationType.label].items]
    assert names[:3] == LABELS, names
    PIL.Image.fromarray(paint(item.annotations, 50, 60)).save(folder / "a b.class.png")


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    write_with_datumaro(HERE / "datumaro")
    write_as_cvat(HERE / "export")


if __name__ == "__main__":
    main()
