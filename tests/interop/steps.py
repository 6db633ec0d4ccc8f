"""Ten training steps of model, loss and optimizer against a torch script; and torchvision takes what ours saved."""

import copy

import torch
from torch import nn

import common
from common import Failed, expect_near
from weights import load_safetensors, save_safetensors

CLASSES, STEPS, BATCH, SIZE = 81, 10, 4, 96
# With a larger rate rounding decides: Adam's first step is as long for a gradient of nearly 0 as for any, and at 1e-4
# torch with one thread is 1e-3 off from torch with two. At this one it is 2e-5 off, and a rate that is 5 % wrong 6e-4.
ADAM = {"lr": 2e-5, "eps": 1e-8}
TOLERANCE = 1e-4


def batches():
    """[STEPS,BATCH,…] of noise pictures that lean on their labels: blocks of classes, a strip of void."""
    torch.manual_seed(common.SEED)
    blocks = torch.randint(0, CLASSES, (STEPS * BATCH, 3, 3))
    labels = blocks.repeat_interleave(SIZE // 3, 1).repeat_interleave(SIZE // 3, 2)
    tint = torch.stack([labels % 5, labels % 7, labels % 11], 1).float() / 4 - 1
    pictures = tint + 0.5 * torch.randn(STEPS * BATCH, 3, SIZE, SIZE)
    labels[:, :4] = 255
    return pictures.view(STEPS, BATCH, 3, SIZE, SIZE), labels.to(torch.uint8).view(STEPS, BATCH, SIZE, SIZE)


def criterion():
    return nn.CrossEntropyLoss(ignore_index=255)


def train(network, pictures, labels):
    network.train()
    optimizer = torch.optim.Adam(network.parameters(), **ADAM)
    losses = []
    for batch, truth in zip(pictures, labels):
        optimizer.zero_grad()
        loss = criterion()(network(batch)["out"], truth.long())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def check_losses(ours, theirs, untrained):
    if len(ours) != STEPS:
        raise Failed(f"{len(ours)} losses of {STEPS} steps")
    worst = 0
    for step, (a, b) in enumerate(zip(ours, theirs)):
        off = abs(a - b) / b
        print(f"step {step + 1}: loss {a:.6f}, torch {b:.6f}, off by {off:.1e}", flush=True)
        worst = max(worst, off)
    if not worst <= TOLERANCE:
        raise Failed(f"a loss is off by {worst:.2g} of it, more than {TOLERANCE:g}")
    if abs(theirs[-1] - untrained) / untrained < 20 * TOLERANCE:
        raise Failed("the steps change so little that this comparison shows nothing")


def check_saved(driver, saved, trained):
    """torchvision takes the file, name by name; it holds the running statistics, and gives the same logits."""
    state = load_safetensors(saved)
    network = common.empty_network(CLASSES, aux=False)
    network.load_state_dict(state, strict=True)
    for name, value in trained.state_dict().items():
        if name.endswith("num_batches_tracked") and not torch.equal(state[name], value):
            raise Failed(f"`{name}` is {state[name].item()}, torch has {value.item()}")
        if name.endswith(("running_mean", "running_var")):
            expect_near(f"`{name}`", [state[name]], [value], 1e-2 * max(1.0, value.abs().max().item()))
    pictures = torch.randn(2, 3, common.HEIGHT, common.WIDTH)
    _, ours = driver.forward(pictures, 1, CLASSES, weights=saved)
    worst = expect_near("what was saved, in torchvision", ours[0], common.logits(network, pictures)[0])
    print(f"load_state_dict(strict=True) takes what ours saved: logits differ by at most {worst:.2g}", flush=True)


def check(driver):
    network = common.random_network(CLASSES, aux=False)
    start = driver.folder / "start.safetensors"
    save_safetensors(network.state_dict(), start)
    pictures, labels = batches()
    with torch.no_grad():
        untrained = criterion()(copy.deepcopy(network).train()(pictures[-1])["out"], labels[-1].long()).item()
    saved = driver.folder / "trained.safetensors"
    said = driver.call("train", BATCH, SIZE, SIZE, STEPS, driver.raw("pictures.raw", pictures),
                       driver.raw("labels.raw", labels), saved, weights=start, classes=CLASSES, aux="false",
                       **{f"adam.{name}": value for name, value in ADAM.items()})
    check_losses([float(line) for line in said.split()], train(network, pictures, labels), untrained)
    check_saved(driver, saved, network)
