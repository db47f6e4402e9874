"""Compare the formats of each document of a package with each other.

The page for screens is read block by block; each block is looked for in the other formats. Spaces,
hyphens and the signs between words are not compared: formats break lines in their own ways.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpreport.verify.summary import Check, Failure
from cpreport.verify.texts import UnreadableFile, office_parts, safe_html, safe_tree

_BLOCKS = ("h2", "h3", "h4", "p", "figcaption", "caption", "td", "th", "li", "dt", "dd")
#: Parts that only screens have.
_NOT_PRINTED = {"nav", "script", "style", "header", "footer"}
_SOURCES = "sources"
#: Of an anonymous manuscript, what may be missing; of JATS, what is taken apart into elements.
_LEFT_OUT = {"docx": ("declarations", "beside"), "xml": ("declarations", "beside", "references")}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = "+−%"
#: A block is found in so many pieces at most: a page may end in it, and a figure stand there.
_MOST_PIECES, _LEAST_PIECE = 5, 16
_NEXT_PAGE = "\f"
#: What a line carries where a reader's program joins a word that was broken.
_BROKEN = re.compile("[\ufffe\uffff\x02\xad]")


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of a page: the heading it stands under, its part of the page, and its text."""

    heading: str
    parts: frozenset[str]
    text: str


def compare_formats(files: Mapping[str, bytes]) -> Check:
    """Look for every block of every HTML document in the other formats of the document."""
    failures: list[Failure] = []
    count = pairs = 0
    for path in sorted(p for p in files if p.endswith(".html") and "/" in p):
        others = [other for other in _other_formats(path) if other in files]
        if not others:
            continue
        try:
            blocks = list(_blocks(files[path]))
        except (ValueError, AttributeError):
            failures.append(Failure(path, "", "the file cannot be read"))
            continue
        for other in others:
            pairs += 1
            try:
                pages = [_squeezed(p) for p in _text(other, files[other]).split(_NEXT_PAGE)]
            except UnreadableFile as error:
                failures.append(Failure(other, "", str(error)))
                continue
            text = "".join(pages)
            looked_for = [block for block in blocks if _is_in(block, other.rpartition(".")[2])]
            count += len(looked_for)
            failures += (
                _missing(block, path, other, text)
                for block in looked_for
                if not _stands_in(_squeezed(block.text), text, pages)
            )
    return Check(
        "Formats",
        "Do the formats of a document say the same?",
        f"{count} blocks in {pairs} pairs of formats",
        tuple(failures),
    )


def _other_formats(path: str) -> tuple[str, ...]:
    stem = path.removesuffix(".html")
    if path == "manuscript/article.html":
        return (f"{stem}.pdf", "manuscript/manuscript.docx", f"{stem}.xml")
    return (f"{stem}.pdf", f"{stem}.docx")


def _is_in(block: _Block, ending: str) -> bool:
    """Whether a format has a block at all; short headings are only those of pages."""
    if block.parts & set(_LEFT_OUT.get(ending, ())):
        return False
    return ending == "pdf" or len(block.text) > _LEAST_PIECE or bool(re.search(r"\d", block.text))


def _missing(block: _Block, path: str, other: str, text: str) -> Failure:
    wanted = _squeezed(block.text)
    begin = _longest_beginning(wanted, text)
    at = text.find(wanted[:begin]) if begin else -1
    instead = text[max(0, at + begin - 20) : at + begin + 20] if at >= 0 else "nothing like it"
    said = " ".join(block.text.split())
    shown = said if len(said) <= 80 else f"{said[:77]}…"
    where = f"“{block.heading}”" if block.heading else ""
    return Failure(other, where, f"…{instead}…", f"“{shown}”, as {path} says")


def _blocks(content: bytes) -> Iterator[_Block]:
    main = safe_html(content).find(".//main")
    if main is None:
        return
    heading = ""
    for element in main.iter(*_BLOCKS):
        around = [element, *element.iterancestors()]
        names = {str(a.get("id") or "") for a in around} | {
            word for a in around for word in (a.get("class") or "").split()
        }
        if any(a.tag in _NOT_PRINTED for a in around) or _SOURCES in names:
            continue
        if element.find(".//p") is not None and element.tag != "figcaption":
            continue
        text = "".join(_words(element))
        if element.tag in ("h2", "h3", "h4"):
            heading = " ".join(text.split())
        for part in _parted(element, text):
            if _squeezed(part):
                yield _Block(heading[:60], frozenset(names), part)


def _words(element: Any) -> Iterator[str]:
    """Walk the text of an element, without titles of small drawings and what phones alone show."""
    yield element.text or ""
    for child in element:
        if child.tag != "svg" and child.get("class") != "phones":
            yield from _words(child)
        yield child.tail or ""


def _parted(element: Any, text: str) -> tuple[str, ...]:
    """Part a caption from its label, which pages may set in another place."""
    if element.tag != "figcaption" or len(element) == 0:
        return (text,)
    label = element[0].text_content()
    return label, text.replace(label, "", 1)


def _text(path: str, content: bytes) -> str:
    """Read all the text of a document in the order of its file."""
    try:
        if path.endswith(".pdf"):
            return _of_pdf(content)
        if path.endswith(".docx"):
            return _of_docx(content)
        return "".join(safe_tree(content).itertext())
    except (ValueError, KeyError, zipfile.BadZipFile, RuntimeError) as error:
        raise UnreadableFile(error) from error


def _of_pdf(content: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return _NEXT_PAGE.join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _of_docx(content: bytes) -> str:
    told: list[str] = []
    parts = office_parts(content)
    for name in ("word/document.xml", "word/footnotes.xml"):
        if name in parts:
            told += _letters(safe_tree(parts[name]))
    return "".join(told)


def _letters(root: Any) -> Iterator[str]:
    for element in root.iter(f"{_WORD}t", f"{_WORD}p", f"{_WORD}tab"):
        yield element.text or "" if element.tag == f"{_WORD}t" else " "


def _squeezed(text: str) -> str:
    """Keep letters, digits and the signs of numbers alone."""
    plain = unicodedata.normalize("NFKC", _BROKEN.sub("", text))
    return "".join(c for c in plain if c.isalnum() or c in _SIGNS).casefold()


def _stands_in(wanted: str, text: str, pages: Sequence[str], pieces: int = _MOST_PIECES) -> bool:
    """Whether a block stands in a text, whole or parted by what stands at the end of a page.

    What is left of it may be short where it is the first thing on a page.
    """
    if wanted in text:
        return True
    if pieces == 1:
        return False
    longest = _longest_beginning(wanted, text)
    left = wanted[longest:]
    if len(left) < _LEAST_PIECE <= longest and any(page.startswith(left) for page in pages):
        return True
    # The first letters after the break may happen to be those that follow in the block.
    return any(
        _stands_in(wanted[cut:], text, pages, pieces - 1)
        for cut in range(longest, max(_LEAST_PIECE, longest - 3) - 1, -1)
        if len(wanted) - cut >= _LEAST_PIECE
    )


def _longest_beginning(wanted: str, text: str) -> int:
    """Count the letters of a block that stand together in a text."""
    lengths = range(1, len(wanted) + 1)
    return bisect_left(lengths, True, key=lambda length: wanted[:length] not in text)
