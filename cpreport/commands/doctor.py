"""Say what this machine has, and what to install: `cpreport doctor`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from cpreport.commands.options import options
from cpreport.terminal.printing import in_colour, say, width
from cpreport.terminal_text import painter, wrap

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
#: The name at the beginning of a requirement, `fonttools[woff]>=4.60`.
_NAME = re.compile(r"[\w.-]+")


@click.command()
@options
def doctor(quiet: bool, verbose: bool) -> None:
    """Say what this machine has, and what to install."""
    findings = examine()
    say(in_words(findings, width(), colour=in_colour(sys.stdout)))
    sys.exit(3 if _missing(findings) else 0)


@dataclass(frozen=True, slots=True)
class MachineFinding:
    """One thing that was looked for on this machine.

    state : str
        `ok`, `missing`, or `note` where it is there and something is to be said of it.
    """

    state: str
    name: str
    said: str


def examine() -> tuple[MachineFinding, ...]:
    """Look for all that cpreport needs: Python, libraries, Pango, fonts, a terminal's letters."""
    import platform

    python = MachineFinding("ok", "Python", f"{platform.python_version()} ({sys.platform})")
    pango = _pango()
    scripts = _scripts() if pango.state == "ok" else ()
    return (python, *_libraries(), pango, *scripts, _pandoc(), *_terminal())


def in_words(findings: tuple[MachineFinding, ...], width: int, *, colour: bool = False) -> str:
    """Say what was found, a line each, and whether all is well."""
    wide = max(len(finding.name) for finding in findings)
    lines = [line for finding in findings for line in _lines(finding, wide, width, colour)]
    missing = _missing(findings)
    verdict = f"{missing} of {len(findings)} things are missing." if missing else "All is well."
    return "\n".join([*lines, verdict])


def _missing(findings: tuple[MachineFinding, ...]) -> int:
    return sum(finding.state == "missing" for finding in findings)


def _libraries() -> Iterator[MachineFinding]:
    """Look for every distribution that cpreport's own metadata require."""
    from importlib.metadata import PackageNotFoundError, requires, version

    for requirement in requires("cpreport") or ():
        found = _NAME.match(requirement)
        if found is None or "extra ==" in requirement:
            continue
        name = found[0].removeprefix("fontpkg-")
        try:
            yield MachineFinding("ok", name, version(found[0]))
        except PackageNotFoundError:
            yield MachineFinding("missing", name, "install cpreport again, with its dependencies")


def _pango() -> MachineFinding:
    import platform

    from cpreport.publish.pdf.weasyprint_private import pango_version

    try:
        return MachineFinding("ok", "Pango", pango_version())
    except (ImportError, OSError):
        hint = _PANGO.get(platform.system(), "install Pango for your system")
        return MachineFinding("missing", "Pango", f"it sets the type of the PDFs. {hint}")


def _pandoc() -> MachineFinding:
    """Say whether references can be set in other styles than the Vancouver style."""
    from cpreport.manuscript.references.citeproc import find_pandoc

    found = find_pandoc()
    if found is None:
        said = (
            "not there, or older than 2.19: references are set in the Vancouver style alone; "
            'pip install "cpreport[csl]" for all others'
        )
        return MachineFinding("note", "Pandoc", said)
    return MachineFinding("ok", "Pandoc", f"{found.version}, for references in any style")


def _scripts() -> Iterator[MachineFinding]:
    """Say which scripts the fonts of the package and of the machine can print."""
    from cpreport.publish.pdf.typeset import printable

    there = {name: printable(letters) for name, letters in _SCRIPTS.items()}
    yield MachineFinding(
        "ok", "scripts", ", ".join(name for name, prints in there.items() if prints)
    )
    if without := [name for name, prints in there.items() if not prints]:
        said = f"no font for {', '.join(without)}: install one, such as a Noto font, if you need it"
        yield MachineFinding("note", "scripts", said)


def _terminal() -> Iterator[MachineFinding]:
    """Say where standard output cannot print every letter."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if "utf" not in encoding.lower():
        said = f"{encoding}: letters it lacks print as codes; PYTHONUTF8=1 prints them"
        yield MachineFinding("note", "terminal", said)


def _lines(finding: MachineFinding, wide: int, width: int, colour: bool) -> Iterator[str]:
    state = painter(colour)(f"{finding.state:<7}", **_LOOKS[finding.state])
    hang = " " * (7 + 2 + wide + 2)
    first, *more = wrap(finding.said, max(20, width - len(hang)))
    yield f"{state}  {finding.name:<{wide}}  {first}"
    yield from (hang + line for line in more)
