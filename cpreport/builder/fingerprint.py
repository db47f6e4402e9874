"""Fingerprint what decides how data become pages, and the documents made from them.

Every kind of document has looks of its own: cpreport's code and scales, the libraries and fonts,
and of the templates and styles those that its pages are made from.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cpreport
from cpreport.builder.plan import Document, Order
from cpreport.cases.series import Style
from cpreport.check.check_series import Ready, Unreadable
from cpreport.content_cache import CacheFolder, find_made, make_once, use_cache
from cpreport.manuscript.references.csl_styles import VANCOUVER
from cpreport.manuscript.references.pandoc import find_pandoc
from cpreport.publish.engines import engine_in_words, pango
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import in_one_column
from cpreport.publish.html.used_files import BEGINNINGS, styles_used, templates_used

#: Libraries whose version can change a finished byte.
_LIBRARIES = (
    *("jinja2", "lxml", "markdown-it-py", "matplotlib", "pillow", "pypdfium2", "python-docx"),
    "weasyprint",
)
#: Libraries that can change a typeset page or a font, besides those that every output depends on.
_OF_PAGES = ("fontpkg-source-sans-3", "fontpkg-source-serif-4", "fonttools", "pydyf", "uharfbuzz")
#: The part of the looks that is cpreport's own code and scales.
CODE = "cpreport’s own files"


@dataclass(frozen=True, slots=True)
class Looks:
    """How one kind of document looks.

    parts : mapping of str to str
        What decides it, part by part: a hash, or the version of a library.
    files : mapping of str to mapping of str to str
        The hashes of what stands behind the parts `templates` and `styles`, by name.
    """

    parts: Mapping[str, str]
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def looks_of(checked: Unreadable | Ready, order: Order, kinds: Iterable[str]) -> dict[str, Looks]:
    """Work out the looks of each kind of document, and of the pages about the build: `overview`."""
    record = checked.findings.record if isinstance(checked, Ready) else None
    common = {**own_looks(), **_asked(checked, order)}
    if record is not None and record.references_style != VANCOUVER:
        common |= pandoc_version()
    if record is not None:
        common |= {"unit of time": record.unit_of_time}
    style = record.style if record is not None else Style()
    return {kind: _looks(order.folder, kind, style, common) for kind in kinds}


def _asked(checked: Unreadable | Ready, order: Order) -> dict[str, str]:
    """Say what the order itself changes on a page."""
    left_out = len(checked.unconsented) if order.leave_out else 0
    return {
        "audience": order.audience,
        "cases left out": str(left_out),
        "engine": engine_in_words(order.engine),
    }


def _looks(folder: Path, kind: str, style: Style, common: Mapping[str, str]) -> Looks:
    files = _files(folder, kind, style)
    hashes = {part: _hash(names) for part, names in files.items()}
    return Looks({**common, **hashes}, files)


def _files(folder: Path, kind: str, style: Style) -> dict[str, dict[str, str]]:
    """Hash what a kind of page is made from, of `templates` and `styles`; nothing for data."""
    if kind not in BEGINNINGS:
        return {}
    folders = folders_of(folder)
    chosen = style if kind == "article" else in_one_column(style)
    return {
        "templates": templates_used(BEGINNINGS[kind], folders),
        "styles": styles_used(("print", "screen"), chosen, folders),
    }


@cache
def own_looks() -> dict[str, str]:
    """Tell what is the same for every page of every series: cpreport, the libraries, the fonts."""
    return {
        # An installed package has the shipped folders inside, a checkout beside it.
        CODE: hash_below(Path(cpreport.__file__).parent, leave_out="_shipped"),
        **versions(),
        **{name: importlib.metadata.version(name) for name in _OF_PAGES},
        "Pango": pango(),
    }


def versions() -> dict[str, str]:
    """Name the versions that a finished byte may depend on."""
    installed = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return {"cpreport": cpreport.__version__, **installed}


def pandoc_version() -> dict[str, str]:
    """Name the version of Pandoc, which sets references; `none` where there is none."""
    found = find_pandoc()
    return {"Pandoc": found.version if found is not None else "none"}


def hash_below(*roots: Path, leave_out: str = "") -> str:
    """Hash all files below folders, but for those in a folder of this name."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and path.suffix != ".pyc" and name.parts[0] != leave_out:
                digest.update(name.as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def key_of(document: Document, inputs: Mapping[str, str], looks: Looks) -> str:
    """Work out the key under which a document's outputs stay the same.

    Parameters
    ----------
    inputs : mapping of str to str
        The SHA-256 of what it is made from, by name.
    """
    parts = [document.kind, document.name, dict(inputs), dict(looks.parts)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def keep_files(shelf: CacheFolder, looks: Looks) -> None:
    """Keep the names and hashes behind the looks, for the build that finds one of them changed."""
    with use_cache(shelf):
        for part, names in looks.files.items():
            text = _as_text(names)
            make_once("looks", (looks.parts[part],), text.encode)


def files_since(shelf: CacheFolder, looks: Looks, part: str, then: str) -> dict[str, str] | None:
    """Look up the hashes of the files behind a part as they were; None where that is not known."""
    with use_cache(shelf):
        found = find_made("looks", (then,)) if part in looks.files else None
    return None if found is None else dict(json.loads(found))


def _hash(names: Mapping[str, str]) -> str:
    return hashlib.sha256(_as_text(names).encode()).hexdigest()[:32]


def _as_text(names: Mapping[str, str]) -> str:
    return json.dumps(names, sort_keys=True)
