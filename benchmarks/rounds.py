"""Run contenders in turns, and measure every round."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.work import HERE, Work

#: Contenders that are Python packages of their own live here (`make bench-peers`).
PEERS = HERE / ".peers"
CONTENDERS = tuple(
    sorted(p.stem for p in (HERE / "contenders").glob("*.py") if p.stem != "__init__")
)
#: Those that need the packages of `peers.txt`.
_IN_PEERS = {"papermill_weasyprint", "myst_typst"}


@dataclass(frozen=True, slots=True)
class Run:
    """What one contender took, round by round.

    wall, cpu : list of float
        Seconds; of processor, its finished children's included.
    peak_mb : dict
        The most memory of its process and of the largest child.
    skipped : str
        Why there is nothing to tell: what is not installed, or what failed.
    """

    name: str
    version: str = ""
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: Mapping[str, float] = field(default_factory=dict)
    pages: int = 0
    skipped: str = ""


def in_turns(work: Work, names: Sequence[str], rounds: int) -> list[Run]:
    """Let every contender make all reports, one after the other, in each round.

    Each is a process of its own that lives for all rounds. It makes one report before the first
    round, so that what is measured is warm.
    """
    with _started(work, names) as processes:
        runs = {name: _first_answer(name, process) for name, process in processes.items()}
        ids = work.ids
        for name, process in processes.items():
            _take(runs, name, process, ids[:1], warm_up=True)
        for _ in range(rounds):
            for name, process in processes.items():
                _take(runs, name, process, ids)
    return list(runs.values())


def _take(
    runs: dict[str, Run],
    name: str,
    process: subprocess.Popen[str],
    ids: Sequence[str],
    *,
    warm_up: bool = False,
) -> None:
    run = runs[name]
    if run.skipped:
        return
    answer = _asked(process, ids)
    if "wall" not in answer:
        runs[name] = Run(name, run.version, skipped=answer.get("failed", "it ended"))
    elif not warm_up:
        runs[name] = Run(
            name,
            run.version,
            [*run.wall, answer["wall"]],
            [*run.cpu, answer["cpu"]],
            answer["peak_mb"],
            answer["pages"],
        )


def _first_answer(name: str, process: subprocess.Popen[str]) -> Run:
    answer = _heard(process)
    if "version" not in answer:
        return Run(name, skipped=f"not installed: {answer.get('missing', 'it did not start')}")
    return Run(name, answer["version"])


def _asked(process: subprocess.Popen[str], ids: Sequence[str]) -> dict[str, Any]:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(list(ids)) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return {}
    return _heard(process)


def _heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    answer: dict[str, Any] = json.loads(line) if line else {}
    return answer


@contextmanager
def _started(work: Work, names: Sequence[str]) -> Iterator[dict[str, subprocess.Popen[str]]]:
    said = (work.folder / "contenders.log").open("a", encoding="utf-8")
    processes = {
        name: subprocess.Popen(
            [_python(name), "-m", "benchmarks.contender", name, str(work.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=HERE.parent,
            env=_environment(),
        )
        for name in names
    }
    try:
        yield processes
    finally:
        for process in processes.values():
            if process.stdin is not None:
                process.stdin.close()
            process.wait()
        said.close()


def _python(name: str) -> str:
    own = PEERS / "bin" / "python"
    return str(own) if name in _IN_PEERS and own.exists() else sys.executable


def _environment() -> dict[str, str]:
    """Give the environment of all contenders: this checkout, and programs from either place."""
    paths = [str(Path(sys.executable).parent), os.environ.get("PATH", ""), str(PEERS / "bin")]
    return {
        **os.environ,
        "PYTHONPATH": str(HERE.parent),
        "PATH": os.pathsep.join(paths),
        "SOURCE_DATE_EPOCH": "0",
    }
