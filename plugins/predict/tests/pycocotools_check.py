"""Compares the results in a folder, as pycocotools reads them, with the label maps that lie beside them.

usage: pycocotools_check.py FOLDER
"""
import json
import os
import sys

import numpy
from PIL import Image
from pycocotools.coco import COCO

folder = sys.argv[1]
coco = COCO(os.path.join(folder, "index.json"))
results = coco.loadRes(os.path.join(folder, "predictions.json"))
classes = json.load(open(os.path.join(folder, "index.json")))["classes"]

masks = 0
for image in coco.loadImgs(coco.getImgIds()):
    labels = numpy.array(Image.open(os.path.join(folder, image["labels"])))
    assert labels.shape == (image["height"], image["width"]), image
    found = {a["category_id"]: a for a in results.loadAnns(results.getAnnIds(imgIds=image["id"]))}
    wanted = {c["category_id"]: c["label"] for c in classes if c["category_id"] is not None and (labels == c["label"]).any()}
    assert set(found) == set(wanted), (image["file_name"], set(found), set(wanted))
    for category, annotation in found.items():
        pixels = labels == wanted[category]
        assert (results.annToMask(annotation) == pixels).all(), (image["file_name"], category)
        assert annotation["area"] == pixels.sum(), (image["file_name"], category)
        assert 0 < annotation["score"] <= 1, annotation
        assert coco.cats[category]["name"] == classes[wanted[category]]["name"]
        masks += 1
assert masks > 20, "too few masks to be a test"
print(f"{masks} masks of {len(coco.imgs)} pictures are those of the label maps")
