"""Name every file that a page is made from, by its template and its style."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2 import meta

from cpreport.cases.series import Style
from cpreport.publish.folders import Folders, Medium, candidates
from cpreport.publish.html.environment import environment_of
from cpreport.publish.html.styles import addresses, names_of

#: The template that the list of results is filled from, which no other template names.
LIST_OF_RESULTS = "partials/sources.html"
#: What the pages of each kind of document begin with.
BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "report": ("report.html", LIST_OF_RESULTS),
    "article": ("article.html", LIST_OF_RESULTS),
    "supplement": ("supplement.html", LIST_OF_RESULTS),
    "overview": ("index.html", "privacy.html"),
}

#: Stand in the place of a hash for what is not there, and for what no page may read.
_NOT_THERE, _NOT_TO_READ = "", "not to be read"
#: A template without any of these leads to no other.
_LEADS = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b")


@dataclass(frozen=True, slots=True)
class _Template:
    """A template as far as it matters here.

    leads_to : tuple of str or None
        The templates it names; None for one whose name is known only when it is filled.
    """

    hash: str
    leads_to: tuple[str | None, ...] = ()


def templates_used(beginnings: Iterable[str], folders: Folders) -> dict[str, str]:
    """Hash every template that these lead to, by name, the user's before the shipped.

    Where one leads to a template that it names only when it is filled, every template counts. One
    that is named and not there counts too: it may come.
    """
    used: dict[str, str] = {}
    waiting = list(beginnings)
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        template = _template(name, folders)
        used[name] = template.hash
        waiting += _names(template.leads_to, folders)
    return used


def styles_used(media: Iterable[Medium], style: Style, folders: Folders) -> dict[str, str]:
    """Hash every stylesheet, image and font that pages in this style are made with."""
    sheets = {name for medium in media for name in names_of(folders, medium, style)}
    asked = {address for name in sheets for address in _asked(name, folders)}
    logo = {style.logo} if style.logo else set()
    return {name: _hash_of(name, folders.styles) for name in sheets | asked | logo}


def _names(leads_to: tuple[str | None, ...], folders: Folders) -> Iterator[str]:
    yield from (name for name in leads_to if name is not None)
    if None in leads_to:
        for folder in folders.templates:
            yield from (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _template(name: str, folders: Folders) -> _Template:
    path, inside = next(candidates(folders.templates, name), (None, False))
    if path is None:
        return _Template(_NOT_THERE)
    return _read_template(path, _state(path), folders) if inside else _Template(_NOT_TO_READ)


@lru_cache(maxsize=256)
def _read_template(path: Path, _: object, folders: Folders) -> _Template:
    """Look at a template, once for each state of the file."""
    content = _content(path)
    text = content.decode("utf-8", "replace")
    if not _LEADS.search(text):
        return _Template(_hash(content))
    try:
        parsed = environment_of(folders).parse(text)
    except (jinja2.TemplateError, RecursionError):
        # It cannot be filled either, and says so then.
        return _Template(_hash(content))
    return _Template(_hash(content), tuple(meta.find_referenced_templates(parsed)))


def _asked(name: str, folders: Folders) -> tuple[str, ...]:
    path, inside = next(candidates(folders.styles, name), (None, False))
    return _read_sheet(path, _state(path))[1] if path is not None and inside else ()


def _hash_of(name: str, within: tuple[Path, ...]) -> str:
    path, inside = next(candidates(within, name), (None, False))
    if path is None:
        return _NOT_THERE
    if not inside:
        return _NOT_TO_READ
    return _read_sheet(path, _state(path))[0]


@lru_cache(maxsize=64)
def _read_sheet(path: Path, _: object) -> tuple[str, tuple[str, ...]]:
    """Hash a file of the styles, and what it asks for, once for each state of it."""
    content = _content(path)
    asked = addresses(content.decode("utf-8", "replace")) if path.suffix == ".css" else ()
    return _hash(content), asked


def _state(path: Path) -> tuple[int, int, int]:
    try:
        known = path.stat()
    except OSError:
        return 0, 0, 0
    return known.st_mtime_ns, known.st_size, known.st_ino


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
