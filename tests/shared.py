"""Hold what one run of the tests makes once for all its workers, in the run's own temporary folder."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

#: Where drawings, fonts and typeset pages are kept; what the tests start inherits it.
CACHE = "CPREPORT_TESTS_CACHE"


@contextlib.contextmanager
def shared_in(folder: Path) -> Iterator[None]:
    """Let this be the folder of the run, inside the block."""
    os.environ[CACHE] = os.fspath(folder / "kept")
    try:
        yield
    finally:
        del os.environ[CACHE]


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Give a folder of the run that is made by whoever asks first; the others wait for it.

    Nobody may change what is in it.

    Parameters
    ----------
    make : callable
        Fills the folder, which is there and empty. Where it fails, it has failed for all.
    """
    place = Path(os.environ[CACHE]).with_name(name)
    done, failed = place / "done", place / "failed"
    folder = place / "made"
    folder.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not failed.exists(), failed.read_text("utf-8")
        if not done.exists():
            try:
                make(folder)
            except BaseException as error:
                failed.write_text(str(error), "utf-8")
                raise
            done.touch()
    return folder


def told_once(question: str, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Give what was answered to the same question before in this run; outside of one, ask."""
    if not os.environ.get(CACHE):
        return answer()
    name = hashlib.sha256(question.encode()).hexdigest()
    file = Path(os.environ[CACHE]).with_name("told") / f"{name}.json"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps(answer()), "utf-8")
        new.replace(file)
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return told


@contextlib.contextmanager
def builds_keep_in_common() -> Iterator[None]:
    """Let builds keep what they can use again where all tests do, not in their output folders.

    No build thins out or empties what others use too. Outside of the tests nothing changes.
    """
    import cpreport.builder.cache as cache

    folder = os.environ.get(CACHE)
    if not folder:
        yield
        return
    with (
        patch.object(cache, "KEPT", folder),
        patch.object(cache, "trim_folder", lambda folder, most: None),
        patch.object(cache, "shutil", SimpleNamespace(rmtree=lambda folder, **_: None)),
    ):
        yield


@contextlib.contextmanager
def all_keep_in_common() -> Iterator[None]:
    """The same for whatever is drawn, cut or typeset here, by a build or not."""
    import cpreport.builder.cache as cache
    from cpreport.content_cache import use_cache

    if not os.environ.get(CACHE):
        yield
        return
    with builds_keep_in_common(), use_cache(cache.cache_of(Path())):
        yield
