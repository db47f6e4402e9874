"""Draw every graded item of patients as a map: items down, patients and their sides across.

A tile whose grade stayed is one quiet shade; one whose grade changed is split into the visits and
framed. Any number of scales, items, sides and patients is drawn, by denser forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cpreport.colours import contrast, mix
from cpreport.figures.descriptions import describe_at_best, name_better_direction
from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark, Polygon, Words, beside, box, line, lines_of_words
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import compared_labels, scales_of, sentence_case, visits_of
from cpreport.outcomes.result import Direction
from cpreport.outcomes.scoring_words import better_way
from cpreport.outcomes.wording import capital, join_names
from cpreport.scales.definition import SIDES, Item, Scale, Side, sides_of_item
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import grades_of

#: Widths, heights and distances in mm.
_NAME, _WIDE_NAME, _AIR, _GAP = 40.0, 58.0, 2.5, 0.35
_WIDEST_GROUP, _APART, _CLOSE, _MANY = 34.0, 4.0, 0.8, 8
_ROW, _ROW_AIR, _BETWEEN, _COLUMNS_APART = 3.9, 0.75, 2.2, 7.0
#: Of up to so many items one column of names is enough.
_FEW_ITEMS = 10
#: Two columns stand side by side from this width on, in mm.
_LEAST_FOR_TWO = 120.0
#: Room for the legend.
_LEGEND = 10.0
#: Narrower tiles than this have thinner frames.
_LEAST_FULL = 4.0

#: How much of the paper shows through the shade of what stayed the same.
_PALER = 0.5

#: So many patients are told one by one in the text alternative.
_TOLD = 6

#: What stands in a tile in place of a missing word, and in the place of no record.
_SIGNS = {"not assessed": "–", "not reported": "?", "not applicable": "×"}
_NO_RECORD = "·"

_COUNTED: tuple[Direction, ...] = ("better", "worse")

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
_KEYS: Mapping[Direction, str] = {
    "better": "figures.map.key.better",
    "worse": "figures.map.key.worse",
}


@dataclass(frozen=True, slots=True)
class _MapTile:
    """An item of a patient on a side: its grade at each visit, once where all are the same."""

    printed: tuple[str, ...]
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class _MapRow:
    """An item, with the tiles of each patient: one, or one a side."""

    item: Item
    tiles: tuple[tuple[_MapTile | None, ...], ...]

    @property
    def changed(self) -> bool:
        """Whether it changed in any patient, or cannot be compared in one."""
        return any(tile and len(tile.printed) > 1 for tiles in self.tiles for tile in tiles)


@dataclass(frozen=True, slots=True)
class _MapBlock:
    """The items of one scale; `left_out` counts those that are not drawn for want of room."""

    scale: Scale
    label: str
    rows: tuple[_MapRow, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _MapPlan:
    """How blocks are arranged: columns of blocks, with their widths in mm.

    room : float
        Of the whole drawing.
    lettered : bool
        Whether grades stand in the tiles.
    """

    findings: Findings
    cases: tuple[ScoredCase, ...]
    columns: tuple[tuple[_MapBlock, ...], ...]
    name: float
    room: float
    column: float
    sided: bool
    look: Look
    lettered: bool = True

    @property
    def blocks(self) -> list[_MapBlock]:
        return [block for blocks in self.columns for block in blocks]

    @property
    def apart(self) -> float:
        """Between patients."""
        return _CLOSE if len(self.cases) > _MANY else _APART

    @property
    def group(self) -> float:
        """Width of the tiles of a patient."""
        number = len(self.cases)
        room = (self.column - self.name - _AIR - (number - 1) * self.apart) / number
        return room if number == 1 else min(_WIDEST_GROUP, room)

    def left(self, case: int) -> float:
        """Where the tiles of a patient begin within a column."""
        return self.name + _AIR + case * (self.group + self.apart)

    def tile(self, sides: int) -> float:
        """Width of a tile."""
        return self.group / sides

    @property
    def numbered(self) -> bool:
        """Whether numbers stand for the patients, because their ids have no room."""
        room = self.group + self.apart - 0.6
        return any(width(case.id, self.look.text, self.look.strong) > room for case in self.cases)


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def series_map(findings: Findings, look: Look) -> Drawn:
    """Draw every item of every patient at the two compared visits."""
    compared = findings.pairs[0].visits
    visits = dict.fromkeys((case.id for case in findings.cases), compared)
    blocks = tuple(_blocks(findings, findings.cases, visits))
    plan = _fitted(findings, findings.cases, blocks, look, look.full, columns=1)
    alt = _series_alt(plan)
    caption = [findings.say("figures.items.caption", **_compared(findings)), *_told(plan)]
    return _drawn(plan, "series-items", findings.say("figures.items.title"), caption, alt)


def case_map(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw every item of a case at each of its visits."""
    case = findings.scored.case(case_id)
    visits = visits_of(findings, (case,))
    at = {case.id: tuple(visit.id for visit in visits)}
    items = len({(g.scale, g.item) for g in case.items})
    single = items <= _FEW_ITEMS or look.full < _LEAST_FOR_TWO
    columns, room = (1, look.narrow) if single else (2, look.full)
    blocks = tuple(_blocks(findings, (case,), at))
    plan = _fitted(findings, (case,), blocks, look, room, columns=columns)
    labels = join_names([f"“{visit.label}”" for visit in visits])
    title = findings.say("figures.map.title", case=case_id)
    said = {"case": case_id, "visits": labels}
    if findings.pairs:
        caption = findings.say("figures.map.caption", **said, **_compared(findings))
    else:
        caption = findings.say("figures.map.caption.described", **said)
    alt = " ".join([findings.say("figures.map.alt", **said), *_items_told(findings, blocks)])
    return _drawn(plan, f"{case_id}-items", title, [caption, *_told(plan)], alt)


