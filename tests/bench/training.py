"""Benchmarks of training and prediction. bench.py calls them; README.md says what each is."""

import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import time

from measure import Failed, run, shown, spread, table

HERE = pathlib.Path(__file__).resolve().parent
SYSTEM_PYTHON = "/usr/bin/python3"
SCRIPT = HERE / "train/torch_train.py"
# Memory that stays where it was freed, as plugins/torch_models/device.cpp asks for it, in the words of glibc's
# environment; with more at a time, because here all tensors come from malloc.
MALLOC = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": str(2**31 - 1), "MALLOC_TOP_PAD_": str(256 << 20)}
# The most that oneDNN may use; "": what the processor has.
CAPS = {"all": "", "no bfloat16": "AVX512_CORE_VNNI", "AVX2": "AVX2"}


def figures_of(command, environment=None):
    """Runs a program that ends by printing a JSON object, and gives that."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                          env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        raise Failed(f"exit {done.returncode}: {' '.join(map(str, command))}\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


class TrainingBench:
    def __init__(self, bench):
        self.bench = bench
        self.options = bench.options
        self.ours = bench.program("tests/bench_train", "bench_train")
        self.plugin = bench.options.build / "lib/atelier/plugins/torch_models.so"
        smoke = self.options.smoke
        self.sizes = ["--size", 32 if smoke else 256, "--batch", 2 if smoke else 8, "--classes", 81,
                      "--steps", 1 if smoke else self.options.steps, "--warmup", 1 if smoke else 2]
        self.pythons = {}
        if self.has_torch(SYSTEM_PYTHON):
            self.pythons["1.13"] = SYSTEM_PYTHON
        if self.options.torch:
            self.pythons["2.x"] = self.options.torch / "bin/python"

    @staticmethod
    def has_torch(python):
        return subprocess.run([python, "-c", "import torch, torchvision"], capture_output=True,
                              check=False).returncode == 0

    def our_command(self, mode, precision="default", plugin=None):
        return [self.ours, "--plugin", plugin or self.plugin, "--mode", mode, "--precision", precision, *self.sizes]

    def probe(self):
        """GFLOP/s of register loops: what else the machine is doing shows here."""
        return figures_of([self.ours, "--mode", "probe"])

    def series(self, commands):
        """commands: {name: (argv, environment)}, in turn, `--pairs` times; gives {name: [figures, …]}."""
        runs, probes = {name: [] for name in commands}, []
        for _ in range(self.options.pairs):
            probes.append(self.probe())
            for name, (command, environment) in commands.items():
                runs[name].append(figures_of(command, environment))
        for key, unit in (("float32_gflops", "float32"), ("bfloat16_gflops", "bfloat16")):
            print(f"the processor in {unit}: {shown(spread([p[key] for p in probes]))} GFLOP/s")
        print()
        return runs, probes

    def best_variant(self, mode, python):
        """The fastest way of tuning this torch, by one short run of each."""
        script = [python, "-B", SCRIPT, "--mode", mode]
        taken = {}
        for variant in figures_of([*script, "--variant", "list"]):
            try:
                taken[variant] = figures_of([*script, "--variant", variant, *self.sizes])["ms_per_picture"]
            except Failed as e:
                print(f"{variant} does not work with this torch: {str(e).splitlines()[-1]}")
        best = min(taken, key=taken.get)
        print(f"{python}: best tuned by {best}: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in taken.items()))
        return best

    def theirs(self, mode):
        commands = {}
        for version, python in self.pythons.items():
            script = [python, "-B", SCRIPT, "--mode", mode, *self.sizes]
            tuned = [*script, "--setting", "tuned", "--variant", self.best_variant(mode, python)]
            commands[f"torch {version}, best tuned"] = (tuned, None)
            if version == "2.x":
                commands[f"torch {version}, best tuned, our malloc"] = (tuned, MALLOC)
            else:
                commands[f"torch {version}, as the original"] = ([*script, "--setting", "plain"], None)
        return commands

    def against_torch(self, mode, aims):
        ours = "atelier"
        if not self.pythons:
            print("no torch to compare with: as root, apt-get install --no-install-recommends python3-torch "
                  "python3-torchvision")
        commands = {ours: (self.our_command(mode), None), "atelier, float32": (self.our_command(mode, "float32"), None)}
        if self.options.before:
            commands["before, float32"] = (self.our_command(mode, "float32", self.options.before), None)
        commands.update(self.theirs(mode))
        runs, probes = self.series(commands)
        rows, record = [], {}
        for name, list_ in runs.items():
            base = "atelier, float32" if name == "before, float32" else ours
            pairs = list(zip(runs[base], list_))
            record[name] = {"ms_per_picture": spread([r["ms_per_picture"] for r in list_]),
                            "peak_rss_mib": spread([r["peak_rss_mib"] for r in list_]),
                            "time_ratio": spread([a["ms_per_picture"] / b["ms_per_picture"] for a, b in pairs]),
                            "memory_ratio": spread([a["peak_rss_mib"] / b["peak_rss_mib"] for a, b in pairs])}
            of = record[name]
            rows.append([name, shown(of["ms_per_picture"]), shown(of["time_ratio"], 3), aims.get(name, ""),
                         shown(of["peak_rss_mib"], 4), shown(of["memory_ratio"], 3)])
        table([mode, "ms a picture", "ours / this", "at most", "peak MiB", "ours / this"], rows)
        self.bench.results.add(mode, probes=probes, **record)

    def train(self):
        self.against_torch("train", {"torch 1.13, best tuned": "0.65", "torch 2.x, best tuned": "0.75",
                                     "torch 2.x, best tuned, our malloc": "0.80", "torch 1.13, as the original": "0.40",
                                     "before, float32": "0.85"})

    def predict(self):
        self.against_torch("predict", {"torch 1.13, best tuned": "0.75", "torch 2.x, best tuned": "0.75"})

    def precision(self):
        """`auto` must be within 5 % of the better choice, whatever the processor can do."""
        rows, record = [], {}
        for cap, isa in CAPS.items():
            environment = {"ONEDNN_MAX_CPU_ISA": isa, "DNNL_MAX_CPU_ISA": isa} if isa else None
            commands = {choice: (self.our_command("train", choice), environment) for choice in ("auto", "float32")}
            bfloat16 = (self.our_command("train", "bfloat16"), environment)
            if self.works(bfloat16):  # oneDNN has none of it below AVX-512
                commands["bfloat16"] = bfloat16
            runs, _ = self.series(commands)
            taken = {choice: [r["ms_per_picture"] for r in of] for choice, of in runs.items()}
            better = min(set(taken) - {"auto"}, key=lambda choice: statistics.median(taken[choice]))
            ratio = spread([a / b for a, b in zip(taken["auto"], taken[better])])
            record[cap] = {**{choice: spread(of) for choice, of in taken.items()}, "better": better, "ratio": ratio}
            cells = [shown(spread(taken[choice])) if choice in taken else "not possible"
                     for choice in ("auto", "float32", "bfloat16")]
            rows.append([cap, *cells, better, shown(ratio)])
        table(["oneDNN may use", "auto, ms", "float32", "bfloat16", "better", "auto / better (at most 1.05)"], rows)
        self.bench.results.add("precision", caps=record)

    @staticmethod
    def works(command):
        argv, environment = command
        small = ["--size", 32, "--batch", 2, "--steps", 1, "--warmup", 0]
        try:
            figures_of([*argv, *small], environment)
        except Failed:
            return False
        return True

    def workflow(self):
        """A run of coco-deeplabv3.toml: start to first step, and what of the time the steps themselves do not take."""
        workspace = self.bench.files / "training"
        shutil.rmtree(workspace, ignore_errors=True)
        coco = self.options.data / "coco"
        size = 64 if self.options.smoke else 256
        command = [self.bench.atelier, "run", HERE.parents[1] / "workflows/coco-deeplabv3.toml", "train", "--workspace",
                   workspace, "--progress", "none", "--set", f"params.images={coco / 'val2017'}",
                   "--set", f"params.annotations={coco / 'annotations/instances_val2017.json'}",
                   "--set", f"params.size=[{size},{size}]", "--set", "params.epochs=1"]
        rows = []
        for seed in range(self.options.pairs + 1):  # the first one makes the masks too
            start = time.time()
            taken = run([*command, "--set", f"run.seed={100 + seed}"])
            figures = workflow_figures(start, taken, workspace / "runs/latest/events.jsonl")
            if seed > 0:
                rows.append(figures)
        record = {name: spread([of[name] for of in rows]) for name in rows[0]}
        aims = {"start_to_first_step_s": "2", "loader_wait_percent": "2", "all_outside_steps_percent": "3"}
        table([f"coco-deeplabv3.toml at {size}x{size}", "", "at most"],
              [[name.replace("_", " "), shown(of), aims.get(name, "")] for name, of in record.items()])
        shutil.rmtree(workspace)
        self.bench.results.add("workflow", size=size, **record)

    def quickstart(self):
        workspace = self.bench.files / "quickstart"
        shutil.rmtree(workspace, ignore_errors=True)
        command = [self.bench.atelier, "run", HERE.parents[1] / "workflows/quickstart.toml", "--workspace", workspace,
                   "--progress", "none"]
        if self.options.smoke:
            command += ["--set", "params.pictures=20", "--set", "params.epochs=1", "--set", "params.size=[32,32]"]
        taken = run(command)
        metrics = json.loads((workspace / "runs/latest/outputs/evaluate/metrics.json").read_text())
        shutil.rmtree(workspace)
        table(["quickstart", "", "aim"],
              [["wall, s", f"{taken['wall_s']:.1f}", "at most 180"], ["mean IoU", f"{metrics['mean_iou']:.3f}", "at least 0.65"],
               ["peak MiB", f"{taken['peak_mib']:,.0f}", ""]])
        self.bench.results.add("quickstart", mean_iou=metrics["mean_iou"], **taken)


def workflow_figures(start, taken, events_file):
    """From the events of a run that began at `start`. The first step's own time is taken to be that of the second."""
    events = [json.loads(line) for line in events_file.read_text().splitlines()]
    steps = [datetime.datetime.fromisoformat(e["time"].replace("Z", "+00:00")).timestamp()
             for e in events if e.get("name") == "train/step_loss"]
    shares = {name: [e["value"] for e in events if e.get("name") == f"train/{name}"]
              for name in ("loader_wait", "saving", "around_steps")}
    if len(steps) < 3 or not all(shares.values()):
        raise Failed(f"{events_file} does not tell of its steps and what they wait for")
    percent = {f"{name}_percent": 100 * statistics.mean(of) for name, of in shares.items()}
    return {"start_to_first_step_s": steps[0] - start - (steps[1] - steps[0]),
            "step_s": (steps[-1] - steps[0]) / (len(steps) - 1), **percent,
            "all_outside_steps_percent": sum(percent.values()), "wall_s": taken["wall_s"], "peak_mib": taken["peak_mib"]}
