"""Read the words of a package's file with where they stand, as a reader would say it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cpreport.limits import limit
from cpreport.verify.word_differences import Word

_TOKEN = re.compile(r"<[^>]*>|[^\s<]+")
_HEADING = re.compile(r"<(h[1-6]|title|w:pStyle[^>]*Heading)\b", re.IGNORECASE)
_RESULT = re.compile(r'data-result="([^"]+)"')
_ID = re.compile(r'\bid="([^"]+)"')
#: A reader is told the result, or the part of the page, that a word stands in.
_NAMED = re.compile(r'(?:data-result|specific-use)="([^"]+)"')


#: What errors of libraries say of a file, in a reader's words.
_SAID = {
    "BadZipFile": "it is no ZIP archive, or a damaged one",
    "DecompressionBombError": "it has more dots than any picture that is printed",
    "Error": "it is no CSV, or has a cell that is too long",
    "JSONDecodeError": "it is no JSON",
    "PasswordError": "it is encrypted",
    "PdfError": "it is no PDF, or a damaged one",
    "PdfiumError": "it is no PDF, or a damaged one",
    "RecursionError": "it is nested too deeply",
    "TooLarge": "it unpacks to too much",
    "UnicodeDecodeError": "it is no text in UTF-8",
    "UnidentifiedImageError": "it is no picture, or a damaged one",
}


class UnreadableFile(Exception):
    """Raised where a file is not what its name says; nothing that stands in it is repeated."""

    def __init__(self, error: Exception) -> None:
        kind = type(error).__name__
        other = f"it is no {error}, or a damaged one" if isinstance(error, OfOtherKind) else kind
        super().__init__(f"the file cannot be read: {_SAID.get(kind, other)}")


class OfOtherKind(ValueError):
    """Raised with the name of the kind that a file is not of."""


class TooLarge(ValueError):
    """Raised where a file unpacks to more than a document may be."""


def words_of(path: str, content: bytes) -> list[Word] | None:
    """List the words of a file; None where it has none, as a picture.

    Raises
    ------
    UnreadableFile
        Where the file is not what its name says.
    """
    read = _READ.get(path.rpartition(".")[2].lower())
    if read is None:
        return None
    try:
        return list(read(content))
    except (ValueError, RecursionError, csv.Error, zipfile.BadZipFile, KeyError, OSError) as error:
        raise UnreadableFile(error) from error


def safe_tree(content: bytes) -> Any:
    """Parse XML without reading anything else: no entities, no DTD, no network."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, safe)
    except etree.XMLSyntaxError as error:
        raise OfOtherKind("XML") from error


def safe_html(content: bytes) -> Any:
    """Parse HTML; a file without a single element is none.

    Raises
    ------
    OfOtherKind
        Where it is no HTML.
    """
    from lxml import etree, html

    try:
        return html.fromstring(content.decode())
    except etree.ParserError as error:
        raise OfOtherKind("HTML") from error


def office_parts(content: bytes) -> dict[str, bytes]:
    """Unpack an office document, no further than a document may be large.

    Raises
    ------
    ValueError
        Where it unpacks to more: an archive may say anything of its size.
    """
    left = limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            with archive.open(info) as part:
                parts[info.filename] = part.read(left + 1)
            left -= len(parts[info.filename])
            if left < 0:
                raise TooLarge("office document")
    return parts


def _markup(content: bytes, part: str = "") -> Iterator[Word]:
    """Read tags and words of markup; a tag is one word, so that what it hides is compared too."""
    heading, collecting, named_id = "", False, ""
    for match in _TOKEN.finditer(content.decode()):
        token = match[0]
        if not token.startswith("<"):
            word = html.unescape(token)
            if collecting:
                heading = f"{heading} {word}".strip()
            yield Word(word, _place(part, heading, named_id))
            continue
        if _HEADING.match(token):
            heading, collecting, named_id = "", True, ""
        elif collecting and token.startswith(("</h", "</title", "</w:p>")):
            collecting = False
        if named := _NAMED.search(token) or _ID.search(token):
            named_id = html.unescape(named[1])
        yield Word(token, _place(part, heading, named_id))


def _place(part: str, heading: str, named_id: str) -> str:
    said = [part, f"“{heading[:60]}”" if heading else "", named_id[:80]]
    return ", ".join(filter(None, said))


def _lines(content: bytes) -> Iterator[Word]:
    for number, line in enumerate(content.decode().split("\n"), 1):
        for word in line.split():
            yield Word(word, f"line {number}")


def _cells(content: bytes) -> Iterator[Word]:
    header, *rows = list(csv.reader(io.StringIO(content.decode()))) or [[]]
    for name in header:
        yield Word(name, "line 1")
    for number, row in enumerate(rows, 2):
        about = ", ".join(row[:2])
        for n, cell in enumerate(row):
            column = header[n] if n < len(header) else str(n + 1)
            yield Word(cell, f"line {number} ({about}), column {column}")


def _json(content: bytes) -> Iterator[Word]:
    yield from _values(json.loads(content, parse_float=str, parse_int=str), "")


def _values(value: Any, where: str) -> Iterator[Word]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield Word(key, where)
            yield from _values(inner, f"{where}, {key}".removeprefix(", "))
    elif isinstance(value, list):
        for n, inner in enumerate(value, 1):
            known = inner.get("id", inner.get("@id")) if isinstance(inner, Mapping) else None
            yield from _values(inner, f"{where} {known or n}".strip())
    else:
        yield Word(json.dumps(value, ensure_ascii=False), where)


def _archive(content: bytes) -> Iterator[Word]:
    """Read the words of an office document, part by part; pictures in it are their checksums."""
    import hashlib

    for name, inner in office_parts(content).items():
        yield Word(name, "names of parts")
        if name.endswith((".xml", ".rels")):
            yield from _markup(inner, "" if name == "word/document.xml" else name)
        else:
            yield Word(hashlib.sha256(inner).hexdigest(), name)


def _pdf(content: bytes) -> Iterator[Word]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise OfOtherKind("PDF") from error
    try:
        for number, page in enumerate(document, 1):
            for word in page.get_textpage().get_text_range().split():
                yield Word(word, f"page {number}")
    except pypdfium2.PdfiumError as error:
        raise OfOtherKind("PDF") from error
    finally:
        document.close()


_READ: Mapping[str, Callable[[bytes], Iterator[Word]]] = {
    "html": _markup,
    "xml": _markup,
    "svg": _markup,
    "csv": _cells,
    "json": _json,
    "docx": _archive,
    "pdf": _pdf,
    **dict.fromkeys(("md", "txt", "yaml", "bib"), _lines),
    "SHA256SUMS": _lines,
}
