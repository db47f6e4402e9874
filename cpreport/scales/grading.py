"""Read the grades of a visit as the scales know them, and name the problems of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic_core import PydanticCustomError

from cpreport.cases.case import Case, Grades
from cpreport.cases.text import Source
from cpreport.cases.values import MISSING_WORDS, is_missing, parse_number
from cpreport.numbers import plain
from cpreport.problems import Place, Problem, nearest
from cpreport.records import by_fields
from cpreport.scales.definition import Item, NumberItem, Scale, Side, sides_of_item
from cpreport.scales.graded import ItemGrade
from cpreport.scales.names import (
    fold,
    grade_help,
    grade_of,
    grades_of,
    item_of,
    one_grade,
    same,
    scale_of,
    side_of,
)

#: So many names are still read in a message; more are better listed by `cpreport scales`.
_READABLE = 8
#: So many names that are not known are told one by one.
_MOST_UNKNOWN = 20


@by_fields
@dataclass(frozen=True, slots=True)
class _WrittenGrade:
    """One grade with the key it stands under, to be named where it is a repeat."""

    grade: ItemGrade
    keys: tuple[str, ...]
    where: _Where

    @property
    def key_places(self) -> tuple[Place, ...]:
        return tuple(self.where.key_place(*self.keys[: n + 1]) for n in range(len(self.keys)))


@by_fields
@dataclass(frozen=True, slots=True)
class _Where:
    """Where one scale's grades of one visit stand."""

    case: str
    visit: str
    source: Source

    def place(self, *below: str) -> Place:
        return self.source.place(*below)

    def key_place(self, *below: str) -> Place:
        return self.source.key_place(*below)

    def problem(
        self, code: str, place: Place, message: str, hint: str = "", allowed: tuple[str, ...] = ()
    ) -> Problem:
        return Problem(code, place, message, allowed, hint, case=self.case)


def read_visit(
    scales: Mapping[str, Scale], case: Case, index: int
) -> tuple[tuple[ItemGrade, ...], list[Problem]]:
    """Read the graded items of a case's visit, each once, and say what is wrong with the others.

    Parameters
    ----------
    index : int
        Position of the visit in the case.
    """
    kept: dict[tuple[str, str, Side | None], _WrittenGrade] = {}
    problems: list[Problem] = []
    for found in _read(scales, case, index):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        key = (found.grade.scale, found.grade.item, found.grade.side)
        if key in kept:
            problems.append(_graded_twice(found, kept[key]))
        else:
            kept[key] = found
    return tuple(written.grade for written in kept.values()), problems


def _graded_twice(again: _WrittenGrade, first: _WrittenGrade) -> Problem:
    # Under one item only the side can be a repeat; else the item itself is.
    same_item = again.key_places[0] == first.key_places[0]
    n = -1 if same_item else 0
    key, place = again.keys[n], again.key_places[n]
    name = f"{again.grade.side} side" if same_item else f"`{again.grade.item}`"
    known_as = "" if key == again.grade.item else f" is {'the ' if same_item else ''}{name}, which"
    return Problem(
        "CP112",
        place,
        f"`{key}`{known_as} is graded already at this visit",
        help=f"its first grade stands at {first.grade.place}",
        case=again.grade.case,
    )


def _read(scales: Mapping[str, Scale], case: Case, index: int) -> Iterator[_WrittenGrade | Problem]:
    visit = case.visits[index]
    unknown = [name for name in visit.scores if scale_of(scales, name) is None]
    if more := frozenset(unknown[_MOST_UNKNOWN:]):
        message = f"{len(more):,} more keys here are no scales"
        place = case.source.key_place("visits", index, "scores")
        yield Problem("CP101", place, message, case=case.id)
    for name, grades in visit.scores.items():
        path = ("visits", index, "scores", name)
        scale = scale_of(scales, name)
        if scale is None and name in more:
            continue
        if scale is None:
            yield unknown_scale(name, case.source.key_place(*path), scales, case.id)
        elif scale.is_measured:
            yield measured_not_graded(scale, case.source.key_place(*path), case.id)
        else:
            # From here on: every grade is found from where it stands, not from the file's top.
            where = _Where(case.id, visit.id, case.source.below(*path))
            yield from _read_scale(scale, grades, where)


def unknown_scale(
    name: str, place: Place, scales: Mapping[str, Scale], case: str | None
) -> Problem:
    """Make the problem of a scale that is neither shipped nor in the series' `scales/`."""
    meant = nearest(name, [n for s in scales.values() if not s.is_measured for n in (s.id, s.name)])
    return Problem(
        "CP101",
        place,
        f"there is no scale `{name}`",
        (),
        meant
        or "`cpreport scales` lists those there are; one of your own is described by a file in the "
        "folder `scales`",
        case=case,
    )


def measured_not_graded(scale: Scale, place: Place, case: str) -> Problem:
    """Make the problem of a measure that stands where grades or totals do."""
    kind = "number" if scale.category is None else "category"
    message = f"{scale.name} is a {kind}, and has neither items nor a total"
    hint = f"write it as measurements: {{{scale.id}: …}}"
    return Problem("CP120", place, message, help=hint, case=case)


