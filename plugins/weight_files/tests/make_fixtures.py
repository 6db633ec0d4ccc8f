#!/usr/bin/env python3
"""Writes the fixtures of these tests: files as PyTorch writes them, a few KB each.

    make_fixtures.py FOLDER NAME      NAME tells who wrote: torch1 (Debian 12's 1.13), torch2 (PyPI's)

The elements of every tensor of `every_form`, in row-major order, are start, start + 1, …, where start is 0, or what the
test says. The networks have the right names and shapes over one small storage: element 0 of tensor k is k % 64, and rows
of a last layer count on from there.
"""
import argparse
import collections
import sys
import types

import torch


def every_form():
    base = torch.arange(10, dtype=torch.float32)
    state = collections.OrderedDict()
    for dtype in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"):
        state[dtype] = torch.arange(6).view(2, 3).to(getattr(torch, dtype))
    state["bool"] = torch.tensor([False, True])
    state["complex64"] = torch.arange(2).to(torch.complex64)
    state["scalar"] = torch.tensor(5)
    state["none"] = torch.zeros(0, 3)
    state["base"] = base
    state["tail"] = base[4:]
    state["every_other"] = base[::2]
    state["transposed"] = torch.arange(6.0).view(2, 3).t().contiguous().t()
    state["channels_last"] = torch.arange(24.0).view(1, 2, 3, 4).contiguous(memory_format=torch.channels_last)
    state["expanded"] = torch.tensor([7.0]).expand(2, 3)
    state["parameter"] = torch.nn.Parameter(torch.arange(3.0))
    state["frozen"] = torch.nn.Parameter(torch.arange(3.0), requires_grad=False)
    state["layer.half.tail"] = torch.arange(8).half()[3:]
    return state


class Names:
    """Tensors of any shape over one storage of a few numbers."""

    def __init__(self):
        self.memory = torch.arange(1100, dtype=torch.float32)
        self.counts = torch.zeros(1, dtype=torch.int64)
        self.state = collections.OrderedDict()

    def add(self, name, shape, rows=False):
        if name.endswith("num_batches_tracked"):
            self.state[name] = self.counts.view(())
            return
        strides = [1 if rows and d == 0 else 0 for d in range(len(shape))]
        self.state[name] = self.memory.as_strided(shape, strides, len(self.state) % 64)

    def like(self, module, prefix=""):
        for name, tensor in module.state_dict().items():
            self.add(prefix + name, tuple(tensor.shape), rows=name.split(".")[-2] in ("4", "fc"))
        return self


def network(classes=21, aux=True):
    from torchvision.models.segmentation import deeplabv3_resnet50

    return deeplabv3_resnet50(weights=None, weights_backbone=None, num_classes=classes, aux_loss=aux)


def resnet():
    from torchvision.models import resnet50

    return resnet50(weights=None)


def mmsegmentation(channels, stem):
    """DeepLabV3 as mmseg/models/decode_heads/aspp_head.py and fcn_head.py name it."""
    names = Names()

    def norm(prefix, size):
        for part in ("weight", "bias", "running_mean", "running_var"):
            names.add(f"{prefix}.{part}", (size,))
        names.add(f"{prefix}.num_batches_tracked", ())

    def conv_norm(prefix, shape):
        names.add(f"{prefix}.conv.weight", shape)
        norm(f"{prefix}.bn", shape[0])

    for name, tensor in resnet().state_dict().items():
        if not name.startswith("fc.") and not (stem and name.startswith(("conv1.", "bn1."))):
            names.add("backbone." + name, tuple(tensor.shape))
    if stem:
        for at, (out, into) in ((0, (32, 3)), (3, (32, 32)), (6, (64, 32))):
            names.add(f"backbone.stem.{at}.weight", (out, into, 3, 3))
            norm(f"backbone.stem.{at + 1}", out)
    names.add("decode_head.conv_seg.weight", (21, channels, 1, 1), rows=True)
    names.add("decode_head.conv_seg.bias", (21,), rows=True)
    conv_norm("decode_head.image_pool.1", (channels, 2048, 1, 1))
    for branch in range(4):
        side = 1 if branch == 0 else 3
        conv_norm(f"decode_head.aspp_modules.{branch}", (channels, 2048, side, side))
    conv_norm("decode_head.bottleneck", (channels, 5 * channels, 3, 3))
    names.add("auxiliary_head.conv_seg.weight", (21, 256, 1, 1), rows=True)
    names.add("auxiliary_head.conv_seg.bias", (21,), rows=True)
    conv_norm("auxiliary_head.convs.0", (256, 1024, 3, 3))
    return names.state


