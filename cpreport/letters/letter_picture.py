"""Draw the rows of a letter's one picture: before and now.

A row is a drawing without letters, so that its words are text of the page in every script, and
mirrored where the language runs from right to left.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.figures.style import LOOK
from cpreport.letters.language import Language
from cpreport.letters.letter_text import Voice
from cpreport.letters.measure_sentences import (
    area_name,
    count_directions,
    side_name,
    value_text,
    word,
)
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.outcomes.change_records import ScoreChange
from cpreport.outcomes.result import Direction
from cpreport.scales.definition import Scale

#: Of a track, in the drawing's own units.
_WIDE, _HIGH, _EDGE = 240, 22, 16
#: How many parts stand in one line.
_IN_LINE = 12


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One line of the picture.

    source : str
        The drawing, as a `data:` address.
    alt : str
        What it shows.
    """

    name: str
    source: str
    alt: str
    word: str
    direction: Direction
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PictureKey:
    """One mark of the picture with its meaning."""

    source: str
    means: str


@dataclass(frozen=True, slots=True)
class LetterPicture:
    """The picture with the key to its marks.

    outcomes : tuple of tuple of PictureRow
        The rows of each outcome, one or one a side.
    """

    outcomes: tuple[tuple[PictureRow, ...], ...]
    keys: tuple[PictureKey, ...]

    @property
    def rows(self) -> tuple[PictureRow, ...]:
        """All rows, from the top."""
        return tuple(row for rows in self.outcomes for row in rows)


def picture(voice: Voice, story: Story) -> LetterPicture:
    """Draw every outcome: parts as one mark each, scores on their way from worst to best."""
    outcomes = tuple(tuple(_rows(voice, story, m)) for m in story.measured)
    lang = voice.language
    marks: list[tuple[str, str]] = []
    items = [m for m in story.measured if not _scores(m)]
    seen = {i.direction for m in items for i in m.compared.items}
    marks += [(_mark(d, 11, 11), word(lang, d)) for d in _ORDER if d in seen]
    if any(_scores(m) for m in story.measured):
        marks.append((_ring(11, 11), lang.of("picture", "before")))
        marks.append((_disc(11, 11), lang.of("picture", "now")))
        marks.append((_star(11, 11), lang.of("picture", "best score")))
    keys = tuple(PictureKey(_address(mark, 22, 22), means) for mark, means in marks)
    return LetterPicture(outcomes, keys)


_ORDER: tuple[Direction, ...] = ("better", "unchanged", "worse", "not assessable")


def _scores(measured: MeasuredOutcome) -> list[ScoreChange]:
    """Pick the scores that can be drawn on a track: those with a value and known ends."""
    if measured.judged.rule.judges == "items":
        return []
    scores = [s for s in measured.compared.scores if s.name == measured.judged.score]
    return [s for s in scores if s.value is not None and _limits(measured.judged.scale, s)]


def _limits(scale: Scale, score: ScoreChange) -> tuple[Decimal, Decimal] | None:
    return next((r.range for r in scale.scores if r.name == score.name), None)


