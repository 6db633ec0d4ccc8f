"""Files of weights that others have published, in packages of the index: what weights.list tells of each against torch."""

import json

import numpy
import torch
from safetensors.torch import load_file

from common import Failed

# In the older container of 2018 and 2020, as TorchScript, and as safetensors.
PATTERNS = ["lpips/weights/*/*.pth", "silero_vad/data/silero_vad.jit", "silero_vad/data/silero_vad_16k.safetensors"]
SUFFIX_READERS = {".safetensors": load_file, ".jit": lambda file: torch.jit.load(file).state_dict()}


def told_by_ours(driver, file):
    outputs = driver.run("weights.toml", f"params.weights={file}")
    return json.loads((outputs / "list/weights.json").read_text())["tensors"]


def values_at(tensor, raw):
    """The numbers that lie where ours says they do."""
    shape, size = tensor["shape"], int(numpy.prod(tensor["shape"], dtype=int))
    reach = 1 + sum((n - 1) * stride for n, stride in zip(shape, tensor["strides"])) if size else 0
    flat = numpy.frombuffer(raw, numpy.dtype(tensor["dtype"]), reach, tensor["offset"] if size else 0)
    return numpy.lib.stride_tricks.as_strided(flat, shape, [stride * flat.itemsize for stride in tensor["strides"]])


def compare(driver, file):
    read = SUFFIX_READERS.get(file.suffix, lambda path: torch.load(path, map_location="cpu"))
    theirs = {name: value.detach().numpy() for name, value in read(str(file)).items()}
    raw = file.read_bytes()
    ours = {tensor["name"]: values_at(tensor, raw) for tensor in told_by_ours(driver, file)}
    for name, values in theirs.items():
        if name not in ours or not numpy.array_equal(ours[name], values):
            raise Failed(f"{file}: `{name}` is {'another' if name in ours else 'missing'}")
    print(f"{file.relative_to(driver.published)}: {len(theirs)} tensors", flush=True)


def check(driver):
    files = [file for pattern in PATTERNS for file in sorted(driver.published.glob(pattern))]
    if len(files) != 8:
        raise Failed(f"8 files are wanted in {driver.published}, there are {len(files)}")
    for file in files:
        compare(driver, file)
