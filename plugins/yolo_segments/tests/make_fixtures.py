#!/usr/bin/env python3
"""Makes fixtures/ with Ultralytics' own functions: label files by its converter from COCO, masks by its polygon2mask.

  python3 -m venv venv && venv/bin/pip install --no-deps ultralytics
  venv/bin/pip install numpy pillow opencv-python-headless && venv/bin/python make_fixtures.py

fixtures/expected/<name>.png  class + 1 as OpenCV's fillPoly, which Ultralytics uses, paints the outlines
The package as a whole wants torch, which labels do not need: the functions are taken out of its files one by one.
Made with ultralytics 8.4.190.
"""
import ast
import importlib.metadata
import os
import pathlib
import shutil

import cv2
import numpy as np
import PIL.Image

HERE = pathlib.Path(__file__).parent / "fixtures"
NAMES = ["kite", "leaf", "stone"]
SHAPES = {
    "train/a": (48, 64, [(1, [[3.2, 4.1, 30.7, 6.0, 25.3, 40.9, 8.8, 33.3]]),
                         (0, [[40, 5, 60, 20, 45, 44, 33, 20]]),
                         (2, [[2, 42, 10, 42, 10, 47, 2, 47], [50, 2, 60, 2, 60, 8, 50, 8]])]),
    "train/deep/b": (40, 30, [(2, [[0, 0, 30, 0, 30, 40, 0, 40]]), (1, [[5, 5, 25, 12.5, 14, 33]])]),
    "train/empty": (16, 16, []),
}


def functions(file, *names):
    """Those functions of a file of the package, without what else the file imports."""
    path = importlib.metadata.distribution("ultralytics").locate_file(file)
    tree = ast.parse(pathlib.Path(path).read_text())
    chosen = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names]
    scope = {"np": np, "cv2": cv2, "os": os}
    exec(compile(ast.Module([ast.parse("from __future__ import annotations").body[0]] + chosen, []), path, "exec"), scope)
    return scope


def picture(height, width, seed):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([(x * 4 + seed) % 256, (y * 5) % 256, (x + y + seed) % 256], -1).astype(np.uint8)


def main():
    converter = functions("ultralytics/data/converter.py", "min_index", "merge_multi_segment")
    utils = functions("ultralytics/data/utils.py", "polygon2mask", "verify_image_label")
    utils.update(functions("ultralytics/utils/ops.py", "segments2boxes"))
    shutil.rmtree(HERE, ignore_errors=True)
    for i, (name, (height, width, shapes)) in enumerate(SHAPES.items()):
        image, label, expected = (HERE / folder / name for folder in ("images", "labels", "expected"))
        for file in (image, label, expected):
            file.parent.mkdir(parents=True, exist_ok=True)
        image, label, expected = f"{image}.jpg", f"{label}.txt", f"{expected}.png"
        PIL.Image.fromarray(picture(height, width, i)).save(image)
        with open(label, "w", encoding="utf-8") as out:
            for number, rings in shapes:
                merged = np.concatenate(converter["merge_multi_segment"](rings), 0) if len(rings) > 1 else rings[0]
                points = (np.array(merged).reshape(-1, 2) / [width, height]).reshape(-1).tolist()
                line = [number, *points]
                out.write(("%g " * len(line)).rstrip() % tuple(line) + "\n")

        utils["check_image"] = lambda file: ("", (height, width))
        utils["segments2boxes"].__globals__["xyxy2xywh"] = lambda x: np.concatenate(
            [(x[:, :2] + x[:, 2:]) / 2, x[:, 2:] - x[:, :2]], 1)
        file, labels, _, segments, *_, message = utils["verify_image_label"]((image, label, "", False, 3, 0, 0, False))
        assert file, message
        classes = np.zeros((height, width), np.uint8)
        for row, segment in zip(labels, segments):
            mask = utils["polygon2mask"]((height, width), [(segment * (width, height)).reshape(-1)])
            classes[mask != 0] = row[0] + 1
        PIL.Image.fromarray(classes).save(expected)
    names = "".join(f"  {i}: {name}\n" for i, name in enumerate(NAMES))
    (HERE / "data.yaml").write_text(f"path: .\ntrain: images/train\nval: val.txt\nnames:\n{names}")
    (HERE / "val.txt").write_text("./images/train/deep/b.jpg\nimages/train/a.jpg\n")


if __name__ == "__main__":
    main()
