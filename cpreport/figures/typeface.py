"""Open the figures' font for matplotlib, and the font that stands in for letters it lacks."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font

from cpreport.fonts import HEADING_FAMILY, figure_font

#: What a user's own settings must not change; letters in PDF files are TrueType, as journals ask.
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.id": None,
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "path.simplify": False,
    "path.sketch": None,
    "path.effects": [],
    "font.sans-serif": [],
    # Letters of dots are as wide as those of lines: what is placed beside them fits both.
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,
}
#: Has the letters of Arabic, and comes with cpreport.
_ARABIC = ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf")
#: Kinds of characters that are no marks: spaces, and what steers others.
_UNSEEN = ("Zs", "Zl", "Zp", "Cf", "Cc")
_STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}


@contextmanager
def own_settings(name: str) -> Iterator[None]:
    """Draw with matplotlib as it comes, whatever the user's machine has set."""
    if mpl.rcParams["svg.hashsalt"] == name:
        yield  # within the same already
        return
    settings = _own_settings() | {"svg.hashsalt": name}
    # To set a setting is slow: matplotlib checks each, and most are as they come.
    changed = {key: value for key, value in settings.items() if mpl.rcParams[key] != value}
    with mpl.rc_context(changed), warnings.catch_warnings():
        # A letter that no font has is a box; who prints asks `without_any_font` first.
        warnings.simplefilter("ignore", UserWarning)
        yield


@cache
def _own_settings() -> dict[Any, Any]:
    as_it_comes = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"}
    return as_it_comes | _SETTINGS


def typeface(size: float, weight: int, text: str = "") -> FontProperties:
    """Choose the fonts that have the letters of a text, in a size in pt."""
    families = [_own(weight, "usual")]
    lacking = _lacking(text, families)
    if lacking:
        families.append(_own(weight, "whole"))
        families += _stand_ins(frozenset(_lacking(text, families)), weight)
    return _properties(tuple(families), size, weight)


@cache
def _properties(families: tuple[str, ...], size: float, weight: int) -> FontProperties:
    return FontProperties(family=families, size=size, weight=weight)


def without_any_font(texts: Iterable[str]) -> list[str]:
    """List the letters of texts that no font of this machine has."""
    letters = frozenset(_lacking("".join(texts), [_own(400, "whole")]))
    return sorted(_lacking("".join(letters), _stand_ins(letters, 400)))


def _lacking(text: str, families: Collection[str]) -> set[str]:
    """Find the letters of a text that none of these fonts has; what is no mark needs none."""
    lacking = set(text).difference(*map(_letters_of, families))
    return {letter for letter in lacking if unicodedata.category(letter) not in _UNSEEN}


@cache
def _letters_of(family: str) -> frozenset[str]:
    entry = next(entry for entry in fontManager.ttflist if entry.name == family)
    return frozenset(chr(code) for code in get_font(entry.fname).get_charmap())


@cache
def _own(weight: int, letters: Literal["usual", "whole"]) -> str:
    """Name the font of a weight for matplotlib: the usual letters are quicker to cut for a file."""
    name = f"{HEADING_FAMILY.replace(' ', '')}-{_STYLES[weight]}"
    file = Path(_folder().name) / f"{name}-{letters}.ttf"
    file.write_bytes(figure_font(weight, name, usual=letters == "usual"))
    return _register(file.stem, weight, str(file))


@lru_cache(maxsize=64)
def _stand_ins(letters: frozenset[str], weight: int) -> list[str]:
    """Name fonts that have letters that our own lacks: the one that comes with us, then others."""
    package, file = _ARABIC
    at = {"cpreport-arabic": str(files(package) / "files" / file)}
    # Matplotlib's own comes first of the others.
    entries = sorted(fontManager.ttflist, key=lambda one: (one.name != "DejaVu Sans", one.name))
    at |= {entry.name: entry.fname for entry in entries if _may_stand_in(entry)}
    found = []
    for name, path in at.items():
        here = {letter for letter in letters if ord(letter) in get_font(path).get_charmap()}
        if here:
            found.append(_register(f"{name} as {weight}", weight, path))
            letters -= here
        if not letters:
            break
    return found


def _may_stand_in(font: FontEntry) -> bool:
    """Whether a font is upright and has letters: one has a box for every letter."""
    return font.style == "normal" and "Last Resort" not in font.name


@cache
def _folder() -> TemporaryDirectory[str]:
    """Make a folder for fonts; it goes when the program ends."""
    return TemporaryDirectory(prefix="cpreport-fonts-")


@cache
def _register(name: str, weight: int, path: str) -> str:
    """Let matplotlib know a font by a name and at a weight of our own."""
    entry = FontEntry(path, 0, name, "normal", "normal", weight, "normal", "scalable")
    fontManager.ttflist.append(entry)
    return name
