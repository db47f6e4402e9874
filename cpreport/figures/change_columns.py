"""Share out the width of a case's change figure among its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpreport.cases.series import DeclaredVisit
from cpreport.figures.lettering import longest_word, width
from cpreport.figures.measures import Measure
from cpreport.figures.style import Look
from cpreport.figures.tracks import ends_room

#: Widths and distances in mm.
_NAMES = (44.0, 26.0)
_LEAST_TRACK, _LEAST_READ, _AIR, _WIDEST_WORD, _ON_ONE_LINE, _EDGE = (
    *(32.0, 20.0, 3.5, 21.0, 11.0, 0.3),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns, from left to right, in mm.

    name : float
        Room for the names of the rows, which begin at 0.
    left, right : float
        Where tracks begin and end.
    visits : tuple of DeclaredVisit
        Those whose values are printed: all, or the compared ones where room is very short.
    heads : tuple of str
        What heads their columns: their labels, or their times where room is short.
    middles : tuple of float
        The middle of each of their columns, with `visit` for the room in it.
    left_out : bool
        Whether values of further visits are not printed.
    change : float
        Where the column of changes begins.
    number : float
        Where the numbers in it end.
    """

    name: float
    left: float
    right: float
    visits: tuple[DeclaredVisit, ...]
    heads: tuple[str, ...]
    middles: tuple[float, ...]
    visit: float
    left_out: bool
    change: float
    number: float

    @property
    def tracks(self) -> bool:
        """Whether there is room for tracks: on phones numbers alone may have."""
        return self.right - self.left >= _LEAST_READ

    @property
    def some(self) -> bool:
        """Whether visits are left out; tracks, where there is room for them, show all."""
        return self.left_out and not self.tracks

    @property
    def in_time(self) -> bool:
        """Whether the columns are headed by times."""
        return any(v.label != head for v, head in zip(self.visits, self.heads, strict=True))


def columns_of(
    measures: Sequence[Measure],
    visits: Sequence[DeclaredVisit],
    told: Mapping[str, str],
    compared: tuple[str, str],
    look: Look,
) -> Columns:
    """Share out the width: tracks get what names and numbers leave, but not too little.

    Parameters
    ----------
    told : mapping of str to str
        The printed time of each visit.
    """
    times = [(visit, told[visit.id]) for visit in visits]
    labels = [(visit, visit.label) for visit in visits] if _unbroken(visits, look) else times
    two = [(v, head) for v, head in labels if v.id in compared] or labels[:1]
    two_times = [(v, told[v.id]) for v, _ in two]
    choices = [(heads, name) for heads in (labels, times, two, two_times) for name in _NAMES]
    shared = [_share_room(measures, heads, len(visits), name, look) for heads, name in choices]
    return next((c for c in shared if c.right - c.left >= _LEAST_TRACK), shared[-1])


def _unbroken(visits: Sequence[DeclaredVisit], look: Look) -> bool:
    """Whether no word of the visits' labels would have to be divided."""
    longest = (longest_word(visit.label, look.small, look.strong) for visit in visits)
    return all(word <= _WIDEST_WORD for word in longest)


def _share_room(
    measures: Sequence[Measure],
    heads: Sequence[tuple[DeclaredVisit, str]],
    visits: int,
    most: float,
    look: Look,
) -> Columns:
    name = min(most, max(width(measure.heading, look.text) for measure in measures))
    ends = max(ends_room(measure, look) for measure in measures)
    visit = _visit_room(measures, heads, look)
    numbers = [m.change for m in measures if m.direction != "not assessable"]
    number = max((width(text, look.small, look.strong) for text in numbers), default=0.0)
    change = look.full - _change_room(measures, number, look)
    first = change - _AIR - len(heads) * (visit + 2)
    return Columns(
        name,
        name + _AIR + ends,
        first - _AIR + 1 - ends,
        tuple(visit for visit, _ in heads),
        tuple(head for _, head in heads),
        tuple(first + (n + 0.5) * (visit + 2) for n in range(len(heads))),
        visit,
        len(heads) < visits,
        change,
        change + number,
    )


def _visit_room(
    measures: Sequence[Measure], heads: Sequence[tuple[DeclaredVisit, str]], look: Look
) -> float:
    """Measure the room that the longest word needs, and short heads on one line."""
    ids = {visit.id for visit, _ in heads}
    words = [longest_word(head, look.small, look.strong) for _, head in heads]
    lines = [min(_ON_ONE_LINE, width(head, look.small, look.strong)) for _, head in heads]
    values = (v.printed for m in measures for v in m.values if v.visit in ids)
    cells = [longest_word(text, look.small) for text in values]
    return max(*words, *lines, *cells, 6.0)


def _change_room(measures: Sequence[Measure], number: float, look: Look) -> float:
    words = (width(m.direction, look.small) for m in measures if m.direction != "not assessable")
    below = (width(line, look.small) for m in measures for line in change_lines(m)[1:])
    none = (width(m.change, look.small) for m in measures if m.direction == "not assessable")
    head = width(look.heading("Change"), look.small, look.strong)
    return max(head, number + 1.2 + max(words, default=0.0), *below, *none) + _EDGE


def change_lines(measure: Measure) -> list[str]:
    """Write the lines in the column of changes: the number, and each threshold; or why none."""
    if measure.direction == "not assessable":
        return [measure.change]
    return [measure.change, *(f"{held.threshold.kind} {held.said}" for held in measure.held)]
