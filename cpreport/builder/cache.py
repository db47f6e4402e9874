"""Keep in an output folder what its next build can use again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from cpreport.builder.fingerprint import own_looks
from cpreport.content_cache import KEPT, CacheFolder, trim_folder

#: How much is kept, in MB, where `CPREPORT_CACHE_MB` does not say otherwise.
_MOST = 500


def cache_of(output: Path) -> CacheFolder:
    """Name the folder in which the builds of an output folder keep things.

    What only decides the text of a page is not in its salt: where the text is the same, so is what
    is made from it.
    """
    salt = json.dumps(own_looks(), sort_keys=True)
    return CacheFolder(output / KEPT, hashlib.sha256(salt.encode()).hexdigest())


def trim(output: Path) -> None:
    """Let go of what was not used for longest, where more is kept than there is room for."""
    said = os.environ.get("CPREPORT_CACHE_MB", "")
    most = int(said) if said.isdigit() else _MOST
    trim_folder(output / KEPT, most * 1_000_000)


def empty(output: Path) -> None:
    """Let go of everything: it can all be made again."""
    shutil.rmtree(output / KEPT, ignore_errors=True)
