"""Draw photographs side by side as one figure: letters, visits, bars of scale, and arrows."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.cases.picture_record import Arrow, Image, PanelFigure
from cpreport.figures.drawing import finish
from cpreport.figures.lettering import POINT, wrap
from cpreport.figures.marks import (
    Mark,
    Photo,
    Point,
    Polygon,
    Strokes,
    Words,
    beside,
    box,
    lines_of_words,
    plate,
)
from cpreport.figures.picture import DOTS_PER_INCH, PrintedPanel
from cpreport.figures.style import Drawn, Look
from cpreport.numbers import NO_BREAK, plain
from cpreport.outcomes.findings import Findings

_MM = 25.4
#: Between panels, in mm.
_GAP = 3.0
#: In a row at most; four stand two by two.
_IN_A_ROW = 3
#: Where a picture is coarse, the figure is printed smaller, down to this share of its width.
_SMALLEST = 0.6
#: Of a page, in mm: captions and heads need room, too.
_HIGHEST = 180.0
#: Lengths of a bar in mm, and the share of a picture that one takes at most.
_BARS = tuple(Decimal(digit).scaleb(power) for power in range(-2, 4) for digit in (1, 2, 5))
_BAR_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a panel stands: its row, and its room in mm."""

    row: int
    left: float
    wide: float
    high: float


def spots(panels: Sequence[PrintedPanel], width: float) -> tuple[Spot, ...]:
    """Lay panels out in rows, all at one scale where the scale of each is known.

    Parameters
    ----------
    width : float
        Of the figure, in mm.
    """
    each_row = 2 if len(panels) == 4 else _IN_A_ROW
    rows = [panels[start : start + each_row] for start in range(0, len(panels), each_row)]
    real = [_sizes(row, one_scale=all(p.shows for p in panels)) for row in rows]
    most = min((width - _GAP * (len(row) - 1)) / sum(wide for wide, _ in row) for row in real)
    tallest = sum(max(high for _, high in row) for row in real)
    most = min(most, _HIGHEST / tallest)
    fine = min(
        panel.size[0] / DOTS_PER_INCH * _MM / wide
        for row, sizes in zip(rows, real, strict=True)
        for panel, (wide, _) in zip(row, sizes, strict=True)
    )
    factor = min(most, max(fine, most * _SMALLEST))
    found: list[Spot] = []
    for number, row in enumerate(real):
        left = 0.0
        for wide, high in row:
            found.append(Spot(number, left, wide * factor, high * factor))
            left += wide * factor + _GAP
    return tuple(found)


def _sizes(row: Sequence[PrintedPanel], *, one_scale: bool) -> list[tuple[float, float]]:
    """Measure panels in mm of what they show, or else by a height that is the same for all."""
    shapes = [panel.size[1] / panel.size[0] for panel in row]
    if one_scale:
        widths = [panel.shows or 1.0 for panel in row]
        return [(wide, wide * shape) for wide, shape in zip(widths, shapes, strict=True)]
    return [(1 / shape, 1.0) for shape in shapes]


def dots_of_inch(panel: PrintedPanel, spot: Spot) -> int:
    """Count the dots that a panel has in an inch of print."""
    return round(panel.size[0] / (spot.wide / _MM))


def is_wide(entry: Image | PanelFigure) -> bool:
    """Whether a figure needs the width of the page."""
    return len(entry.panels) > 1


