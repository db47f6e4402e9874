"""Draw the tiles of a map: what something was at each visit, shaded, split and framed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.colours import contrast, mix
from cpreport.figures.lettering import POINT, longest_word, wrap
from cpreport.figures.marks import Mark, Polygon, Words, box, lines_around
from cpreport.figures.style import Look
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.result import Direction, sign_of

#: Between tiles, and the air around letters in a part of one, in mm.
GAP, _AIR = 0.35, 0.5
#: Narrower tiles than this have thinner frames.
_LEAST_FULL = 4.0
#: How much of the paper shows through the shade of what stayed the same.
_PALER = 0.5
#: A word of a value is broken into so many lines at most.
_MOST_LINES = 2

#: What stands in a tile in place of a missing word, and in the place of no record.
SIGNS = {"not assessed": "–", "not reported": "?", "not applicable": "×"}
NO_RECORD = "·"

FRAMED: tuple[Direction, ...] = ("better", "worse")


@dataclass(frozen=True, slots=True)
class MapTile:
    """What something of a patient was at each visit, once where it was always the same.

    places : tuple of (float or None)
        From 0 (lowest) to 1 (highest), which the shades show; None where there is none.
    signed : bool
        Whether the sign of the direction stands behind the last value.
    neutral : bool
        Whether its values have no order, so that all have one shade.
    """

    printed: tuple[str, ...]
    places: tuple[float | None, ...]
    direction: Direction | None
    signed: bool = False
    neutral: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands in each part."""
        *before, last = (short(printed) for printed in self.printed)
        sign = sign_of(self.direction).replace(" ", NO_BREAK) if self.signed else ""
        return (*before, f"{last}{sign}")


def tile_of(
    values: Sequence[tuple[str, float | None]],
    direction: Direction | None,
    *,
    signed: bool = False,
    neutral: bool = False,
) -> MapTile | None:
    """Make a tile of the printed values and their places; None where no visit has a record."""
    if not any(printed for printed, _ in values):
        return None
    same = len({printed for printed, _ in values}) == 1
    printed, places = zip(*(values[:1] if same else values), strict=True)
    return MapTile(printed, places, direction, signed, neutral)


def short(printed: str) -> str:
    """Shorten a missing word to its sign, with or without its reason."""
    if not printed:
        return NO_RECORD
    return next((sign for word, sign in SIGNS.items() if printed.startswith(word)), printed)


def tile_lines(tile: MapTile, wide: float, look: Look) -> list[tuple[str, ...]]:
    """Break what stands in the parts of a tile of a width into lines."""
    room = wide / len(tile.printed) - 2 * GAP
    return [wrap(text, room, look.small, look.strong) for text in tile.texts]


def has_room(tile: MapTile, wide: float, look: Look) -> bool:
    """Whether what it shows can be read in a tile of a width."""
    room = wide / len(tile.printed) - GAP - _AIR
    return all(
        longest_word(text, look.small, look.strong) <= room
        and len(wrap(text, room, look.small, look.strong)) <= _MOST_LINES
        for text in tile.texts
    )


def tile_marks(
    tile: MapTile | None, place: tuple[float, float, float, float], look: Look, *, lettered: bool
) -> Iterator[Mark]:
    """Draw a tile: its parts on their shades, what is missing on a dashed outline, then a frame.

    Parameters
    ----------
    place : (float, float, float, float)
        Left, top, width and height in mm, with the gap around it.
    """
    gap = min(GAP, place[2] / 6)
    left, top = place[0] + gap, place[1] + GAP
    wide, high = place[2] - 2 * gap, place[3] - 2 * GAP
    shown = tile or MapTile(("",), (None,), None)
    part = wide / len(shown.printed)
    quiet = len(shown.printed) == 1
    shades = [_shade(at, look, quiet=quiet, neutral=shown.neutral) for at in shown.places]
    for n, (fill, _) in enumerate(shades):
        yield _ground(left + n * part, top, part, high, fill, look)
    framed = shown.direction in FRAMED
    if framed:
        yield frame(left, top, wide, high, shown.direction, look)
    elif shown.signed:  # values that differ may have one shade
        for n in range(1, len(shades)):
            yield box(left + n * part - 0.15, top, 0.3, high, fill=look.paper)
    if not lettered and tile is not None:
        return
    weight = look.strong if framed else look.regular
    for n, lines in enumerate(tile_lines(shown, place[2], look)):
        middle = left + (n + 0.5) * part
        like = Words(0, 0, "", look.small, shades[n][1], weight, "middle")
        yield from lines_around(middle, top + high / 2, lines, look.line, like)


def _shade(place: float | None, look: Look, *, quiet: bool, neutral: bool) -> tuple[str, str]:
    """Choose fill and colour of letters; what stayed the same is paler than what changed.

    What is missing has no fill.
    """
    if place is None:
        return "", look.quiet
    fill, letters = (look.shade, look.ink) if neutral else look.step(place)
    if not quiet:
        return fill, letters
    fill = mix(fill, look.paper, _PALER)
    return fill, max((look.ink, look.paper), key=lambda colour: contrast(colour, fill))


def _ground(left: float, top: float, wide: float, high: float, fill: str, look: Look) -> Mark:
    """Fill a part of a tile, or outline it with dashes where its value is missing."""
    if fill:
        return box(left, top, wide, high, fill=fill)
    inside = 0.15
    return box(
        left + inside,
        top + inside,
        wide - 2 * inside,
        high - 2 * inside,
        fill=look.paper,
        edge=look.axis,
        thick=look.hair,
        dash=(1.6, 1.4),
    )


def frame(
    left: float, top: float, wide: float, high: float, direction: Direction | None, look: Look
) -> Polygon:
    """Frame what changed; worse is framed twice as thick, so that grey tells them too."""
    thick = (1.9 if direction == "worse" else 1.0) * (1.0 if wide > _LEAST_FULL else 0.7)
    thick = min(thick, wide / (3 * POINT))
    colour = look.direction[direction or "unchanged"]
    inside = 0.1
    return box(
        left + inside, top + inside, wide - 2 * inside, high - 2 * inside, edge=colour, thick=thick
    )
