"""Find words in a finished PDF: on which page, in which line of it."""

from __future__ import annotations

import bisect
import ctypes
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

#: Letters of what is looked for that must be found; more could run over the end of a page.
_LEAST, _MOST = 24, 60
#: Baselines nearer to each other than this are one line, in points.
_SAME_LINE = 4.0
#: Tags of what stands in the margins: heads and page numbers.
_OF_MARGINS = {"/Span", "/NonStruct", "/Document"}


@dataclass(frozen=True, slots=True)
class PagePlace:
    """A place in a PDF; pages are counted from 1, and so are the lines of each page.

    line : int
        The line as printed beside it where lines are numbered; 0 for a figure or table.
    """

    page: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class _PageLetter:
    page: int
    baseline: float


@dataclass(frozen=True, slots=True)
class PdfPages:
    """The text of a PDF as it stands on its pages.

    text : str
        Its letters and figures, without spaces, heads and page numbers.
    letters : tuple of _PageLetter
        Where each of them stands.
    lines : tuple of tuple of (float, int)
        Of every page: the baseline of each line and its number.
    anchors : mapping of str to (int, float)
        Page and height of what links lead to.
    """

    text: str
    letters: tuple[_PageLetter, ...]
    lines: tuple[tuple[tuple[float, int], ...], ...]
    anchors: Mapping[str, tuple[int, float]]

    def anchor(self, name: str) -> PagePlace | None:
        """Say on which page a figure, a table or a section is; None where it is not."""
        found = self.anchors.get(name)
        return None if found is None else PagePlace(found[0] + 1)

    def words(self, before: str, words: str, anchor: str) -> PagePlace | None:
        """Say where words begin: the first of these at or below an anchor, else the first of all.

        Parameters
        ----------
        before, words : str
            Letters and figures, as `written.folded` gives them. What stands before the words tells
            them from the same words elsewhere; where a page breaks between, they do without.
        """
        wanted = ((before, _MOST), (before, _LEAST), ("", _MOST), ("", _LEAST))
        for known, length in wanted if words else ():
            found = _all(self.text, known + words[:length])
            places = [self.letters[at + len(known)] for at in found]
            if places:
                page, height = self.anchors.get(anchor, (0, float("inf")))
                below = (p for p in places if (p.page, -p.baseline) >= (page, -height - 2))
                letter = next(below, places[0])
                return PagePlace(letter.page + 1, self._line(letter))
        return None

    def _line(self, letter: _PageLetter) -> int:
        lines = self.lines[letter.page]
        return min(lines, key=lambda line: abs(line[0] - letter.baseline))[1] if lines else 0


def _all(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def pdf_pages(content: bytes, *, numbered: bool = False) -> PdfPages:
    """Read a PDF.

    Parameters
    ----------
    numbered : bool
        Whether numbers are printed beside the lines; these are given then.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        no_text, anchors = _tags(content)
        text: list[str] = []
        letters: list[_PageLetter] = []
        lines: list[tuple[tuple[float, int], ...]] = []
        for number in range(len(document)):
            page = document[number]
            own = sorted((baseline, x) for x, baseline in _own_text(page, no_text[number]))
            baselines = [baseline for baseline, _ in own]
            written = list(_letters(page))
            # Of a line's letters all stand at one height.
            heights = {baseline for _, _, baseline in written}
            at = {y: _PageLetter(number, y) for y in heights if _is_near(baselines, y)}
            for letter, _, baseline in written:
                if baseline in at:
                    folded = _folded_letter(letter)
                    text.append(folded)
                    letters += [at[baseline]] * len(folded)
            left = min((x for _, x in own), default=0.0)
            printed = _printed_numbers(written, left) if numbered else ()
            lines.append(printed or _counted(baselines))
            page.close()
        return PdfPages("".join(text), tuple(letters), tuple(lines), anchors)
    finally:
        document.close()


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    """Fold a letter as `written.folded` does; nothing of what is no letter or figure."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", letter).casefold()))


def _own_text(page: Any, no_text: frozenset[int]) -> Iterator[tuple[float, float]]:
    """Find where each piece of the page's own text begins: no heads, and no words in figures."""
    import pypdfium2.raw as raw

    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
        if raw.FPDFPageObj_GetMarkedContentID(item.raw) not in no_text:
            matrix = item.get_matrix()
            yield matrix.e, matrix.f


def _letters(page: Any) -> Iterator[tuple[str, float, float]]:
    """Read every letter of a page with where it stands, in the order of reading."""
    import pypdfium2.raw as raw

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    handle, origin, letter = text.raw, raw.FPDFText_GetCharOrigin, raw.FPDFText_GetUnicode
    for number in range(text.count_chars()):
        if origin(handle, number, x, y):
            yield chr(letter(handle, number)), x.value, y.value
    text.close()


def _is_near(baselines: list[float], height: float) -> bool:
    at = bisect.bisect_left(baselines, height - 0.5)
    return at < len(baselines) and baselines[at] <= height + 0.5


def _counted(baselines: list[float]) -> tuple[tuple[float, int], ...]:
    """Number the lines of a page from its top; what stands side by side is one line."""
    lines: list[float] = []
    for baseline in reversed(baselines):
        if not lines or lines[-1] - baseline > _SAME_LINE:
            lines.append(baseline)
    return tuple((baseline, number) for number, baseline in enumerate(lines, start=1))


def _printed_numbers(
    letters: list[tuple[str, float, float]], left: float
) -> tuple[tuple[float, int], ...]:
    """Read the numbers that are printed left of the text."""
    digits: dict[int, str] = {}
    heights: dict[int, float] = {}
    for letter, x, baseline in letters:
        if letter.isdecimal() and x < left - 2:
            row = round(baseline)
            digits[row] = digits.get(row, "") + letter
            heights[row] = baseline
    return tuple((heights[row], int(said)) for row, said in digits.items())


def _tags(content: bytes) -> tuple[list[frozenset[int]], dict[str, tuple[int, float]]]:
    """Read what drawings, heads and page numbers are marked with, and what links can lead to."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        root: Any = pdf.Root
        tags = _pairs(root.StructTreeRoot.ParentTree.Nums) if "/StructTreeRoot" in root else {}
        no_text = [
            frozenset(
                mark
                for mark, tag in enumerate(tags.get(int(page.obj.get("/StructParents", -1)), ()))
                if _is_no_text(tag)
            )
            for page in pdf.pages
        ]
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        names = root.Names.Dests.Names if "/Names" in root and "/Dests" in root.Names else ()
        anchors: dict[str, tuple[int, float]] = {}
        for name, leads in _pairs(names).items():
            where: Any = leads.get("/D") if isinstance(leads, pikepdf.Dictionary) else leads
            anchors[str(name)] = (pages[where[0].objgen], float(where[3]))
        return no_text, anchors


def _pairs(flat: Any) -> dict[Any, Any]:
    things = list(flat)
    keys = (int(k) if isinstance(k, (int, Decimal)) else str(k) for k in things[0::2])
    return dict(zip(keys, things[1::2], strict=True))


def _is_no_text(tag: Any) -> bool:
    """Whether a tag is of a drawing, or of no part of the document: what stands in the margins."""
    if tag is not None and str(tag.get("/S", "")) == "/Figure":
        return True
    while tag is not None and "/S" in tag:
        if str(tag.S) not in _OF_MARGINS:
            return False
        tag = tag.get("/P")
    return True
