#!/usr/bin/env python3
"""Times what people wait for before any stage runs, each beside what it may take at most.

    workflow_times.py PROGRAM [--runs N] [--data DIR] [--smoke]

- `check` with a warm registry: of each workflow that comes with the program, and of one with 1,000 stages. One that ends
  with errors (data that is not there) counts as well: it has read everything.
- `check` with a cold registry: all plugin files are asked what they are.
- `plan` of a workflow with 100,000 input files that have not changed.
- `run` of coco-deeplabv3.toml when every stage's result is there: the first run, on a few real pictures from DIR, is not
  timed.

The best of N (20) is printed, in milliseconds of the whole process; exits with 1 when one takes longer. --smoke: few runs
and files, and no time is judged.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

WORKFLOWS = pathlib.Path(__file__).resolve().parents[2] / "workflows"


def many_stages(stages):
    """A workflow in which each stage draws pictures of its own and label maps are made of them."""
    lines = ["atelier = 1", "[params]", "count = 3"]
    for i in range(stages // 2):
        lines += [
            f"[stage.draw{i}]", 'use = "shapes.generator"', 'count = "@params.count"',
            f"[part.read{i}]", 'use = "coco.reader"', f'images = "@draw{i}.images"', f'annotations = "@draw{i}.annotations"',
            f"[stage.masks{i}]", 'use = "mask.writer"', f'dataset = "@read{i}"', 'overlap = "overlap.last"',
        ]
    return "\n".join(lines) + "\n"


def many_files(folder, count):
    """A workflow whose input is a folder of `count` files."""
    for i in range(count):
        part = folder / "files" / str(i // 1000)
        if i % 1000 == 0:
            part.mkdir(parents=True)
        (part / f"{i}.jpg").write_text(str(i), encoding="utf-8")
    file = folder / "files.toml"
    file.write_text(
        'atelier = 1\n[part.pairs]\nuse = "samples.folder"\nimages = "files"\nmasks = "files"\nclasses = ["thing"]\n'
        '[stage.look]\nuse = "preview.samples"\nsamples = "@pairs"\n', encoding="utf-8")
    return file


class Timer:
    """Prints a line for each thing that is timed, and knows whether one took too long."""

    def __init__(self, program, runs, smoke):
        self.program, self.runs, self.smoke, self.slow = program, runs, smoke, False

    def run(self, words, allowed=(0,), environment=None):
        """The program's output; a failure ends this program."""
        done = subprocess.run([self.program, *words], capture_output=True, text=True, check=False, env=environment)
        if done.returncode not in allowed:
            sys.exit(f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def best(self, name, most, words, allowed=(0,), runs=None, environment=None, before=lambda: None):
        """Times the fastest of the runs."""
        times = []
        for _ in range(runs or self.runs):
            before()
            start = time.perf_counter()
            self.run(words, allowed, environment)
            times.append(time.perf_counter() - start)
        took = min(times) * 1000
        self.slow = self.slow or (took > most and not self.smoke)
        print(f"{name:44} {took:8.1f} ms   of {most}", flush=True)


def time_checks(timer, folder):
    """With a warm registry, and then with a cold one."""
    large = folder / "large.toml"
    large.write_text(many_stages(1000), encoding="utf-8")
    for workflow in sorted(WORKFLOWS.glob("*.toml")):
        timer.best(f"check {workflow.name}", 20, ["check", workflow], (0, 3))
    timer.best("check, 1,000 stages", 300, ["check", large])
    cache = folder / "cache"
    cold = dict(os.environ, XDG_CACHE_HOME=str(cache))
    timer.best("check, cold registry", 400, ["check", WORKFLOWS / "quickstart.toml"], environment=cold,
               before=lambda: shutil.rmtree(cache, ignore_errors=True))


def time_plan(timer, folder, count):
    """The files are read by a first plan, a moment after they were written: what is too new is never believed."""
    words = ["plan", many_files(folder, count), "--workspace", folder / "plan"]
    time.sleep(3)
    timer.run(words)
    timer.best(f"plan, {count:,} unchanged files", 1000, words, runs=min(timer.runs, 5))


def time_reuse(timer, folder, coco):
    """Of every stage of the classic notebook's workflow, trained for a moment."""
    annotations = next(coco.glob("annotations/instances_val*.json"))
    words = ["run", WORKFLOWS / "coco-deeplabv3.toml", "--profile", "smoke", "--workspace", folder / "reuse", "--set",
             f"params.images={coco / 'val2017'}", "--set", f"params.annotations={annotations}"]
    timer.run(words)
    timer.best("run coco-deeplabv3.toml, nothing to do", 200, words)


def main():
    """Prints a line for each; exits with 1 when one takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--data", type=pathlib.Path, default=WORKFLOWS.parents[1] / "shared/data")
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    timer = Timer(options.program, 1 if options.smoke else options.runs, options.smoke)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        time_checks(timer, folder)
        time_plan(timer, folder, 2000 if options.smoke else 100_000)
        time_reuse(timer, folder, options.data / "coco")
    return 1 if timer.slow else 0


if __name__ == "__main__":
    sys.exit(main())
