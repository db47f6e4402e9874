"""Divide a finished file that may be larger than memory has room for, to be searched in pieces.

A piece ends where its own last record says so, so that of a file in which one record changed the
other pieces are what they were.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

#: Bytes that the pieces of a small and of a large file have at least, and every piece at most.
_PIECE, _LARGE_PIECE, _LONGEST = 1 << 17, 1 << 20, 4_000_000
#: Pieces that a file has at most, until they are as large as may be.
_MOST = 32
#: One of so many records may be the last of a piece.
_ONE_IN = 16
#: How an object of an array ends that another follows.
_OBJECT_ENDS = b"\n },\n"


def pieces_of(name: str, path: Path) -> Iterator[bytes]:
    """Read a finished file; a data file some records at a time.

    No value stands across two records.

    Parameters
    ----------
    name : str
        Its path below the output folder.
    """
    pieces = {".csv": _records_of_csv, ".json": _objects_of_json}.get(Path(name).suffix.lower())
    size = path.stat().st_size
    if pieces is None or size <= _PIECE:
        yield path.read_bytes()
    else:
        yield from pieces(path, _least_of_piece(size))


def _least_of_piece(size: int) -> int:
    """Choose how many bytes each piece has at least: the same for files of about the same size."""
    return max(_PIECE, min(_LARGE_PIECE, 1 << (size // _MOST).bit_length()))


def _records_of_csv(path: Path, least: int) -> Iterator[bytes]:
    """Read whole records: a line ends inside of one where quotes are open."""
    with path.open("rb") as file:
        while block := _block(file, least):
            yield block + b"".join(_up_to_last(_csv_records(file, block.count(b'"')), len(block)))


def _csv_records(file: BinaryIO, quotes: int) -> Iterator[bytes]:
    """Read on record by record, after so many quotes."""
    lines: list[bytes] = []
    for line in file:
        lines.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield b"".join(lines)
            lines = []
    yield b"".join(lines)


def _objects_of_json(path: Path, least: int) -> Iterator[bytes]:
    """Read arrays of some objects each: those of an array that has an object's end on a line.

    Of any other JSON there is no such line, and it is given whole.
    """
    begin = b""
    with path.open("rb") as file:
        while block := _block(file, least):
            piece = b"".join([begin, block, *_up_to_last(_json_records(file), len(block))])
            yield piece.removesuffix(b",\n") + b"\n]" if piece.endswith(_OBJECT_ENDS) else piece
            begin = b"[\n"


def _json_records(file: BinaryIO) -> Iterator[bytes]:
    """Read on object by object."""
    lines: list[bytes] = []
    for line in file:
        lines.append(line)
        if line == _OBJECT_ENDS[1:]:
            yield b"".join(lines)
            lines = []
    yield b"".join(lines)


def _block(file: BinaryIO, least: int) -> bytes:
    """Read at once what every piece has at least, and to the end of a line."""
    return file.read(least) + file.readline()


def _up_to_last(records: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Give records up to one that may be the last of a piece of which so much was read."""
    for number, record in enumerate(records):
        yield record
        size += len(record)
        # Of the first one the beginning may stand in what was read before.
        if (number > 0 and zlib.crc32(record) % _ONE_IN == 0) or size >= _LONGEST:
            return
