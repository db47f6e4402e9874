"""Find the DTDs of JATS, and say where a file does not follow that of Journal Publishing 1.3.

They are published as the npm package `@jats4r/dtds`. `.ci/run` unpacks it into `tests/.jats-dtds`;
`CPREPORT_JATS_DTDS` names another folder with its `schema` inside.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from lxml import etree

_FOLDER = Path(os.environ.get("CPREPORT_JATS_DTDS", Path(__file__).parent / ".jats-dtds"))


def missing() -> str:
    """Say what is missing to validate; empty where all is there."""
    return "" if _file().exists() else f"the DTDs of JATS in {_FOLDER}"


def faults(content: bytes, version: str = "1.3") -> list[str]:
    """Give what the DTD says against a document, with lines; empty where it is valid."""
    dtd = _dtd(version)
    dtd.validate(etree.fromstring(content))
    return [f"{entry.line}: {entry.message}" for entry in dtd.error_log]


@cache
def _dtd(version: str) -> etree.DTD:
    return etree.DTD(file=str(_file(version)))


def _file(version: str = "1.3") -> Path:
    name = f"JATS-journalpublishing{version.replace('.', '-')}.dtd"
    found = sorted(_FOLDER.rglob(name))
    return found[0] if found else _FOLDER / name
