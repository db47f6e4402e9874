"""Be one contender: hear ids of cases on stdin, make their reports, and say what that took."""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.work import Missing, Work


def main(name: str, folder: str) -> None:
    """Answer a line of JSON for every line of JSON."""
    # What a contender prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    try:
        ready = importlib.import_module(f"benchmarks.contenders.{name}").contender(
            Work(Path(folder))
        )
    except (Missing, ModuleNotFoundError) as error:
        say({"missing": str(error)})
        return
    say({"version": ready.version})
    for line in sys.stdin:
        ids = json.loads(line)
        ready.forget()
        wall, cpu = time.perf_counter(), _cpu()
        made = ready.make(ids)
        wall, cpu = time.perf_counter() - wall, _cpu() - cpu
        whole = [path for path in made if path.read_bytes().startswith(b"%PDF")]
        if len(whole) != len(ids):
            say({"failed": f"{len(whole)} PDFs of {len(ids)}"})
            return
        say({"wall": wall, "cpu": cpu, "peak_mb": _peak(), "pages": _pages(made)})


def _cpu() -> float:
    """Give the seconds of processor that this process and its children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used) + sum(map(_cpu_of, _living_children()))


def _living_children() -> list[str]:
    """Name those that have not ended, such as the one that compiles by Typst; on Linux alone."""
    threads = Path("/proc/self/task").glob("*/children")
    return [child for path in threads for child in path.read_text("ascii").split()]


def _cpu_of(process: str) -> float:
    try:
        said = Path(f"/proc/{process}/stat").read_text("ascii", "replace")
    except OSError:
        return 0.0
    user, system = said.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak() -> dict[str, float]:
    """Give the most memory this process and the largest of its children had, in MB.

    A process begins with the record of the one that started it, so its own is read elsewhere.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return {
        "self": int(status.partition("VmHWM:")[2].split()[0]) / 1024,
        "largest_child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _pages(made: list[Path]) -> int:
    # Compressed objects hide the count from a plain search, so a reader counts where there is one.
    try:
        from pypdf import PdfReader
    except ImportError:
        return 0
    return sum(len(PdfReader(path).pages) for path in made)


if __name__ == "__main__":
    main(*sys.argv[1:3])
