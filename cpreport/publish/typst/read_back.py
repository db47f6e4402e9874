"""Read a PDF by Typst back and name what it lost of its data: words, rows, text alternatives."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any

#: White space, marks of direction, and the hyphens that the ends of lines put in and take out.
_SET_APART = re.compile(
    "[\\s\N{SOFT HYPHEN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\x02\ufffe\ufffd"
    "\u2066-\u2069\u202a-\u202e-]+"
)
_TEXT = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
#: So many letters of a caption or a reference tell it from others.
_TELLING = 60
#: Rows of a table on one page lie at least so far apart, in pt.
_APART = 3.0
_POINTS = 72 / 25.4


@dataclass(slots=True)
class PrintedParts:
    """What a document must show, folded as its pages are.

    heads : list of int
        How many cells of each row are row headings, table by table; -1 for a table without the
        column that holds rows together.
    anchors : dict of str to str
        What stands where words may lead: the beginning of a caption, or of a reference.
    """

    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)


def parts_of(data: Mapping[str, Any]) -> PrintedParts:
    """Gather what a document must show from its data."""
    parts = PrintedParts()
    front = data["front"]
    lines: list[str] = [
        *(front.get(k, "") for k in ("kicker", "study", "title", "subtitle", "notice", "history")),
        *pieces_of_line(front["of_series"]),
        *(f"{a['name']}{a['numbers']}" for a in front.get("authors", ())),
        *(f"{a['number']}{a['text']}" for a in front.get("affiliations", ())),
    ]
    for part in data["beside"]:
        lines.append(part["label"])
        for line in part["lines"]:
            lines += pieces_of_line(line)
            parts.alts += _marks(line)
    for box in data["boxes"]:
        lines += _of_box(box, parts)
    for section in data["sections"]:
        lines += _of_section(section, parts)
    for name in ("declarations", "orcid", "references"):
        lines += _of_end(data.get(name), parts)
    if data["logo"]:
        parts.alts.append(data["logo"]["alt"])
    parts.lines = [folded for line in lines if (folded := folded_text(line))]
    return parts


#: Where something stands: the page, from 0, and how far from its left and its foot in pt.
Spot = tuple[int, float, float]


@contextmanager
def pages_of(content: bytes) -> Iterator[list[PageText]]:
    """Read the pages of a PDF, which stays open inside the block."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        yield [PageText.read(page.get_textpage()) for page in document]
    finally:
        document.close()


def lost(pages: Sequence[PageText], parts: PrintedParts, alts: Iterable[str]) -> tuple[str, ...]:
    """Name what a PDF lost: lines that no page has, rows without a place of their own.

    Parameters
    ----------
    alts : iterable of str
        The text alternatives of its figures.
    """
    texts = [page.text for page in pages]
    gone = [line for line in dict.fromkeys(parts.lines) if not _is_there(line, texts)]
    gone += _too_few(parts.lines, texts, gone)
    for rows in parts.rows:
        gone += _lost_rows(rows, pages)
    missing = Counter(map(folded_text, parts.alts)) - Counter(map(folded_text, alts))
    return (*gone, *missing)


