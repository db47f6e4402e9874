"""Draw measures on axes that run from the worst value that each can have to the best.

Both figures of change are drawn of tracks, so that they are read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.figures.legend import LegendKey
from cpreport.figures.lettering import width
from cpreport.figures.marks import Disc, Mark, Point, Words, beside, box, line
from cpreport.figures.measures import Measure
from cpreport.figures.plot import DISC, Curve, Dots, Plot, PlotArea, Shape, curves
from cpreport.figures.style import Look
from cpreport.outcomes.result import Direction
from cpreport.scales.definition import Threshold

#: Distance of the printed ends from a track, so that a ring at its end does not touch them.
_END_AIR = 2.2

_WAYS: tuple[Direction, ...] = ("better", "worse")
_CHANGED = (*_WAYS, "unchanged")
#: Sizes in mm: of the marks of values, of a band, and half of what ends a track.
_RING, _DISC, _INNER, _TICK, _BAND, _END = 1.3, 1.15, 0.75, 3.2, 3.4, 0.8
#: Thickness in pt of a change, and the dashes around an important one.
_CHANGE, _DASHES = 2.2, (1.8, 1.4)


@dataclass(frozen=True, slots=True)
class Track:
    """Where a measure stands among others, in mm from the top; better is always to the right."""

    measure: Measure
    middle: float

    def at(self, value: Decimal) -> Point:
        """Place a value between the worst (0) and the best (1); what lies beyond stands there."""
        low, high = self.measure.ends
        share = min(max(float((value - low) / (high - low)), 0.0), 1.0)
        return (1 - share if self.measure.scale.better == "lower" else share), self.middle


def ends_room(measure: Measure, look: Look) -> float:
    """Measure the room in mm that the printed ends of a track need beside it."""
    return max(width(end, look.small) for end in measure.ends_printed) + _END_AIR


def ends_beside(
    measure: Measure, left: float, right: float, middle: float, look: Look
) -> list[Words]:
    """Print the ends of a track beside it."""
    worst, best = measure.worst_and_best
    low = Words(left - _END_AIR, 0, worst, look.small, look.quiet, anchor="end")
    high = Words(right + _END_AIR, 0, best, look.small, look.quiet)
    return [beside(middle, low), beside(middle, high)]


def tracks_plot(
    tracks: Sequence[Track],
    sides: tuple[float, float],
    heights: tuple[float, float],
    compared: tuple[str, str],
    look: Look,
    size: float = 1.0,
) -> Plot:
    """Make axes from the worst to the best with a track for each measure, in mm from the top.

    Parameters
    ----------
    sides, heights : (float, float)
        Left and right, top and bottom of the axes in mm.
    compared : (str, str)
        Ids of the earlier and the later compared visit.
    size : float
        Of the marks, against those of a case's figure.
    """
    (left, right), (top, bottom) = sides, heights
    shapes = tuple(_shapes(tracks, compared, look, size))
    return Plot((left, top, right - left, bottom - top), (0, 1), (bottom, top), shapes=shapes)


def _shapes(
    tracks: Sequence[Track], compared: tuple[str, str], look: Look, size: float
) -> Iterator[Shape]:
    """Draw what is behind first: bands, lines, changes, and a ring before, a disc after."""
    for track in tracks:
        yield from _bands(track, compared[0], look, size)
    yield Curve(curves(line for t in tracks for line in _outline(t)), look.axis, look.rule)
    between = (
        track.at(value.value)
        for track in tracks
        for value in track.measure.values
        if value.visit not in compared and value.value is not None
    )
    yield Curve(curves(_upright(at, size * _TICK / 2) for at in between), look.ink, 0.8)
    yield from _changes(tracks, compared, look, size)


def _outline(track: Track) -> Iterator[tuple[Point, ...]]:
    """Draw a track from end to end, with a stop at both."""
    yield (0, track.middle), (1, track.middle)
    yield from (_upright((end, track.middle), _END) for end in (0, 1))


def _upright(at: Point, half: float) -> tuple[Point, Point]:
    return (at[0], at[1] - half), (at[0], at[1] + half)


def _bands(track: Track, earlier: str, look: Look, size: float) -> Iterator[Shape]:
    """Draw around the earlier value how far a change must go to pass each threshold."""
    value = track.measure.at(earlier).value
    if value is None:
        return
    for held in track.measure.held:
        below, above = _sizes(held.threshold, track.measure, value)
        (one, _), (other, _) = track.at(value - below), track.at(value + above)
        top, bottom = track.middle - size * _BAND / 2, track.middle + size * _BAND / 2
        corners = ((one, top), (other, top), (other, bottom), (one, bottom))
        if held.threshold.kind != "MCID":
            yield PlotArea(corners, look.band)
        else:
            yield Curve((*corners, corners[0]), look.axis, look.rule, _DASHES)


def _sizes(threshold: Threshold, measure: Measure, earlier: Decimal) -> tuple[Decimal, Decimal]:
    """Tell how far down and how far up a change must go to pass a threshold."""
    better, worse = threshold.value, threshold.value
    if threshold.worse is not None:
        worse = threshold.worse
    if threshold.per_cent:
        better, worse = better * earlier / 100, worse * earlier / 100
    return (worse, better) if measure.scale.better == "higher" else (better, worse)


def _changes(
    tracks: Sequence[Track], compared: tuple[str, str], look: Look, size: float
) -> Iterator[Shape]:
    """Join the compared values in the colour of the change; of equal ones the later is smaller."""
    rings: list[Point] = []
    joined: dict[str, list[tuple[Point, Point]]] = {}
    discs: dict[tuple[str, float], list[Point]] = {}
    for track in tracks:
        colour = look.direction[track.measure.direction]
        earlier, later = (
            None if value is None else track.at(value)
            for value in (track.measure.at(visit).value for visit in compared)
        )
        if earlier is not None:
            rings.append(earlier)
        if earlier is not None and later is not None and earlier != later:
            joined.setdefault(colour, []).append((earlier, later))
        if later is not None:
            radius = size * (_INNER if earlier == later else _DISC)
            discs.setdefault((colour, radius), []).append(later)
    for colour, lines in joined.items():
        yield Curve(curves(lines), colour, _CHANGE)
    yield Dots(tuple(rings), DISC, size * _RING, look.paper, look.ink, 0.9)
    for (colour, radius), points in discs.items():
        yield Dots(tuple(points), DISC, radius, colour, look.paper, 0.4)


# --- what the marks mean --------------------------------------------------------------------------


def keys(
    measures: Iterable[Measure], compared: tuple[str, str], labels: Mapping[str, str], look: Look
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
    ring, ringed = _ring(_RING, look), 2 * _RING
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
        given.append(
            LegendKey((_band_box(kind, look),), 5.0, look.say("figures.word.not_passed", kind=kind))
        )
    return given


def _band_box(kind: str, look: Look) -> Mark:
    """Draw a detectable change as a band, an important one as a dashed outline."""
    top = -_BAND / 2
    if kind != "MCID":
        return box(0, top, 5.0, _BAND, fill=look.band)
    return box(0, top, 5.0, _BAND, edge=look.axis, thick=look.rule, dash=_DASHES)


def _ring(x: float, look: Look) -> Disc:
    return Disc(x, 0, _RING, look.paper, look.ink, 0.9)


def _way(direction: Direction, look: Look) -> Iterator[Mark]:
    """Draw a change as it stands on a track: for the better it goes to the right."""
    colour = look.direction[direction]
    ends = (_RING, 6.5 - _RING)
    before, after = ends if direction == "better" else ends[::-1]
    yield line(before, 0, after, 0, colour, _CHANGE)
    yield _ring(before, look)
    yield Disc(after, 0, _DISC, colour, look.paper, 0.4)