def _read_scale(scale: Scale, grades: Grades, where: _Where) -> Iterator[_WrittenGrade | Problem]:
    unknown = 0
    for name, written in grades.items():
        item = item_of(scale, name)
        sides = sides_of_item(scale, item) if item is not None else ()
        if item is None:
            unknown += 1
            if unknown <= _MOST_UNKNOWN:
                yield _unknown_item(scale, name, where)
        elif isinstance(written, Mapping):
            yield from _read_sides(scale, item, name, written, where)
        elif len(sides) == 2 and not is_missing(written):
            yield where.problem(
                "CP103",
                where.place(name),
                f"`{name}` is graded on each side, but has one grade",
                f"write {{right: {written}, left: {written}}} if both sides are graded so",
                ("right", "left"),
            )
        else:
            # One missing word for an item of two sides says that neither side was graded.
            for side in sides:
                yield _read_grade(scale, item, side, written, where, name)
    if unknown > _MOST_UNKNOWN:
        message = f"{unknown - _MOST_UNKNOWN:,} more items here are not of the {scale.name}"
        yield where.problem("CP102", where.place(), message)


def _unknown_item(scale: Scale, name: str, where: _Where) -> Problem:
    names = tuple(i.name for i in scale.items)
    synonyms = [s for i in scale.items for s in i.synonyms]
    meant = nearest(name, names) or nearest(name, synonyms)
    if any(same(name, rule.name) for rule in scale.scores):
        meant = f"write a total alone under `entered_totals`, such as {scale.id}: {{{name}: …}}"
    return where.problem(
        "CP102",
        where.key_place(name),
        f"`{name}` is not an item of the {scale.name}",
        meant or f"`cpreport scales {scale.id}` lists the items",
        names if len(names) <= _READABLE else (),
    )


def _read_sides(
    scale: Scale, item: Item, name: str, sides: Mapping[str, str], where: _Where
) -> Iterator[_WrittenGrade | Problem]:
    for word, written in sides.items():
        side = side_of(word)
        if sides_of_item(scale, item) == (None,):
            yield where.problem(
                "CP103",
                where.key_place(name, word),
                f"`{name}` has no sides in the {scale.name}",
                f"write the grade alone, such as {name}: {written}",
            )
        elif side is None:
            yield where.problem(
                "CP103",
                where.key_place(name, word),
                f"`{word}` is not a side",
                allowed=("right", "left"),
            )
        else:
            yield _read_grade(scale, item, side, written, where, name, word)


def _read_grade(
    scale: Scale, item: Item, side: Side | None, written: str, where: _Where, *keys: str
) -> _WrittenGrade | Problem:
    place = where.place(*keys)
    missing = _missing_word(scale, written)
    grade = None if missing else _grade_or_number(scale, item, written)
    if grade is None and not missing:
        if item.number is not None:
            return _not_a_number(item, item.number, written, place, where.case)
        return not_a_grade(scale, item, written, place, where.case)
    code, points = grade or (None, None)
    graded = ItemGrade(
        where.case, where.visit, scale.id, item.name, side, code, points, missing, place
    )
    return _WrittenGrade(graded, keys, where)


def _missing_word(scale: Scale, written: str) -> str:
    """Find the word for what is missing: one of the record's, or one of the scale's own form."""
    if is_missing(written):
        return written.strip()
    if not scale.untestable:
        return ""
    return next((word for word in scale.untestable if fold(word) == fold(written)), "")


def _grade_or_number(scale: Scale, item: Item, written: str) -> tuple[str, Decimal] | None:
    """Read a grade that the item permits, or a number that lies in its range."""
    if item.number is None:
        grade = grade_of(scale, item, written)
        return None if grade is None else (grade.code, grade.points)
    text = written.strip().removesuffix(item.number.unit or "").strip()
    try:
        value = parse_number(text)
    except PydanticCustomError:
        return None
    low, high = item.number.range or (value, value)
    return (text, value) if low <= value <= high else None


def _not_a_number(
    item: Item, number: NumberItem, written: str, place: Place, case: str | None
) -> Problem:
    unit = f" {number.unit}" if number.unit else ""
    ends = " to ".join(plain(end) for end in number.range or ())
    return Problem(
        "CP104",
        place,
        f"`{written}` is not a number that {item.name} can be",
        (f"{ends or 'a number'}{unit}", MISSING_WORDS[0]),
        "write digits, such as 12 or 4.5",
        case=case,
    )


def not_a_grade(scale: Scale, item: Item, written: str, place: Place, case: str | None) -> Problem:
    """Make the problem of a grade that an item does not permit."""
    of_item = f" of {item.name}" if len(scale.grade_sets) > 1 else ""
    return Problem(
        "CP104",
        place,
        f"`{written}` is not {one_grade(scale)}{of_item}",
        (*(g.code for g in grades_of(scale, item)), MISSING_WORDS[0]),
        grade_help(scale, item, written),
        case=case,
    )


def read_classification(
    scales: Mapping[str, Scale], case: Case
) -> tuple[dict[str, str], list[Problem]]:
    """Read a patient's classifications as the scales write them, and say what is wrong with them.

    A system that no scale defines is kept as written, with a warning: its level is not checked.
    """
    levels: dict[str, str] = {}
    problems: list[Problem] = []
    for name, written in case.patient.classification.items():
        path = ("patient", "classification", name)
        scale = scale_of(scales, name)
        if scale is None or scale.kind != "classification":
            levels[name] = written
            problems.append(_unknown_classification(name, case, scales))
            continue
        item = scale.items[0]
        grade = grade_of(scale, item, written)
        levels[scale.id] = grade.code if grade else written
        if grade is None and not is_missing(written):
            problems.append(not_a_grade(scale, item, written, case.source.place(*path), case.id))
    return levels, problems


def _unknown_classification(name: str, case: Case, scales: Mapping[str, Scale]) -> Problem:
    known = tuple(scale_id for scale_id, s in scales.items() if s.kind == "classification")
    return Problem(
        "CP101",
        case.source.key_place("patient", "classification", name),
        f"`{name}` is not a classification that is known here; its level is not checked",
        known,
        nearest(name, known),
        severity="warning",
        case=case.id,
    )
