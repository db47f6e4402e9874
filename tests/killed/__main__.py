"""Kill whole builds at random moments: `python -m tests.killed FOLDER --rounds 100 --cases 40`.

A series has two titles in turn, so that every round must make every document anew. Each build is
killed at a moment drawn from the time that a whole one takes: by turns with all its processes, or
alone, so that its workers must end by themselves. Then only whole files may be there, of the one
title or the other; and the next build must leave what a build into an empty folder leaves.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.killed import not_whole, outputs, retitle, series, unfinished, unlike

_TITLES = ("one", "other")
#: Seconds within which workers must notice that their build is gone.
_LONGEST = 20.0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.killed")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=100, help="builds to be killed")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--to", default="html")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    cases = series(asked.folder, asked.cases)
    clean, seconds = _clean_builds(cases, asked.to)
    chance = random.Random(asked.seed)
    counts = Counter[str]()
    faults: list[str] = []
    while counts["killed"] < asked.rounds:
        number = counts["rounds"]
        retitle(cases, _TITLES[number % 2])
        found = _round(cases, asked.to, clean, chance.uniform(0, seconds), number, counts)
        faults += [f"round {number}: {fault}" for fault in found]
        print(json.dumps({**counts, "faults": faults}), flush=True)
    return 1 if faults else 0


def _clean_builds(cases: Path, form: str) -> tuple[list[Path], float]:
    """Build each title into a folder of its own; give these, and the seconds of the last build."""
    clean = [cases.parent / title for title in _TITLES]
    for output in clean:
        retitle(cases, output.name)
        started = time.monotonic()
        _build(cases, output, form).wait()
    return clean, time.monotonic() - started


def _round(
    cases: Path, form: str, clean: list[Path], moment: float, number: int, counts: Counter[str]
) -> list[str]:
    """Kill a build after so many seconds, look at what it leaves, and build again."""
    output = cases.parent / "output"
    build = _build(cases, output, form)
    try:
        build.wait(moment)
        counts["ended before"] += 1
    except subprocess.TimeoutExpired:
        (os.killpg if number % 4 < 2 else os.kill)(build.pid, signal.SIGKILL)
        build.wait()
        counts["killed"] += 1
    faults = [] if _all_gone(build.pid) else ["workers are left"]
    output.mkdir(exist_ok=True)
    counts["left unfinished"] += bool(unfinished(output))
    faults += [f"{name} is not whole" for name in not_whole(output, *map(outputs, clean))]
    after = _build(cases, output, form, "--format", "json")
    said = after.communicate()[1].decode()
    counts["pages made before"] += said.count("unchanged  ")
    counts["pages made after"] += said.count(" s  ")
    faults += [f"{name} differs" for name in unlike(output, clean[number % 2])]
    faults += [f"{name} is left" for name in unfinished(output)]
    counts["rounds"] += 1
    return faults if after.returncode == 0 else [*faults, f"it ended with {after.returncode}"]


def _build(cases: Path, output: Path, form: str, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cpreport", "build", str(cases), "-o", str(output)]
    return subprocess.Popen(
        [*command, "--to", form, *more],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if more else subprocess.DEVNULL,
        start_new_session=True,
    )


def _all_gone(group: int) -> bool:
    """Whether every process of a killed build has ended, given a little time."""
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
