"""Take a hostile case, run it through the command line in bounds, and give what became of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.forked import run
from tests.hostile.corpus import Hostile, healthy_files

REPOSITORY = Path(__file__).parent.parent.parent
#: Of address space, far more than any of them may come to use.
MOST_MEMORY = 3_000_000_000
#: A case that takes this long hangs.
LONGEST = 90


@dataclass(frozen=True)
class Outcome:
    """What a case led to: how it ended, what was printed, and what lies where."""

    exit: int
    said: str
    outside: tuple[str, ...]
    pages: dict[str, str]


def outcome(case: Hostile, folder: Path) -> Outcome:
    """Write a case below a folder, run its command, and see what it left."""
    cases = folder / "cases"
    cases.mkdir()
    for name, content in {**healthy_files(), **case.files}.items():
        path = cases / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if case.make is not None:
        case.make(cases)
    before = _below(folder)
    bounds = {"CPREPORT_MAX_TEMPLATE_SECONDS": "3"}
    surroundings = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(REPOSITORY)}
    environment = {**os.environ, **surroundings, **bounds}
    done = run(
        case.command, cwd=folder, environment=environment, memory=MOST_MEMORY, timeout=LONGEST
    )
    new = {n: how for n, how in _below(folder).items() if before.get(n) != how}
    gone = before.keys() - _below(folder).keys()
    outside = [*(n for n in new if not n.startswith("output")), *gone]
    pages = {
        path.relative_to(folder / "output").as_posix(): path.read_text("utf-8")
        for path in (folder / "output").rglob("*.html")
    }
    return Outcome(done.returncode, done.stdout + done.stderr, tuple(sorted(outside)), pages)


def _below(folder: Path) -> dict[str, tuple[int, int]]:
    """Give the size and time of everything below a folder, without following a link."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            continue
        known = path.lstat()
        found[os.fspath(path.relative_to(folder))] = known.st_size, known.st_mtime_ns
    return found
