"""The loop that Atelier's mask writer replaces, from its description: pycocotools and PIL in one process.

original_masks.py ANNOTATIONS FOLDER
"""

import json
import os
import sys

import numpy as np
from PIL import Image
from pycocotools.coco import COCO

annotations, folder = sys.argv[1:]
os.makedirs(os.path.join(folder, "masks"), exist_ok=True)
coco = COCO(annotations)
labels = {category["id"]: i + 1 for i, category in enumerate(coco.dataset["categories"])}
mask_of_image = {}
for image_id, image in coco.imgs.items():
    mask = np.zeros((image["height"], image["width"]), dtype=np.uint8)
    for annotation in coco.loadAnns(coco.getAnnIds(imgIds=image_id)):
        if annotation.get("iscrowd") or not annotation.get("segmentation") or not annotation.get("area"):
            continue
        label = labels.get(annotation["category_id"])
        if label is None:
            continue
        mask[coco.annToMask(annotation) == 1] = label
    name = os.path.splitext(image["file_name"])[0] + ".png"
    Image.fromarray(mask).save(os.path.join(folder, "masks", name))
    mask_of_image[image["file_name"]] = name
with open(os.path.join(folder, "category_mapping.json"), "w", encoding="utf-8") as out:
    json.dump({str(key): value for key, value in labels.items()}, out, indent=2)
with open(os.path.join(folder, "image_mask_map.json"), "w", encoding="utf-8") as out:
    json.dump(mask_of_image, out, indent=2)
