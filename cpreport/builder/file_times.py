"""Take a series folder before it is read, and tell later which of its files were changed meanwhile.

A build reads the files once and hashes them once. A file that is saved between the two would have a
document of its old content kept under the hash of its new one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

Stamp = tuple[int, int, int]
#: Stands for the hash of a file that was changed while it was read; no file has it.
_UNSETTLED = "changed while it was read"


def stamps(folder: Path) -> dict[str, Stamp]:
    """Give, by name, when each file of a folder was last changed, its size and its number."""
    found: dict[str, Stamp] = {}
    for within, _, names in os.walk(folder):
        for name in names:
            path = Path(within, name)
            if (stamp := _stamp(path)) is not None:
                found[path.relative_to(folder).as_posix()] = stamp
    return found


def settled(hashes: Mapping[str, str], before: Mapping[str, Stamp], folder: Path) -> dict[str, str]:
    """Keep the hashes of files that are as they were; what needs others is made anew next time."""
    after = {name: _stamp(folder / name) for name in hashes}
    # What is reached by a link was not looked at before.
    return {
        name: hash if before.get(name, after[name]) == after[name] else _UNSETTLED
        for name, hash in hashes.items()
    }


def _stamp(path: Path) -> Stamp | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
