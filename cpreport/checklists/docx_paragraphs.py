"""Find words in a finished DOCX: under which heading, in which paragraph."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cpreport.checklists.written import fold_letters

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"Heading\s?[1-9]", re.IGNORECASE)
_CAPTION = "caption"
#: What stands before the first heading.
_FRONT = "Title page"
_LEAST, _MOST = 24, 60


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """A place in a DOCX, whose pages are those of the program that shows it.

    number : int
        Of the paragraph under its heading, counted from 1; 0 for the heading of a float.
    """

    section: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    place: ParagraphPlace
    text: str
    is_caption: bool


@dataclass(frozen=True, slots=True)
class DocxParagraphs:
    """The paragraphs of a DOCX in their order, with the headings they stand under."""

    paragraphs: tuple[_Paragraph, ...]

    def float(self, label: str) -> ParagraphPlace | None:
        """Say under which heading a figure or a table stands; None where it does not."""
        wanted = fold_letters(label)
        there = (p for p in self.paragraphs if p.is_caption and _begins_with(p.text, wanted))
        return next((ParagraphPlace(p.place.section) for p in there), None)

    def words(self, before: str, words: str, section: str) -> ParagraphPlace | None:
        """Say where words stand: under this heading if they do, else anywhere.

        Parameters
        ----------
        before, words : str
            Letters and figures, as `written.folded` gives them; those before the words may stand
            in another paragraph.
        """
        wanted = (f"{before}{words[:_MOST]}", words[:_MOST], words[:_LEAST])
        for letters in wanted if words else ():
            there = [p.place for p in self.paragraphs if letters in p.text]
            named = (
                place for place in there if fold_letters(place.section) == fold_letters(section)
            )
            if there:
                return next(named, there[0])
        return None


def _begins_with(text: str, label: str) -> bool:
    """Whether a caption has a label: `table1`, and not `table12`."""
    return text.startswith(label) and not text[len(label) : len(label) + 1].isdecimal()


def docx_paragraphs(content: bytes) -> DocxParagraphs:
    """Read a DOCX."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        root = etree.fromstring(file.read("word/document.xml"))
    return DocxParagraphs(tuple(_paragraphs(root)))


def _paragraphs(root: Any) -> Iterator[_Paragraph]:
    section, number = _FRONT, 0
    for paragraph in root.iter(f"{_W}p"):
        if any(parent.tag == f"{_W}tbl" for parent in paragraph.iterancestors()):
            continue
        text = "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else style.get(f"{_W}val", "")
        if _HEADING.fullmatch(name):
            section, number = " ".join(text.split()), 0
        elif text.strip():
            number += 1
            is_caption = name.casefold() == _CAPTION
            yield _Paragraph(ParagraphPlace(section, number), fold_letters(text), is_caption)
