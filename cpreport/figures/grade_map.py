"""Draw a case's grades of one scale as a map: items down, sides and visits across.

It serves any scale whose items have ordered grades.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cpreport.cases.series import DeclaredVisit
from cpreport.figures.axis import since
from cpreport.figures.drawing import drawing
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, line, lines_of_words
from cpreport.figures.style import Drawn, Look
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import compared_labels, sentence_case, visits_of
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import capital, clause, join_names
from cpreport.scales.definition import Item, Scale, Side, sides_of_item
from cpreport.scales.graded import ItemGrade
from cpreport.scales.names import grades_of

#: Widths, heights and distances in mm.
_LEAST_NAME, _AIR, _SIDES_APART, _CHANGE = 24.0, 3.0, 5.0, 11.0
_ROW, _DENSE_ROW, _MANY_ROWS, _GAP = 5.0, 4.3, 22, 0.35
_REGION = 4.6

#: Widths of cells to choose from; the widest come first.
_CELLS = (15.0, 13.5, 12.0, 10.5, 9.0, 8.0, 7.0, 6.5)

#: What stands in a cell in place of a missing word, and in the place of no record.
_SHORT = {"not assessed": "n/a", "not reported": "n/r", "not applicable": "n/app"}
_NO_RECORD = "–"


@dataclass(frozen=True, slots=True)
class _Map:
    """The grades of a case on a scale.

    by_visit : bool
        Whether columns are headed by the visits' labels; else by their times, because
        the labels are too long for the cells.
    """

    findings: Findings
    case: str
    scale: Scale
    visits: tuple[DeclaredVisit, ...]
    sides: tuple[Side | None, ...]
    grades: Mapping[tuple[str, Side | None, str], ItemGrade]
    items: tuple[Item, ...]
    changed: bool
    name: float
    cell: float
    by_visit: bool
    look: Look

    @property
    def dense(self) -> bool:
        """Whether rows are so many that names are set small and close."""
        return len(self.items) > _MANY_ROWS

    @property
    def row(self) -> float:
        """The least height of a row."""
        return _DENSE_ROW if self.dense else _ROW

    @property
    def letters(self) -> float:
        """Size of the names in pt."""
        return _letters(len(self.items), self.look)

    @property
    def pitch(self) -> float:
        """Distance between the lines of a name."""
        return self.look.line - 0.25 if self.dense else self.look.line + 0.1

    @property
    def side(self) -> float:
        """Width of the columns of a side."""
        return len(self.visits) * self.cell + (_CHANGE if self.changed else 0.0)

    def left(self, side: int) -> float:
        """Where the columns of a side begin."""
        return self.name + _AIR + side * (self.side + _SIDES_APART)

    @property
    def right(self) -> float:
        return self.left(len(self.sides) - 1) + self.side

    def sides_of(self, item: Item) -> tuple[Side | None, ...]:
        """Name the sides that an item is graded on."""
        return sides_of_item(self.scale, item)

    def grade_text(self, item: Item, side: Side | None, visit: str) -> str:
        """Look up the printed form of a grade; empty where there is no record."""
        if (item.name, side, visit) not in self.grades:
            return ""
        return self.findings.result(self.case, visit, self.scale.id, item.name, side).printed

    def change(self, item: Item, side: Side | None) -> Result | None:
        """Look up the change of an item; None where it could not be compared."""
        parts = (self.case, "change", self.scale.id, item.name, side)
        if not self.findings.has(*parts):
            return None
        result = self.findings.result(*parts)
        return None if result.value is None else result


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def grade_map(name: str, findings: Findings, case_id: str, scale: Scale, look: Look) -> Drawn:
    """Draw every grade of a case on a scale, darker for higher grades, the grade in the cell.

    Parameters
    ----------
    name : str
        Id of the figure.
    """
    plan = _plan(findings, case_id, scale, look)
    wide = max(plan.right, min(look.column, look.full))
    marks, y = _header(plan)
    for region, items in groupby(plan.items, key=lambda item: item.region):
        drawn, y = _region(plan, region, list(items), y)
        marks += drawn
    key, height = legend(_keys(plan), 0, y + 2.4, wide, look)
    alt = _alt(plan)
    svg = drawing(
        (*marks, *key),
        (wide, y + 2.4 + height),
        look,
        name=f"{case_id}-{name}",
        title=findings.say("figures.map.title", scale=scale.name, case=case_id),
        description=alt,
    )
    return Drawn(name, svg, alt, _caption(plan), wide=wide > look.narrow)


def _plan(findings: Findings, case_id: str, scale: Scale, look: Look) -> _Map:
    case = findings.scored.case(case_id)
    grades = {(g.item, g.side, g.visit): g for g in case.items if g.scale == scale.id}
    graded = {visit for _, _, visit in grades}
    visits = tuple(v for v in visits_of(findings, (case,)) if v.id in graded)
    items = tuple(i for i in scale.items if any(i.name == name for name, _, _ in grades))
    sides = max((sides_of_item(scale, i) for i in items), key=len)
    changed = any(set(pair.visits) <= graded for pair in findings.pairs[:1])
    longest = max(_head_room(visit.label, look) for visit in visits)
    name, cell = _share_width(items, len(sides), len(visits), look, changed=changed)
    by_visit = cell >= longest
    cell = min(cell, max(longest if by_visit else 0.0, _widest_grade(scale, look) + 3.0, 9.0))
    return _Map(
        findings, case_id, scale, visits, sides, grades, items, changed, name, cell, by_visit, look
    )


def _share_width(
    items: Sequence[Item], sides: int, visits: int, look: Look, *, changed: bool
) -> tuple[float, float]:
    """Share out the width between names and cells so that names need the fewest lines."""
    names = [sentence_case(item.name) for item in items]
    size = _letters(len(items), look)
    widest = max(width(name, size) for name in names)
    changes = sides * _CHANGE if changed else 0.0
    least = look.full - _AIR - (sides - 1) * _SIDES_APART - changes

    def lines(room: float) -> int:
        return sum(len(wrap(name, room, size)) for name in names)

    rooms = [(min(widest, least - sides * visits * cell), cell) for cell in _CELLS]
    possible = [(room, cell) for room, cell in rooms if room >= min(_LEAST_NAME, widest)]
    return min(possible or rooms[-1:], key=lambda shared: (lines(shared[0]), -shared[1]))


def _letters(items: int, look: Look) -> float:
    return look.small if items > _MANY_ROWS else look.text


def _head_room(label: str, look: Look) -> float:
    """Measure the room that a label needs: its longest word, or all of it where it is short."""
    return max(longest_word(label, look.small), min(11.0, width(label, look.small))) + 1.6


def _widest_grade(scale: Scale, look: Look) -> float:
    codes = (g.code for grades in scale.grade_sets.values() for g in grades)
    return max(width(text, look.text) for text in (*codes, *_SHORT.values()))


# --- heads ---------------------------------------------------------------------------------------


def _header(plan: _Map) -> _Drawing:
    """Name the sides, and below each its columns."""
    look = plan.look
    marks: list[Mark] = []
    y = 0.0
    if len(plan.sides) > 1:
        y = look.line + 1.6
        for n, side in enumerate(plan.sides):
            left = plan.left(n)
            words = Words(left, 0, _side_head(plan, side), look.text, look.ink, look.strong)
            marks.append(beside(look.line / 2, words))
            marks.append(line(left, y - 0.8, left + plan.side, y - 0.8, look.axis, look.rule))
    heads = [wrap(text, plan.cell - 0.8, look.small) for text in _heads(plan)]
    counted = since(look.say, plan.findings.unit_of_time, plan.findings.zero)
    unit = () if plan.by_visit else wrap(counted, plan.name, look.small)
    bottom = y + max(len(lines) for lines in (*heads, unit)) * look.line
    middle = Words(0, 0, "", look.small, look.quiet, anchor="middle")
    for n in range(len(plan.sides)):
        for column, head in enumerate(heads):
            x = plan.left(n) + (column + 0.5) * plan.cell
            marks += lines_of_words(x, bottom - len(head) * look.line, head, look.line, middle)
        if plan.changed:
            change = Words(
                plan.left(n) + plan.side, 0, look.heading("Change"), look.small, look.quiet
            )
            marks.append(beside(bottom - look.line / 2, replace(change, anchor="end")))
    start = bottom - len(unit) * look.line
    marks += lines_of_words(0, start, unit, look.line, replace(middle, anchor="start"))
    return marks, bottom + 0.8


def _side_head(plan: _Map, side: Side | None) -> str:
    """Name a side; items that have none stand below the right one."""
    mixed = any(plan.sides_of(item) == (None,) for item in plan.items)
    return "Right, or no side" if mixed and side == "right" else capital(side or "")


def _heads(plan: _Map) -> list[str]:
    if plan.by_visit:
        return [visit.label for visit in plan.visits]
    return [_time(plan, visit) for visit in plan.visits]


def _time(plan: _Map, visit: DeclaredVisit) -> str:
    return plan.findings.result(plan.case, "visit", visit.id, "time").printed


# --- rows ----------------------------------------------------------------------------------------


def _region(plan: _Map, region: str | None, items: Sequence[Item], top: float) -> _Drawing:
    look = plan.look
    marks: list[Mark] = []
    y = top
    if region is not None:
        name = Words(0, 0, sentence_case(region), look.small, look.quiet, look.strong)
        marks.append(beside(y + _REGION / 2, name))
        y += _REGION
    for item in items:
        drawn, y = _row(plan, item, y)
        marks += drawn
    return marks, y


def _row(plan: _Map, item: Item, top: float) -> _Drawing:
    look = plan.look
    name = wrap(sentence_case(item.name), plan.name, plan.letters)
    height = max(plan.row, len(name) * plan.pitch + 0.8)
    first = top + height / 2 - len(name) * plan.pitch / 2
    like = Words(0, 0, "", plan.letters, look.ink)
    marks: list[Mark] = [*lines_of_words(0, first, name, plan.pitch, like)]
    for n, side in enumerate(plan.sides_of(item)):
        for column, visit in enumerate(plan.visits):
            left = plan.left(n) + column * plan.cell
            marks += _cell(plan, item, side, visit.id, (left, top, height))
        if plan.changed:
            marks.append(_change(plan, item, side, plan.left(n) + plan.side, top + height / 2))
    return marks, top + height


def _cell(
    plan: _Map, item: Item, side: Side | None, visit: str, place: tuple[float, float, float]
) -> Iterator[Mark]:
    """Draw a grade on its shade; what is missing has no shade but a dashed outline."""
    look = plan.look
    left, top, height = place
    printed = plan.grade_text(item, side, visit)
    if not printed:
        words = Words(left + plan.cell / 2, 0, _NO_RECORD, look.small, look.quiet, anchor="middle")
        yield beside(top + height / 2, words)
        return
    order = [g.code for g in sorted(grades_of(plan.scale, item), key=lambda g: g.points)]
    share = order.index(printed) / max(1, len(order) - 1) if printed in order else None
    yield from _draw_cell((left, top, plan.cell, height), _short(printed), share, look)


def _draw_cell(
    place: tuple[float, float, float, float], said: str, share: float | None, look: Look
) -> Iterator[Mark]:
    """Draw a cell.

    Parameters
    ----------
    share : float or None
        Where the grade stands among the grades of its item, 0 for the lowest; None where missing.
    """
    left, top, wide, high = (
        place[0] + _GAP,
        place[1] + _GAP,
        place[2] - 2 * _GAP,
        place[3] - 2 * _GAP,
    )
    if share is None:
        yield box(
            left, top, wide, high, fill=look.paper, edge=look.axis, thick=0.5, dash=(1.6, 1.4)
        )
        letters = look.quiet
    else:
        fill, letters = look.step(share)
        yield box(left, top, wide, high, fill=fill)
    size = look.small if share is None else look.text
    words = Words(left + wide / 2, 0, said, size, letters, anchor="middle")
    yield beside(top + high / 2, words)


def _short(printed: str) -> str:
    """Shorten a missing word to what stands in the cell, with or without its reason."""
    return next((short for word, short in _SHORT.items() if printed.startswith(word)), printed)


def _change(plan: _Map, item: Item, side: Side | None, right: float, middle: float) -> Mark:
    look = plan.look
    result = plan.change(item, side)
    if result is None:
        return beside(middle, Words(right, 0, _NO_RECORD, look.small, look.quiet, anchor="end"))
    direction = result.direction or "not assessable"
    weight = look.regular if direction == "unchanged" else look.strong
    colour = look.direction[direction]
    words = Words(right, 0, result.printed, look.small, colour, weight, "end")
    return beside(middle, words)


# --- in words ------------------------------------------------------------------------------------


def _keys(plan: _Map) -> list[LegendKey]:
    """Make a key for the lowest and the highest grade, and for what is missing."""
    sets = dict.fromkeys(item.grades for item in plan.items)
    keys = [_ramp_key(plan, name) for name in sets] if len(sets) == 1 else []
    said = (
        plan.grade_text(i, s, v.id)
        for i in plan.items
        for s in plan.sides_of(i)
        for v in plan.visits
    )
    short = {
        _short(printed): word for printed in said for word in _SHORT if printed.startswith(word)
    }
    return [*keys, *(_missing_key(plan, text, word) for text, word in short.items())]


def _ramp_key(plan: _Map, name: str) -> LegendKey:
    look = plan.look
    grades = sorted(plan.scale.grade_sets[name], key=lambda g: g.points)
    wide = max(6.5, _widest_grade(plan.scale, look) + 1.4)

    def drawn(x: float, y: float) -> Iterator[Mark]:
        for n, grade in enumerate(grades):
            share = n / max(1, len(grades) - 1)
            place = (x + n * wide, y - 1.9, wide, 3.8)
            yield from _draw_cell(place, grade.code, share, look)

    lower = plan.scale.better == "lower"
    better = look.say("figures.word.lighter" if lower else "figures.word.darker")
    return LegendKey(drawn, len(grades) * wide, better)


def _missing_key(plan: _Map, text: str, word: str) -> LegendKey:
    wide = max(7.0, width(text, plan.look.small) + 2)

    def drawn(x: float, y: float) -> Iterator[Mark]:
        yield from _draw_cell((x, y - 1.9, wide, 3.8), text, None, plan.look)

    return LegendKey(drawn, wide, word)


def _caption(plan: _Map) -> str:
    said = [
        plan.findings.say("figures.map.caption", scale=plan.scale.name, case=plan.case),
    ]
    if not plan.by_visit:
        visits = [
            plan.findings.say("figures.timeline.alt.visit", visit=v.label, time=_time(plan, v))
            for v in plan.visits
        ]
        unit, told = plan.findings.unit_of_time, join_names(visits)
        said.append(
            plan.findings.say(
                "figures.shared.times", unit=unit, zero=plan.findings.zero, visits=told
            )
        )
    if plan.changed:
        earlier, later = compared_labels(plan.findings)
        lower = plan.scale.better == "lower"
        sign = "figures.map.change.minus" if lower else "figures.map.change.plus"
        said.append(
            plan.findings.say(
                "figures.map.change",
                later=later,
                earlier=earlier,
                better=plan.scale.better,
                sign=plan.findings.say(sign),
            )
        )
    if _has_gaps(plan):
        said.append(plan.findings.say("figures.map.no_record", sign=_NO_RECORD))
    if len({item.grades for item in plan.items}) == 1:
        grades = plan.scale.grade_sets[plan.items[0].grades]
        told = "; ".join(f"{g.code}{NO_BREAK}{clause(g.meaning)}" for g in grades)
        said.append(plan.findings.say("figures.map.grades", grades=told))
    return " ".join(said)


def _has_gaps(plan: _Map) -> bool:
    slots = [(item, side) for item in plan.items for side in plan.sides_of(item)]
    return any(not plan.grade_text(i, s, v.id) for i, s in slots for v in plan.visits) or (
        plan.changed and any(plan.change(i, s) is None for i, s in slots)
    )


def _alt(plan: _Map) -> str:
    labels = join_names([f"“{visit.label}”" for visit in plan.visits])
    said = [
        plan.findings.say(
            "figures.map.alt",
            scale=plan.scale.name,
            case=plan.case,
            better=plan.scale.better,
            visits=labels,
        )
    ]
    said += [
        f"{sentence_case(item.name)}: {'; '.join(_describe_item(plan, item))}."
        for item in plan.items
    ]
    return " ".join(said)


def _describe_item(plan: _Map, item: Item) -> Iterator[str]:
    for side in plan.sides_of(item):
        none = plan.findings.say("figures.map.alt.no_record")
        grades = ", ".join(plan.grade_text(item, side, v.id) or none for v in plan.visits)
        change = plan.change(item, side)
        told = f" ({change.direction})" if change is not None else ""
        yield f"{side} {grades}{told}" if side else f"{grades}{told}"
