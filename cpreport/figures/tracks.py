"""Take values as shares of a range, and draw them on a track: open first, filled last."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.figures.canvas import Canvas

#: Closer than this the first and the last mark are told apart by a ring around the last.
_TOUCHING = 1.2


@dataclass(frozen=True, slots=True)
class Track:
    """A range in mm with the values on it.

    shares : tuple of float
        Places in the range from 0 to 1, in the order of the visits.
    band : (float, float) or None
        The part of the range that is shaded.
    """

    left: float
    right: float
    shares: tuple[float, ...]
    band: tuple[float, float] | None = None

    def x(self, share: float) -> float:
        """Give the position of a place in the range."""
        return self.left + share * (self.right - self.left)


def draw_track(canvas: Canvas, track: Track, y: float, colour: str) -> None:
    """Draw the range, the band, the way from the first to the last value, and the marks."""
    look = canvas.look
    if track.band is not None:
        left, right = (track.x(edge) for edge in track.band)
        canvas.box(left, y - 1.9, right - left, 3.8, fill=look.ground, edge=look.faint)
    canvas.line(track.left, y, track.right, y)
    for edge in (track.left, track.right):
        canvas.line(edge, y - 0.9, edge, y + 0.9)
    first, *between, last = (track.x(s) for s in (track.shares * 2)[: max(2, len(track.shares))])
    if abs(last - first) > _TOUCHING:
        canvas.line(first, y, last, y, colour=colour, width=look.line * 1.6)
    for x in between:
        canvas.line(x, y - 1.2, x, y + 1.2, colour=colour, width=look.line)
    if len(track.shares) == 1:
        canvas.mark(first, y, colour=colour, hollow=True)
        return
    if abs(last - first) <= _TOUCHING:
        canvas.mark(last, y, size=6.8, colour=colour, hollow=True)
    else:
        canvas.mark(first, y, colour=colour, hollow=True)
    canvas.mark(last, y, size=3.8 if abs(last - first) <= _TOUCHING else 4.6, colour=colour)
