#!/usr/bin/env python3
"""Makes fixtures/ with Label Studio's own package: tasks with regions, their pictures, and what they cover.

  python3 -m venv venv && venv/bin/pip install label-studio-sdk pycocotools pillow numpy && venv/bin/python make_fixtures.py

fixtures/tasks.json   as the export JSON has it; brush regions are packed by label_studio_sdk.converter.brush
fixtures/min.json     the same tasks as the package's converter writes them as JSON_MIN
fixtures/pictures/    the pictures, under other names than the tasks say
fixtures/<name>.png   labels: polygons and rectangles painted by pycocotools, brush regions unpacked by the package,
                      ellipses by their equation at the middles of pixels
Made with label-studio-sdk 2.1.2.
"""
import json
import math
import pathlib
import tempfile

import numpy as np
import PIL.Image
import pycocotools.mask
from label_studio_sdk.converter import Converter, brush

HERE = pathlib.Path(__file__).parent / "fixtures"
LABELS = {"kite": 1, "leaf": 2, "stone": 3}
CONFIG = """<View><Image name="image" value="$image"/>
  <PolygonLabels name="poly" toName="image"><Label value="kite"/><Label value="leaf"/></PolygonLabels>
  <RectangleLabels name="rect" toName="image"><Label value="stone"/></RectangleLabels>
  <EllipseLabels name="round" toName="image"><Label value="leaf"/></EllipseLabels>
  <BrushLabels name="brush" toName="image"><Label value="kite"/><Label value="stone"/></BrushLabels></View>"""


class Picture:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.labels = np.zeros((height, width), np.uint8)
        self.results = []

    def add(self, from_name, kind, label, value, inside):
        self.labels[inside != 0] = LABELS[label]
        self.results.append({
            "id": f"r{len(self.results)}", "type": kind, "from_name": from_name, "to_name": "image", "origin": "manual",
            "original_width": self.width, "original_height": self.height, "image_rotation": 0,
            "value": {**value, kind: [label]}})

    def ring(self, points):
        runs = pycocotools.mask.frPyObjects([np.asarray(points, float).flatten().tolist()], self.height, self.width)
        return pycocotools.mask.decode(pycocotools.mask.merge(runs))

    def percent(self, x, y):
        return [x / self.width * 100, y / self.height * 100]

    def polygon(self, label, points):
        value = {"points": [self.percent(*p) for p in points], "closed": True}
        self.add("poly", "polygonlabels", label, value, self.ring(points))

    def rectangle(self, label, x, y, w, h, degrees=0):
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        corners = [(x + a * c - b * s, y + a * s + b * c) for a, b in ((0, 0), (w, 0), (w, h), (0, h))]
        (px, py), (pw, ph) = self.percent(x, y), self.percent(w, h)
        value = {"x": px, "y": py, "width": pw, "height": ph, "rotation": degrees}
        self.add("rect", "rectanglelabels", label, value, self.ring(corners))

    def ellipse(self, label, x, y, rx, ry, degrees=0):
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        v, u = np.mgrid[0:self.height, 0:self.width]
        u, v = u + 0.5 - x, v + 0.5 - y
        inside = ((u * c + v * s) / rx) ** 2 + ((v * c - u * s) / ry) ** 2 <= 1
        (px, py), (pw, ph) = self.percent(x, y), self.percent(rx, ry)
        value = {"x": px, "y": py, "radiusX": pw, "radiusY": ph, "rotation": degrees}
        self.add("round", "ellipselabels", label, value, inside)

    def brush(self, label, mask):
        rle = brush.mask2rle(mask.astype(np.uint8))
        unpacked = np.reshape(brush.decode_rle(rle), [self.height, self.width, 4])[:, :, 3]
        self.add("brush", "brushlabels", label, {"format": "rle", "rle": rle}, unpacked)

    def save(self, name):
        PIL.Image.fromarray(self.labels).save(HERE / name)
        y, x = np.mgrid[0:self.height, 0:self.width]
        return PIL.Image.fromarray(np.stack([x * 3 % 256, y * 5 % 256, (x + y) % 256], -1).astype(np.uint8))


def task(number, picture, image):
    return {"id": number, "data": {"image": image}, "predictions": [], "annotations": [{
        "id": 100 + number, "completed_by": 1, "was_cancelled": False, "ground_truth": False,
        "created_at": "2024-05-27T10:00:00.000000Z", "result": picture.results}]}


def main():
    (HERE / "pictures").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    tasks = []

    p = Picture(64, 48)
    p.polygon("leaf", [[3.2, 4.1], [30.7, 6.0], [25.3, 40.9], [8.8, 33.3]])
    p.polygon("kite", [[40, 5], [60, 20.5], [45, 44], [33, 20]])
    p.rectangle("stone", 20, 20, 24, 8)
    p.rectangle("stone", 50, 5, 12, 7, 33.3)
    p.save("outlines.png").save(HERE / "pictures/outlines.jpg")
    tasks.append(task(11, p, "/data/upload/1/5c2f1a3b-outlines.jpg"))

    p = Picture(57, 41)
    y, x = np.mgrid[0:41, 0:57]
    distance = np.hypot(x - 25, y - 20)
    p.brush("kite", ((distance < 17) & (distance > 6)) * 255)
    p.brush("stone", (rng.random((41, 57)) < 0.1) * rng.integers(1, 256, (41, 57)))
    p.save("brushes.png").save(HERE / "pictures/brushes.png")
    tasks.append(task(12, p, "https://example.com/photos/brushes.png?token=1"))

    p = Picture(400, 30)
    p.brush("stone", np.ones((30, 400)) * 255)
    p.brush("kite", np.zeros((30, 400)))
    p.save("full.png").save(HERE / "pictures/full.png")
    tasks.append(task(13, p, "/data/local-files/?d=photos/full.png"))

    p = Picture(90, 120)
    p.ellipse("leaf", 40, 50, 30, 18, 40)
    p.ellipse("leaf", 60, 100, 22, 15)
    p.save("round.png").save(HERE / "pictures/round.png")
    tasks.append(task(14, p, "s3://bucket/round.png"))

    p = Picture(30, 50)  # as shown: stored as 50 x 30 and turned by EXIF
    p.polygon("leaf", [[2, 2], [20, 4], [12, 40]])
    shown = p.save("turned.png")
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    shown.transpose(PIL.Image.Transpose.ROTATE_90).save(HERE / "pictures/turned.jpg", exif=exif)
    tasks.append(task(15, p, "/data/upload/1/0011aabb-turned.jpg"))

    (HERE / "tasks.json").write_text(json.dumps(tasks))
    with tempfile.TemporaryDirectory() as folder:
        Converter(CONFIG, folder, download_resources=False).convert_to_json_min(
            str(HERE / "tasks.json"), folder, is_dir=False)
        (HERE / "min.json").write_bytes((pathlib.Path(folder) / "result.json").read_bytes())


if __name__ == "__main__":
    main()
