#!/usr/bin/env python3
"""Makes fixtures/: two pictures in COCO's panoptic form, and the category of each pixel as a semantic map.

  python3 -m venv venv && venv/bin/pip install numpy pillow && venv/bin/python make_fixtures.py

The PNGs are coloured and read back by the two formulas that define the form (id = R + 256 G + 256^2 B); panopticapi
itself is in no package registry. fixtures/expected/<name>.png: position of the category in the file + 1, 255 for crowds.
"""
import json
import pathlib

import numpy as np
import PIL.Image

HERE = pathlib.Path(__file__).parent / "fixtures"
CATEGORIES = [
    {"id": 1, "name": "person", "supercategory": "person", "isthing": 1, "color": [220, 20, 60]},
    {"id": 17, "name": "cat", "supercategory": "animal", "isthing": 1, "color": [255, 77, 255]},
    {"id": 184, "name": "tree-merged", "supercategory": "plant", "isthing": 0, "color": [107, 142, 35]},
    {"id": 187, "name": "sky-other-merged", "supercategory": "sky", "isthing": 0, "color": [70, 130, 180]},
]


def id2rgb(ids):
    return np.stack([ids % 256, ids // 256 % 256, ids // 65536], -1).astype(np.uint8)


def rgb2id(rgb):
    rgb = rgb.astype(np.int64)
    return rgb[..., 0] + 256 * rgb[..., 1] + 256 * 256 * rgb[..., 2]


def write(name, ids, segments, image_id, number):
    """segments: id, category, crowd"""
    for folder, end, pixels in (("images", ".jpg", np.full(ids.shape + (3,), 60 * number, np.uint8)),
                                ("masks", ".png", id2rgb(ids))):
        (HERE / folder).mkdir(parents=True, exist_ok=True)
        PIL.Image.fromarray(pixels).save(HERE / folder / (name + end))
    seen = rgb2id(np.array(PIL.Image.open(HERE / "masks" / (name + ".png"))))
    expected = np.zeros(ids.shape, np.uint8)
    infos = []
    for segment, category, crowd in segments:
        pixels = seen == segment
        labels = [c["id"] for c in CATEGORIES].index(category) + 1
        expected[pixels] = 255 if crowd else labels
        y, x = np.nonzero(pixels)
        box = [int(x.min()), int(y.min()), int(x.max() - x.min() + 1), int(y.max() - y.min() + 1)]
        infos.append({"id": segment, "category_id": category, "area": int(pixels.sum()), "bbox": box, "iscrowd": crowd})
    (HERE / "expected").mkdir(exist_ok=True)
    PIL.Image.fromarray(expected).save(HERE / "expected" / (name + ".png"))
    image = {"id": image_id, "file_name": name + ".jpg", "height": ids.shape[0], "width": ids.shape[1]}
    return image, {"image_id": image_id, "file_name": name + ".png", "segments_info": infos}


def main():
    y, x = np.mgrid[0:40, 0:70]
    first = np.where(y < 15 + x // 10, 11829830, 2321003)  # sky above trees
    first[(x - 20) ** 2 + (y - 22) ** 2 < 90] = 3937500
    first[(x - 45) ** 2 + (y - 20) ** 2 < 120] = 3937501
    first[30:, 55:] = 7
    first[:3, :3] = 0
    y, x = np.mgrid[0:33, 0:33]
    second = np.where((x + y) % 9 < 4, 256, 65536)
    second[10:12] = 0
    pairs = [write("000000000139", first, [(11829830, 187, 0), (3937500, 1, 0), (2321003, 184, 0), (3937501, 17, 0),
                                           (7, 1, 1)], 139, 1),
             write("000000000285", second, [(65536, 17, 0), (256, 184, 0)], 285, 2)]
    data = {"images": [p[0] for p in pairs], "annotations": [p[1] for p in pairs], "categories": CATEGORIES}
    (HERE / "panoptic.json").write_text(json.dumps(data))


if __name__ == "__main__":
    main()
