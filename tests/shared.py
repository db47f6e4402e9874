"""Hold what one run of the tests makes once for all its workers, in the run's own temporary folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

#: Where drawings, fonts and typeset pages are kept; what the tests start inherits it.
CACHE = "CPREPORT_TESTS_CACHE"

_place: Path | None = None


@contextlib.contextmanager
def shared_in(folder: Path) -> Iterator[None]:
    """Let this be the folder of the run, inside the block."""
    global _place
    _place = folder
    os.environ[CACHE] = os.fspath(folder / "kept")
    try:
        yield
    finally:
        _place = None
        del os.environ[CACHE]


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Give a folder of the run that is made by whoever asks first; the others wait for it.

    Nobody may change what is in it.

    Parameters
    ----------
    make : callable
        Fills the folder, which is there and empty.
    """
    assert _place is not None
    done = _place / name / "done"
    folder = _place / name / "made"
    folder.mkdir(parents=True, exist_ok=True)
    with (_place / name / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder
