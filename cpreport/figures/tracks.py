"""Draw a measure on its track: a line from the worst value it can have to the best.

Both figures of change are drawn of tracks, so that they are read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpreport.figures.legend import LegendKey
from cpreport.figures.lettering import width
from cpreport.figures.marks import Disc, Mark, Words, beside, box, line
from cpreport.figures.measures import Measure
from cpreport.figures.style import Look
from cpreport.outcomes.result import Direction
from cpreport.scales.definition import Threshold

#: Distance of the printed ends from a track, so that a ring at its end does not touch them.
_END_AIR = 2.2

_WAYS: tuple[Direction, ...] = ("better", "worse")
_CHANGED = (*_WAYS, "unchanged")
_RING, _DISC, _INNER, _TICK, _BAND = 1.3, 1.15, 0.75, 3.2, 3.4


@dataclass(frozen=True, slots=True)
class Track:
    """Where a measure's values are between two places in mm; better is always to the right.

    size : float
        Of its marks, against those of a case's figure.
    """

    measure: Measure
    left: float
    right: float
    size: float = 1.0

    def x(self, value: Decimal) -> float:
        """Find the place of a value; what lies beyond an end stands at it."""
        low, high = self.measure.ends
        share = min(max(float((value - low) / (high - low)), 0.0), 1.0)
        if self.measure.scale.better == "lower":
            share = 1 - share
        return self.left + share * (self.right - self.left)

    @property
    def worst_and_best(self) -> tuple[str, str]:
        """The printed ends, from left to right."""
        low, high = self.measure.ends_printed
        return (high, low) if self.measure.scale.better == "lower" else (low, high)


def ends_room(measure: Measure, look: Look) -> float:
    """Measure the room in mm that the printed ends of a track need beside it."""
    return max(width(end, look.small) for end in measure.ends_printed) + _END_AIR


def track_marks(
    track: Track, middle: float, compared: tuple[str, str], look: Look, *, ends: bool
) -> Iterator[Mark]:
    """Draw a track with its values: a ring before, a disc after, ticks for visits between.

    Parameters
    ----------
    compared : (str, str)
        Ids of the earlier and the later compared visit.
    ends : bool
        Whether the ends are told beside the track.
    """
    measure = track.measure
    earlier, later = (measure.at(visit).value for visit in compared)
    yield from _bands(track, middle, earlier, look)
    yield line(track.left, middle, track.right, middle, look.axis, look.rule)
    for x in (track.left, track.right):
        yield line(x, middle - 0.8, x, middle + 0.8, look.axis, look.rule)
    if ends:
        yield from _ends(track, middle, look)
    for value in measure.values:
        if value.visit not in compared and value.value is not None:
            x = track.x(value.value)
            half = track.size * _TICK / 2
            yield line(x, middle - half, x, middle + half, look.ink, 0.8)
    yield from _change(track, middle, earlier, later, look)


def _bands(track: Track, middle: float, earlier: Decimal | None, look: Look) -> Iterator[Mark]:
    """Draw around the earlier value how far a change must go to pass each threshold."""
    for held in track.measure.held if earlier is not None else ():
        below, above = _sizes(held.threshold, track, earlier or Decimal(0))
        low, high = sorted((track.x((earlier or 0) - below), track.x((earlier or 0) + above)))
        yield _band_box(low, high, middle, held.threshold.kind, look, track.size)


def _sizes(threshold: Threshold, track: Track, earlier: Decimal) -> tuple[Decimal, Decimal]:
    """Tell how far down and how far up a change must go to pass a threshold."""
    better, worse = threshold.value, threshold.value
    if threshold.worse is not None:
        worse = threshold.worse
    if threshold.per_cent:
        better, worse = better * earlier / 100, worse * earlier / 100
    return (worse, better) if track.measure.scale.better == "higher" else (better, worse)


def _band_box(
    left: float, right: float, middle: float, kind: str, look: Look, size: float = 1.0
) -> Mark:
    """Draw a detectable change as a band, an important one as a dashed outline."""
    wide, high = right - left, size * _BAND
    top = middle - high / 2
    if kind != "MCID":
        return box(left, top, wide, high, fill=look.band)
    return box(left, top, wide, high, edge=look.axis, thick=look.rule, dash=(1.8, 1.4))


def _ends(track: Track, middle: float, look: Look) -> Iterator[Mark]:
    worst, best = track.worst_and_best
    end = Words(track.left - _END_AIR, 0, worst, look.small, look.quiet, anchor="end")
    yield beside(middle, end)
    yield beside(middle, Words(track.right + _END_AIR, 0, best, look.small, look.quiet))


def _change(
    track: Track, middle: float, earlier: Decimal | None, later: Decimal | None, look: Look
) -> Iterator[Mark]:
    direction = track.measure.direction
    colour = look.direction[direction]
    x1, x2 = (None if v is None else track.x(v) for v in (earlier, later))
    if x1 is not None and x2 is not None and x1 != x2:
        yield line(x1, middle, x2, middle, colour, 2.2)
    if x1 is not None:
        yield _before(x1, middle, look, track.size)
    if x2 is not None:
        radius = track.size * (_INNER if x1 == x2 else _DISC)
        yield Disc(x2, middle, radius, colour, look.paper, 0.4)


def _before(x: float, y: float, look: Look, size: float = 1.0) -> Disc:
    return Disc(x, y, size * _RING, look.paper, look.ink, 0.9)


# --- what the marks mean --------------------------------------------------------------------------


def keys(
    measures: Iterable[Measure],
    compared: tuple[str, str],
    labels: Mapping[str, str],
    look: Look,
) -> list[LegendKey]:
    """Make the keys of the marks that these measures' tracks hold.

    Parameters
    ----------
    labels : mapping of str to str
        The visits' labels by id, in order.
    """
    every = list(measures)
    earlier, later = compared
    there = {v.visit for m in every for v in m.values if v.value is not None}
    ways = {m.direction for m in every}
    ring, ringed = _before(_RING, 0, look), 2 * _RING
    given: list[LegendKey] = []
    if earlier in there:
        given.append(LegendKey((ring,), ringed, labels[earlier]))
    if said := [label for visit, label in labels.items() if visit in there - set(compared)]:
        between = said[0] if len(said) == 1 else look.say("figures.word.between")
        tick = line(0.5, -_TICK / 2, 0.5, _TICK / 2, look.ink, 0.8)
        given.append(LegendKey((tick,), 1.0, between))
    # The later value has the colour of its change, so each change has a key of its own.
    for direction in _WAYS:
        if direction in ways:
            said_later = f"{labels[later]}, {direction}"
            given.append(LegendKey(tuple(_way(direction, look)), 6.5, said_later))
    grey = look.direction["unchanged"]
    if "unchanged" in ways:
        inner = Disc(_RING, 0, _INNER, grey)
        given.append(LegendKey((ring, inner), ringed, f"{labels[later]}, unchanged"))
    if any(m.at(later).value is not None for m in every if m.direction not in _CHANGED):
        given.append(LegendKey((Disc(_DISC, 0, _DISC, grey),), 2 * _DISC, labels[later]))
    for kind in dict.fromkeys(held.threshold.kind for m in every for held in m.held):
        band = _band_box(0, 5.0, 0, kind, look)
        given.append(LegendKey((band,), 5.0, look.say("figures.word.not_passed", kind=kind)))
    return given


def _way(direction: Direction, look: Look) -> Iterator[Mark]:
    """Draw a change as it stands on a track: for the better it goes to the right."""
    colour = look.direction[direction]
    ends = (_RING, 6.5 - _RING)
    before, after = ends if direction == "better" else ends[::-1]
    yield line(before, 0, after, 0, colour, 2.2)
    yield _before(before, 0, look)
    yield Disc(after, 0, _DISC, colour, look.paper, 0.4)
