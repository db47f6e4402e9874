"""Say whether any file in the folders of a build changed since the last one finished.

Files are looked at from outside only, at their names, sizes and times: none is opened, and nothing
is imported that reads cases. Where anything looks different, or cannot be told, the build itself
decides by content.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

import cpreport
from cpreport.problems import Place, Problem
from cpreport.shipped import shipped_folder

#: Where a build keeps what is only of use to the next one.
OWN = ".cpreport"
#: What the build that is at work, or was stopped, has written or was about to.
UNDER_WAY = ".cpreport-under-way"
_FORMAT = 1
#: Linux writes it anew whenever a library comes or goes: another Pango sets other pages.
_LIST_OF_LIBRARIES = "/etc/ld.so.cache"
#: A file changed this shortly before it was looked at may have changed once more without a trace:
#: file systems count time in steps.
_TOO_FRESH = 100_000_000


@dataclass(frozen=True, slots=True)
class Finished:
    """A build that ended, and what it had to say.

    cases, documents : int
        How many there were.
    """

    cases: int
    documents: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """How the files that a build reads looked before it read them.

    safe : bool
        Whether they can be told from what they may become later.
    """

    digest: str
    safe: bool


def seen(folder: Path, asked: str) -> Seen:
    """Look at everything that a build of a series depends on.

    Parameters
    ----------
    asked : str
        What is to be built, in words that are the same for the same order.
    """
    beside = folder.resolve().parent
    return seen_in(_listed([folder, beside / "templates", beside / "styles"]), asked)


def seen_in(series: Iterable[str], asked: str) -> Seen:
    """Look at everything else that a build depends on.

    Parameters
    ----------
    series : iterable of str
        A line for every file of the series and beside it, that changes when the file does.
    """
    now = time.time_ns()
    own = (Path(cpreport.__file__).parent, *(shipped_folder(n) for n in ("templates", "styles")))
    # Whatever is installed or taken out changes the folder that holds the libraries.
    libraries = os.stat(Path(click.__file__).parent.parent)
    settings = sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith("CPREPORT_"))
    around = [asked, sys.version, *settings, str(libraries.st_mtime_ns), _system_libraries()]
    around.append(_pandoc())
    entries = ["\0".join(around), *series, *_listed(own)]
    newest = max(map(_changed, entries[1:]), default=0)
    return Seen(_digest(entries), newest < now - _TOO_FRESH)


def _system_libraries() -> str:
    """Say when a library of the system was last installed or taken out, where it keeps a list."""
    with contextlib.suppress(OSError):
        return str(os.stat(_LIST_OF_LIBRARIES).st_mtime_ns)
    return ""


def _pandoc() -> str:
    """Say which Pandoc of the system there is, and since when: it may set the references."""
    with contextlib.suppress(OSError):
        path = shutil.which("pandoc")
        return f"{path} {os.stat(path).st_mtime_ns}" if path else ""
    return ""


def _changed(entry: str) -> int:
    """Read the time of a file's last change; what is elsewhere is not told apart by times."""
    time = entry.rsplit("\0", 1)[1]
    return int(time) if time.isdigit() else 0


def finished_before(before: Seen, output: Path) -> Finished | None:
    """Find the last build into a folder, where it would come out the same now; else None."""
    if os.path.lexists(output / UNDER_WAY):
        return None
    try:
        known = (output / OWN / "seen.json").read_bytes()
    except OSError:
        return None
    return finished_as(before, known, _listed([output]))


def finished_as(before: Seen, content: bytes, outputs: Iterable[str]) -> Finished | None:
    """Read the build that was noted, where it would come out the same now; else None."""
    try:
        known: dict[str, Any] = json.loads(content)
        if [known["format"], known["inputs"]] != [_FORMAT, before.digest]:
            return None
        if known["outputs"] != _digest(outputs):
            return None
        problems = tuple(map(_problem, known["problems"]))
        return Finished(known["cases"], known["documents"], problems)
    except (ValueError, KeyError, TypeError):
        return None


def finish(before: Seen, output: Path, ended: Finished) -> None:
    """Note that a build has ended; where that cannot be noted, the next one looks for itself."""
    if not before.safe:
        return
    content = noted(before, _listed([output]), ended)
    path = output / OWN / "seen.json"
    with contextlib.suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        temporary = path.with_name(f"seen-{os.getpid()}.json")
        temporary.write_bytes(content)
        temporary.replace(path)


def noted(before: Seen, outputs: Iterable[str], ended: Finished) -> bytes:
    """Word the note that a build has ended."""
    data = {
        "format": _FORMAT,
        "inputs": before.digest,
        "outputs": _digest(outputs),
        "cases": ended.cases,
        "documents": ended.documents,
        "problems": [asdict(problem) for problem in ended.problems],
    }
    return json.dumps(data, ensure_ascii=False).encode()


def forget(output: Path) -> None:
    """Delete what the last build noted: another is under way."""
    with contextlib.suppress(OSError):
        (output / OWN / "seen.json").unlink()


def _problem(entry: dict[str, Any]) -> Problem:
    place, allowed = Place(**entry.pop("place")), tuple(entry.pop("allowed"))
    return Problem(**entry, place=place, allowed=allowed)


def _listed(roots: Iterable[Path]) -> Iterator[str]:
    """Yield a line for every file: path, size, number, and the time of its last change."""
    for root in roots:
        yield from _below(str(root.resolve()))


def _below(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
            continue
        try:
            known = entry.stat()
        except OSError:
            continue
        # The second time tells also of a file whose first was set back.
        first, second = known.st_mtime_ns, known.st_ctime_ns
        # Of ten thousand files, words put together one by one take a fifth of the time.
        looks = f"{known.st_mode}\0{known.st_size}\0{known.st_ino}\0{first}\0{second}"
        yield f"{entry.path}\0{looks}\0{max(first, second)}"


def _digest(entries: Iterable[str]) -> str:
    text = "\n".join(entries).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()
