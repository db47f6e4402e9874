"""Read the layouts of WeasyPrint: the one file that knows what it keeps to itself.

Where figures float and lines get numbers, a finished layout is measured by its boxes, which are no
part of WeasyPrint's public interface; so are the words of its remarks. `pyproject.toml` holds it
below its next major version, and `tests/test_weasyprint_private.py` fails where one of these parts
is otherwise than is relied on here. Lengths are in CSS pixels.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

#: Beginnings of the remarks that mean that something is missing on the page.
_GRAVE = ("Failed to", "Image ", "Missing required")
#: What it says of a letter that neither the package's fonts nor those of the machine have.
_UNKNOWN_LETTER = re.compile(r'^\.notdef glyph .*?"(.)" \(U\+[0-9A-F]+\)', re.MULTILINE | re.DOTALL)
#: Elements whose lines are as full as words allow.
_PARAGRAPHS = ("p", "li", "dd")
#: A line that fills less than the one share of its measure, and with the next word not more than
#: the other, is broken early.
_HARDLY_FULL, _SURELY = 0.65, 0.9
#: Elements that are seen as a whole: what they show ends where they end.
_PICTURES = ("figure", "img")


@dataclass(frozen=True, slots=True)
class TypeArea:
    """What is printed on of a page: its corner at the upper left, and how high it is.

    margin_left, margin_top : float
        From the edges of the page to its border, where a background begins.
    """

    left: float
    top: float
    height: float
    margin_left: float
    margin_top: float


@dataclass(frozen=True, slots=True)
class MeasuredElements:
    """The elements of a page as laid out.

    heights : Counter of Element
        With margins; the sum over pages where an element is parted.
    begins : dict of Element to (int, float)
        The page, counted from 0, and how far down on it.
    margins : dict of Element to float
        The upper margin; of a row of a table the room above the words of its first cell.
    """

    heights: Counter[Element] = field(default_factory=Counter)
    begins: dict[Element, tuple[int, float]] = field(default_factory=dict)
    margins: dict[Element, float] = field(default_factory=dict)


def type_area(page: Any) -> TypeArea:
    """Measure where on a page text is set."""
    box = page._page_box
    return TypeArea(
        box.content_box_x(), box.content_box_y(), box.height, box.margin_left, box.margin_top
    )


def measure(document: Any) -> MeasuredElements:
    """Measure the blocks and the rows of tables in a layout."""
    from weasyprint.formatting_structure.boxes import BlockBox, TableRowBox

    found = MeasuredElements()
    for number, page in enumerate(document.pages):
        for box in _boxes_of_elements(page):
            if isinstance(box, TableRowBox):
                # The rows of a heading stand on every page of their table.
                found.heights[box.element] = max(found.heights[box.element], box.height)
                found.begins.setdefault(box.element, (number, box.position_y))
                if box.children:
                    found.margins.setdefault(box.element, box.children[0].padding_top)
            elif isinstance(box, BlockBox):
                found.heights[box.element] += box.margin_height()
                found.begins.setdefault(box.element, (number, box.position_y))
                found.margins.setdefault(box.element, box.margin_top)
    return found


def first_pages(document: Any) -> dict[Element, int]:
    """Say on which page, counted from 0, every element begins."""
    begins: dict[Element, int] = {}
    for number, page in enumerate(document.pages):
        for box in _boxes_of_elements(page):
            begins.setdefault(box.element, number)
    return begins


def white_at_end(page: Any) -> float:
    """Measure the white space at the end of a page, as a share of its type area."""
    from weasyprint.formatting_structure.boxes import LineBox, TableRowBox

    area = type_area(page)
    ends = (
        box.position_y + box.height
        for box in _boxes_of_elements(page)
        if isinstance(box, LineBox | TableRowBox) or box.element.tag in _PICTURES
    )
    return float((area.top + area.height - max(ends, default=area.top)) / area.height)


def broken_early(document: Any) -> list[Element]:
    """List the paragraphs with a line that is broken though the next word fits on it.

    WeasyPrint 70 at times breaks a line far too early, by a fault that depends on the very width of
    the words, in paragraphs with inline elements and without.
    """
    from weasyprint.formatting_structure.boxes import LineBox

    found: dict[Element, None] = {}
    for page in document.pages:
        for box in _boxes_of_elements(page):
            if box.element.tag in _PARAGRAPHS:
                lines = [line for line in box.children if isinstance(line, LineBox)]
                if any(_is_broken_early(*pair, box.width) for pair in itertools.pairwise(lines)):
                    found.setdefault(box.element)
    return list(found)


def _is_broken_early(line: Any, below: Any, room: float) -> bool:
    """Whether a line is hardly more than half full, and the first word below has room on it."""
    if any(box.element_tag.startswith("br") for box in line.descendants()):
        return False
    # A no-break space joins words.
    words, first = _words_of(line), _words_of(below).strip(" ").split(" ")
    filled = sum(child.margin_width() for child in line.children)
    if not words or filled > _HARDLY_FULL * room:
        return False
    return bool(filled + (len(first[0]) + 1) * filled / len(words) < _SURELY * room)


def _words_of(box: Any, *, whole: bool = False) -> str:
    """Read a line; what is kept together on one line is one word of it."""
    from weasyprint.formatting_structure.boxes import InlineBlockBox, TextBox

    if isinstance(box, TextBox):
        return str(box.text).replace(" ", "\xa0") if whole else str(box.text)
    inside = whole or isinstance(box, InlineBlockBox)
    return "".join(_words_of(child, whole=inside) for child in getattr(box, "children", ()))


def baselines(page: Any, leave_out: Callable[[str, Element | None], bool]) -> Iterator[float]:
    """Yield where the lines of text stand, from the top of the page, in no order.

    Parameters
    ----------
    leave_out : callable
        Takes the tag and the element of a box, and says whether its lines are passed over.
    """
    yield from _baselines(page._page_box, leave_out)


def _baselines(box: Any, leave_out: Callable[[str, Element | None], bool]) -> Iterator[float]:
    from weasyprint.formatting_structure.boxes import LineBox, MarginBox

    for child in getattr(box, "children", ()):
        if isinstance(child, MarginBox) or leave_out(child.element_tag, child.element):
            continue
        if isinstance(child, LineBox):
            yield child.position_y + child.baseline
        else:
            yield from _baselines(child, leave_out)


def _boxes_of_elements(page: Any) -> Iterator[Any]:
    """Yield the boxes that are of an element of the page, as they are painted."""
    for box in page._page_box.descendants():
        if isinstance(getattr(box, "element", None), Element):
            yield box


def level_columns(document: Any, run: str) -> None:
    """Raise columns that begin with the room above a heading, so that all begin at one height.

    WeasyPrint leaves out a margin at the top of a page, and keeps it at the top of a column.

    Parameters
    ----------
    run : str
        The class of what is set in columns.
    """
    for number, page in enumerate(document.pages):
        boxes = [box for box in _boxes_of_elements(page) if box.element.get("class") == run]
        columns = [box for box in boxes if any(box is not o and box in o.children for o in boxes)]
        raised = [column for column in columns if _raise(column)]
        if raised:
            # What links lead to, and where they are, is read from the boxes once.
            document.pages[number] = type(page)(page._page_box)


def _raise(column: Any) -> bool:
    """Move what stands in a column up by the margin it begins with."""
    first = next((child for child in column.children if child.is_in_normal_flow()), None)
    if first is None or first.margin_top <= 0:
        return False
    above = first.margin_top
    for child in column.children:
        child.translate(dy=-above)
    # A heading that is set nearer to its text stands at the top all the same.
    first.translate(dy=column.content_box_y() - first.border_box_y())
    return True


def take_apart(document: Any, images: Mapping[str, Any]) -> None:
    """Cut what ties the parts of a finished layout to each other; it cannot be used afterwards.

    The parts hold each other in rings, which only Python's collector can free: it looks at each of
    some hundred thousand objects several times. What another WeasyPrint ties otherwise is left to
    the collector.

    Parameters
    ----------
    document : weasyprint.Document
        Already written.
    images : mapping of str to object
        WeasyPrint's images of this very layout, by address.
    """
    for part in [*_parts_of_images(images), *_parts_of_pages(document)]:
        getattr(part, "__dict__", {}).clear()


def _parts_of_images(images: Mapping[str, Any]) -> Iterator[Any]:
    """Yield drawings, and the layout's context that they hold; it holds all styles."""
    for image in images.values():
        yield getattr(image, "_context", None)
        yield getattr(image, "_svg", None)


def _parts_of_pages(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants():
            for group in getattr(box, "column_groups", ()):
                yield from group.children
            yield box.style
            yield box


def compress_once(document: Any, file: Any) -> None:
    """Compress what a PDF holds, before it is written; its bytes are the same.

    pydyf would do so twice: for the file, and for the hash in it. A `finisher` of `write_pdf`.
    """
    for held in file.objects:
        if getattr(held, "compress", False):
            held.compress = False
            plain = held.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
            held.extra["Filter"] = "/FlateDecode"
            held.stream = [zlib.compress(plain, 9)]


def missing_letters(remarks: Iterable[str]) -> list[str]:
    """List the letters for which there was no font, each once."""
    return list(dict.fromkeys(_UNKNOWN_LETTER.findall("\n".join(remarks))))


def grave_remarks(remarks: Iterable[str]) -> list[str]:
    """List the remarks that mean that something is missing on the page, each once."""
    return list(dict.fromkeys(remark for remark in remarks if remark.startswith(_GRAVE)))


def pango_version() -> str:
    """Say which Pango WeasyPrint sets type with.

    Raises
    ------
    OSError
        Where the machine has none.
    """
    from weasyprint.text.ffi import pango

    number = int(pango.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
