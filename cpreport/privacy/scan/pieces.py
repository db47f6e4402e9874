"""Divide a finished file that may be larger than memory has room for, to be searched in pieces.

A piece ends where its own last record says so, so that of a file in which one record changed the
other pieces are what they were.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

#: Bytes up to which a file is searched as a whole, and those that a piece has at least and at most.
_LARGE, _PIECE, _LONGEST = 2_000_000, 1_000_000, 4_000_000
#: One of so many records may be the last of a piece.
_ONE_IN = 64


def pieces_of(name: str, path: Path) -> Iterator[bytes]:
    """Read a finished file; a large data file some records at a time.

    No value stands across two records.

    Parameters
    ----------
    name : str
        Its path below the output folder.
    """
    pieces = {".csv": _records_of_csv, ".json": _objects_of_json}.get(Path(name).suffix.lower())
    if pieces is None or path.stat().st_size <= _LARGE:
        yield path.read_bytes()
    else:
        yield from pieces(path)


def _records_of_csv(path: Path) -> Iterator[bytes]:
    """Read whole records: a line ends inside of one where quotes are open."""
    lines: list[bytes] = []
    size = quotes = record = 0
    with path.open("rb") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            quotes += line.count(b'"')
            record = zlib.crc32(line, record)
            if quotes % 2 == 0:
                if _is_last(record, size):
                    yield b"".join(lines)
                    lines, size = [], 0
                record = 0
    yield b"".join(lines)


def _objects_of_json(path: Path) -> Iterator[bytes]:
    """Read arrays of some objects each: those of an array that has an object's end on a line.

    Of any other JSON there is no such line, and it is given whole.
    """
    lines: list[bytes] = []
    size = record = 0
    with path.open("rb") as file:
        for line in file:
            lines.append(line)
            size += len(line)
            record = zlib.crc32(line, record)
            if line == b" },\n":
                if _is_last(record, size):
                    yield b"".join([*lines[:-1], b" }\n]"])
                    lines, size = [b"[\n"], 0
                record = 0
    yield b"".join(lines)


def _is_last(record: int, size: int) -> bool:
    """Whether a record of this sum is the last of a piece that has so many bytes."""
    return size >= _PIECE and (record % _ONE_IN == 0 or size >= _LONGEST)