def draw(
    findings: Findings,
    case_id: str,
    name: str,
    entry: Image | PanelFigure,
    panels: Sequence[PrintedPanel],
    look: Look,
) -> Drawn:
    """Draw an entry of `media` with its pictures, which are ready to be printed.

    Parameters
    ----------
    name : str
        Of the figure in its document: `image-1`, in the article `P01.image-1`.
    """
    wide = is_wide(entry)
    width = look.full if wide else look.narrow
    places = spots(panels, width)
    letters = [f"({letter})" for letter in string.ascii_lowercase[: len(panels)]]
    letters = letters if len(panels) > 1 else [""]
    visits = [_visit(findings, case_id, panel.visit) for panel in panels]
    heads = [
        _head(findings, case_id, letter, visit, spot.wide, look)
        for letter, visit, spot in zip(letters, visits, places, strict=True)
    ]
    tops, height = _tops(places, heads, look)
    marks: list[Mark] = [
        Photo(spot.left, top, spot.wide, spot.high, panel.content)
        for panel, spot, top in zip(panels, places, tops, strict=True)
    ]
    for panel, spot, head, top in zip(panels, places, heads, tops, strict=True):
        marks += _head_marks(head, spot, top, look)
        marks += (m for arrow in panel.arrows for m in _arrow(arrow, spot, top, look))
        marks += _bar(panel, spot, top, look)
    alt = _alt(letters, visits, panels)
    return finish(
        name,
        marks,
        (width, height),
        look,
        name=f"{case_id}-{name.rpartition('.')[2]}",
        title=entry.caption,
        alt=alt,
        caption=_caption(findings, case_id, entry, letters, visits, panels, places),
        wide=wide,
    )


@dataclass(frozen=True, slots=True)
class _Visit:
    label: str
    time: str


def _visit(findings: Findings, case_id: str, visit: str | None) -> _Visit | None:
    if visit is None:
        return None
    labels = {v.id: v.label for v in findings.record.visits}
    known = findings.has(case_id, "visit", visit, "time")
    time = findings.result(case_id, "visit", visit, "time").with_unit if known else ""
    return _Visit(labels[visit], time)


