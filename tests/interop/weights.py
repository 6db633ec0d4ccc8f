"""Files that this torch writes, read by ours: every tensor as in the file, and logits within 1e-4 of torchvision's."""

import argparse
import collections
import json
import struct

import torch
from torch import nn

import common
from common import Failed, expect_near, expect_same_state

DTYPES = {"float32": torch.float32, "half": torch.float16, "bfloat16": torch.bfloat16}


def in_dtype(state, dtype):
    return collections.OrderedDict((name, value.to(dtype) if value.is_floating_point() else value)
                                   for name, value in state.items())


def save_safetensors(state, file):
    try:
        from safetensors.torch import save_file
        save_file({name: value.contiguous() for name, value in state.items()}, file)
    except ImportError:  # Debian 12 has no such package; the format is a header and bytes
        names = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
        header, data = {}, bytearray()
        for name, value in state.items():
            raw = value.contiguous().reshape(-1).view(torch.uint8) if value.dim() else value.reshape(1).view(torch.uint8)
            header[name] = {"dtype": names[value.dtype], "shape": list(value.shape),
                            "data_offsets": [len(data), len(data) + raw.numel()]}
            data += raw.numpy().tobytes()
        text = json.dumps(header).encode()
        file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def save_zip(thing, file):
    torch.save(thing, file)


def save_legacy(thing, file):
    torch.save(thing, file, _use_new_zipfile_serialization=False)


def save_script(state, file):
    network = common.empty_network()
    network.load_state_dict(state)
    network.to(next(value.dtype for value in state.values()))
    torch.jit.script(network.eval()).save(str(file))


CONTAINERS = {"zip.pth": save_zip, "legacy.pth": save_legacy, "safetensors": save_safetensors, "script.pt": save_script}


def one_storage(state):
    """All float tensors as views into one storage, as after nn.utils.vector_to_parameters or flattened training."""
    floats = [value for value in state.values() if value.is_floating_point()]
    whole = torch.cat([value.reshape(-1) for value in floats])
    parts = iter(whole.split([value.numel() for value in floats]))
    return collections.OrderedDict((name, next(parts).view(value.shape) if value.is_floating_point() else value)
                                   for name, value in state.items())


def channels_last(state):
    return collections.OrderedDict((name, value.to(memory_format=torch.channels_last) if value.dim() == 4 else value)
                                   for name, value in state.items())


def as_reference_checkpoint(network):
    """What torchvision's references/segmentation/train.py leaves, trained in DistributedDataParallel."""
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=30, power=0.9)
    network.train()(torch.randn(2, 3, 65, 65))["out"].mean().backward()
    state = {"module." + name: value.clone() for name, value in network.state_dict().items()}
    optimizer.step()
    return {"model": state, "optimizer": optimizer.state_dict(), "lr_scheduler": schedule.state_dict(), "epoch": 3,
            "args": argparse.Namespace(data_path="/datasets01/COCO", model="deeplabv3_resnet50", lr=0.02, device="cpu",
                                       aux_loss=True, weights=None)}