def spots(pages: Sequence[PageText], parts: PrintedParts) -> dict[str, Spot]:
    """Find where the figures, tables and references of a document stand, by their anchors."""
    found = {}
    for name, begins in parts.anchors.items():
        # A list of what is in a supplement says the same before.
        for number in reversed(range(len(pages))):
            position = pages[number].text.rfind(begins)
            if begins and position >= 0:
                found[name] = (number, *pages[number].corner_of(position))
                break
    return found


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page without spaces and hyphens, and where its letters stand.

    said : str
        The text as the page has it.
    numbers : list of int
        For every letter of the text its number on the page.
    """

    said: str
    text: str
    numbers: Sequence[int]
    page: Any

    @classmethod
    def read(cls, page: Any) -> PageText:
        """Read a page as pypdfium2 extracts it."""
        said = page.get_text_range()
        letters = list(map(_folded_letter, said))
        numbers = [number for number, letter in enumerate(letters) for _ in letter]
        return cls(said, "".join(letters), numbers, page)

    def corner_of(self, position: int) -> tuple[float, float]:
        """Measure how far from the left and the foot of the page the top of a letter is, in pt."""
        left, _, _, top = self.page.get_charbox(self.numbers[position], loose=True)
        return float(left), float(top)

    def white_at_end(self, top: float, bottom: float) -> float:
        """Measure how much of the text's area between two margins, in mm, is white at its end."""
        foot, head = bottom * _POINTS, float(self.page.page.get_height()) - top * _POINTS
        boxes = (self.page.get_rect(number) for number in range(self.page.count_rects()))
        lowest = min((low for _, low, _, high in boxes if high > foot), default=head)
        return max(0.0, (lowest - foot) / (head - foot))

    def height_of(self, position: int) -> float:
        """Measure how high above the foot of the page a letter stands, in pt."""
        return float(self.page.get_charbox(self.numbers[position], loose=True)[1])


def _is_there(line: str, texts: Sequence[str]) -> bool:
    """Whether a page has a line, or a page its beginning and the next ones its end."""
    return any(line in text for text in texts) or _is_parted(line, texts)


def _is_parted(line: str, texts: Sequence[str]) -> bool:
    for number, text in enumerate(texts[:-1]):
        length = _longest_beginning(line, text)
        rest, after = line[length:], texts[number + 1 :]
        if length and (rest in after[0] or _is_parted(rest, after[:2])):
            return True
    return False


def _longest_beginning(line: str, text: str) -> int:
    """Count the letters of the longest beginning of a line that a text has."""
    lengths = range(1, len(line) + 1)
    return bisect_left(lengths, True, key=lambda length: line[:length] not in text)


def _too_few(lines: Sequence[str], texts: Sequence[str], gone: Sequence[str]) -> Iterator[str]:
    """Name the lines that stand in the data more often than on the pages."""
    missing = set(gone)
    for line, count in Counter(lines).items():
        if count == 1 or line in missing:
            continue
        # One of them may be parted by the end of each page.
        if sum(text.count(line) for text in texts) + len(texts) - 1 < count:
            yield line


def _lost_rows(rows: Sequence[str], pages: Sequence[PageText]) -> Iterator[str]:
    """Name the rows of a table that do not follow each other, each at a height of its own."""
    number, position = _start(rows, pages)
    before: tuple[int, float] | None = None
    for row in rows:
        while number < len(pages):
            found = pages[number].text.find(row, position)
            if found >= 0:
                break
            number, position = number + 1, 0
        else:
            yield row
            return
        height = pages[number].height_of(found)
        if before is not None and before[0] == number and abs(before[1] - height) < _APART:
            yield row
            return
        before, position = (number, height), found + len(row)


def _start(rows: Sequence[str], pages: Sequence[PageText]) -> tuple[int, int]:
    """Find the first page from which all rows follow; the first of all where none is."""
    for number, page in enumerate(pages):
        position = page.text.find(rows[0]) if rows else -1
        while position >= 0:
            if _all_follow(rows, pages, number, position):
                return number, position
            position = page.text.find(rows[0], position + 1)
    return 0, 0


def _all_follow(rows: Sequence[str], pages: Sequence[PageText], number: int, position: int) -> bool:
    for row in rows:
        found = pages[number].text.find(row, position)
        if found < 0 and number + 1 < len(pages):
            number += 1
            found = pages[number].text.find(row)
        if found < 0:
            return False
        position = found + len(row)
    return True


# --- what stands in the data ---------------------------------------------------------------------