def _rows(voice: Voice, story: Story, measured: MeasuredOutcome) -> list[PictureRow]:
    lang = voice.language
    name = area_name(voice, story, measured.judged.scale)
    if scores := _scores(measured):
        return [_track(lang, name, measured.judged.scale, score) for score in scores]
    directions: list[Direction] = [i.direction for i in measured.compared.items]
    if not directions:
        directions = [measured.direction]
    lines = -(-len(directions) // _IN_LINE)
    drawn = "".join(
        _mark(d, _across(lang, 11 + 20 * (n % _IN_LINE)), 11 + 20 * (n // _IN_LINE))
        for n, d in enumerate(sorted(directions, key=_ORDER.index))
    )
    said = word(lang, measured.direction)
    named = lang.say("letters.page.label", name=name)
    alt = f"{named} {count_directions(lang, directions)}"
    source = _address(drawn, _WIDE, _HIGH + 20 * (lines - 1))
    return [
        PictureRow(name, source, alt, said, measured.direction, _WIDE, _HIGH + 20 * (lines - 1))
    ]


def _track(lang: Language, name: str, scale: Scale, score: ScoreChange) -> PictureRow:
    limits = _limits(scale, score)
    assert limits is not None
    assert score.earlier is not None
    assert score.later is not None
    values = [score.earlier.value, score.later.value]
    places = [_across(lang, _place(scale, limits, v or Decimal(0))) for v in values]
    ends = [_across(lang, _EDGE), _across(lang, _WIDE - _EDGE)]
    line = (
        f'<path d="M{ends[0]} 11H{ends[1]}" stroke="{LOOK.axis}" stroke-width="2"/>'
        f"{_star(ends[1], 11)}"
    )
    way = (
        f'<path d="M{places[0]} 11H{places[1]}" stroke="{_colour(score.direction)}" '
        'stroke-width="5"/>'
    )
    marks = _ring(places[0], 11) + _disc(places[1], 11)
    side = f" ({side_name(lang, score.side)})" if score.side else ""
    alt = lang.say(
        "letters.measured.score",
        side=f"{name}{side}",
        before=value_text(lang, scale, score.earlier),
        now=value_text(lang, scale, score.later),
        direction=word(lang, score.direction),
    )
    source = _address(line + way + marks, _WIDE, _HIGH)
    said = word(lang, score.direction)
    return PictureRow(f"{name}{side}", source, alt, said, score.direction, _WIDE, _HIGH)


def _place(scale: Scale, limits: Sequence[Decimal], value: Decimal) -> float:
    share = float((value - limits[0]) / (limits[1] - limits[0]))
    share = share if scale.better == "higher" else 1 - share
    return round(_EDGE + share * (_WIDE - 2 * _EDGE), 1)


def _across(lang: Language, x: float) -> float:
    """Mirror a place where the language runs from right to left."""
    return round(_WIDE - x, 1) if lang.right_to_left else x


def _colour(direction: Direction) -> str:
    return LOOK.direction[direction]


def _mark(direction: Direction, x: float, y: float) -> str:
    """Draw one part: up for better, level for the same, down for worse, an open square for none."""
    fill = _colour(direction)
    if direction == "better":
        return f'<path d="M{x - 8} {y + 7}H{x + 8}L{x} {y - 8}Z" fill="{fill}"/>'
    if direction == "worse":
        return f'<path d="M{x - 8} {y - 7}H{x + 8}L{x} {y + 8}Z" fill="{fill}"/>'
    if direction == "unchanged":
        return f'<rect x="{x - 8}" y="{y - 3}" width="16" height="6" fill="{fill}"/>'
    return (
        f'<rect x="{x - 7}" y="{y - 7}" width="14" height="14" fill="none" stroke="{fill}" '
        'stroke-width="1.5" stroke-dasharray="3 2"/>'
    )


def _ring(x: float, y: float) -> str:
    line = f'stroke="{LOOK.ink}" stroke-width="2.5"'
    return f'<circle cx="{x}" cy="{y}" r="7" fill="{LOOK.paper}" {line}/>'


def _disc(x: float, y: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{LOOK.ink}"/>'


def _star(x: float, y: float) -> str:
    points = ((0, -9), (2.6, -3), (9, -2.6), (4, 1.6), (5.6, 8), (0, 4.4), (-5.6, 8), (-4, 1.6),
              (-9, -2.6), (-2.6, -3))  # fmt: skip
    path = " ".join(f"{round(x + dx, 1)},{round(y + dy, 1)}" for dx, dy in points)
    return (
        f'<polygon points="{path}" fill="{LOOK.paper}" stroke="{LOOK.quiet}" stroke-width="1.2"/>'
    )


def _address(marks: str, width: float, height: float) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{marks}</svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