def _compared(findings: Findings) -> dict[str, str]:
    earlier, later = compared_labels(findings)
    return {"earlier": earlier, "later": later}


def _drawn(plan: _MapPlan, name: str, title: str, caption: Sequence[str], alt: str) -> Drawn:
    marks: list[Mark] = []
    bottom = 0.0
    for n, blocks in enumerate(plan.columns):
        drawn, y = _column(plan, blocks, n * (plan.column + _COLUMNS_APART))
        marks += drawn
        bottom = max(bottom, y)
    key, height = legend(_keys(plan), 0, bottom + 1.6, plan.room, plan.look)
    size = (plan.room, bottom + 1.6 + height)
    return finish(
        "items",
        (*marks, *key),
        size,
        plan.look,
        name=name,
        title=title,
        alt=alt,
        caption=" ".join(caption),
        wide=plan.room > plan.look.narrow,
    )


# --- what there is to draw, and how it is arranged -----------------------------------------------


def _fitted(
    findings: Findings,
    cases: Sequence[ScoredCase],
    blocks: tuple[_MapBlock, ...],
    look: Look,
    room: float,
    *,
    columns: int,
) -> _MapPlan:
    """Arrange all items, or as many as a page has room for: what changed in nobody goes first.

    Parameters
    ----------
    room : float
        Width of the drawing in mm.
    """
    plan = _arranged(findings, cases, blocks, look, room, columns, _NAME)
    highest = look.highest - _LEGEND
    if _height(plan) <= highest:
        return plan
    plan = _arranged(findings, cases, blocks, look, room, columns, _WIDE_NAME)
    if _height(plan) <= highest:
        return plan
    blocks = tuple(_of_changes(block) for block in blocks)
    while True:
        plan = _arranged(findings, cases, blocks, look, room, columns, _WIDE_NAME)
        if _height(plan) <= highest or not any(block.rows for block in blocks):
            return plan
        blocks = _shorter(blocks)


def _of_changes(block: _MapBlock) -> _MapBlock:
    rows = tuple(row for row in block.rows if row.changed)
    return replace(block, rows=rows, left_out=len(block.rows) - len(rows))


