"""Read a PDF: the text of its pages, and of everything that is in it besides.

PDFium reads each page as a reader would select it. qpdf walks through every object, so that
nothing is hidden by the kind of thing it is in: titles, outlines, alternative texts, notes, links,
forms, metadata, attached files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cpreport.page_texts import remembered
from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.passages import Passage, Unsearchable, passages, strings, within

#: Replaced text inside a page's own commands.
_REPLACED = re.compile(rb"/(?:ActualText|Alt|E)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)", re.S)
#: Keys whose strings are written for readers; others name things.
_FOR_READERS = frozenset((
    "/Title", "/Author", "/Subject", "/Keywords", "/Alt", "/ActualText", "/E", "/Contents", "/T",
    "/TU", "/V", "/URI", "/Desc", "/RC", "/DV", "/Creator", "/Producer", "/UF", "/F", "/A", "/O",
    "/C", "/JS", "/Reason", "/Location", "/ContactInfo", "/Name", "/Summary",
))  # fmt: skip
#: Bytes of an image in JPEG 2000 in which its boxes of text lie.
_JPX_METADATA = 65_536
_DATES = frozenset((
    "/CreationDate", "/ModDate", "/M",
))  # fmt: skip


def pdf_passages(content: bytes, depth: int = 0) -> Iterator[Passage]:
    """Read what a PDF shows, page by page, and what it hides."""
    for number, text in enumerate(remembered(content) or _pages(content), 1):
        yield Passage(f"page {number}", text)
    yield from _hidden(content, depth)


def _pages(content: bytes) -> Iterator[str]:
    """Read everything on each page, also what lies outside of its paper."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unsearchable("the PDF cannot be opened") from error
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_range()
            text.close()
            page.close()
    finally:
        document.close()


def _hidden(content: bytes, depth: int) -> Iterator[Passage]:
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            yield from _objects(pdf, depth)
    except pikepdf.PdfError as error:
        raise Unsearchable("the PDF cannot be opened") from error


def _objects(pdf: Any, depth: int) -> Iterator[Passage]:
    import pikepdf

    # Whatever it is called, what a file says of itself is read.
    told = [str(value) for key, value in pdf.docinfo.items() if key not in _DATES]
    dates: list[str] = []
    names: list[str] = []
    for thing in [*pdf.objects, pdf.trailer]:
        for key, value in _strings(thing) if _holds_strings(thing) else ():
            kind = dates if key in _DATES else told if key in _FOR_READERS else names
            kind.append(value)
        if isinstance(thing, pikepdf.Stream):
            yield from _stream(thing, depth)
    yield Passage("hidden text", BARRIER.join(told))
    yield Passage("dates of the file", BARRIER.join(dates))
    yield Passage("names of things", BARRIER.join(names), shown=False)


def _holds_strings(thing: Any) -> bool:
    """Whether a string is written below an object; of most there is none, and this is quick."""
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        return True
    written = thing.unparse(resolved=True)
    return b"(" in written or b"<" in written.replace(b"<<", b"")


def _strings(thing: Any) -> Iterator[tuple[str, str]]:
    """Read every string below an object, with the key it stands under; other objects come by."""
    import pikepdf

    waiting: list[tuple[str, Any]] = [("", thing)]
    first = True
    while waiting:
        key, value = waiting.pop()
        # Most of what stands in an array are numbers.
        if not isinstance(value, pikepdf.Object) or (value.is_indirect and not first):
            continue
        first = False
        if isinstance(value, pikepdf.String):
            yield key, str(value)
        elif isinstance(value, pikepdf.Array):
            waiting += [(key, inner) for inner in value]
        elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            waiting += list(value.items())


def _stream(stream: Any, depth: int) -> Iterator[Passage]:
    import pikepdf

    kind, subtype = (str(stream.get(key, "")) for key in ("/Type", "/Subtype"))
    if kind == "/Metadata" or subtype == "/XML":
        yield from within("metadata", passages("metadata.xml", _bytes(stream), depth + 1))
    elif kind == "/EmbeddedFile":
        yield from within("attached file", passages("attached", _bytes(stream), depth + 1))
    elif subtype == "/Image":
        coded = str(stream.get("/Filter", ""))
        if "/DCTDecode" in coded:
            raw = stream.read_raw_bytes()
            yield from within("image", passages("image.jpg", raw, depth + 1))
        elif "/JPXDecode" in coded:
            yield Passage("image, metadata", strings(stream.read_raw_bytes()[:_JPX_METADATA]))
    elif not {"/Length1", "/Length2", "/FunctionType", "/ShadingType"} & set(stream.keys()):
        data = _bytes(stream)
        if b"/ActualText" in data or b"/Alt" in data or b"/E" in data:
            found = [_string(match) for match in _REPLACED.findall(data)]
            yield Passage("hidden text", BARRIER.join(found))
        if subtype == "" and kind == "" and isinstance(stream, pikepdf.Stream):
            yield from _script(data)


def _script(data: bytes) -> Iterator[Passage]:
    """Read a stream that is plain text, such as a script; a page's commands are none."""
    if b"BT" not in data and b" re" not in data and b"begincmap" not in data:
        text = data.decode("utf-8", "ignore")
        if text.isprintable() or text.count("\n") * 4 < len(text) < 1_000_000:
            yield Passage("other text", text, shown=False)


def _bytes(stream: Any) -> bytes:
    import pikepdf

    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _string(written: bytes) -> str:
    """Read a PDF string as written in a page's commands."""
    import pikepdf

    try:
        return str(pikepdf.Object.parse(written))
    except (pikepdf.PdfError, ValueError):
        return written.decode("latin-1")