class Weights:
    def __init__(self, driver):
        self.driver = driver
        self.network = common.random_network()
        self.state = {name: value.clone() for name, value in self.network.state_dict().items()}
        torch.manual_seed(common.SEED)
        self.pictures = torch.randn(common.BATCH, 3, common.HEIGHT, common.WIDTH)
        self.expected = {}

    def expect(self, name, file, state, key):
        """`key`: files with the same numbers share what torchvision gives for them."""
        if key not in self.expected:
            self.network.load_state_dict(state)
            self.expected[key] = common.logits(self.network, self.pictures)
        saved, ours = self.driver.forward(self.pictures, weights=file)
        expect_same_state(name, load_safetensors(saved), state)
        theirs = self.expected[key]
        off = [expect_near(f"{name}, {mode}", a, b) for mode, a, b in zip(("eval", "train"), ours, theirs)]
        size = max(value.abs().max().item() for value in theirs[0])
        print(f"{name}: logits, of size {size:.2g}, differ by at most {off[0]:.2g} (eval), {off[1]:.2g} (train)",
              flush=True)

    def read_again(self, **options):
        """The tensors that our model has after reading the file."""
        saved = self.driver.folder / "saved.safetensors"
        self.driver.call("resave", saved, **options)
        return load_safetensors(saved)

    def containers(self):
        for dtype_name, dtype in DTYPES.items():
            state = in_dtype(self.state, dtype)
            for container, save in CONTAINERS.items():
                file = self.driver.folder / f"{dtype_name}.{container}"
                save(state, file)
                self.expect(file.name, file, state, dtype_name)
                file.unlink()

    def forms(self):
        """Other ways to the same tensors; what the network makes of these is known by now."""
        checkpoint = as_reference_checkpoint(common.random_network())
        trained = {name[len("module."):]: value for name, value in checkpoint["model"].items()}
        parameters = collections.OrderedDict(
            (name, nn.Parameter(value) if value.is_floating_point() else value) for name, value in self.state.items())
        forms = {"one_storage": (one_storage(self.state), self.state),
                 "channels_last": (channels_last(self.state), self.state),
                 "reference_checkpoint": (checkpoint, trained), "parameters": (parameters, self.state)}
        for name, (form, state) in forms.items():
            for container, save in (("zip.pth", save_zip), ("legacy.pth", save_legacy)):
                file = self.driver.folder / f"{name}.{container}"
                save(form, file)
                expect_same_state(file.name, self.read_again(weights=file, classes=common.CLASSES, aux="true"), state)
                print(f"{file.name}: every tensor as it is", flush=True)
                file.unlink()

    def backbone(self):
        """resnet50-*.pth as torchvision and timm publish it: the backbone is read, the head stays random."""
        state = {name[len("backbone."):]: value for name, value in self.state.items() if name.startswith("backbone.")}
        state.update({"fc.weight": torch.randn(1000, 2048), "fc.bias": torch.randn(1000)})
        options = {"classes": common.CLASSES, "aux": "true", "seed": 5}
        fresh = self.read_again(**options)
        for container, save in (("zip.pth", save_zip), ("legacy.pth", save_legacy), ("safetensors", save_safetensors)):
            file = self.driver.folder / f"resnet50.{container}"
            save(state, file)
            ours = self.read_again(weights=file, **options)
            wanted = {name: self.state[name] if name.startswith("backbone.") else value for name, value in fresh.items()}
            expect_same_state(file.name, ours, wanted)
            print(f"{file.name}: the backbone as in the file, the head as without it", flush=True)
            file.unlink()

    def form_from_file(self):
        """Classes and auxiliary output as the file has them, when the options do not say."""
        for aux in (True, False):
            state = common.empty_network(7, aux).state_dict()
            file = self.driver.folder / "seven.pth"
            save_zip(state, file)
            expect_same_state("a file of 7 classes", self.read_again(weights=file), state)
            print(f"a file of 7 classes, {'with' if aux else 'without'} an auxiliary output: as it is", flush=True)
            file.unlink()

    def refused(self):
        """A whole pickled network names classes that would have to be executed."""
        for container, save in (("zip.pth", save_zip), ("legacy.pth", save_legacy)):
            file = self.driver.folder / f"whole.{container}"
            save(self.network, file)
            try:
                self.read_again(weights=file)
            except Failed as e:
                if "torchvision.models.segmentation" not in str(e):
                    raise Failed(f"{file.name}: the refusal does not name the class: {e}") from e
                print(f"{file.name}: refused: {e}", flush=True)
            else:
                raise Failed(f"{file.name}: a pickled network was not refused")
            file.unlink()


def load_safetensors(file):
    """The library's reader where there is one; the format needs none."""
    try:
        from safetensors.torch import load_file
        return load_file(file)
    except ImportError:
        data = file.read_bytes()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        header.pop("__metadata__", None)
        types = {"F32": torch.float32, "I64": torch.int64}
        out = {}
        for name, at in header.items():
            begin, end = (8 + size + offset for offset in at["data_offsets"])
            out[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=types[at["dtype"]]).reshape(at["shape"])
        return out


def check(driver):
    weights = Weights(driver)
    weights.containers()
    weights.forms()
    weights.backbone()
    weights.form_from_file()
    weights.refused()
