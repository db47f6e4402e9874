"""Draw how many items of each scale changed which way in all patients together: a bar a scale.

It stands for the map of every item where the patients are too many to be told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.figures.descriptions import describe_at_best
from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import POINT, width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, hatching, lines_of_words
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import compared_labels, scales_of
from cpreport.outcomes.result import Direction, Result
from cpreport.outcomes.wording import join_names
from cpreport.scales.definition import Scale

#: The last part of the ids of counts, with the direction that they count, in the order of a bar.
_PARTS: tuple[tuple[str, Direction], ...] = (
    ("better", "better"),
    ("unchanged", "unchanged"),
    ("worse", "worse"),
    ("not_comparable", "not assessable"),
)

#: Widths, heights and distances in mm.
_NAME, _AIR, _ROW, _BAR, _COUNT = 60.0, 3.0, 5.2, 3.2, 7.0

#: Room for the legend.
_LEGEND = 10.0


@dataclass(frozen=True, slots=True)
class _Bar:
    """The counts of one scale."""

    scale: Scale
    counts: tuple[Result, ...]

    @property
    def of(self) -> int:
        """How many items were counted."""
        return sum(int(c.value) for c in self.counts if isinstance(c.value, Decimal))


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw how many items became better, stayed, became worse or cannot be compared."""
    bars = [
        _Bar(scale, tuple(findings.result(scale.id, "items", part) for part, _ in _PARTS))
        for scale in scales_of(findings, findings.cases)
        if findings.has(scale.id, "items", "better")
    ]
    printed = [count.printed for bar in bars for count in bar.counts]
    count = max(_COUNT, 2.0 + max(width(text, look.small) for text in printed))
    marks: list[Mark] = []
    y, shown = 0.0, 0
    for bar in bars:
        drawn, below = _bar_marks(bar, y, count, look)
        if below > look.highest - _LEGEND:
            break
        marks += drawn
        y, shown = below, shown + 1
    key, height = legend(_keys(look), 0, y + 1.5, look.full, look)
    return finish(
        "items",
        (*marks, *key),
        (look.full, y + 1.5 + height),
        look,
        name="series-items",
        title=findings.say("figures.counts.title"),
        alt=_alt(findings, bars),
        caption=_caption(findings, bars, bars[shown:]),
    )


def _bar_marks(bar: _Bar, top: float, count: float, look: Look) -> tuple[list[Mark], float]:
    """Draw the bar of a scale, all of whose items are its whole length, with its counts."""
    scale = bar.scale
    short = f" ({scale.id})" if scale.id != scale.name else ""
    name = wrap(f"{scale.name}{short}", _NAME, look.small, look.strong)
    height = max(_ROW, len(name) * look.line + 1.2)
    middle = top + height / 2
    like = Words(0, 0, "", look.small, look.ink, look.strong)
    marks: list[Mark] = [
        *lines_of_words(0, middle - len(name) * look.line / 2, name, look.line, like)
    ]
    x = _NAME + _AIR
    length = look.full - x - len(_PARTS) * count - 0.5
    for n, ((_, direction), result) in enumerate(zip(_PARTS, bar.counts, strict=True)):
        share = float(result.value) / bar.of if isinstance(result.value, Decimal) and bar.of else 0
        marks += _piece(direction, x, middle, share * length, _BAR, look)
        x += share * length
        colour = look.direction[direction] if share else look.quiet
        end = look.full - (len(_PARTS) - 1 - n) * count
        words = Words(end, 0, result.printed, look.small, colour, anchor="end")
        marks.append(beside(middle, words))
    return marks, top + height


def _piece(
    direction: Direction, left: float, middle: float, wide: float, high: float, look: Look
) -> Iterator[Mark]:
    """Draw a piece of a bar: full, pale, hatched, or only outlined, so that grey tells them."""
    if wide <= 0:
        return
    top, colour = middle - high / 2, look.direction[direction]
    if direction == "better":
        yield box(left, top, wide, high, fill=colour, edge=look.paper, thick=0.4)
    elif direction == "unchanged":
        yield box(left, top, wide, high, fill=look.shade, edge=look.paper, thick=0.4)
    elif direction == "worse":
        yield box(left, top, wide, high, fill=look.paper)
        yield hatching(left, top, wide, high, colour, 0.9, 0.95)
        yield _outline(left, top, wide, high, colour, 0.6)
    else:
        yield _outline(left, top, wide, high, look.axis, 0.5, 1.5, 1.2)


def _outline(
    left: float, top: float, wide: float, high: float, colour: str, thick: float, *dash: float
) -> Mark:
    """Outline a piece within its room, so that it is no larger than a filled one."""
    half = min(thick * POINT, wide) / 2
    return box(
        left + half,
        top + half,
        wide - 2 * half,
        high - 2 * half,
        edge=colour,
        thick=thick,
        dash=dash,
    )


def _keys(look: Look) -> list[LegendKey]:
    def key(part: str, direction: Direction) -> LegendKey:
        def drawn(x: float, y: float) -> Iterator[Mark]:
            yield from _piece(direction, x, y, 6.0, _BAR, look)

        return LegendKey(drawn, 6.0, part.replace("_", " "))

    return [key(part, direction) for part, direction in _PARTS]


def _caption(findings: Findings, bars: Sequence[_Bar], left_out: Sequence[_Bar]) -> str:
    earlier, later = compared_labels(findings)
    said = [findings.say("figures.counts.caption", earlier=earlier, later=later)]
    said.append(findings.say("figures.items.independent"))
    said += describe_at_best(findings, [bar.scale for bar in bars])
    if left_out:
        names = join_names([bar.scale.name for bar in left_out])
        said.append(findings.say("figures.shared.drawn_out", names=names))
    return " ".join(said)


def _alt(findings: Findings, bars: Sequence[_Bar]) -> str:
    said = [findings.say("figures.counts.alt")]
    for bar in bars:
        pairs = zip(_PARTS, bar.counts, strict=True)
        counts = ", ".join(f"{c.printed} {part.replace('_', ' ')}" for (part, _), c in pairs)
        said.append(f"{bar.scale.name}: {counts}.")
    return " ".join(said)