def _head(
    findings: Findings, case_id: str, letter: str, visit: _Visit | None, room: float, look: Look
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Word what stands above a panel: letter and visit, then patient and time."""
    strong = " ".join(part for part in (letter, visit.label if visit else "") if part)
    quiet = ""
    if visit is not None:
        quiet = findings.say("figures.photographs.head", case=case_id, time=visit.time)
        quiet = quiet if visit.time else case_id
    return (wrap(strong, room, look.text, look.strong), wrap(quiet, room, look.small))


def _tops(
    places: Sequence[Spot], heads: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], look: Look
) -> tuple[list[float], float]:
    """Find where the pictures of each row begin, and how high the figure is."""
    tops: dict[int, float] = {}
    y = 0.0
    for row in range(places[-1].row + 1):
        own = [n for n, spot in enumerate(places) if spot.row == row]
        lines = max(len(heads[n][0]) + len(heads[n][1]) for n in own)
        tops[row] = y + (lines * look.line + 1.2 if lines else 0.0)
        y = tops[row] + max(places[n].high for n in own) + _GAP
    return [tops[spot.row] for spot in places], y - _GAP + 0.2


def _head_marks(
    head: tuple[tuple[str, ...], tuple[str, ...]], spot: Spot, top: float, look: Look
) -> Iterator[Mark]:
    strong, quiet = head
    begin = top - 1.2 - (len(strong) + len(quiet)) * look.line
    like = Words(0, 0, "", look.text, look.ink, look.strong)
    yield from lines_of_words(spot.left, begin, strong, look.line, like)
    like = Words(0, 0, "", look.small, look.quiet)
    below = begin + len(strong) * look.line
    yield from lines_of_words(spot.left, below, quiet, look.line, like)


#: The way an arrow goes, by where it comes from.
_WAYS: dict[str, Point] = {"left": (1, 0), "right": (-1, 0), "above": (0, 1), "below": (0, -1)}


def _arrow(arrow: Arrow, spot: Spot, top: float, look: Look) -> Iterator[Mark]:
    """Draw an arrow in white and dark, so that it is seen on any picture."""
    x = spot.left + float(arrow.at[0]) * spot.wide
    y = top + float(arrow.at[1]) * spot.high
    dx, dy = _WAYS[arrow.begin]
    long, back, half = min(9.0, spot.wide / 6), 2.4, 1.1
    tail, neck = (x - dx * long, y - dy * long), (x - dx * back, y - dy * back)
    head = (
        (x, y),
        (neck[0] - dy * half, neck[1] + dx * half),
        (neck[0] + dy * half, neck[1] - dx * half),
    )
    for colour, thick in ((look.paper, 3.0), (look.ink, 1.3)):
        yield Strokes(((tail, neck),), colour, thick)
        yield Polygon(head, look.ink, colour, thick - 1.3)
    if arrow.label:
        yield from _label(arrow.label, tail, (dx, dy), spot, top, look)


def _label(
    label: str, tail: Point, way: Point, spot: Spot, top: float, look: Look
) -> Iterator[Mark]:
    """Put a word at the end of an arrow, within its picture."""
    words = Words(0, 0, label, look.small, look.ink, look.strong)
    room = words.extent
    wide, high = room.right - room.left, room.bottom - room.top
    left = tail[0] - wide / 2 - way[0] * (wide / 2 + 1)
    middle = tail[1] - way[1] * (high / 2 + 1)
    left = min(max(left, spot.left + 0.6), spot.left + spot.wide - wide - 0.6)
    middle = min(max(middle, top + high / 2 + 0.4), top + spot.high - high / 2 - 0.4)
    words = beside(middle, replace(words, x=left))
    yield plate(words, look.paper)
    yield words


def bar_of(panel: PrintedPanel) -> Decimal | None:
    """Choose the length of a panel's bar, in mm: the longest round one that leaves room."""
    if panel.shows is None:
        return None
    room = Decimal(panel.shows * _BAR_SHARE)
    return max((length for length in _BARS if length <= room), default=None)


def _bar(panel: PrintedPanel, spot: Spot, top: float, look: Look) -> Iterator[Mark]:
    length = bar_of(panel)
    if length is None or panel.shows is None:
        return
    long = float(length) / panel.shows * spot.wide
    words = Words(0, 0, _millimetres(length), look.small, look.ink, anchor="middle")
    wide = max(long, words.extent.right - words.extent.left) + 2.4
    high = look.small * POINT + 3.0
    left, upper = spot.left + spot.wide - wide - 1.0, top + spot.high - high - 1.0
    middle = left + wide / 2
    yield box(left, upper, wide, high, fill=look.paper)
    yield beside(upper + 0.6 + look.small * POINT / 2, replace(words, x=middle))
    y = upper + high - 1.1
    ends = ((middle - long / 2, y), (middle + long / 2, y))
    yield Strokes((ends,), look.ink, 1.6)


def _millimetres(length: Decimal) -> str:
    return f"{plain(length)}{NO_BREAK}mm"


def _alt(
    letters: Sequence[str], visits: Sequence[_Visit | None], panels: Sequence[PrintedPanel]
) -> str:
    """Join the authors' words for those who cannot see, and the words on arrows."""
    said = []
    for letter, visit, panel in zip(letters, visits, panels, strict=True):
        before = " ".join(part for part in (letter, f"{visit.label}:" if visit else "") if part)
        labels = [arrow.label for arrow in panel.arrows if arrow.label]
        after = f" ({', '.join(labels)})" if labels else ""
        said.append(f"{before} {_ended(panel.alt)}{after}".strip())
    return " ".join(said)


def _ended(text: str) -> str:
    words = " ".join(text.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _caption(
    findings: Findings,
    case_id: str,
    entry: Image | PanelFigure,
    letters: Sequence[str],
    visits: Sequence[_Visit | None],
    panels: Sequence[PrintedPanel],
    places: Sequence[Spot],
) -> str:
    said = [_ended(entry.caption)]
    named = []
    for letter, visit in zip(letters, visits, strict=True):
        told = f"{visit.label} ({visit.time})" if visit and visit.time else visit and visit.label
        if told:
            named.append(f"{letter}{NO_BREAK}{told}" if letter else told)
    if named:
        said.append(
            findings.say("figures.photographs.visits", case=case_id, visits="; ".join(named))
        )
    bars = dict.fromkeys(_millimetres(bar) for p in panels if (bar := bar_of(p)) is not None)
    if bars:
        said.append(findings.say("figures.photographs.bars", len(panels), lengths=", ".join(bars)))
    if len(panels) > 1 and all(panel.shows for panel in panels):
        said.append(findings.say("figures.photographs.one_scale"))
    return " ".join(said)
