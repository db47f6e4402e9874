"""Run a command, and measure its wall time, processor time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.work import HERE


@dataclass(frozen=True, slots=True)
class Took:
    """What one run took.

    wall, cpu : float
        Seconds; of processor, that of the processes it started included.
    peak_mb : float
        The most memory of the largest of its processes.
    """

    wall: float
    cpu: float
    peak_mb: float


def run(*words: str | Path, said: Path | None = None) -> Took:
    """Run Python with these words; it must succeed.

    Parameters
    ----------
    said : Path or None
        Where what it prints goes; default: nowhere.
    """
    with open(said or os.devnull, "wb") as output, open(os.devnull, "wb") as nowhere:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words],
            stdout=output,
            stderr=nowhere,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} ended with {process.returncode}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cpreport(*words: str | Path) -> Took:
    """Run a command of cpreport."""
    return run("-m", "cpreport", *words, "--quiet")
