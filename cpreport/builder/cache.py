"""Keep in an output folder what its next build can use again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cpreport.builder.fingerprint import own_looks
from cpreport.builder.record import RECORD
from cpreport.content_cache import KEPT, CacheFolder, trim_folder, use_cache

#: How much is kept, in MB, where `CPREPORT_CACHE_MB` does not say otherwise.
_MOST = 500


def cache_of(output: Path) -> CacheFolder:
    """Name the folder in which the builds of an output folder keep things.

    What only decides the text of a page is not in its salt: where the text is the same, so is what
    is made from it.
    """
    salt = json.dumps(own_looks(), sort_keys=True)
    return CacheFolder(output / KEPT, hashlib.sha256(salt.encode()).hexdigest())


@contextlib.contextmanager
def use_what_is_kept(built: Path | None) -> Iterator[bool]:
    """Use again, inside the block, what a finished build keeps, and keep there what is made.

    Yields whether there is such a build.
    """
    if built is None or not (built / RECORD).is_file():
        yield False
        return
    with use_cache(cache_of(built)):
        yield True
    trim(built)


def trim(output: Path) -> None:
    """Let go of what was not used for longest, where more is kept than there is room for."""
    said = os.environ.get("CPREPORT_CACHE_MB", "")
    most = int(said) if said.isdigit() else _MOST
    trim_folder(output / KEPT, most * 1_000_000)


def empty(output: Path) -> None:
    """Let go of everything: it can all be made again."""
    shutil.rmtree(output / KEPT, ignore_errors=True)
