"""Search a finished file that may be larger than memory has room for, in pieces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from cpreport.content_cache import find_made, make_once
from cpreport.privacy.scan.search import Finding, Search, Searched, merge, search_content

_KIND = "searched piece"

#: Bytes up to which a file is searched as a whole, and of a piece.
_LARGE, _PIECE = 16_000_000, 4_000_000


def search_file(search: Search, name: str, path: Path, named: str = "") -> Searched:
    """Search one finished file as `searched` does.

    A large data file is searched some records at a time: no value stands across two of them.

    Parameters
    ----------
    name : str
        Its path below the output folder; it is searched too.
    named : str
        Of the search: of a piece that was searched for the same before, what was found is kept,
        where anything is. Nothing is of one that tells who a patient is.

    Raises
    ------
    Unsearchable
        Where the file cannot be read.
    """
    pieces = {".csv": _records_of_csv, ".json": _objects_of_json}.get(Path(name).suffix.lower())
    if pieces is None or path.stat().st_size <= _LARGE:
        return search_content(search, name, path.read_bytes())
    return merge(_search_once(search, name, piece, named) for piece in pieces(path))


def _search_once(search: Search, name: str, piece: bytes, named: str) -> Searched:
    made_from = (named, name, hashlib.sha256(piece).hexdigest())
    if (kept := find_made(_KIND, made_from)) is not None:
        characters, findings = json.loads(kept)
        return Searched((), tuple(Finding(*one) for one in findings), 0, characters)
    found = search_content(search, name, piece)
    if not found.hits:
        told = [found.characters, [(f.kind, f.text, f.where) for f in found.findings]]
        make_once(_KIND, made_from, lambda: json.dumps(told).encode())
    return found


def _records_of_csv(path: Path) -> Iterator[bytes]:
    """Read whole records: a line ends inside of one where quotes are open."""
    lines: list[bytes] = []
    size = quotes = 0
    with path.open("rb") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            quotes += line.count(b'"')
            if size >= _PIECE and quotes % 2 == 0:
                yield b"".join(lines)
                lines, size = [], 0
    yield b"".join(lines)


def _objects_of_json(path: Path) -> Iterator[bytes]:
    """Read arrays of some objects each: those of an array that has an object's end on a line.

    Of any other JSON there is no such line, and it is given whole.
    """
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            if size >= _PIECE and line == b" },\n":
                yield b"".join([*lines[:-1], b" }\n]"])
                lines, size = [b"[\n"], 0
    yield b"".join(lines)