def trained(small):
    """A checkpoint as torchvision/references/segmentation/train.py saves it."""
    optimizer = torch.optim.SGD(small.parameters(), lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda x: 1.0)
    small(torch.ones(2, 3)).sum().backward()
    optimizer.step()
    schedule.step()
    return {
        "model": small.state_dict(),
        "optimizer": optimizer.state_dict(),
        "lr_scheduler": schedule.state_dict(),
        "epoch": 29,
        "args": argparse.Namespace(dataset="coco", lr=0.02, device="cpu", aux_loss=True, betas=(0.9, 0.999)),
    }


def with_history():
    """What mmengine's Runner adds to a checkpoint, its class without mmengine."""
    import numpy

    module = types.ModuleType("mmengine.logging.history_buffer")
    for name in ("mmengine", "mmengine.logging"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules[module.__name__] = module

    class HistoryBuffer:
        pass

    HistoryBuffer.__module__, HistoryBuffer.__qualname__ = module.__name__, "HistoryBuffer"
    module.HistoryBuffer = HistoryBuffer
    buffer = HistoryBuffer()
    buffer._log_history = numpy.arange(3.0)
    buffer._count_history = numpy.arange(3)
    classes = ("background", "cat", "dog")
    return {
        "meta": {"dataset_meta": {"classes": classes, "palette": [[0, 0, 0]]}, "iter": numpy.int64(80000)},
        "message_hub": {"log_scalars": {"train/loss": buffer}},
        "state_dict": {"conv.weight": torch.arange(2.0)},
    }


def small_network():
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))


class Scripted(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(2, 3)
        self.blocks = torch.nn.ModuleList([torch.nn.Conv2d(1, 1, 3), torch.nn.BatchNorm2d(1)])
        self.register_buffer("steps", torch.arange(4))
        self.scale = torch.nn.Parameter(torch.arange(3.0))
        self.names: list[str] = ["a", "b"] if sys.version_info >= (3, 9) else []

    def forward(self, x):
        return self.first(x) * self.scale


def main(folder, who):
    def save(name, what, **options):
        torch.save(what, f"{folder}/{name}.{who}.pth", **options)

    old = {"_use_new_zipfile_serialization": False}
    save("every_form", every_form())
    save("every_form.legacy", every_form(), **old)
    save("protocol4", every_form(), pickle_protocol=4)
    save("plain_dict", dict(every_form()))
    save("references", trained(small_network()))
    save("references.legacy", trained(small_network()), **old)
    save("parallel", {"state_dict": torch.nn.DataParallel(small_network()).state_dict()})
    save("mmengine", with_history())
    save("tensor", torch.arange(3.0))
    save("module", small_network())
    torch.jit.script(Scripted()).save(f"{folder}/scripted.{who}.pt")
    if who == "torch1":
        save("deeplabv3", Names().like(network()).state, **old)
        save("resnet50", Names().like(resnet()).state, **old)
        save("mmsegmentation", {"meta": {"CLASSES": ("a",) * 21}, "state_dict": mmsegmentation(512, stem=False)})
        save("mmsegmentation_v1c", {"state_dict": mmsegmentation(512, stem=True)})
    else:
        from safetensors.torch import save_file

        forms = {k: v.detach().contiguous().clone() for k, v in every_form().items() if k != "complex64"}
        save_file(forms, f"{folder}/every_form.{who}.safetensors", metadata={"format": "pt"})
        more = {k: torch.arange(4).to(getattr(torch, k)) for k in ("uint16", "float8_e4m3fn", "float8_e5m2")}
        save("newer_types", more)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
