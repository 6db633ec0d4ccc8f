"""What Label Studio's converter unpacks of labelstudio.writer's tasks, and what labelstudio.reader makes of masks that
the converter packed, against the known masks of COCO's annotations.

usage: labelstudio.py --atelier FILE --data FOLDER
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import pycocotools.mask as coco_mask
from label_studio_converter import brush  # says what other parts of the package miss

PACKED = 150  # masks that the converter packs: it takes its time

TO_TASKS = """
atelier = 1
[part.source]
use = "coco.reader"
annotations = "{annotations}"
[stage.tasks]
use = "labelstudio.writer"
dataset = "@source"
form = "{form}"
write_as = "annotations"
crowd = "class"
"""
FROM_TASKS = """
atelier = 1
[part.source]
use = "labelstudio.reader"
annotations = "{annotations}"
[stage.coco]
use = "coco.writer"
dataset = "@source"
segmentation = "rle"
"""


def run(atelier, workflow, folder, **settings):
    file = pathlib.Path(folder) / "workflow.toml"
    file.write_text(workflow.format(**settings))
    command = [atelier, "run", str(file), "--workspace", folder, "--progress", "none"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}:\n{done.stdout}")
    return pathlib.Path(folder) / "runs/latest/outputs"


def mask_of(known):
    return coco_mask.decode({"size": known["size"], "counts": known["counts"].encode()})


def regions_of(task):
    """The regions of each instance: those below another are parts of it."""
    instances = {}
    for result in task["annotations"][0]["result"]:
        instances.setdefault(result.get("parentID", result["id"]), []).append(result)
    return list(instances.values())


def painted(regions):
    width, height = regions[0]["original_width"], regions[0]["original_height"]
    if regions[0]["type"] == "brushlabels":
        (region,) = regions
        values = brush.decode_rle(region["value"]["rle"])
        return (np.reshape(values, [height, width, 4])[:, :, 3] > 0).astype(np.uint8)
    rings = [(np.array(r["value"]["points"]) * [width, height] / 100).flatten().tolist() for r in regions]
    return coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects(rings, height, width)))


def check_tasks(atelier, annotations, known, form):
    by_image = {}
    for each in annotations["annotations"]:
        by_image.setdefault(each["image_id"], []).append(each)
    with tempfile.TemporaryDirectory() as folder:
        outputs = run(atelier, TO_TASKS, folder, annotations=annotations["path"], form=form)
        tasks = json.loads((outputs / "tasks/tasks.json").read_text())
    count = 0
    for task in tasks:
        expected = by_image.get(task["id"], [])
        found = regions_of(task)
        assert len(expected) == len(found), f"{form}: picture {task['id']} has {len(found)} instances"
        for annotation, regions in zip(expected, found):
            same = np.array_equal(painted(regions), mask_of(known[annotation["id"]]))
            assert same, f"{form}: annotation {annotation['id']} is another one"
            count += 1
    assert count == len(known)
    print(f"{form}: {count} masks are the same for the converter")


def check_packed(atelier, known):
    masks = list(known.values())[:PACKED]
    tasks = []
    for i, each in enumerate(masks):
        height, width = each["size"]
        value = {"format": "rle", "rle": brush.mask2rle(mask_of(each) * 255), "brushlabels": ["thing"]}
        result = {"id": "r", "type": "brushlabels", "from_name": "tag", "to_name": "image", "original_width": width,
                  "original_height": height, "image_rotation": 0, "value": value}
        tasks.append({"id": i + 1, "data": {"image": f"/data/upload/1/0123abcd-{i}.jpg"},
                      "annotations": [{"result": [result]}]})
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "tasks.json"
        file.write_text(json.dumps(tasks))
        written = json.loads((run(atelier, FROM_TASKS, folder, annotations=file) / "coco/instances.json").read_text())
    assert len(written["annotations"]) == len(masks)
    for annotation in written["annotations"]:
        each = masks[annotation["image_id"] - 1]
        assert annotation["segmentation"] == {"size": each["size"], "counts": each["counts"]}, annotation["image_id"]
    print(f"{len(masks)} masks that the converter packed are read as they were")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--atelier", required=True)
    parser.add_argument("--data", required=True)
    args = parser.parse_args()
    folder = pathlib.Path(args.data).resolve() / "coco/annotations"
    if not folder.is_dir():
        print(f"*** TEST DATA MISSING: {folder} is not there ***", file=sys.stderr)
        sys.exit(77)
    annotations = json.loads((folder / "instances_val2017.json").read_text())
    annotations["path"] = folder / "instances_val2017.json"
    known = {each["id"]: each for each in json.loads((folder / "masks_val2017_rle.json").read_text())["annotations"]}
    for form in ("as_given", "polygons", "brush"):
        check_tasks(args.atelier, annotations, known, form)
    check_packed(args.atelier, known)


if __name__ == "__main__":
    main()