def _shorter(blocks: tuple[_MapBlock, ...]) -> tuple[_MapBlock, ...]:
    """Take the last row of the longest block."""
    longest = max(blocks, key=lambda block: len(block.rows))
    less = replace(longest, rows=longest.rows[:-1], left_out=longest.left_out + 1)
    return tuple(less if block is longest else block for block in blocks)


def _blocks(
    findings: Findings, cases: Sequence[ScoredCase], visits: Mapping[str, tuple[str, ...]]
) -> Iterator[_MapBlock]:
    labels = {judged.scale.id: judged.outcome.label for judged in findings.judged}
    graded = {(g.scale, g.item) for case in cases for g in case.items}
    for scale in scales_of(findings, cases):
        items = [item for item in scale.items if (scale.id, item.name) in graded]
        rows = tuple(_row(findings, cases, visits, scale, item) for item in items)
        label = sentence_case(labels.get(scale.id, scale.name))
        if rows:
            yield _MapBlock(scale, label, rows)


def _row(
    findings: Findings,
    cases: Sequence[ScoredCase],
    visits: Mapping[str, tuple[str, ...]],
    scale: Scale,
    item: Item,
) -> _MapRow:
    sides = sides_of_item(scale, item)
    return _MapRow(
        item,
        tuple(
            tuple(_tile(findings, case.id, visits[case.id], scale, item, side) for side in sides)
            for case in cases
        ),
    )


def _tile(
    findings: Findings,
    case: str,
    visits: Sequence[str],
    scale: Scale,
    item: Item,
    side: Side | None,
) -> _MapTile | None:
    slot = (scale.id, item.name, side)
    results = [findings.get(case, visit, *slot) for visit in visits]
    printed = tuple(result.printed if result is not None else "" for result in results)
    if not any(printed):
        return None
    change = findings.get(case, "change", *slot)
    direction = change.direction if change is not None and change.value is not None else None
    return _MapTile(printed[:1] if len(set(printed)) == 1 else printed, direction)


def _arranged(
    findings: Findings,
    cases: Sequence[ScoredCase],
    blocks: tuple[_MapBlock, ...],
    look: Look,
    room: float,
    columns: int,
    widest: float,
) -> _MapPlan:
    every = (tiles for block in blocks for row in block.rows for tiles in row.tiles)
    sided = any(len(tiles) > 1 for tiles in every)
    names = [_name(row.item) for block in blocks for row in block.rows]
    column = (room - (columns - 1) * _COLUMNS_APART) / columns
    widest = min(widest, column * 0.46)
    name = min(widest, max((width(n, look.small) for n in names), default=0.0))
    one = _MapPlan(findings, tuple(cases), (blocks,), name, room, column, sided, look)
    counts = [_length(one, _counted_in_all(one, block.scale)) for block in blocks]
    one = replace(one, name=max(name, *counts) if len(cases) > 1 else name)
    one = replace(one, lettered=_has_room_for_grades(one))
    if columns == 1 or len(blocks) < 2:
        return one
    cuts = [replace(one, columns=(blocks[:n], blocks[n:])) for n in range(1, len(blocks))]
    return min(cuts, key=_height)


def _has_room_for_grades(plan: _MapPlan) -> bool:
    """Whether every grade has room in its part of a tile."""
    tiles = (
        (len(tiles), tile)
        for block in plan.blocks
        for row in block.rows
        for tiles in row.tiles
        for tile in tiles
        if tile is not None
    )
    return all(
        _widest(tile, plan.look) + 0.5 <= plan.tile(sides) / len(tile.printed) - _GAP
        for sides, tile in tiles
    )


def _name(item: Item) -> str:
    return sentence_case(item.name)


def _height(plan: _MapPlan) -> float:
    """Height of the longest column in mm."""
    return _heads_height(plan) + max(
        sum(_block_height(plan, block) + _BETWEEN for block in blocks) for blocks in plan.columns
    )


def _heads_height(plan: _MapPlan) -> float:
    patients = plan.look.line + 1.6 if len(plan.cases) > 1 else 0.0
    return patients + (plan.look.line + 0.6 if _side_heads(plan) else 0.0)


