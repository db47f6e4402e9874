"""Fill in the items that a visit does not give: age and sex of the patient, numbers measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from cpreport.cases.case import Case
from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.values import DAYS_PER_MONTH
from cpreport.numbers import plain
from cpreport.scales.definition import AGE, AGE_IN_MONTHS, SEX, Item, Scale
from cpreport.scales.graded import ItemGrade, Score
from cpreport.scales.names import grade_of, scale_of
from cpreport.scales.units import converted, fold_unit


def with_covariates(
    scales: Mapping[str, Scale],
    scale: Scale,
    graded: Sequence[ItemGrade],
    case: Case,
    index: int,
    days: Mapping[str, Decimal],
    measured: Mapping[str, Sequence[Score]],
) -> tuple[ItemGrade, ...]:
    """Add to the grades of a visit what its scale takes from the case; what was graded stays.

    Parameters
    ----------
    index : int
        Position of the visit in the case.
    days : mapping of str to Decimal
        Days since the first session, by visit.
    measured : mapping of str to sequence of Score
        Numbers of the visit, by the id of their measure.
    """
    given = {grade.item for grade in graded}
    found = list(graded)
    for item in scale.items:
        if item.taken_from is None or item.name in given:
            continue
        if item.taken_from in (AGE, AGE_IN_MONTHS):
            grade = _age(scale, item, case, index, days)
        elif item.taken_from == SEX:
            grade = _sex(scale, item, case, index)
        else:
            grade = next(_number(scales, scale, item, case, index, measured), None)
        found += [] if grade is None else [grade]
    return tuple(found)


def _grade(
    scale: Scale, item: Item, case: Case, index: int, code: str, points: Decimal, *path: str
) -> ItemGrade:
    place = case.source.place(*(path or ("visits", index, "measurements")))
    visit = case.visits[index].id
    return ItemGrade(case.id, visit, scale.id, item.name, None, code, points, "", place)


def _age(
    scale: Scale, item: Item, case: Case, index: int, days: Mapping[str, Decimal]
) -> ItemGrade | None:
    """Count the completed years or months at the visit; a group of ages is no number."""
    age, day = case.patient.exact_age, days.get(case.visits[index].id)
    in_months = item.taken_from == AGE_IN_MONTHS
    if age is None or day is None or (in_months and not age.to_the_month):
        return None
    months = age.months + day / DAYS_PER_MONTH
    completed = Decimal(int(months if in_months else months / 12))
    if not _can_be(item, completed):
        return None
    return _grade(scale, item, case, index, plain(completed), completed, "patient", "age")


def _sex(scale: Scale, item: Item, case: Case, index: int) -> ItemGrade | None:
    grade = grade_of(scale, item, case.patient.sex)
    if grade is None:
        return None
    return _grade(scale, item, case, index, grade.code, grade.points, "patient", "sex")


def _number(
    scales: Mapping[str, Scale],
    scale: Scale,
    item: Item,
    case: Case,
    index: int,
    measured: Mapping[str, Sequence[Score]],
) -> Iterator[ItemGrade]:
    """Take a number of the visit that is exact and can be told in the unit of the item."""
    measure = scale_of(scales, item.taken_from or "")
    if measure is None or not isinstance(measure.number, NumberMeasure):
        return
    unit = (item.number.unit if item.number is not None else None) or ""
    for score in measured.get(measure.id, ()):
        if score.value is None or score.qualifier or score.side:
            continue
        value = _in_unit(score.value, score.unit, unit, measure.number.molar_mass)
        if value is not None and _can_be(item, value):
            grade = _grade(scale, item, case, index, plain(value), value)
            yield grade if score.place is None else replace(grade, place=score.place)


def _in_unit(value: Decimal, unit: str, wanted: str, molar_mass: Decimal | None) -> Decimal | None:
    """Convert a number to the unit of an item; as it stands where the units are the same."""
    if fold_unit(unit) == fold_unit(wanted):
        return value
    mass = None if molar_mass is None else Fraction(molar_mass)
    found = converted(Fraction(value), unit, wanted, mass)
    return None if found is None else round(Decimal(found.numerator) / found.denominator, 6)


def _can_be(item: Item, value: Decimal) -> bool:
    ends = item.number.range if item.number is not None else None
    return ends is None or ends[0] <= value <= ends[1]
