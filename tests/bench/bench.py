"""The benchmarks. Called by run.sh, which makes the environment; README.md says what they are."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

import compare_masks
import datasets
from measure import Failed, Results, alternate, compare, run, shown, spread, table
from training import SYSTEM_PYTHON, TrainingBench

HERE = pathlib.Path(__file__).resolve().parent
DATA = ["masks", "annotations", "scaling", "loader", "abi", "digests"]
TRAINING = ["train", "predict", "precision", "workflow", "quickstart"]


class Bench:
    def __init__(self, options):
        self.options = options
        self.files = options.folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.results = Results(options.results or options.folder / "results.jsonl")
        self.atelier = self.program("bin/atelier", "atelier")

    def program(self, path, target):
        program = self.options.build / path
        if not program.exists():
            sys.exit(f"bench: {program} is not there; build it first: ninja -C {self.options.build} {target}")
        return program

    def atelier_masks(self, annotations, workspace, threads=2):
        return [self.atelier, "run", HERE / "masks.toml", "--workspace", workspace, "--progress", "none",
                "--set", f"params.annotations={annotations}", "--set", f"run.threads={threads}"]

    def masks(self):
        large = self.options.pictures
        small = max(1, large // 4)
        print(f"masks: {large:,} pictures (and {small:,}, for the rate without start-up), 2 threads against 1 process")
        commands, counts = {}, {}
        for size in (small, large):
            annotations = self.files / f"pictures-{size}.json"
            counts[size] = datasets.write(self.options.data, annotations, pictures=size)
            commands[f"pycocotools + PIL, {size}"] = [sys.executable, HERE / "original_masks.py", annotations,
                                                      self.files / f"theirs-{size}"]
            commands[f"atelier, {size}"] = self.atelier_masks(annotations, self.files / f"ours-{size}")

        def clear(name):
            who, size = name.split(", ")
            shutil.rmtree(self.files / f"{'ours' if who == 'atelier' else 'theirs'}-{size}", ignore_errors=True)

        runs = alternate(commands, self.options.pairs, clear)
        record = {"pictures": large, "annotations": counts[large]["annotations"]}
        for size in (small, large):
            same = compare_masks.compare(self.files / f"theirs-{size}",
                                         self.files / f"ours-{size}/runs/latest/outputs/masks")
            print(f"{same:,} masks are the same, pixel for pixel, and both maps byte for byte")
        record[str(large)] = compare({name: list_ for name, list_ in runs.items() if name.endswith(f", {large}")},
                                     f"pycocotools + PIL, {large}")
        record["without_start"] = self.without_start(runs, small, large)
        self.results.add("masks", **record)

    def without_start(self, runs, small, large):
        """What the further pictures of the larger size cost, by the clock and by the processors' time."""
        record, rows = {}, []
        for what, figure in (("pictures a second", "wall_s"), ("pictures a processor second", "cpu_s")):
            theirs, ours = ([(large - small) / max(b[figure] - a[figure], 1e-3)
                             for a, b in zip(runs[f"{who}, {small}"], runs[f"{who}, {large}"])]
                            for who in ("pycocotools + PIL", "atelier"))
            ratio = spread([b / a for a, b in zip(theirs, ours)])
            record[figure] = {"theirs": spread(theirs), "ours": spread(ours), "ratio": ratio}
            rows.append([what, shown(spread(theirs)), shown(spread(ours)), shown(ratio)])
        table(["without start-up", "pycocotools + PIL", "atelier", "ratio"], rows)
        return record

    def annotations(self):
        program = self.program("tests/bench_annotations", "bench_annotations")
        file = self.files / f"annotations-{self.options.annotations}.json"
        count = datasets.write(self.options.data, file, annotations=self.options.annotations)
        size = file.stat().st_size / 1e6
        print(f"annotations: {size:,.1f} MB, {count['annotations']:,} annotations, {count['pictures']:,} pictures")
        plugin = self.options.build / "lib/atelier/plugins/coco.so"
        runs = alternate({"COCO(file)": [sys.executable, HERE / "original_reading.py", file],
                          "atelier, opened": [program, plugin, file, "open"],
                          "atelier, every instance listed": [program, plugin, file, "list"]}, self.options.pairs)
        self.results.add("annotations", megabytes=size, **count, **compare(runs, "COCO(file)"))

    def scaling(self):
        program = self.program("tests/bench_annotations", "bench_annotations")
        plugin = self.options.build / "lib/atelier/plugins/coco.so"
        sizes = [1000, 10000] if self.options.smoke else [1000, 10000, 100000, 1000000]
        print("scaling: every instance listed, and masks painted with 2 threads; once each after a warm-up")
        rows, record = [], []
        for size in sizes:
            file = self.files / f"annotations-{size}.json"
            count = datasets.write(self.options.data, file, annotations=size)
            workspace = self.files / "scaling"
            runs = {}
            for what, command in (("reading", [program, plugin, file, "list"]),
                                  ("masks", self.atelier_masks(file, workspace))):
                if size <= 100000:
                    run(command)
                shutil.rmtree(workspace, ignore_errors=True)
                runs[what] = run(command)
            shutil.rmtree(workspace, ignore_errors=True)
            record.append({**count, **runs})
            rows.append([f"{size:,}", f"{count['pictures']:,}"] +
                        [cell for each in runs.values() for cell in
                         (f"{each['wall_s'] / size * 1e6:,.2f}", f"{each['cpu_s'] / size * 1e6:,.2f}",
                          f"{each['peak_mib']:,.1f}")])
        table(["annotations", "pictures", "reading: us each", "cpu us", "peak MiB", "masks: us each", "cpu us",
               "peak MiB"], rows)
        few, many = record[-2], record[-1]
        more = many["pictures"] - few["pictures"]
        for what in ("reading", "masks"):
            kib = (many[what]["peak_mib"] - few[what]["peak_mib"]) * 1024 / more
            print(f"{what}: {kib:.2f} KiB of memory for each further picture with its annotations "
                  f"({more / (many['annotations'] - few['annotations']):.2f} pictures an annotation)")
        print()
        self.results.add("scaling", sizes=record)

    def loader(self):
        ours = self.options.build / "tests/bench_loader"
        if not ours.exists():
            print(f"loader: skipped: {ours} is not there; build it first: ninja -C {self.options.build} bench_loader\n")
            return
        has_torch = subprocess.run([SYSTEM_PYTHON, "-c", "import torch, torchvision, PIL"], capture_output=True,
                                   check=False).returncode == 0
        if not has_torch:
            print("loader: no comparison: as root, apt-get install --no-install-recommends python3-torch "
                  "python3-torchvision")
        count = 16 if self.options.smoke else 158 * 5
        pictures = self.files / f"loader-pictures-{count}"
        datasets.link_pictures(self.options.data, pictures, count)
        annotations = self.files / f"pictures-{count}.json"
        datasets.write(self.options.data, annotations, pictures=count)
        workspace = self.files / f"loader-masks-{count}"
        shutil.rmtree(workspace, ignore_errors=True)
        run(self.atelier_masks(annotations, workspace))
        masks = workspace / "runs/latest/outputs/masks/masks"
        cache = self.files / "loader-cache"
        few, many = (1, 2) if self.options.smoke else (1, 4)
        print(f"loader: {count:,} pictures to 256x256 in batches of 8, 2 workers; the rate is that of epochs "
              f"{few + 1} to {many}")
        commands = {}
        for epochs in (few, many):
            if has_torch:
                commands[f"torch + PIL, {epochs}"] = [SYSTEM_PYTHON, HERE / "original_loader.py", pictures, masks,
                                                      epochs, 2]
            commands[f"atelier, {epochs}"] = [ours, pictures, masks, epochs, "--workers", 2]
            commands[f"atelier with cache, {epochs}"] = [ours, pictures, masks, epochs, "--workers", 2, "--cache", cache]

        def clear(name):
            if "cache" in name:
                shutil.rmtree(cache, ignore_errors=True)

        runs = alternate(commands, self.options.pairs, clear)
        rates = {}
        for who in dict.fromkeys(name.rsplit(", ", 1)[0] for name in commands):
            pairs = zip(runs[f"{who}, {few}"], runs[f"{who}, {many}"])
            rates[who] = [count * (many - few) / max(b["wall_s"] - a["wall_s"], 1e-3) for a, b in pairs]
        record = {"pictures_per_second": {who: spread(of) for who, of in rates.items()}}
        rows = [[who, shown(spread(of))] for who, of in rates.items()]
        if has_torch:
            theirs = rates["torch + PIL"]
            record["ratios"] = {who: spread([a / b for a, b in zip(of, theirs)]) for who, of in rates.items()}
            rows = [row + [shown(record["ratios"][row[0]])] for row in rows]
        table(["", "pictures a second"] + (["times torch + PIL"] if has_torch else []), rows)
        self.results.add("loader", pictures=count, **record)

    def abi(self):
        program = self.program("tests/bench_abi", "bench_abi")
        plugins = [self.options.build / f"tests/abi_plugins/small_{kind}.so" for kind in ("schedule", "samples")]
        size = ["1", "1000"] if self.options.smoke else ["15", "2000000"]
        said = subprocess.run([program, *plugins, *size], capture_output=True, text=True, check=True).stdout
        print("abi: nanoseconds a call: virtual, through the ABI, and the difference")
        rounds = {}
        for name, direct, through in map(str.split, said.splitlines()):
            rounds.setdefault(name, []).append((float(direct), float(through)))
        record = {name: {"direct": spread([a for a, b in of]), "through": spread([b for a, b in of]),
                         "more": spread([b - a for a, b in of])} for name, of in rounds.items()}
        table(["", "virtual", "through the ABI", "more"],
              [[name] + [shown(of[figure]) for figure in ("direct", "through", "more")] for name, of in record.items()])
        self.results.add("abi", **record)

    def digests(self):
        program = self.program("tests/bench_digests", "bench_digests")
        megabytes, count = (4, 1000) if self.options.smoke else (256, 100000)
        large = [self.files / f"bytes-{megabytes}-{i}" for i in range(4)]
        for file in large:
            if not file.exists():
                file.write_bytes(os.urandom(2**20) * megabytes)
        cache = self.files / "stat_cache"
        commands = {"atelier": [program, cache, *large]}
        for name, command in (("xxhsum", ["xxhsum", "-H2"]), ("b3sum", ["b3sum"])):
            if shutil.which(name):
                commands[name] = [*command, *large]
        print(f"digests: {4 * megabytes:,} MiB in 4 files, as they lie in the page cache")
        runs = alternate(commands, self.options.pairs, lambda name: cache.unlink(missing_ok=True))
        rates = {name: spread([4 * megabytes / 1024 / r["wall_s"] for r in of]) for name, of in runs.items()}
        table(["", "GiB a second"], [[name, shown(of)] for name, of in rates.items()])
        folder = self.files / f"many-{count}"
        for i in range(count if not folder.exists() else 0):
            folder.mkdir(exist_ok=True)
            (folder / f"{i:06}").write_text(str(i))
        cache.unlink(missing_ok=True)
        run([program, cache, folder])
        time.sleep(0.1)  # a file read within a tick of its last change is read again
        print(f"digests: {count:,} unchanged files, and what looking at each takes")
        unchanged = alternate({"atelier": [program, cache, folder],
                               "find": ["find", folder, "-type", "f", "-printf", "%s %T@ %C@\\n"]}, self.options.pairs)
        seconds = {name: spread([r["wall_s"] for r in of]) for name, of in unchanged.items()}
        table(["", "seconds"], [[name, shown(of)] for name, of in seconds.items()])
        self.results.add("digests", mebibytes=4 * megabytes, gib_per_second=rates, files=count, unchanged_s=seconds)


def main():
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("what", nargs="?", default="all", choices=[*DATA, *TRAINING, "all"])
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--pairs", type=int)
    parser.add_argument("--pictures", type=int)
    parser.add_argument("--annotations", type=int)
    parser.add_argument("--torch", type=pathlib.Path, help="the environment with PyTorch 2.x")
    parser.add_argument("--before", type=pathlib.Path, help="another torch_models.so, for float32 against an older one")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    options.pairs = options.pairs or (1 if options.smoke else 3 if options.what in TRAINING else 5)
    options.pictures = options.pictures or (20 if options.smoke else 2000)
    options.annotations = options.annotations or (2000 if options.smoke else 859486)
    bench = Bench(options)
    names = [*DATA, *TRAINING] if options.what == "all" else [options.what]
    try:
        for name in names:
            getattr(TrainingBench(bench) if name in TRAINING else bench, name)()
    except (Failed, AssertionError) as e:
        sys.exit(f"bench: {e}")
    print("recorded in", bench.results.path)


main()
