"""Gather what the map shows: a block for each scale or measured value, of rows of tiles.

What is framed follows the records: a graded item its own change, a judged value its verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.range_text import NumberRange
from cpreport.cases.visit_pair import VisitPair
from cpreport.figures.map_tiles import FRAMED, MapTile, tile_of
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction
from cpreport.outcomes.score_lines import ScoreLine, scales_of, score_lines
from cpreport.outcomes.scoring_words import better_way
from cpreport.outcomes.wording import capital
from cpreport.scales.definition import Item, Scale, Side, sides_of_item
from cpreport.scales.graded import Score, ScoredCase
from cpreport.scales.names import grades_of

#: Counts in words, each with the direction whose colour it has.
Counts = tuple[tuple[str, Direction], ...]

#: A range of which the values take up less than this share is too wide to shade them by.
_LEAST_OF_RANGE = Decimal("0.25")
#: The shade of the first value outside its reference range, of 1.
_OUTSIDE = 0.3


@dataclass(frozen=True, slots=True)
class MapRow:
    """An item, or a value, with the tiles of each patient: one, or one a side."""

    name: str
    tiles: tuple[tuple[MapTile | None, ...], ...]

    @property
    def changed(self) -> bool:
        """Whether it changed in any patient, or cannot be compared in one."""
        return any(tile and len(tile.printed) > 1 for tiles in self.tiles for tile in tiles)


@dataclass(frozen=True, slots=True)
class MapBlock:
    """The rows of one scale, or of one measured value.

    detail : str
        Which scale it is, and which way is better.
    foot, foot_short : tuple of Counts
        What stands beneath the tiles of each patient: in words, and in numbers where these have no
        room.
    everyone : Counts
        What stands beneath the names: the counts of all.
    measured : bool
        Whether its rows are values, and no graded items.
    """

    scale: Scale
    label: str
    detail: str
    rows: tuple[MapRow, ...]
    foot: tuple[Counts, ...] = ()
    foot_short: tuple[Counts, ...] = ()
    everyone: Counts = ()
    measured: bool = False


def item_blocks(
    findings: Findings, cases: Sequence[ScoredCase], visits: Mapping[str, tuple[str, ...]]
) -> Iterator[MapBlock]:
    """Gather the graded items of cases, each at its visits."""
    graded = {(g.scale, g.item) for case in cases for g in case.items}
    for scale in scales_of(findings, cases):
        items = [item for item in scale.items if (scale.id, item.name) in graded]
        rows = tuple(_item_row(findings, cases, visits, scale, item) for item in items)
        if rows:
            yield _item_block(findings, cases, scale, rows)


def series_blocks(findings: Findings) -> Iterator[MapBlock]:
    """Gather the items, measured values and entered totals of all patients, as they are compared.

    What is measured has a block of its own, and so have entered totals.
    """
    cases, compared = findings.cases, findings.pairs[0].visits
    blocks = {b.scale.id: b for b in item_blocks(findings, cases, {c.id: compared for c in cases})}
    totals = {s.scale for case in cases for s in case.scores if s.basis == "entered total"}
    for scale in scales_of(findings, cases):
        if scale.id in blocks:
            yield blocks[scale.id]
        if scale.id not in blocks or scale.id in totals:
            lines = tuple(value_lines(findings, scale))
            if any(is_compared(findings, line) for line in lines):
                rows = tuple(_value_row(findings, line) for line in lines)
                yield _value_block(findings, scale, rows)


def label_of(findings: Findings, scale: Scale) -> str:
    """Name the outcome of a scale, or the scale where it is none."""
    labels = {judged.scale.id: judged.outcome.label for judged in findings.judged}
    return capital(labels.get(scale.id, scale.name))


def _detail(findings: Findings, scale: Scale, label: str) -> str:
    """Say beside the outcome which scale it is, in which unit, and which way is better."""
    named = scale.abbreviation if label == capital(scale.name) else scale.full_name
    way = findings.say("figures.values.better", better=better_way(findings.say, scale))
    return ", ".join(part for part in (named, scale.unit, way) if part)


# --- graded items --------------------------------------------------------------------------------


def _item_block(
    findings: Findings, cases: Sequence[ScoredCase], scale: Scale, rows: tuple[MapRow, ...]
) -> MapBlock:
    label = label_of(findings, scale)
    ids = [case.id for case in cases]
    everyone = _items_counted(findings, None, scale, _FULL) if len(ids) > 1 else ()
    all_of_them: Counts = ((findings.say("figures.map.counts.all"), "unchanged"),)
    return MapBlock(
        scale,
        label,
        _detail(findings, scale, label),
        rows,
        tuple(_items_counted(findings, case, scale, _FULL) for case in ids),
        tuple(_items_counted(findings, case, scale, _SHORT) for case in ids),
        (*all_of_them, *everyone) if everyone else (),
    )


#: How many items went which way, in words, and shorter where those have no room.
_FULL: Mapping[Direction, str] = {
    "better": "figures.map.counts.better.full",
    "worse": "figures.map.counts.worse.full",
    "unchanged": "figures.map.counts.none.full",
}
_SHORT: Mapping[Direction, str] = {
    "better": "figures.map.counts.better.short",
    "worse": "figures.map.counts.worse.short",
    "unchanged": "figures.map.counts.none.short",
}


def _items_counted(
    findings: Findings, case: str | None, scale: Scale, forms: Mapping[Direction, str]
) -> Counts:
    """Say how many items changed for better and for worse; nothing where none was compared."""
    if not findings.has(case, scale.id, "items", "better"):
        return ()
    lacking = findings.result(case, scale.id, "items", "not_comparable")
    if lacking.value == lacking.of:
        return ()
    counts = [(findings.result(case, scale.id, "items", way), way) for way in FRAMED]
    said = [
        (findings.say(forms[way], n=count.printed), way) for count, way in counts if count.value
    ]
    return tuple(said) or ((findings.say(forms["unchanged"]), "unchanged"),)


def _item_row(
    findings: Findings,
    cases: Sequence[ScoredCase],
    visits: Mapping[str, tuple[str, ...]],
    scale: Scale,
    item: Item,
) -> MapRow:
    order = [g.code for g in sorted(grades_of(scale, item), key=lambda g: g.points)]
    places = {code: n / max(1, len(order) - 1) for n, code in enumerate(order)}

    def tile(case: str, side: Side | None) -> MapTile | None:
        slot = (scale.id, item.name, side)
        printed = [_printed(findings, case, visit, *slot) for visit in visits[case]]
        change = findings.get(case, "change", *slot)
        direction = change.direction if change is not None and change.value is not None else None
        return tile_of([(grade, places.get(grade)) for grade in printed], direction)

    sides = sides_of_item(scale, item)
    return MapRow(
        capital(item.name), tuple(tuple(tile(case.id, s) for s in sides) for case in cases)
    )


def _printed(findings: Findings, *key: str | None) -> str:
    result = findings.get(*key)
    return result.printed if result is not None else ""


# --- measured values and entered totals ----------------------------------------------------------


def value_lines(findings: Findings, scale: Scale) -> Iterator[ScoreLine]:
    """Choose what is shown of a scale whose items are not held: what is judged, or is main."""
    if scale.kind != "outcome":
        return
    judged = {one.score for one in findings.judged if one.scale.id == scale.id}
    main = {scale.main_score} if judged <= {None} else judged
    for line in score_lines((scale,)):
        if scale.is_measured or line.rule.name in main:
            yield line


def is_compared(findings: Findings, line: ScoreLine) -> bool:
    """Whether any patient has a value at both compared visits, or a verdict on one."""
    changes = (findings.get(c.id, "change", *_key(line)) for c in findings.cases)
    return any(change is not None and change.direction != "not assessable" for change in changes)


def _key(line: ScoreLine) -> tuple[str | None, ...]:
    return line.scale.id, line.rule.name, line.side


def _value_block(findings: Findings, scale: Scale, rows: tuple[MapRow, ...]) -> MapBlock:
    label = label_of(findings, scale)
    detail = _detail(findings, scale, label)
    judged = next((one for one in findings.judged if one.scale.id == scale.id), None)
    if judged is None:
        return MapBlock(scale, label, detail, rows, measured=True)
    detail = findings.say("figures.map.rule", detail=detail, rule=judged.rule.name)
    better, worse = (findings.result(judged.key, part) for part in ("improved", "worse"))
    counted: list[tuple[str, Direction]] = [
        (findings.say("figures.map.counts.patients", n=better.n_of_n), "better")
    ]
    if worse.value:
        counted.append((findings.say("figures.map.counts.worse.full", n=worse.printed), "worse"))
    return MapBlock(scale, label, detail, rows, everyone=tuple(counted), measured=True)


def verdict_on(findings: Findings, case: str, line: ScoreLine, pair: VisitPair) -> Direction | None:
    """Tell the verdict on a value, on its side alone where it has one; None if not judged."""
    judged = judge_of(findings, line)
    verdict = judged and findings.get(case, judged.key, pair.key, "verdict", line.side)
    return verdict.direction if verdict else None


def judge_of(findings: Findings, line: ScoreLine) -> JudgedOutcome | None:
    """Find the outcome that judges a value, if any does."""
    key = (line.scale.id, line.rule.name)
    return next((one for one in findings.judged if (one.scale.id, one.score) == key), None)


def _value_row(findings: Findings, line: ScoreLine) -> MapRow:
    visits = findings.pairs[0].visits
    scores = {
        (s.case, s.visit, s.side): s
        for case in findings.cases
        for s in case.scores
        if (s.scale, s.name) == (line.scale.id, line.rule.name) and s.visit in visits
    }
    places = _places(line, scores)

    def tile(case: str) -> MapTile | None:
        values = [
            (
                _bare(line, _printed(findings, case, visit, *_key(line))),
                places.get((case, visit, line.side)),
            )
            for visit in visits
        ]
        direction = verdict_on(findings, case, line, findings.pairs[0])
        if direction is None:
            change = findings.get(case, "change", *_key(line))
            direction = change.direction if change is not None else None
        return tile_of(values, direction, signed=True, neutral=not line.scale.is_ordered)

    name = capital(line.side) if line.side else ""
    return MapRow(name, tuple((tile(case.id),) for case in findings.cases))


def _bare(line: ScoreLine, printed: str) -> str:
    """Leave out the unit, which stands above."""
    return printed.partition(NO_BREAK)[0] if line.scale.number is not None else printed


#: The patient, the visit and the side of a value.
ValueKey = tuple[str, str, Side | None]


def _places(line: ScoreLine, scores: Mapping[ValueKey, Score]) -> dict[ValueKey, float]:
    """Place values between 0 and 1: by their reference range, or else by what they can be.

    Right and left are placed together, so that one shade is one value on either side.
    """
    values = {key: s.value for key, s in scores.items() if s.value is not None}
    if not values:
        return {}
    if all(scores[key].reference is not None for key in values):
        beyond = {key: _outside(scores[key].reference, value) for key, value in values.items()}
        most = max(beyond.values())
        return {
            key: _OUTSIDE + (1 - _OUTSIDE) * float(away / most) if away else 0.0
            for key, away in beyond.items()
        }
    low, high = _ends(line, values.values())
    return {key: float((value - low) / (high - low)) for key, value in values.items()}


def _outside(reference: NumberRange | None, value: Decimal) -> Decimal:
    """Measure how far a value lies outside its reference range; 0 inside."""
    if reference is None or reference.holds(value):
        return Decimal(0)
    ends = [end for end in (reference.low, reference.high) if end is not None]
    return min(abs(value - end) for end in ends)


def _ends(line: ScoreLine, values: Collection[Decimal]) -> tuple[Decimal, Decimal]:
    """Choose what the shades run from and to: what is possible, or what is recorded if far less."""
    low, high = min(values), max(values)
    number, possible = line.scale.number, line.rule.range
    if number is not None and number.range is not None:
        least, most = number.range.low, number.range.high
        possible = None if least is None or most is None else (least, most)
    if possible is not None:
        wide_enough = high - low >= _LEAST_OF_RANGE * (possible[1] - possible[0])
        if wide_enough or line.scale.category is not None:
            return min(low, possible[0]), max(high, possible[1])
    return (low, high) if low < high else (low - 1, high + 1)


@dataclass(frozen=True, slots=True)
class MapColumn:
    """One value of all patients, to be read down: its head, its tiles, and the counts of all."""

    head: str
    tiles: tuple[tuple[MapTile | None, ...], ...]
    everyone: Counts


def value_columns(blocks: Sequence[MapBlock]) -> list[MapColumn]:
    """Turn the rows of values into columns."""
    columns = []
    for block in blocks:
        for row in block.rows:
            named = filter(None, (block.label, row.name.lower(), block.scale.unit))
            # The counts are of patients, and so of neither side alone.
            counts = () if row.name else block.everyone
            columns.append(MapColumn(", ".join(named), row.tiles, counts))
    return columns


def block_of_columns(
    patients: Sequence[str], columns: Sequence[MapColumn], scale: Scale
) -> MapBlock:
    """Set columns side by side: a row for each patient."""
    rows = tuple(
        MapRow(patient, tuple(column.tiles[n] for column in columns))
        for n, patient in enumerate(patients)
    )
    counts = tuple(column.everyone for column in columns)
    return MapBlock(scale, "", "", rows, counts, counts, measured=True)
