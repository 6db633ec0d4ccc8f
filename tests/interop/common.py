"""What the checks share: torchvision's network with random weights, our driver, comparisons."""

import pathlib
import subprocess

import numpy
import torch
import torchvision
from torch import nn

WORKFLOWS = pathlib.Path(__file__).resolve().parents[2] / "workflows"
SEED = 20
CLASSES = 21
BATCH, HEIGHT, WIDTH = 4, 65, 97  # neither is a multiple of the network's stride


class Failed(Exception):
    pass


def empty_network(classes=CLASSES, aux=True):
    """Without dropout: the generators of two programs do not agree."""
    network = torchvision.models.segmentation.deeplabv3_resnet50(
        weights=None, weights_backbone=None, num_classes=classes, aux_loss=aux)
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return network


def random_network(classes=CLASSES, aux=True, seed=SEED):
    """Random in every tensor, norms and their running statistics included, with logits of ordinary size."""
    torch.manual_seed(seed)
    network = empty_network(classes, aux)
    for name, module in network.named_modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            if name.endswith("bn3"):
                module.weight.data *= 0.2  # else the sums of the residual blocks grow from block to block
            nn.init.normal_(module.bias, 0, 0.1)
    for head in (network.classifier, *([network.aux_classifier] if aux else [])):
        head[4].weight.data *= 2
    # Running statistics of real passes, so that evaluation mode is near training mode.
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    network.train()
    for momentum in (0.9, 0.9, 0.1):
        for norm in norms:
            norm.momentum = momentum
        with torch.no_grad():
            network(torch.randn(BATCH, 3, HEIGHT, WIDTH))
    return network.eval()


def logits(network, pictures):
    """[evaluation or training mode][output]; leaves the running statistics as they were."""
    before = {name: value.clone() for name, value in network.state_dict().items()}
    out = []
    for training in (False, True):
        network.train(training)
        with torch.no_grad():
            out.append([value.clone() for value in network(pictures).values()])
    network.load_state_dict(before)
    network.eval()
    return out


class Driver:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def call(self, *words, **options):
        """Output of the driver; options are those of the model, and of the optimizer behind `adam.`."""
        words = [self.program, *words, *(f"{name}={value}" for name, value in options.items())]
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(done.stderr.strip() or f"exit {done.returncode}")
        return done.stdout

    def run(self, workflow, *settings):
        """Runs one of the project's workflows; gives the folder of its outputs."""
        workspace = self.folder / "workspace"
        words = [self.atelier, "run", WORKFLOWS / workflow, "--workspace", workspace, "--progress", "none"]
        for setting in settings:
            words += ["--set", setting]
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"atelier run {workflow}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return workspace / "runs/latest/outputs"

    def raw(self, name, tensor):
        file = self.folder / name
        tensor.detach().contiguous().numpy().tofile(file)
        return file

    def forward(self, pictures, outputs=2, classes=CLASSES, **options):
        """The tensors that our model starts with, and its logits as from logits()."""
        n, _, h, w = pictures.shape
        file, saved = self.folder / "logits.raw", self.folder / "saved.safetensors"
        self.call("forward", n, h, w, self.raw("pictures.raw", pictures), file, saved, classes=classes,
                  aux="true" if outputs == 2 else "false", **options)
        return saved, torch.from_numpy(numpy.fromfile(file, numpy.float32)).reshape(2, outputs, n, classes, h, w)


def expect_near(what, ours, theirs, tolerance=1e-4):
    """The greatest difference, which may not be over the tolerance."""
    worst = max((a - b).abs().max().item() for a, b in zip(ours, theirs))
    if not worst <= tolerance:
        raise Failed(f"{what}: differs by {worst:.3g}, more than {tolerance:g}")
    return worst


def expect_same_state(what, ours, theirs, but=()):
    """Two state dicts, bit for bit, as float32; `but`: beginnings of names that may differ."""
    if list(ours) != list(theirs) and sorted(ours) != sorted(theirs):
        raise Failed(f"{what}: other names: {sorted(set(ours) ^ set(theirs))[:5]}")
    for name, value in theirs.items():
        if name.startswith(tuple(but)):
            continue
        if ours[name].shape != value.shape or not torch.equal(ours[name].float(), value.float()):
            raise Failed(f"{what}: `{name}` is another")
