"""Annotation files of any size: the test data's COCO pictures and annotations, repeated with fresh ids."""

import json
import os

# Ids as long as those that COCO gives to crowds: with them the file of 859,486 annotations has its 497 MB.
FIRST_PICTURE = 10_000_000_001
FIRST_ANNOTATION = 900_000_000_001


def shipped(data):
    """Pictures and annotations of both splits, and the categories."""
    images, annotations, categories = [], [], None
    for split in ("train2017", "val2017"):
        with open(data / f"coco/annotations/instances_{split}.json", encoding="utf-8") as file:
            whole = json.load(file)
        images += [dict(image, split=split) for image in whole["images"]]
        annotations += whole["annotations"]
        categories = whole["categories"]
    return images, annotations, categories


def pieces(record, keys):
    """The JSON text of a record, cut where the values of `keys` stand: [before, between…, after]."""
    marks = {key: f"@{key}@" for key in keys}
    text = json.dumps(dict(record, **marks))
    places = sorted((text.index(f'"@{key}@"'), key) for key in keys)
    out, at = [], 0
    for place, key in places:
        out.append(text[at:place])
        at = place + len(key) + 4
    return out + [text[at:]], [key for _, key in places]


def filled(template, values):
    parts, keys = template
    return parts[0] + "".join(values[key] + part for key, part in zip(keys, parts[1:]))


def file_name(place):
    return f"{FIRST_PICTURE + place:012d}.jpg"


def write(data, path, pictures=None, annotations=None):
    """An annotation file of so many pictures, or of so many annotations. Made once. Gives both counts."""
    facts = path.with_suffix(".facts")
    if facts.exists():
        return json.loads(facts.read_text())
    images, annotation_list, categories = shipped(data)
    of_image = {image["id"]: [] for image in images}
    for annotation in annotation_list:
        of_image[annotation["image_id"]].append(pieces(annotation, ["id", "image_id"]))
    templates = []
    for image in images:
        image = dict(image)
        of = of_image[image["id"]]
        image.pop("split")
        templates.append((pieces(image, ["id", "file_name"]), of))

    count = {"pictures": 0, "annotations": 0}
    partial = path.with_suffix(".part")
    with open(partial, "w", encoding="utf-8") as images_out, \
            open(path.with_suffix(".part2"), "w+", encoding="utf-8") as annotations_out:
        images_out.write('{"images": [')
        while count["pictures"] != pictures and count["annotations"] != annotations:
            image, of = templates[count["pictures"] % len(templates)]
            identity = str(count["pictures"] + FIRST_PICTURE)
            name = f'"{file_name(count["pictures"])}"'
            images_out.write((", " if count["pictures"] else "") + filled(image, {"id": identity, "file_name": name}))
            count["pictures"] += 1
            for each in of:
                if count["annotations"] == annotations:
                    break
                values = {"id": str(count["annotations"] + FIRST_ANNOTATION), "image_id": identity}
                annotations_out.write((", " if count["annotations"] else "") + filled(each, values))
                count["annotations"] += 1
        images_out.write('], "annotations": [')
        annotations_out.seek(0)
        for block in iter(lambda: annotations_out.read(1 << 20), ""):
            images_out.write(block)
        images_out.write('], "categories": ' + json.dumps(categories) + "}")
    os.remove(path.with_suffix(".part2"))
    os.replace(partial, path)
    facts.write_text(json.dumps(count))
    return count


def link_pictures(data, folder, count):
    """A folder of `count` pictures, named as in `write`: links to the shipped ones, over and over."""
    images, _, _ = shipped(data)
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        image = images[i % len(images)]
        link = folder / file_name(i)
        if not link.exists():
            link.symlink_to(data.resolve() / "coco" / image["split"] / image["file_name"])
