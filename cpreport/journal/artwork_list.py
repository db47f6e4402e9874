"""List the files that were written for a journal, with their hashes and the cases they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cpreport.builder.record import sha256

#: Names every file that was written, with its hash: what may be written over the next time.
SUMS = "SHA256SUMS"
#: In the output folder of a build: where they lie, in a folder for each journal.
FOLDER = "journals"
#: Begins the line of the same file that names the cases that are shown; programs that check sums
#: skip it.
_CASES = "# cases: "


def list_files(files: Mapping[str, bytes], cases: Iterable[str]) -> bytes:
    """Write the list of some files."""
    lines = (f"{sha256(content)}  {path}\n" for path, content in sorted(files.items()))
    return "".join((f"{_CASES}{' '.join(cases)}\n", *lines)).encode()


def sums_of(output: Path) -> dict[str, str]:
    """Read which files were written into a folder, with their hashes."""
    pairs = (line.partition("  ") for line in _lines(output) if not line.startswith("#"))
    return {name: digest for digest, _, name in pairs if name}


def cases_of(output: Path) -> frozenset[str] | None:
    """Read which cases the files of a folder show; None where it does not say."""
    said = (line for line in _lines(output) if line.startswith(_CASES))
    return next((frozenset(line.removeprefix(_CASES).split()) for line in said), None)


def _lines(output: Path) -> list[str]:
    path = output / SUMS
    return path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
