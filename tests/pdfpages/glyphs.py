"""Take a PDF, and give its pages: every glyph with the box of its ink, and two pictures.

One picture shows the page, the other the same page with all text made invisible. The difference is
what is seen of the text; the second alone is what the text stands on.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

#: Pixels of the pictures for a point: 144 dots an inch.
SCALE = 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed letter.

    box : tuple of float
        Of its ink: left, top, right, bottom, in points from the upper left corner of the page.
    size : float
        Of the font as printed, in points.
    end : float
        Where the room that it takes ends at the right: ink ends a little before it, or after.
    place : tuple of float
        Along the line of writing and across it, in points; greater is later or lower.
    turn : int
        Direction of writing in degrees.
    drawn_by : int
        The text object it belongs to; letters of one object were set by one hand.
    mark : int
        Number of the marked content (MCID) it stands in, or -1: furniture of the page and drawings.
    """

    char: str
    box: Box
    size: float
    end: float
    place: tuple[float, float]
    turn: int
    colour: tuple[int, int, int]
    opacity: float
    drawn_by: int
    mark: int
    in_drawing: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand side by side without a space."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """What it reads."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        """The box of its ink."""
        return union(glyph.box for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """Of its font as printed, in points."""
        return self.glyphs[0].size


@dataclass(frozen=True)
class Page:
    """One page; pictures are arrays of rows, columns and colours.

    marks : frozenset of int
        Of the marked content that stands in the tags of the document.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    marks: frozenset[int]
    seen: np.ndarray
    ground: np.ndarray

    @cached_property
    def ink(self) -> np.ndarray:
        """Where text is seen."""
        return differs(self.seen, self.ground, 12)

    def furniture(self) -> tuple[Word, ...]:
        """Give the words of running heads and folios: neither in the tags nor in a drawing.

        Dots that lead to a page's number are not in the tags either, and belong to their line.
        """
        return tuple(word for word in self.words if self._apart(word.glyphs[0]))

    def _apart(self, glyph: Glyph) -> bool:
        return glyph.char != "." and not glyph.in_drawing and glyph.mark not in self.marks


def differs(one: np.ndarray, other: np.ndarray, by: int) -> np.ndarray:
    """Give where two pictures, or a picture and a colour, differ in any channel by more than so."""
    apart = np.maximum(one, other) - np.minimum(one, other) > by
    return apart[:, :, 0] | apart[:, :, 1] | apart[:, :, 2]


def pixels(box: Box) -> tuple[slice, slice]:
    """Give the rows and columns of the pictures that a box covers."""
    left, top, right, bottom = box
    rows = slice(max(0, math.floor(top * SCALE)), max(0, math.ceil(bottom * SCALE)))
    columns = slice(max(0, math.floor(left * SCALE)), max(0, math.ceil(right * SCALE)))
    return rows, columns