def _block_height(plan: _MapPlan, block: _MapBlock) -> float:
    label, detail = _label_lines(plan, block)
    lines = (len(label) + len(detail) - 1) * plan.look.line
    rows = sum(_row_height(plan, row) for row in block.rows)
    return lines + 0.9 + rows + 0.2 + plan.look.line


def _label_lines(plan: _MapPlan, block: _MapBlock) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Break what stands above a block: the outcome, and which scale it is beside or below it."""
    room = plan.left(len(plan.cases) - 1) + plan.group
    label = wrap(block.label, room, plan.look.text, plan.look.strong)
    detail = _detail(plan, block)
    beside_it = wrap(detail, room - _detail_left(plan, label[-1]), plan.look.small)
    return label, beside_it if len(beside_it) == 1 else ("", *wrap(detail, room, plan.look.small))


def _detail_left(plan: _MapPlan, label: str) -> float:
    """Where the name of the scale begins: above the tiles, or further on after a long label."""
    return max(plan.left(0), width(label, plan.look.text, plan.look.strong) + 2.0)


def _row_height(plan: _MapPlan, row: _MapRow) -> float:
    return max(_ROW, len(_name_lines(plan, row)) * plan.look.line + _ROW_AIR)


def _name_lines(plan: _MapPlan, row: _MapRow) -> tuple[str, ...]:
    return wrap(_name(row.item), plan.name, plan.look.small)


def _widest(tile: _MapTile, look: Look) -> float:
    return max(width(_short(printed), look.small, look.strong) for printed in tile.printed)


def _short(printed: str) -> str:
    """Shorten a missing word to its sign, with or without its reason."""
    if not printed:
        return _NO_RECORD
    return next((sign for word, sign in _SIGNS.items() if printed.startswith(word)), printed)


# --- marks ---------------------------------------------------------------------------------------


def _column(plan: _MapPlan, blocks: Sequence[_MapBlock], x: float) -> _Drawing:
    marks, y = _heads(plan, x)
    for block in blocks:
        drawn, y = _block(plan, block, x, y)
        marks += drawn
        y += _BETWEEN
    return marks, y - (_BETWEEN if blocks else 0.0)


def _heads(plan: _MapPlan, x: float) -> _Drawing:
    """Name the patients where there are several, and the sides."""
    look = plan.look
    marks: list[Mark] = []
    y = 0.0
    if len(plan.cases) > 1:
        for n, case in enumerate(plan.cases):
            left = x + plan.left(n)
            said = str(n + 1) if plan.numbered else case.id
            words = Words(left, 0, said, look.text, look.ink, look.strong)
            marks.append(beside(y + look.line / 2, words))
            under = y + look.line + 0.9
            marks.append(line(left, under, left + plan.group, under, look.ink, look.rule))
        y += look.line + 1.6
    if plan.sided:
        heads = _side_heads(plan)
        for n in range(len(plan.cases) if heads else 0):
            for s, said in enumerate(heads):
                middle = x + plan.left(n) + (s + 0.5) * plan.tile(2)
                words = Words(middle, 0, said, look.small, look.quiet, anchor="middle")
                marks.append(beside(y + look.line / 2, words))
        y += look.line + 0.6 if heads else 0.0
    return marks, y


def _side_heads(plan: _MapPlan) -> tuple[str, ...]:
    """Name the sides in full, or by a letter, or leave it to the caption."""
    names = [capital(side) for side in SIDES]
    for heads in (names, [name[0] for name in names]):
        if all(width(head, plan.look.small) + 0.8 <= plan.tile(2) for head in heads):
            return tuple(heads)
    return ()


def _block(plan: _MapPlan, block: _MapBlock, x: float, top: float) -> _Drawing:
    look = plan.look
    label, detail = _label_lines(plan, block)
    strong = Words(0, 0, "", look.text, look.accent, look.strong)
    marks: list[Mark] = [*lines_of_words(x, top, label, look.line, strong)]
    y = top + len(label) * look.line
    quiet = Words(0, 0, "", look.small, look.quiet)
    if len(detail) == 1:
        left = x + _detail_left(plan, label[-1])
        marks += lines_of_words(left, y - look.line, detail, look.line, quiet)
    else:
        marks += lines_of_words(x, y, detail[1:], look.line, quiet)
        y += len(detail[1:]) * look.line
    y += 0.9
    for row in block.rows:
        drawn, y = _row_marks(plan, block.scale, row, x, y)
        marks += drawn
    marks += _counts(plan, block, x, y + 0.2 + look.line / 2)
    return marks, y + 0.2 + look.line


def _detail(plan: _MapPlan, block: _MapBlock) -> str:
    """Say beside the outcome which scale it is, and which way is better."""
    scale = block.scale
    named = scale.id if block.label == sentence_case(scale.name) else f"{scale.name} ({scale.id})"
    better = better_way(plan.findings.say, scale)
    return plan.findings.say("figures.map.detail", scale=named, better=better)


def _row_marks(plan: _MapPlan, scale: Scale, row: _MapRow, x: float, top: float) -> _Drawing:
    look = plan.look
    name, height = _name_lines(plan, row), _row_height(plan, row)
    first = top + height / 2 - len(name) * look.line / 2
    marks: list[Mark] = [
        *lines_of_words(x, first, name, look.line, Words(0, 0, "", look.small, look.ink))
    ]
    places = _places(scale, row.item)
    for n, tiles in enumerate(row.tiles):
        wide = plan.tile(len(tiles))
        for s, tile in enumerate(tiles):
            place = (x + plan.left(n) + s * wide, top, wide, height)
            marks += _tile_marks(tile, place, places, look, lettered=plan.lettered)
    return marks, top + height


def _places(scale: Scale, item: Item) -> Mapping[str, float]:
    """Place the grades of an item between 0 (lowest) and 1 (highest), by their code."""
    order = [g.code for g in sorted(grades_of(scale, item), key=lambda g: g.points)]
    return {code: n / max(1, len(order) - 1) for n, code in enumerate(order)}


def _tile_marks(
    tile: _MapTile | None,
    place: tuple[float, float, float, float],
    places: Mapping[str, float],
    look: Look,
    *,
    lettered: bool,
) -> Iterator[Mark]:
    """Draw a tile: its parts on their shades, what is missing on a dashed outline, then a frame."""
    left, top = place[0] + _GAP, place[1] + _GAP
    wide, high = place[2] - 2 * _GAP, place[3] - 2 * _GAP
    printed = tile.printed if tile else ("",)
    part = wide / len(printed)
    shades = [_shade(places.get(grade), look, quiet=len(printed) == 1) for grade in printed]
    for n, (fill, _) in enumerate(shades):
        yield _ground(left + n * part, top, part, high, fill, look)
    changed = tile is not None and tile.direction in _COUNTED
    if tile is not None and changed:
        yield _frame(left, top, wide, high, tile.direction, look)
    for n, grade in enumerate(printed if lettered or tile is None else ()):
        ink = shades[n][1]
        weight = look.strong if changed else look.regular
        middle = left + (n + 0.5) * part
        words = Words(middle, 0, _short(grade), look.small, ink, weight, "middle")
        yield beside(top + high / 2, words)


def _shade(place: float | None, look: Look, *, quiet: bool) -> tuple[str, str]:
    """Choose fill and colour of letters; what stayed the same is paler than what changed.

    What is missing has no fill.
    """
    if place is None:
        return "", look.quiet
    fill, letters = look.step(place)
    if not quiet:
        return fill, letters
    fill = mix(fill, look.paper, _PALER)
    return fill, max((look.ink, look.paper), key=lambda colour: contrast(colour, fill))


def _ground(left: float, top: float, wide: float, high: float, fill: str, look: Look) -> Mark:
    """Fill a part of a tile, or outline it with dashes where its grade is missing."""
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


def _frame(
    left: float, top: float, wide: float, high: float, direction: Direction | None, look: Look
) -> Polygon:
    """Frame what changed; worse is framed twice as thick, so that grey tells them too."""
    thick = (1.9 if direction == "worse" else 1.0) * (1.0 if wide > _LEAST_FULL else 0.7)
    colour = look.direction[direction or "unchanged"]
    inside = 0.1
    return box(
        left + inside, top + inside, wide - 2 * inside, high - 2 * inside, edge=colour, thick=thick
    )


def _counts(plan: _MapPlan, block: _MapBlock, x: float, middle: float) -> Iterator[Mark]:
    """Count the items that changed beneath each patient, and of all in the column of names."""
    ids = [case.id for case in plan.cases]
    words = [_counted(plan, case, block.scale, _FULL) for case in ids]
    if not _fit(plan, words, plan.group):
        words = [_counted(plan, case, block.scale, _SHORT) for case in ids]
    if not any(words) or not _fit(plan, words, plan.group + plan.apart - 0.6):
        words = []
    for n, said in enumerate(words):
        yield from _from_right(plan, said, x + plan.left(n) + plan.group, middle)
    everyone = _counted_in_all(plan, block.scale) if len(ids) > 1 else []
    yield from _from_right(plan, everyone, x + plan.name, middle)


def _counted_in_all(plan: _MapPlan, scale: Scale) -> list[tuple[str, Direction]]:
    said = _counted(plan, None, scale, _FULL)
    return [(plan.findings.say("figures.map.counts.all"), "unchanged"), *said] if said else []


def _counted(
    plan: _MapPlan, case: str | None, scale: Scale, forms: Mapping[Direction, str]
) -> list[tuple[str, Direction]]:
    """Say how many items changed for better and for worse; nothing where none was compared."""
    findings = plan.findings
    if not findings.has(case, scale.id, "items", "better"):
        return []
    said: list[tuple[str, Direction]] = []
    for way in _COUNTED:
        result = findings.result(case, scale.id, "items", way)
        if result.value:
            said.append((findings.say(forms[way], n=result.printed), way))
    if not said:
        said.append((findings.say(forms["unchanged"]), "unchanged"))
    return said


def _fit(plan: _MapPlan, words: Iterable[Sequence[tuple[str, Direction]]], room: float) -> bool:
    return all(_length(plan, said) <= room for said in words)


def _length(plan: _MapPlan, said: Sequence[tuple[str, Direction]]) -> float:
    look = plan.look
    words = sum(width(text, look.small, look.strong) for text, _ in said)
    return words + 1.6 * max(0, len(said) - 1)


def _from_right(
    plan: _MapPlan, said: Sequence[tuple[str, Direction]], right: float, middle: float
) -> Iterator[Mark]:
    look = plan.look
    for text, way in reversed(said):
        weight = look.regular if way == "unchanged" else look.strong
        words = Words(right, 0, text, look.small, look.direction[way], weight, "end")
        yield beside(middle, words)
        right -= width(text, look.small, look.strong) + 1.6


# --- in words ------------------------------------------------------------------------------------


def _keys(plan: _MapPlan) -> list[LegendKey]:
    """Make a key for each kind of tile that is there, and for the shades."""
    tiles = [
        tile
        for block in plan.blocks
        for row in block.rows
        for of_case in row.tiles
        for tile in of_case
    ]
    say = plan.findings.say
    ways = {tile.direction for tile in tiles if tile is not None}
    keys = [_ramp_key(plan.look, say("figures.map.key.ramp"))]
    keys += [_change_key(plan.look, way, say(_KEYS[way])) for way in _COUNTED if way in ways]
    said = {printed for tile in tiles if tile is not None for printed in tile.printed}
    for word, sign in _SIGNS.items():
        if any(printed.startswith(word) for printed in said):
            keys.append(_missing_key(plan, sign, word))
    if "" in said or None in tiles:
        keys.append(_missing_key(plan, _NO_RECORD, say("figures.map.key.no_record")))
    return keys


def _ramp_key(look: Look, meaning: str) -> LegendKey:
    shares = [n / 4 for n in range(5)]

    def drawn(x: float, y: float) -> Iterator[Mark]:
        for n, share in enumerate(shares):
            yield box(x + n * 3.0, y - 1.5, 3.0, 3.0, fill=look.step(share)[0])

    return LegendKey(drawn, 3.0 * len(shares), meaning)


def _change_key(look: Look, way: Direction, meaning: str) -> LegendKey:
    def drawn(x: float, y: float) -> Iterator[Mark]:
        for n, share in enumerate((0.25, 0.75)):
            yield box(x + n * 4.0, y - 1.5, 4.0, 3.0, fill=look.step(share)[0])
        yield _frame(x, y - 1.5, 8.0, 3.0, way, look)

    return LegendKey(drawn, 8.0, meaning)


def _missing_key(plan: _MapPlan, sign: str, word: str) -> LegendKey:
    said = sign if plan.lettered or sign == _NO_RECORD else ""
    tile = _MapTile((said,), None)

    def drawn(x: float, y: float) -> Iterator[Mark]:
        yield from _tile_marks(tile, (x, y - 1.9, 6.0, 3.8), {}, plan.look, lettered=bool(said))

    return LegendKey(drawn, 6.0, word)


def _told(plan: _MapPlan) -> Iterator[str]:
    """Say in the caption what the drawing cannot: sides, numbers for ids, what is not drawn."""
    say = plan.findings.say
    if plan.sided and not _side_heads(plan):
        yield say("figures.map.sides")
    if plan.numbered and len(plan.cases) > 1:
        named = join_names([f"{n}\N{NO-BREAK SPACE}{c.id}" for n, c in enumerate(plan.cases, 1)])
        yield say("figures.map.numbered", patients=named)
    if len(plan.cases) > 1:
        yield say("figures.items.independent")
        yield from describe_at_best(plan.findings, [block.scale for block in plan.blocks])
    left_out = [f"{b.scale.id} {b.left_out}" for b in plan.blocks if b.left_out]
    if left_out:
        yield say("figures.map.left_out", scales=join_names(left_out))


def _series_alt(plan: _MapPlan) -> str:
    findings = plan.findings
    said = [findings.say("figures.items.alt", **_compared(findings))]
    told = [case.id for case in plan.cases] if len(plan.cases) <= _TOLD else []
    for block in plan.blocks:
        scale = block.scale
        if not findings.has(scale.id, "items", "better"):
            continue
        rows = [f"{case} {_describe_counts(findings, case, scale)}" for case in told]
        if len(plan.cases) != 1:
            everyone = findings.say("figures.items.alt.everyone")
            rows.append(f"{everyone} {_describe_counts(findings, None, scale)}")
        said.append(f"{scale.name}: {'; '.join(rows)}.")
    return " ".join(said)


def _describe_counts(findings: Findings, case: str | None, scale: Scale) -> str:
    parts = ("better", "unchanged", "worse", "not_comparable")
    counts = ((findings.result(case, scale.id, "items", part).printed, part) for part in parts)
    return ", ".join(f"{count} {part.replace('_', ' ')}" for count, part in counts)


def _items_told(findings: Findings, blocks: Iterable[_MapBlock]) -> Iterator[str]:
    none = findings.say("figures.map.alt.no_record")
    for block in blocks:
        items = "; ".join(
            f"{_name(row.item)} {', '.join(_describe_tiles(row.tiles[0], none))}"
            for row in block.rows
        )
        yield f"{name_better_direction(findings, block.scale)} {items}."


def _describe_tiles(tiles: Sequence[_MapTile | None], none: str) -> Iterator[str]:
    sides: Sequence[str] = SIDES if len(tiles) > 1 else ("",)
    for side, tile in zip(sides, tiles, strict=True):
        grades = [printed or none for printed in tile.printed] if tile else [none]
        way = tile.direction if tile else None
        told = f" ({way})" if way and any(a != b for a, b in pairwise(grades)) else ""
        yield f"{side} {' to '.join(grades)}{told}".strip()