def folded_text(text: str) -> str:
    """Leave out what the end of a line changes, and tell no capital from a small letter."""
    return _SET_APART.sub("", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    """Fold one letter; a page has thousands of them, and few that differ."""
    return folded_text(letter)


def pieces_of_line(line: Sequence[Any]) -> list[str]:
    """Read a line in the pieces that stand together on a page; a note is one of its own."""
    pieces, notes = [""], []
    for one in line:
        if isinstance(one, str):
            pieces[-1] += one
        elif one["k"] == "note":
            notes += pieces_of_line(one["n"])
            pieces.append("")
        elif "n" in one:
            first, *more = pieces_of_line(one["n"]) or [""]
            pieces[-1] += first
            notes += more
    return [*pieces, *notes]


def _marks(line: Sequence[Any]) -> list[str]:
    return [one["alt"] for one in line if not isinstance(one, str) and one["k"] == "mark"]


def _of_box(box: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    yield box["title"]
    match box["kind"]:
        case "summary":
            for fact in box["facts"]:
                yield fact["label"]
                yield from pieces_of_line(fact["n"])
            yield box["outcomes"]
            for line in (*box["verdicts"], box["of_verdicts"]):
                yield from pieces_of_line(line)
        case "abstract":
            yield from _of_titled(box["n"], parts)
        case "points":
            for item in box["items"]:
                yield from _of_blocks(item, parts)
        case "listing":
            for section in box["n"]:
                yield section["title"]
                yield from (f"{one['label']}{one['caption']}" for one in section["floats"])
        case "counts":
            yield from (f"{one['label']}:{one['text']}" for one in box["n"])


def _of_titled(titled: Iterable[Mapping[str, Any]], parts: PrintedParts) -> Iterator[str]:
    for part in titled:
        yield part["title"]
        yield from _of_blocks(part["n"], parts)


def _of_section(section: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    yield section["title"]
    yield from _of_blocks(section["n"], parts)
    for below in section.get("below", ()):
        yield from _of_section(below, parts)


def _of_end(end: Mapping[str, Any] | None, parts: PrintedParts) -> Iterator[str]:
    """Read declarations, ORCID iDs or references; nothing where there are none."""
    if end is None:
        return
    yield end["title"]
    yield from _of_titled(end.get("n", ()), parts)
    for item in end.get("items", ()):
        if isinstance(item, Mapping):
            said = pieces_of_line(item["n"])
            parts.anchors[item["anchor"]] = folded_text(said[0])[:_TELLING]
            yield from said
        else:
            yield from _of_blocks(item, parts)
            parts.alts += [alt for block in item for alt in _marks(block["n"])]


def _of_blocks(blocks: Iterable[Mapping[str, Any]], parts: PrintedParts) -> Iterator[str]:
    for block in blocks:
        match block["k"]:
            case "p" | "h":
                yield from pieces_of_line(block["n"])
            case "quote":
                yield from _of_blocks(block["n"], parts)
            case "list":
                for item in block["items"]:
                    yield from _of_blocks(item, parts)
            case "pre":
                yield from block["text"].split("\n")
            case "figure":
                yield from _of_figure(block, parts)
            case "table":
                yield from _of_table(block, parts)
            case "grid":
                parts.heads.append(-1)
                for row in (block["head"], *block["rows"]):
                    for cell in row:
                        yield from pieces_of_line(cell)


def _caption(placed: Mapping[str, Any], parts: PrintedParts) -> str:
    said = f"{placed['label']}{placed['caption']}"
    parts.anchors[placed["anchor"]] = folded_text(said)[:_TELLING]
    return said


def _of_figure(figure: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    yield _caption(figure, parts)
    parts.alts.append(figure["image"]["alt"])
    yield from (unescape(_TAG.sub("", text)) for text in _TEXT.findall(figure["image"]["svg"]))


def _of_table(table: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    yield _caption(table, parts)
    yield from table["notes"]
    for part in table["parts"]:
        parts.heads.append(part["heads"])
        yield from (text for line in part["head"] for cell in line for text in cell["n"])
        rows: list[str] = []
        for group in part["groups"]:
            rows += [folded_text(group["heading"])] if group["heading"] else []
            rows += [
                "".join(folded_text("".join(cell["n"])) for cell in row) for row in group["rows"]
            ]
        parts.rows.append([row for row in rows if row])
