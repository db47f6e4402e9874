"""Read the measurements of a visit, numbers and categories, and name what cannot be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from cpreport.cases.case import Case, Measured
from cpreport.cases.measure_record import CategoryMeasure, Measure, NumberMeasure, NumberRange
from cpreport.cases.text import Path
from cpreport.cases.values import MISSING_WORDS, is_missing
from cpreport.numbers import plain
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.categories import VALUE, place_of
from cpreport.scales.definition import SIDES, Scale, Side
from cpreport.scales.graded import Qualifier, Score
from cpreport.scales.names import fold, scale_of, side_of
from cpreport.scales.number_text import value_text
from cpreport.scales.reader import needs_unit

_WRITTEN = re.compile(
    r"(?P<qualifier><=|>=|[<>≤≥~≈])?\s*(?P<number>[-−+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
    r"(?:\s*(?P<unit>[^\s0-9.,].*))?"
)
_QUALIFIERS: Mapping[str, Qualifier] = {
    "": "", "<": "<", "<=": "≤", "≤": "≤", ">": ">", ">=": "≥", "≥": "≥", "~": "~", "≈": "~",
}  # fmt: skip
_COMMA = re.compile(r"[<>≤≥~]?\s*[-−]?[0-9]+,[0-9]+.*")


@dataclass(frozen=True, slots=True)
class _Written:
    """One value as written, with the measure it is of."""

    case: Case
    visit: str
    scale: Scale
    measure: Measure
    side: Side | None
    text: str
    place: Place

    def problem(
        self, code: str, message: str, hint: str = "", allowed: tuple[str, ...] = ()
    ) -> Problem:
        return Problem(code, self.place, message, allowed, hint, case=self.case.id)


def read_measurements(
    scales: Mapping[str, Scale], case: Case, index: int
) -> tuple[dict[str, tuple[Score, ...]], list[Problem]]:
    """Read every value of a visit, by the id of its measure, and say what is wrong with others.

    Parameters
    ----------
    index : int
        Position of the visit in the case.
    """
    found: dict[str, dict[Side | None, Score]] = {}
    problems: list[Problem] = []
    for name, measured in case.visits[index].measurements.items():
        path: Path = ("visits", index, "measurements", name)
        scale = scale_of(scales, name)
        measure = None if scale is None else scale.number or scale.category
        if scale is None or measure is None:
            problems.append(_unknown(scales, case, scale, name, path))
            continue
        of_scale = found.setdefault(scale.id, {})
        for written in _each_value(scale, measure, case, index, measured, path):
            if isinstance(written, Problem):
                problems.append(written)
                continue
            read = _read(written)
            if isinstance(read, Problem):
                problems.append(read)
            elif written.side in of_scale:
                problems.append(_measured_twice(written, of_scale[written.side]))
            else:
                of_scale[written.side] = read
                problems += _unlikely(written, read)
    return {
        scale_id: tuple(sorted(sides.values(), key=lambda s: s.side == "left"))
        for scale_id, sides in found.items()
    }, problems


def _unknown(
    scales: Mapping[str, Scale], case: Case, scale: Scale | None, name: str, path: Path
) -> Problem:
    place = case.source.key_place(*path)
    if scale is not None:
        message = f"`{name}` is no number: the {scale.name} is graded item by item"
        hint = "write its grades under `scores`, and a total alone under `entered_totals`"
        return Problem("CP120", place, message, help=hint, case=case.id)
    measures = {s.id: s.name for s in scales.values() if s.is_measured}
    own = {key: said for key, said in measures.items() if not needs_unit(scales[key])}
    words = ((*known, *known.values()) for known in (own, measures))
    meant = next(filter(None, (nearest(name, of) for of in words)), "")
    hint = meant or f"declare it in series.yaml: measures: {{{name}: {{name: …, unit: …}}}}"
    message = f"there is no measure `{name}`"
    return Problem("CP120", place, message, tuple(own), hint, case=case.id)


def _each_value(
    scale: Scale, measure: Measure, case: Case, index: int, measured: Measured, path: Path
) -> Iterator[_Written | Problem]:
    visit, place = case.visits[index].id, case.source.place(*path)
    if isinstance(measured, str):
        if measure.sided and not is_missing(measured):
            message = f"{scale.name} is measured on each side, but has one value"
            hint = f"write {path[-1]}: {{right: …, left: …}}"
            yield Problem("CP103", place, message, ("right", "left"), hint, case=case.id)
            return
        # One missing word for two sides says that neither was measured.
        for one in SIDES if measure.sided else (None,):
            yield _Written(case, visit, scale, measure, one, measured, place)
        return
    for word, text in measured.items():
        side, key = side_of(word), case.source.key_place(*path, word)
        if not measure.sided:
            message = f"{scale.name} has no sides"
            hint = "write one value, or declare `sided: yes` under `measures` in series.yaml"
            yield Problem("CP103", key, message, (), hint, case=case.id)
            return
        if side is None:
            message = f"`{word}` is not a side"
            yield Problem("CP103", key, message, ("right", "left"), case=case.id)
        else:
            where = case.source.place(*path, word)
            yield _Written(case, visit, scale, measure, side, text, where)


def _read(written: _Written) -> Score | Problem:
    """Read a value; a missing word or a word of the measure stays as it is."""
    text = " ".join(written.text.split())
    word = text if is_missing(text) else _word_of(written.measure, text)
    if word:
        return _score(written, None, word, "")
    if isinstance(written.measure, CategoryMeasure):
        return _read_category(written, written.measure, text)
    return _read_number(written, written.measure, text)


def _read_category(written: _Written, category: CategoryMeasure, text: str) -> Score | Problem:
    place = place_of(category, text)
    if place is None:
        allowed = (*category.grades, *category.words, MISSING_WORDS[0])
        message = f"`{text}` is no value of {written.scale.name}"
        # 6/16 is as near to 6/6 as to 6/60: of numbers nobody knows which was meant.
        meant = "" if any(map(str.isdigit, text)) else nearest(text, allowed)
        return written.problem("CP121", message, meant, allowed)
    return _score(written, Decimal(place), category.grades[place], "")


def _read_number(written: _Written, number: NumberMeasure, text: str) -> Score | Problem:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return _unreadable(written, number, text)
    if problem := _unit_problem(written, number, match["unit"] or ""):
        return problem
    qualifier = _QUALIFIERS[match["qualifier"] or ""]
    value = Decimal(match["number"].replace("−", "-").removeprefix("+"))
    possible = number.range
    if possible is not None and not _can_lie_in(possible, value, qualifier):
        return written.problem(
            "CP123",
            f"`{text}` is no possible {written.scale.name}",
            "check the number and its unit; `range` in series.yaml says what is possible",
            (span_text(possible),),
        )
    return _score(written, value, value_text(number, value, qualifier), qualifier)


def _score(written: _Written, value: Decimal | None, printed: str, qualifier: Qualifier) -> Score:
    return Score(
        written.case.id,
        written.visit,
        written.scale.id,
        VALUE,
        written.side,
        value,
        printed,
        basis="measurement",
        place=written.place,
        qualifier=qualifier,
        unit=(written.scale.number.unit or "") if written.scale.number is not None else "",
    )


def _word_of(measure: Measure, text: str) -> str:
    return next((word for word in measure.words if fold(word) == fold(text)), "")


def _unreadable(written: _Written, number: NumberMeasure, text: str) -> Problem:
    unit = f" {number.unit}" if number.unit else ""
    if _COMMA.fullmatch(text):
        hint = f"write a point: {text.replace(',', '.')}"
    elif text.casefold().startswith(("above", "below", "over", "under", "more than", "less than")):
        hint = 'write `<` or `>` before the number; `>` needs quotes: ">200"'
    else:
        hint = nearest(text, (*number.words, *MISSING_WORDS))
    words = (f"12{unit}", f"<5{unit}", *number.words, MISSING_WORDS[0])
    message = f"`{text}` is no value of {written.scale.name}"
    return written.problem("CP121", message, hint, words)


def _unit_problem(written: _Written, number: NumberMeasure, unit: str) -> Problem | None:
    """Say that a unit is another than the declared one; no number is converted."""
    declared = number.unit or ""
    if not unit and declared and needs_unit(written.scale):
        text = written.text.strip()
        message = f"`{text}` has no unit, and this series does not say that of {written.scale.id}"
        hint = f"write {text} {declared}, or declare {written.scale.id} under `measures`"
        return written.problem("CP122", message, hint, (declared,))
    if not unit or fold_unit(unit) == fold_unit(declared):
        return None
    if not declared:
        message = f"{written.scale.name} has no unit, but `{unit}` is written"
        hint = f"declare it in series.yaml: measures: {{{written.scale.id}: {{unit: {unit}}}}}"
        return written.problem("CP122", message, hint)
    message = f"`{unit}` is not the unit of {written.scale.name}"
    hint = "convert the value yourself, or declare the other unit: nothing is converted here"
    return written.problem("CP122", message, hint, (declared,))


def fold_unit(unit: str) -> str:
    """Fold a unit: no blanks, and one letter for the signs of micro; capitals count.

    >>> fold_unit("\N{MICRO SIGN}g / L") == fold_unit("ug/L")
    True
    """
    return "".join(normalize("NFKC", unit).split()).replace("\N{GREEK SMALL LETTER MU}", "u")


def _can_lie_in(span: NumberRange, value: Decimal, qualifier: Qualifier) -> bool:
    """Whether some number that the qualifier leaves possible lies in a range."""
    if qualifier in ("<", "≤"):
        return span.low is None or value > span.low or (qualifier == "≤" and value == span.low)
    if qualifier in (">", "≥"):
        return span.high is None or value < span.high or (qualifier == "≥" and value == span.high)
    return span.holds(value)


def _unlikely(written: _Written, read: Score) -> Iterable[Problem]:
    number = written.scale.number
    plausible = number.plausible if number is not None else None
    if read.value is None or plausible is None:
        return
    if not _can_lie_in(plausible, read.value, read.qualifier):
        yield Problem(
            "CP124",
            written.place,
            f"`{written.text.strip()}` is an unlikely {written.scale.name}",
            (span_text(plausible),),
            "check the number and its unit; it is printed as it stands",
            "warning",
            written.case.id,
        )


def _measured_twice(again: _Written, first: Score) -> Problem:
    name = f"{again.side} {again.scale.name}" if again.side else again.scale.name
    return again.problem(
        "CP112",
        f"{name} is measured already at this visit",
        f"its first value stands at {first.place}",
    )


def span_text(span: NumberRange) -> str:
    """Write a range as in a file: `0 to 5`, `up to 5`, `at least 60`."""
    if span.low is None or span.high is None:
        return f"up to {plain(span.high)}" if span.high is not None else _at_least(span)
    return f"{plain(span.low)} to {plain(span.high)}"


def _at_least(span: NumberRange) -> str:
    return f"at least {plain(span.low)}" if span.low is not None else "any number"
