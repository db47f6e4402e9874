"""Build a series of a size once, and print its time and the most memory of each kind of process.

`nice python -m benchmarks.scale 1000 --engine typst`; on Linux alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.commands import cpreport

#: By what stands in their command line; whatever is started otherwise is a helper of Python's.
_KINDS = {"spawn_main": "worker", "compile_process": "compile process"}


def main(words: list[str]) -> None:
    """Print what building `size` invented patients took, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--engine", default="typst")
    parser.add_argument("--to", default="pdf")
    parser.add_argument("--jobs", default="2")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        cpreport("init", "--demo", str(asked.size), name)
        told = ("--engine", asked.engine, "--to", asked.to, "--jobs", asked.jobs, "--quiet")
        command = [sys.executable, "-m", "cpreport", "build", f"{name}/cases", *told]
        before, started, peaks = _cpu(), time.perf_counter(), dict[str, int]()
        building = subprocess.Popen(command)
        while building.poll() is None:
            for process, kind in _processes(building.pid):
                peaks[kind] = max(peaks.get(kind, 0), _peak_mb(process))
            time.sleep(0.5)
        took = {"wall": time.perf_counter() - started, "cpu": _cpu() - before}
        print(json.dumps({"size": asked.size, **took, "peak_mb": peaks}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _processes(parent: int) -> Iterator[tuple[int, str]]:
    """Yield the process of a build and those below it, with their kinds."""
    yield parent, "parent"
    below = [parent]
    while below:
        try:
            threads = Path(f"/proc/{below.pop()}/task").glob("*/children")
            children = [int(child) for one in threads for child in one.read_text("ascii").split()]
        except OSError:
            continue
        below += children
        for child in children:
            yield child, _kind(child)


def _kind(process: int) -> str:
    try:
        command = Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace")
    except OSError:
        command = ""
    return next((kind for sign, kind in _KINDS.items() if sign in command), "helper")


def _peak_mb(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    except OSError:
        return 0
    _, found, rest = status.partition("VmHWM:")
    return int(rest.split()[0]) // 1024 if found else 0


if __name__ == "__main__":
    main(sys.argv[1:])
