"""What bench_train measures, with the torch of this Python: the same network, batch, loss and optimizer.

    torch_train.py --mode train|predict --setting plain|tuned [--variant NAME] [--size 256] [--batch 8] [--classes 81]
        [--steps 10] [--warmup 3]

plain: float32, channels first, as in the original notebook. tuned: channels last, bfloat16 by autocast, and of the
variants of this torch the one that is named; `--variant list` names them. Prints one JSON object as bench_train does.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time

import torch
import torchvision
from torch import nn

torch.set_num_threads(len(os.sched_getaffinity(0)))  # 1.13 as Debian has it starts with one
IS_2 = int(torch.__version__.split(".", maxsplit=1)[0]) >= 2
# What users are told to try on a CPU beyond channels last and autocast. torch.compile is left out: slower here.
VARIANTS = {"train": ["autocast"] + (["fused_adam"] if IS_2 else []), "predict": ["autocast", "bfloat16_weights", "frozen"]}


def autocast(on):
    return torch.autocast("cpu", torch.bfloat16, enabled=on)


class Training:
    def __init__(self, options, network, pictures, labels):
        self.tuned = options.setting == "tuned"
        self.network, self.pictures, self.labels = network.train(), pictures, labels
        self.criterion = nn.CrossEntropyLoss(ignore_index=255)
        more = {"fused": True} if options.variant == "fused_adam" else {}
        self.optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, **more)

    def step(self):
        self.optimizer.zero_grad()
        with autocast(self.tuned):
            loss = self.criterion(self.network(self.pictures)["out"], self.labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


class Prediction:
    def __init__(self, options, network, pictures, _):
        self.cast = options.setting == "tuned" and options.variant != "bfloat16_weights"
        self.network, self.pictures = network.eval(), pictures
        if options.variant == "bfloat16_weights":
            self.network, self.pictures = network.bfloat16(), pictures.bfloat16()
        if options.variant == "frozen":
            # Norms folded and weights repacked by torch itself.
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
                traced = torch.jit.trace(Logits(network).eval(), pictures, check_trace=False)
                self.network = torch.jit.optimize_for_inference(torch.jit.freeze(traced))

    def step(self):
        with torch.inference_mode(), autocast(self.cast):
            out = self.network(self.pictures)
            out = out["out"] if isinstance(out, dict) else out
            return (out.argmax(1).to(torch.uint8) == 0).float().mean().item()


class Logits(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, pictures):
        return self.network(pictures)["out"]


def data(options):
    """As in bench_train: noise, and labels in cells."""
    torch.manual_seed(7)
    size, cell = options.size, max(options.size // 8, 1)
    cells = torch.randint(0, options.classes, (options.batch, 16, 16))
    at = torch.arange(size) // cell
    return torch.randn(options.batch, 3, size, size), cells[:, at][:, :, at].contiguous()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["train", "predict"], default="train")
    parser.add_argument("--setting", choices=["plain", "tuned"], default="tuned")
    parser.add_argument("--variant", default="autocast")
    for name, default in (("size", 256), ("batch", 8), ("classes", 81), ("steps", 10), ("warmup", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    if options.variant == "list":
        print(json.dumps(VARIANTS[options.mode]))
        return
    if options.variant not in VARIANTS[options.mode]:
        sys.exit(f"torch_train.py: no variant {options.variant} of {options.mode}")
    network = torchvision.models.segmentation.deeplabv3_resnet50(
        weights=None, weights_backbone=None, num_classes=options.classes, aux_loss=False)
    pictures, labels = data(options)
    if options.setting == "tuned":
        network = network.to(memory_format=torch.channels_last)
        pictures = pictures.to(memory_format=torch.channels_last)
    work = (Training if options.mode == "train" else Prediction)(options, network, pictures, labels)
    times, values = [], []
    for i in range(options.warmup + options.steps):
        start = time.perf_counter()
        values.append(work.step())
        if i >= options.warmup:
            times.append((time.perf_counter() - start) * 1e3 / options.batch)
    print(json.dumps({"mode": options.mode, "size": options.size, "batch": options.batch, "classes": options.classes,
                      "precision": "bfloat16" if options.setting == "tuned" else "float32",
                      "ms_per_picture": statistics.median(times), "least": min(times), "greatest": max(times),
                      "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                      "first": values[0], "last": values[-1], "torch": torch.__version__}))


main()
