"""The label maps of predict.folder against torchvision's argmax, on real pictures at their own size."""

import os
import sys

import numpy
import torch
from PIL import Image

import common
from common import Failed

PICTURES = 6
SHARE = 0.9999


def predicted_by_ours(driver, weights, pictures):
    """{name: label map}"""
    outputs = driver.run("predict.toml", f"params.weights={weights}", f"params.images={pictures}",
                         "part.net.precision=float32", "params.outputs=['labels']")
    return {file.stem: numpy.array(Image.open(file)) for file in (outputs / "predict/labels").glob("*.png")}


def predicted_by_torchvision(network, file):
    picture = torch.from_numpy(numpy.array(Image.open(file).convert("RGB"))).permute(2, 0, 1).float() / 255
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    picture = (picture - mean[:, None, None]) / deviation[:, None, None]
    with torch.no_grad():
        return network(picture[None])["out"].argmax(1)[0].numpy()


def check(driver):
    if not (driver.data / "coco/val2017").is_dir():
        print(f"*** TEST DATA MISSING: {driver.data / 'coco/val2017'} is not there ***", file=sys.stderr)
        sys.exit(1 if os.environ.get("CI") == "true" else 77)
    network = common.random_network()
    weights = driver.folder / "weights.pth"
    torch.save(network.state_dict(), weights, _use_new_zipfile_serialization=False)
    pictures = driver.folder / "pictures"
    pictures.mkdir()
    for file in sorted((driver.data / "coco/val2017").glob("*.jpg"))[::11][:PICTURES]:
        (pictures / file.name).symlink_to(file.resolve())
    ours = predicted_by_ours(driver, weights, pictures)
    if len(ours) != PICTURES:
        raise Failed(f"{len(ours)} label maps of {PICTURES} pictures")
    same = pixels = 0
    seen = set()
    for file in sorted(pictures.iterdir()):
        theirs = predicted_by_torchvision(network, file)
        if ours[file.stem].shape != theirs.shape:
            raise Failed(f"{file.stem}: the label map is {ours[file.stem].shape}, the picture {theirs.shape}")
        same += (ours[file.stem] == theirs).sum()
        pixels += theirs.size
        seen |= set(numpy.unique(theirs))
    print(f"{same / pixels:.4%} of {pixels:,} pixels have torchvision's class, of {len(seen)} classes", flush=True)
    if same < SHARE * pixels:
        raise Failed(f"fewer than {SHARE:.2%}")
    if len(seen) < 5:
        raise Failed("the network sees so few classes that this comparison shows little")
