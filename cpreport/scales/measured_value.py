"""Read one measured value: its qualifier, number and unit, or its place in a list of categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from cpreport.cases.case import Case
from cpreport.cases.measure_record import CategoryMeasure, Measure, NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.cases.values import MISSING_WORDS, is_missing
from cpreport.numbers import plain
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.categories import VALUE, place_of
from cpreport.scales.definition import Scale, Side
from cpreport.scales.graded import MadeFrom, Qualifier, Score, SourceValue
from cpreport.scales.names import fold
from cpreport.scales.number_text import value_text
from cpreport.scales.reader import needs_unit
from cpreport.scales.units import converted, fold_unit, needs_molar_mass

_WRITTEN = re.compile(
    r"(?P<qualifier><=|>=|[<>≤≥~≈])?\s*(?P<number>[-−+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
    r"(?:\s*(?P<unit>[^\s0-9.,].*))?"
)
_QUALIFIERS: Mapping[str, Qualifier] = {
    "": "", "<": "<", "<=": "≤", "≤": "≤", ">": ">", ">=": "≥", "≥": "≥", "~": "~", "≈": "~",
}  # fmt: skip
_COMMA = re.compile(r"[<>≤≥~]?\s*[-−]?[0-9]+,[0-9]+.*")


@dataclass(frozen=True, slots=True)
class WrittenValue:
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
        """Make a problem of the value at its place."""
        return Problem(code, self.place, message, allowed, hint, case=self.case.id)


def read_value(written: WrittenValue) -> Score | Problem:
    """Read a value; a missing word or a word of the measure stays as it is."""
    text = " ".join(written.text.split())
    word = text if is_missing(text) else _word_of(written.measure, text)
    if word:
        return _score(written, None, word, "")
    if isinstance(written.measure, CategoryMeasure):
        return _read_category(written, written.measure, text)
    return _read_number(written, written.measure, text)


def _read_category(written: WrittenValue, category: CategoryMeasure, text: str) -> Score | Problem:
    place = place_of(category, text)
    if place is None:
        allowed = (*category.grades, *category.words, MISSING_WORDS[0])
        message = f"`{text}` is no value of {written.scale.name}"
        # 6/16 is as near to 6/6 as to 6/60: of numbers nobody knows which was meant.
        meant = "" if any(map(str.isdigit, text)) else nearest(text, allowed)
        return written.problem("CP121", message, meant, allowed)
    return _score(written, Decimal(place), category.grades[place], "")


def _read_number(written: WrittenValue, number: NumberMeasure, text: str) -> Score | Problem:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return _unreadable(written, number, text)
    qualifier = _QUALIFIERS[match["qualifier"] or ""]
    as_written = Decimal(match["number"].replace("−", "-").removeprefix("+"))
    value = _in_declared_unit(written, number, as_written, match["unit"] or "")
    if isinstance(value, Problem):
        return value
    possible = number.range
    if possible is not None and not _can_lie_in(possible, value, qualifier):
        return written.problem(
            "CP123",
            f"`{text}` is no possible {written.scale.name}",
            "check the number and its unit; `range` in series.yaml says what is possible",
            (span_text(possible),),
        )
    read = _score(written, value, value_text(number, value, qualifier), qualifier)
    if value is as_written:
        return read
    source = _as_written(as_written, qualifier, match["unit"])
    return replace(read, made_from=MadeFrom("", 1, (SourceValue(read.printed, source),)))


def _score(
    written: WrittenValue, value: Decimal | None, printed: str, qualifier: Qualifier
) -> Score:
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
        unit=written.scale.unit,
    )


def _as_written(value: Decimal, qualifier: Qualifier, unit: str) -> str:
    written = NumberMeasure.model_construct(name="", unit=unit.strip(), digits=None)
    return value_text(written, value, qualifier)


def _word_of(measure: Measure, text: str) -> str:
    return next((word for word in measure.words if fold(word) == fold(text)), "")


def _unreadable(written: WrittenValue, number: NumberMeasure, text: str) -> Problem:
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


def _in_declared_unit(
    written: WrittenValue, number: NumberMeasure, value: Decimal, unit: str
) -> Decimal | Problem:
    """Convert a value to the declared unit, exactly, or say why that cannot be."""
    declared = number.unit or ""
    if not unit and declared and needs_unit(written.scale):
        text = written.text.strip()
        message = f"`{text}` has no unit, and this series does not say that of {written.scale.id}"
        hint = f"write {text} {declared}, or declare {written.scale.id} under `measures`"
        return written.problem("CP122", message, hint, (declared,))
    if not unit or fold_unit(unit) == fold_unit(declared):
        return value
    if not declared:
        message = f"{written.scale.name} has no unit, but `{unit}` is written"
        hint = f"declare it in series.yaml: measures: {{{written.scale.id}: {{unit: {unit}}}}}"
        return written.problem("CP122", message, hint)
    mass = None if number.molar_mass is None else Fraction(number.molar_mass)
    found = converted(Fraction(value), unit, declared, mass)
    if found is None:
        message = f"`{unit}` is not the unit of {written.scale.name}"
        hint = f"write the value in {declared}, or in another unit of the same quantity"
        if number.molar_mass is None and needs_molar_mass(unit, declared):
            hint = (
                f"one is an amount and one a mass: add the grams of a mole to {written.scale.id} "
            )
            hint += "in series.yaml, such as molar_mass: 180.16"
        return written.problem("CP122", message, hint, (declared,))
    exact = _exact(found)
    if exact is not None:
        return exact
    if number.digits is None:
        message = f"`{written.text.strip()}` has no last digit in {declared}"
        hint = f"declare how many decimals of {written.scale.id} are printed: digits: 1"
        return written.problem("CP122", message, hint, (declared,))
    with localcontext(prec=28):
        return Decimal(found.numerator) / Decimal(found.denominator)


def _exact(number: Fraction) -> Decimal | None:
    """Write a fraction as a decimal; None where it has no last digit."""
    wholes = (number * 10**digits for digits in range(19))
    found = next(((n, w) for n, w in enumerate(wholes) if w.denominator == 1), None)
    return None if found is None else Decimal(int(found[1])).scaleb(-found[0])


def _can_lie_in(span: NumberRange, value: Decimal, qualifier: Qualifier) -> bool:
    """Whether some number that the qualifier leaves possible lies in a range."""
    if qualifier in ("<", "≤"):
        return span.low is None or value > span.low or (qualifier == "≤" and value == span.low)
    if qualifier in (">", "≥"):
        return span.high is None or value < span.high or (qualifier == "≥" and value == span.high)
    return span.holds(value)


def unlikely(written: WrittenValue, read: Score) -> Iterable[Problem]:
    """Point out a value that is possible, and not likely."""
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


def span_text(span: NumberRange) -> str:
    """Write a range as in a file: `0 to 5`, `up to 5`, `at least 60`."""
    if span.low is None or span.high is None:
        return f"up to {plain(span.high)}" if span.high is not None else _at_least(span)
    return f"{plain(span.low)} to {plain(span.high)}"


def _at_least(span: NumberRange) -> str:
    return f"at least {plain(span.low)}" if span.low is not None else "any number"
