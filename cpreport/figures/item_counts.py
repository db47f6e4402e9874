"""Draw how many items of each scale, and patients by each judged value, went which way: a bar each.

It stands for the map of every item and value where the patients are too many to be told one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.figures.descriptions import describe_at_best, sentence_for
from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import POINT, width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, hatching, lines_around
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Direction, Result
from cpreport.outcomes.score_lines import scales_of
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.wording import capital, join_names
from cpreport.scales.definition import Scale

#: The last part of the ids of counts of items and of patients, with the direction that they count,
#: in the order of a bar. No items are mixed.
_PARTS: tuple[tuple[str, str, Direction], ...] = (
    ("better", "improved", "better"),
    ("unchanged", "unchanged", "unchanged"),
    ("", "mixed", "mixed"),
    ("worse", "worse", "worse"),
    ("not_comparable", "not_assessable", "not assessable"),
)

#: Widths, heights and distances in mm.
_NAME, _AIR, _ROW, _BAR, _COUNT = 60.0, 3.0, 5.2, 3.2, 7.0

#: Stands where a bar has no such count.
_NONE = "–"

#: Room for the legend.
_LEGEND = 10.0


@dataclass(frozen=True, slots=True)
class _Bar:
    """The counts of one scale, by their direction: of its items, or of patients.

    of_patients : bool
        Whether patients are counted, by their verdicts.
    """

    scale: Scale
    name: str
    counts: Mapping[Direction, Result]
    of_patients: bool = False

    @property
    def of(self) -> int:
        """How many were counted."""
        return sum(_number(count) for count in self.counts.values())

    def shown(self, ways: Sequence[Direction]) -> list[tuple[Direction, Result]]:
        """Pick the counts that it has."""
        return [(way, self.counts[way]) for way in ways if way in self.counts]


def _number(count: Result | None) -> int:
    return int(count.value) if count is not None and isinstance(count.value, Decimal) else 0


def _bars(findings: Findings) -> Iterator[_Bar]:
    """Count the items of every scale that has any, and the patients of every other outcome."""
    for scale in scales_of(findings, findings.cases):
        better = findings.get(scale.id, "items", "better")
        if better is not None and better.of:
            counts = {
                way: findings.result(scale.id, "items", part) for part, _, way in _PARTS if part
            }
            yield _Bar(scale, scale.full_name, counts)
            continue
        for judged in findings.judged:
            if judged.scale.id == scale.id:
                label = capital(judged.outcome.label)
                counts = {way: findings.result(judged.key, part) for _, part, way in _PARTS}
                named = "" if label == capital(scale.name) else f" ({scale.name})"
                yield _Bar(scale, f"{label}{named}", counts, of_patients=True)


def _ways(bars: Sequence[_Bar]) -> list[Direction]:
    """List the directions that have a column: mixed where any patient is."""
    mixed = any(_number(bar.counts.get("mixed")) for bar in bars)
    return [way for _, _, way in _PARTS if way != "mixed" or mixed]


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw how many became better, stayed, became worse or cannot be compared."""
    bars = list(_bars(findings))
    ways = _ways(bars)
    printed = [count.printed for bar in bars for count in bar.counts.values()]
    count = max(_COUNT, 2.0 + max(width(text, look.small) for text in printed))
    marks: list[Mark] = []
    y, shown = 0.0, 0
    for bar in bars:
        drawn, below = _bar_marks(bar, y, count, ways, look)
        if below > look.highest - _LEGEND:
            break
        marks += drawn
        y, shown = below, shown + 1
    key = legend(_keys(ways, look), 0, y + 1.5, look.full, look)
    return finish(
        "items",
        marks,
        (look.full, y + 1.5 + key.height),
        look,
        name="series-items",
        title=findings.say(
            _for(
                bars,
                "figures.counts.title",
                "figures.counts.title.values",
                "figures.counts.title.both",
            )
        ),
        alt=_alt(findings, bars, ways),
        caption=_caption(findings, bars, bars[shown:]),
        legend=key,
    )


def _bar_marks(
    bar: _Bar, top: float, count: float, ways: Sequence[Direction], look: Look
) -> tuple[list[Mark], float]:
    """Draw a bar, all that is counted being its whole length, with its counts."""
    name = wrap(bar.name, _NAME, look.small, look.strong)
    height = max(_ROW, len(name) * look.line + 1.2)
    middle = top + height / 2
    like = Words(0, 0, "", look.small, look.ink, look.strong)
    marks: list[Mark] = [*lines_around(0, middle, name, look.line, like)]
    x = _NAME + _AIR
    length = look.full - x - len(ways) * count - 0.5
    for n, way in enumerate(ways):
        result = bar.counts.get(way)
        share = _number(result) / bar.of if bar.of else 0
        marks += _piece(way, x, middle, share * length, _BAR, look)
        x += share * length
        colour = look.direction[way] if share else look.quiet
        end = look.full - (len(ways) - 1 - n) * count
        said = result.printed if result is not None else _NONE
        words = Words(end, 0, said, look.small, colour, anchor="end")
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
    elif direction == "mixed":
        yield hatching(left, top, wide, high, colour, 0.5, 1.6)
        yield _outline(left, top, wide, high, colour, 0.5)
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


def _keys(ways: Iterable[Direction], look: Look) -> Iterator[LegendKey]:
    for direction in ways:
        named = "not comparable" if direction == "not assessable" else direction
        yield LegendKey(tuple(_piece(direction, 0, 0, 6.0, _BAR, look)), 6.0, named)


def _for(bars: Sequence[_Bar], items: str, values: str, both: str) -> str:
    return sentence_for((bar.of_patients for bar in bars), items, values, both)


def _caption(findings: Findings, bars: Sequence[_Bar], left_out: Sequence[_Bar]) -> str:
    earlier, later = compared_labels(findings)
    of_both = "figures.counts.caption.both"
    named = _for(bars, "figures.counts.caption", "figures.counts.caption.values", of_both)
    said = [findings.say(named, earlier=earlier, later=later)]
    if items := [bar.scale for bar in bars if not bar.of_patients]:
        said.append(findings.say("figures.items.independent"))
        said += describe_at_best(findings, items)
    if left_out:
        names = join_names([bar.name for bar in left_out])
        said.append(findings.say("figures.shared.drawn_out", names=names))
    return " ".join(said)


def _alt(findings: Findings, bars: Sequence[_Bar], ways: Sequence[Direction]) -> str:
    of_both = "figures.counts.alt.both"
    said = [findings.say(_for(bars, "figures.counts.alt", "figures.counts.alt.values", of_both))]
    for bar in bars:
        counts = ", ".join(
            f"{count.printed} {'not comparable' if way == 'not assessable' else way}"
            for way, count in bar.shown(ways)
        )
        said.append(f"{bar.name if bar.of_patients else bar.scale.name}: {counts}.")
    return " ".join(said)
