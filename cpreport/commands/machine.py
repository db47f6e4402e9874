"""Look at this machine, and say what cpreport needs that is not there."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cpreport.terminal_text import painter, wrapped

_LIBRARIES = (
    "click", "jinja2", "markdown-it-py", "matplotlib", "pandas", "pydantic", "pyyaml",
    "tabulate", "weasyprint",
)  # fmt: skip
_FONTS = ("fontpkg-source-sans-3", "fontpkg-source-serif-4")
#: Some letters of each script that names and prose are written in.
_SCRIPTS = {
    "Latin": "aéğřạữ",
    "Greek": "αώ",
    "Cyrillic": "жї",
    "Arabic": "عمر",
    "Hebrew": "שלום",
    "Devanagari": "नमस्ते",
    "Chinese": "漢字",
    "Japanese": "かな",
    "Korean": "한글",
    "emoji": "🙂",
}
_PANGO = {
    "Linux": "Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango; Alpine: apk add pango",
    "Darwin": "brew install pango",
    "Windows": "install MSYS2, then pacman -S mingw-w64-x86_64-pango, "
    "and set WEASYPRINT_DLL_DIRECTORIES to its bin folder",
}


_LOOKS: dict[str, dict[str, Any]] = {
    "ok": {"fg": "green"},
    "missing": {"fg": "red", "bold": True},
    "note": {"fg": "yellow", "bold": True},
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One thing that was looked at: its state in a word, its name, and what there is to say."""

    state: str
    name: str
    said: str


def examined(width: int = 80, *, colour: bool = False) -> tuple[str, bool]:
    """Give a line for each thing looked at and a closing sentence, and whether all is well."""
    seen = [_Seen("ok", "Python", f"{platform.python_version()} ({sys.platform})"), *_installed()]
    pango = _pango()
    seen += [pango, *(_scripts() if pango.state == "ok" else ()), *_terminal()]
    missing = sum(s.state == "missing" for s in seen)
    wide = max(len(s.name) for s in seen)
    lines = [line for s in seen for line in _lines(s, wide, width, colour)]
    verdict = f"{missing} of {len(seen)} things are missing." if missing else "All is well."
    return "\n".join([*lines, verdict]), not missing


def _installed() -> Iterator[_Seen]:
    for name in (*_LIBRARIES, *_FONTS):
        try:
            yield _Seen("ok", name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield _Seen("missing", name, "install cpreport again, with its dependencies")


def _pango() -> _Seen:
    try:
        from weasyprint.text.ffi import pango
    except (ImportError, OSError):
        hint = _PANGO.get(platform.system(), "install Pango for your system")
        return _Seen("missing", "Pango", f"it sets the type of the PDFs. {hint}")
    number = int(pango.pango_version())
    return _Seen("ok", "Pango", f"{number // 10000}.{number // 100 % 100}.{number % 100}")


def _scripts() -> Iterator[_Seen]:
    """Say which scripts the fonts of the package and of the machine can print."""
    from cpreport.publish.pdf.typeset import printable

    there = {name: printable(letters) for name, letters in _SCRIPTS.items()}
    yield _Seen("ok", "scripts", ", ".join(name for name, prints in there.items() if prints))
    if without := [name for name, prints in there.items() if not prints]:
        said = f"no font for {', '.join(without)}: install one, such as a Noto font, if you need it"
        yield _Seen("note", "scripts", said)


def _terminal() -> Iterator[_Seen]:
    """Say where standard output cannot print every letter."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if "utf" not in encoding.lower():
        said = f"{encoding}: letters it lacks print as codes; PYTHONUTF8=1 prints them"
        yield _Seen("note", "terminal", said)


def _lines(seen: _Seen, wide: int, width: int, colour: bool) -> Iterator[str]:
    state = painter(colour)(f"{seen.state:<7}", **_LOOKS[seen.state])
    hang = " " * (7 + 2 + wide + 2)
    first, *more = wrapped(seen.said, max(20, width - len(hang)))
    yield f"{state}  {seen.name:<{wide}}  {first}"
    yield from (hang + line for line in more)