def union(boxes: Iterator[Box] | Sequence[Box]) -> Box:
    """Give the smallest box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def pages(path: Path, marks: Mapping[int, frozenset[int]]) -> Iterator[Page]:
    """Read the pages one after the other: their pictures are large.

    Parameters
    ----------
    marks : mapping of int to frozenset of int
        The marked content in the tags, by page.
    """
    document = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(document, start=1):
            yield _page(number, page, marks.get(number, frozenset()))
            page.close()
    finally:
        document.close()


def _page(number: int, page: pypdfium2.PdfPage, marks: frozenset[int]) -> Page:
    in_drawings = _text_objects_in_drawings(page)
    words = tuple(_words(_glyphs(page, in_drawings)))
    seen = _picture(page)
    for text in _text_objects(page):
        pdfium.FPDFTextObj_SetTextRenderMode(text, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    ground = _picture(page)
    return Page(number, page.get_width(), page.get_height(), words, marks, seen, ground)


def _picture(page: pypdfium2.PdfPage) -> np.ndarray:
    return np.asarray(page.render(scale=SCALE, rev_byteorder=True).to_numpy()[:, :, :3])


# --- text objects ---------------------------------------------------------------------------------


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[object, bool]]:
    """Give all objects of a page, with whether they stand in a drawing."""
    count = pdfium.FPDFPage_CountObjects(page)
    waiting = [(pdfium.FPDFPage_GetObject(page, n), False) for n in range(count)]
    while waiting:
        one, inside = waiting.pop()
        if pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_FORM:
            count = pdfium.FPDFFormObj_CountObjects(one)
            waiting += [(pdfium.FPDFFormObj_GetObject(one, n), True) for n in range(count)]
        else:
            yield one, inside


def _text_objects(page: pypdfium2.PdfPage) -> list[object]:
    kind = pdfium.FPDF_PAGEOBJ_TEXT
    return [one for one, _ in _objects(page) if pdfium.FPDFPageObj_GetType(one) == kind]


def _text_objects_in_drawings(page: pypdfium2.PdfPage) -> frozenset[int]:
    return frozenset(_address(one) for one, inside in _objects(page) if inside)


def _address(one: object) -> int:
    return ctypes.cast(one, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


# --- glyphs ---------------------------------------------------------------------------------------


def _glyphs(page: pypdfium2.PdfPage, in_drawings: frozenset[int]) -> Iterator[Glyph | None]:
    """Give the letters in their order, and None for every space between them."""
    text = page.get_textpage()
    height = page.get_height()
    shared: dict[int, tuple[tuple[int, int, int], float, int, int, bool]] = {}
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix, loose = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    for index in range(text.count_chars()):
        drawn_by = pdfium.FPDFText_GetTextObject(text, index)
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if not drawn_by or char.isspace() or pdfium.FPDFText_IsGenerated(text, index):
            yield None
            continue
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        turn = math.atan2(matrix.b, matrix.a)
        along = x.value * math.cos(turn) + y.value * math.sin(turn)
        across = x.value * math.sin(turn) - y.value * math.cos(turn)
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        address = _address(drawn_by)
        if address not in shared:
            shared[address] = (*_shared(drawn_by), address in in_drawings)
        yield Glyph(
            char,
            (left.value, height - top.value, right.value, height - bottom.value),
            pdfium.FPDFText_GetFontSize(text, index) * scale,
            loose.right,
            (along, across),
            round(math.degrees(turn)),
            *shared[address],
        )
    text.close()


def _shared(drawn_by: object) -> tuple[tuple[int, int, int], float, int, int]:
    """Give what all letters of a text object share: colour, opacity, object and mark."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(drawn_by, red, green, blue, alpha)
    mark = pdfium.FPDFPageObj_GetMarkedContentID(drawn_by)
    colour = (red.value, green.value, blue.value)
    return colour, alpha.value / 255, _address(drawn_by), mark


def _words(glyphs: Iterator[Glyph | None]) -> Iterator[Word]:
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and (glyph is None or not _same_word(word[-1], glyph)):
            yield Word(tuple(word))
            word = []
        if glyph is not None:
            word.append(glyph)
    if word:
        yield Word(tuple(word))


def _same_word(one: Glyph, next_one: Glyph) -> bool:
    """Whether two letters stand on one line, side by side; whichever way the script runs."""
    if one.turn != next_one.turn or abs(one.size - next_one.size) > 0.05 * one.size:
        return False
    upright = one.turn % 180 == 0
    first, second = (0, 2) if upright else (1, 3)
    gap = max(next_one.box[first] - one.box[second], one.box[first] - next_one.box[second])
    if one.drawn_by != next_one.drawn_by and not _right_to_left(one.char) and gap < -0.2 * one.size:
        return False
    return abs(one.place[1] - next_one.place[1]) < 0.15 * one.size and gap < 0.4 * one.size


def _right_to_left(char: str) -> bool:
    return unicodedata.bidirectional(char[:1]) in ("R", "AL", "NSM")
