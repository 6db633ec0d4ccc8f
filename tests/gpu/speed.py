"""Milliseconds a picture and memory on the GPU: the plugin through bench_train, and PyTorch of this Python.

    speed.py --bench FILE --plugin FILE [--rounds 2] [--steps 10]    prints rows of a table
    speed.py --torch NAME [--steps 10]                               one of PyTorch's settings, as JSON

Both train DeepLabV3-ResNet-50 of 81 classes without auxiliary head by cross entropy and Adam, or make label maps. Ours
gets uint8 pictures in the CPU's memory and normalises them, as in a workflow; PyTorch's lie on the GPU as float32.
PyTorch runs eagerly, with channels last. The rounds alternate, and the best median counts; the worst stands beside it.
Memory is what nvidia-smi says of the whole card, less what was taken before: the libraries' own is in it.
"""

import argparse
import collections
import json
import statistics
import subprocess
import sys
import time

SHAPES = [(mode, size, batch) for size, batch in ((256, 8), (512, 16)) for mode in ("train", "predict")]
WARMUP = 5
OURS = ("float32", "auto")  # auto is bfloat16 where the GPU has multipliers for it
THEIRS = {"float32": (False, False), "float32 with TF32": (True, False), "autocast to bfloat16": (False, True)}


def measure_torch(options, mode, size, batch):
    import torch
    import torchvision

    tf32, half = THEIRS[options.torch]
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.manual_seed(7)
    network = torchvision.models.segmentation.deeplabv3_resnet50(
        weights=None, weights_backbone=None, num_classes=81, aux_loss=False)
    network = network.cuda().to(memory_format=torch.channels_last)
    pictures = torch.randn(batch, 3, size, size, device="cuda")
    pictures = pictures.to(memory_format=torch.channels_last)
    labels = torch.randint(0, 81, (batch, size, size), device="cuda")
    criterion = torch.nn.CrossEntropyLoss(ignore_index=255)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)

    def train():
        optimizer.zero_grad()
        with torch.autocast("cuda", torch.bfloat16, enabled=half):
            loss = criterion(network(pictures)["out"], labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def predict():
        with torch.inference_mode(), torch.autocast("cuda", torch.bfloat16, enabled=half):
            return network(pictures)["out"].argmax(1).to(torch.uint8).cpu()

    network.train(mode == "train")
    step, times = train if mode == "train" else predict, []
    torch.cuda.empty_cache()
    for i in range(WARMUP + options.steps):
        start = time.perf_counter()
        step()
        torch.cuda.synchronize()
        if i >= WARMUP:
            times.append((time.perf_counter() - start) * 1e3 / batch)
    return statistics.median(times), memory_used()  # PyTorch keeps what it had at most


def memory_used():
    """MiB of the first GPU."""
    out = subprocess.run(["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "-i", "0"],
                         capture_output=True, text=True, check=True).stdout
    return float(out)


def ours(options, precision, mode, size, batch):
    """Milliseconds a picture, and the most memory that was taken, MiB."""
    command = [options.bench, "--plugin", options.plugin, "--device", "cuda", "--precision", precision, "--mode", mode,
               "--size", str(size), "--batch", str(batch), "--steps", str(options.steps), "--warmup", str(WARMUP)]
    before = most = memory_used()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            most = max(most, memory_used())
            time.sleep(0.02)
        out = process.stdout.read()
    if process.returncode:
        sys.exit(f"speed.py: {command} failed")
    return json.loads(out)["ms_per_picture"], most - before


def theirs(options, name):
    """The same for each shape."""
    before = memory_used()
    out = subprocess.run([sys.executable, "-B", __file__, "--torch", name, "--steps", str(options.steps)],
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    return [(ms, mib - before) for ms, mib in json.loads(out)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--torch", choices=THEIRS)
    parser.add_argument("--bench")
    parser.add_argument("--plugin")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10)
    options = parser.parse_args()
    if options.torch:
        print(json.dumps([measure_torch(options, *shape) for shape in SHAPES]))
        return
    found = collections.defaultdict(list)
    for _ in range(options.rounds):
        for name in THEIRS:
            for shape, result in zip(SHAPES, theirs(options, name)):
                found[shape, f"PyTorch, {name}"].append(result)
        for precision in OURS:
            for shape in SHAPES:
                found[shape, f"Atelier, {precision}"].append(ours(options, precision, *shape))
    for (mode, size, batch), name in sorted(found, key=lambda key: SHAPES.index(key[0])):
        results = found[(mode, size, batch), name]
        times = [ms for ms, _ in results]
        memory = max(mib for _, mib in results) / 1024
        print(f"| {mode}, {batch} pictures of {size}x{size}, {name} "
              f"| {min(times):.2f} ms a picture ({max(times):.2f}), {memory:.1f} GiB |")


main()
