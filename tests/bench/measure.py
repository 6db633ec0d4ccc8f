"""Runs commands alternately and says what they took: wall time, processor time, peak memory; and their ratios."""

import json
import os
import statistics
import subprocess
import tempfile
import time


class Failed(Exception):
    pass


def run(command):
    """One run of a command: seconds of wall and processor time and the peak memory in MiB of it and its children."""
    with tempfile.TemporaryFile() as said:
        before = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - before
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            said.seek(0)
            text = said.read().decode(errors="replace")[-4000:]
            raise Failed(f"exit {child.returncode}: {' '.join(map(str, command))}\n{text}")
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}


def alternate(commands, pairs, prepare=lambda name: None):
    """commands: {name: argv}. A warm-up of each, then A B A B …; gives {name: [run, …]}. prepare(name) is not timed."""
    runs = {name: [] for name in commands}
    for turn in range(pairs + 1):
        for name, command in commands.items():
            prepare(name)
            result = run(command)
            if turn > 0:
                runs[name].append(result)
    return runs


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def ratios(runs, ours, theirs, figure):
    """Pair by pair, theirs / ours: how many times less we take."""
    return spread([b[figure] / a[figure] for a, b in zip(runs[ours], runs[theirs])])


def shown(s, digits=3):
    """Median (min to max)."""

    def number(value):
        return f"{value:,.{max(0, digits - len(str(int(abs(value)))))}f}"

    return f"{number(s['median'])} ({number(s['min'])} to {number(s['max'])})"


def table(head, rows):
    rows = [head] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for i, row in enumerate(rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        if i == 0:
            print("  ".join("-" * width for width in widths))
    print(flush=True)


def compare(runs, theirs):
    """Prints all figures of all commands, and the ratio of `theirs` to each of the others. Gives them for the record."""
    figures = {"wall_s": "wall, s", "cpu_s": "processor, s", "peak_mib": "peak memory, MiB"}
    record = {name: {figure: spread([r[figure] for r in list_]) for figure in figures} for name, list_ in runs.items()}
    table([""] + list(figures.values()),
          [[name] + [shown(record[name][figure]) for figure in figures] for name in runs])
    record["ratios"] = {name: {figure: ratios(runs, name, theirs, figure) for figure in figures}
                        for name in runs if name != theirs}
    table([f"{theirs} / …, pair by pair"] + list(figures.values()),
          [[name] + [shown(of[figure]) for figure in figures] for name, of in record["ratios"].items()])
    return record


class Results:
    """A line of JSON for each benchmark."""

    def __init__(self, path):
        self.path = path

    def add(self, benchmark, **record):
        line = {"benchmark": benchmark, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                "processors": os.cpu_count(), **record}
        with open(self.path, "a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
