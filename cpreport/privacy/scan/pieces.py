"""Search a finished file that may be larger than memory has room for, in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cpreport.privacy.scan.search import Search, Searched, merge, search_content

#: Bytes up to which a file is searched as a whole, and of a piece.
_LARGE, _PIECE = 16_000_000, 4_000_000


def search_file(search: Search, name: str, path: Path) -> Searched:
    """Search one finished file as `searched` does.

    A large data file is searched some records at a time: no value stands across two of them.

    Parameters
    ----------
    name : str
        Its path below the output folder; it is searched too.

    Raises
    ------
    Unsearchable
        Where the file cannot be read.
    """
    pieces = {".csv": _records_of_csv, ".json": _objects_of_json}.get(Path(name).suffix.lower())
    if pieces is None or path.stat().st_size <= _LARGE:
        return search_content(search, name, path.read_bytes())
    return merge(search_content(search, name, piece) for piece in pieces(path))


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
