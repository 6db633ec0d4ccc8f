"""Compares an annotation file, as pycocotools reads it, with the known masks of its annotations.

usage: pycocotools_check.py INSTANCES MASKS FORM
"""
import json
import sys

from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

instances, masks, form = sys.argv[1:]
coco = COCO(instances)
known = {each["id"]: each for each in json.load(open(masks))["annotations"]}
assert set(coco.anns) == set(known), "other annotations than there should be"

shapes = {"as_given": (list, dict), "polygons": list, "rle": dict, "rle_counts": dict}
wrong = 0
for annotation in coco.anns.values():
    reference = known[annotation["id"]]
    runs = coco.annToRLE(annotation)
    same = (
        isinstance(annotation["segmentation"], shapes[form])
        and runs["size"] == reference["size"]
        and coco.annToMask(annotation).sum() == annotation["area"]
        and coco_mask.encode(coco_mask.decode(runs))["counts"].decode() == reference["counts"]
        and annotation["area"] == coco_mask.area(runs) == reference["pixels"]
        and annotation["bbox"] == list(coco_mask.toBbox(runs)) == reference["bbox"]
    )
    if not same:
        wrong += 1
        print(f"annotation {annotation['id']} is another one", file=sys.stderr)
print(f"{form}: {len(coco.anns) - wrong} of {len(coco.anns)} masks are the same")
sys.exit(wrong != 0)
