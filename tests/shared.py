"""Hold what one run of the tests makes once for all its workers, in the run's own temporary folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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


@contextlib.contextmanager
def builds_keep_in(folder: Path) -> Iterator[None]:
    """Let builds keep there what they can use again, not in their output folders.

    No build thins out or empties what others use too.
    """
    import cpreport.builder.build as build
    import cpreport.builder.cache as cache

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "KEPT", os.fspath(folder))
        for name in ("trim", "empty"):
            patch.setattr(build, name, lambda output: None)
        yield


@contextlib.contextmanager
def all_keep_in(folder: Path) -> Iterator[None]:
    """The same for whatever is drawn, cut or typeset here, by a build or not."""
    import cpreport.builder.cache as cache
    import cpreport.builder.make as make
    from cpreport.content_cache import CacheFolder, use_cache

    with builds_keep_in(folder), pytest.MonkeyPatch.context() as patch:
        common = cache.shelf_of(Path())

        def use(own: CacheFolder | None) -> contextlib.AbstractContextManager[None]:
            return use_cache(own or common)

        patch.setattr(make, "use_cache", use)
        with use_cache(common):
            yield
