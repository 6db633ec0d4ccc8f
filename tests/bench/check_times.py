#!/usr/bin/env python3
"""Times `atelier check` with a warm registry: of each workflow that comes with the program, and of one with 1,000 stages.

    check_times.py PROGRAM [RUNS]

The best of RUNS (20) is printed: milliseconds of the whole process. The measures: 20 ms for a shipped workflow, 300 ms
for 1,000 stages. A check that ends with errors (data that is not there) counts as well: it has read everything.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

MOST_SHIPPED = 20
MOST_LARGE = 300


def large(stages):
    """A workflow in which each stage draws pictures of its own and a preview shows them."""
    lines = ["atelier = 1", "[params]", "count = 3"]
    for i in range(stages // 2):
        lines += [
            f"[stage.draw{i}]", 'use = "shapes.generator"', 'count = "@params.count"',
            f"[part.read{i}]", 'use = "coco.reader"', f'images = "@draw{i}.images"', f'annotations = "@draw{i}.annotations"',
            f"[stage.masks{i}]", 'use = "mask.writer"', f'dataset = "@read{i}"', 'overlap = "overlap.last"',
        ]
    return "\n".join(lines) + "\n"


def best(program, file, runs):
    """Milliseconds of the fastest of `runs` checks."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([program, "check", file], capture_output=True, check=False)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main():
    """Prints a line for each workflow; exits with 1 when one takes too long."""
    program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "large.toml"
        file.write_text(large(1000), encoding="utf-8")
        shipped = sorted((pathlib.Path(__file__).parents[2] / "workflows").glob("*.toml"))
        for workflow, most in [(path, MOST_SHIPPED) for path in shipped] + [(file, MOST_LARGE)]:
            took = best(program, workflow, runs)
            slow = slow or took > most
            print(f"{workflow.name:28} {took:7.1f} ms   of {most}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
