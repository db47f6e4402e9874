"""Read all text of a finished file, with where in the file it stands.

What a file shows and what it hides: pages, attributes, comments, scripts, metadata, attachments,
the names of files inside it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cpreport.cases.values import MISSING_WORDS
from cpreport.privacy.scan.folding import BARRIER

#: Archives inside archives are opened so deep.
_DEEPEST = 4
#: Bytes that one archive may unfold to.
_LARGEST = 500_000_000
#: Office documents have styles, fonts and themes in common: parts up to this size are read once.
_SMALL = 50_000
_MARKUP = (".html", ".htm", ".xhtml", ".svg", ".xml", ".rels", ".xmp", ".opf", ".ncx")
_ARCHIVES = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".epub")
_JSON = (".json", ".jsonld")
_TEXTS = (".tsv", ".txt", ".md", ".css", ".js", ".bib", ".yaml", ".yml", ".cff", ".tex")
_IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp")
#: A text so long is a sentence; where it comes again, it is the same one.
_LONG = 30
_RUN = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
#: Letters of Europe and the Near East in two bytes each, the small one first or last.
_WIDE_RUN = re.compile(rb"(?:[\x20-\xff]\x00|[\x00-\xff][\x01-\x07]){4,}", re.DOTALL)
_WIDE_RUN_TURNED = re.compile(rb"(?:\x00[\x20-\xff]|[\x01-\x07][\x00-\xff]){4,}", re.DOTALL)


class Unsearchable(Exception):
    """Raised where a file cannot be read, and so cannot be said to tell nothing."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a file.

    where : str
        Such as `page 3`, `metadata`, `attributes`; empty for a plain text.
    shown : bool
        Whether it is written for readers; what programs read (scripts, styles, names of things) is
        searched for known values alone.
    """

    where: str
    text: str
    shown: bool = True


def passages(name: str, content: bytes, depth: int = 0) -> Iterator[Passage]:
    """Read every text of a file.

    Raises
    ------
    Unsearchable
        Where the file is not what its name says, or cannot be opened.
    """
    ending = "." + name.rpartition(".")[2].lower()
    if content.startswith(b"%PDF") or ending == ".pdf":
        from cpreport.privacy.scan.pdf import pdf_passages

        yield from pdf_passages(content, depth)
    elif content.startswith(b"PK\x03\x04") or ending in _ARCHIVES:
        yield from _archive(content, depth)
    elif ending in _MARKUP:
        from cpreport.privacy.scan.markup import markup_passages

        yield from markup_passages(decode(content), depth)
    elif ending in _JSON:
        yield from json_passages(decode(content))
    elif ending in _IMAGES or content[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1"):
        from cpreport.privacy.scan.pictures import picture_passages

        yield from picture_passages(content, depth)
    elif ending == ".csv":
        yield Passage("", _cells(decode(content)))
    elif ending in _TEXTS:
        yield Passage("", decode(content))
    else:
        yield Passage("", strings(content))


def decode(content: bytes) -> str:
    """Decode bytes in UTF-8, or in UTF-16 where they say so."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def json_passages(text: str) -> Iterator[Passage]:
    """Read the keys and values of JSON; what cannot be read as JSON, as it is."""
    try:
        data = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        yield Passage("", text)
        return
    # A value that comes a thousand times tells no more than once.
    yield Passage("", BARRIER.join(dict.fromkeys(_values(data))))


def _cells(text: str) -> str:
    """Read the cells of CSV, row by row; a long one that came before is not repeated.

    Of cells side by side that say in the same words that there is nothing, one is read.
    """
    told: set[str] = set()
    rows: list[str] = []
    try:
        for row in csv.reader(io.StringIO(text)):
            pairs = zip(["", *row], row, strict=False)
            cells = (cell for left, cell in pairs if cell != left or cell not in MISSING_WORDS)
            rows.append(", ".join(cell for cell in cells if len(cell) < _LONG or cell not in told))
            told.update(row)
    except csv.Error:
        return text
    return "\n".join(rows)


def _values(data: Any) -> Iterator[str]:
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, inner in reversed(value.items()):
                waiting += [inner, key]
        elif isinstance(value, list):
            waiting += reversed(value)
        elif value is not None:
            yield str(value)


def strings(content: bytes) -> str:
    """Read whatever in bytes looks like text, in one byte a letter, in UTF-8 or in UTF-16."""
    narrow = (decode(run) for run in _RUN.findall(content))
    wide = [run.decode("utf-16-le", "replace") for run in _WIDE_RUN.findall(content)]
    wide += [run.decode("utf-16-be", "replace") for run in _WIDE_RUN_TURNED.findall(content)]
    return BARRIER.join([*narrow, *wide])


def without_repeats(text: str) -> str:
    """Keep a text without the long lines in it that came before."""
    lines = text.split("\n")
    told = dict.fromkeys(line for line in lines if len(line) >= _LONG)
    if len(told) == len(lines):
        return text
    return "\n".join(line for line in lines if len(line) < _LONG or told.pop(line, 1) is None)


def within(where: str, found: Iterator[Passage]) -> Iterator[Passage]:
    """Name the passages of a thing inside a file, each with what it lies in."""
    for passage in found:
        yield Passage(
            f"{where}, {passage.where}" if passage.where else where, passage.text, passage.shown
        )


@lru_cache(maxsize=64)
def _small_part(name: str, content: bytes, depth: int) -> tuple[Passage, ...]:
    return tuple(passages(name, content, depth))


def _archive(content: bytes, depth: int) -> Iterator[Passage]:
    if depth >= _DEEPEST:
        raise Unsearchable(f"archives lie in each other more than {_DEEPEST} deep")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise Unsearchable(f"the archive unfolds to more than {_LARGEST} bytes")
            comments = [archive.comment, *(info.comment for info in archive.infolist())]
            yield Passage("names of files", BARRIER.join(archive.namelist()))
            yield Passage("comments", BARRIER.join(decode(comment) for comment in comments))
            for info in archive.infolist():
                if not info.is_dir():
                    read = _small_part if info.file_size <= _SMALL else passages
                    inner = read(info.filename, archive.read(info), depth + 1)
                    yield from within(info.filename, iter(inner))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unsearchable("the archive cannot be opened") from error
