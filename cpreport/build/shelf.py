"""Take an output folder, and give the shelf on which its builds keep what they can use again."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import json
import os
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cpreport.kept import KEPT, Shelf, trimmed

#: How much is kept, in MB, where `CPREPORT_CACHE_MB` does not say otherwise.
_MOST = 500
#: Libraries that can change a typeset page or a font, besides those that every output depends on.
LIBRARIES = ("fontpkg-source-sans-3", "fontpkg-source-serif-4", "fonttools", "pydyf", "uharfbuzz")
#: Under these names systems have Pango, which breaks the lines of a page.
_PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
#: What only decides the text of a page: where that is the same, so is what is made from it.
_OF_THE_TEXT = {"templates", "styles", "audience", "cases left out"}


def shelf_of(output: Path, looks: Mapping[str, str]) -> Shelf:
    """Give the shelf of an output folder.

    Parameters
    ----------
    looks : mapping of str to str
        What decides how data become pages, part by part.
    """
    parts = {part: value for part, value in looks.items() if part not in _OF_THE_TEXT}
    salt = json.dumps([parts, _libraries(), pango()], sort_keys=True)
    return Shelf(output / KEPT, hashlib.sha256(salt.encode()).hexdigest())


def trim(output: Path) -> None:
    """Let go of what was not used for longest, where more is kept than there is room for."""
    said = os.environ.get("CPREPORT_CACHE_MB", "")
    most = int(said) if said.isdigit() else _MOST
    trimmed(output / KEPT, most * 1_000_000)


def empty(output: Path) -> None:
    """Let go of everything: it can all be made again."""
    shutil.rmtree(output / KEPT, ignore_errors=True)


def _libraries() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in LIBRARIES}


@cache
def pango() -> int:
    """Give the version of Pango as a number; 0 where it has another name."""
    for name in _PANGO:
        try:
            return int(ctypes.CDLL(name).pango_version())
        except OSError:
            continue
    return 0
