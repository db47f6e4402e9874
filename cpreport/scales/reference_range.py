"""Find the reference range that holds for a patient at a visit: by sex and by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cpreport.cases.case import Case
from cpreport.cases.range_text import NumberRange
from cpreport.cases.reference_record import ReferenceBand
from cpreport.cases.values import DAYS_PER_MONTH, Age
from cpreport.scales.definition import Scale
from cpreport.scales.graded import Score

#: The least and the most completed months that a patient may have lived; None where it is open.
_Months = tuple[Decimal, Decimal | None]


def with_references(
    scales: Mapping[str, Scale],
    case: Case,
    day: Decimal | None,
    measured: Mapping[str, tuple[Score, ...]],
) -> dict[str, tuple[Score, ...]]:
    """Add to every number of a visit the reference range that holds for it, where one is known.

    Parameters
    ----------
    day : Decimal or None
        Of the visit, since the first treatment.
    """
    return {
        scale_id: _with_reference(scales[scale_id], case, day, scores)
        for scale_id, scores in measured.items()
    }


def _with_reference(
    scale: Scale, case: Case, day: Decimal | None, scores: tuple[Score, ...]
) -> tuple[Score, ...]:
    bands = scale.number.reference if scale.number is not None else ()
    span = reference_of(bands, case, day)
    return scores if span is None else tuple(replace(s, reference=span) for s in scores)


def reference_of(
    bands: Sequence[ReferenceBand], case: Case, day: Decimal | None
) -> NumberRange | None:
    """Find the range of the first band that a patient is in; None where that is not known."""
    possible: list[NumberRange] = []
    for band in bands:
        is_in = _is_in(band, case, day)
        if is_in is not False:
            possible.append(band.range)
        if is_in:
            break
    else:
        return None
    # Who may be in one of two bands has a range where both have the same.
    return possible[0] if len(set(possible)) == 1 else None


def _is_in(band: ReferenceBand, case: Case, day: Decimal | None) -> bool | None:
    """Whether a patient is in a band; None where age or sex leave it open."""
    held = {_has_sex(band, case), _has_age(band, case, day)}
    return False if False in held else None if None in held else True


def _has_sex(band: ReferenceBand, case: Case) -> bool | None:
    if band.sex is None:
        return True
    known = case.patient.sex in ("female", "male")
    return case.patient.sex == band.sex if known else None


def _has_age(band: ReferenceBand, case: Case, day: Decimal | None) -> bool | None:
    years, months = band.age, band.age_in_months
    if years is None and months is None:
        return True
    lived = _months_lived(case, day, exactly=months is not None)
    if lived is None:
        return None
    if years is not None:
        low, high = (None if end is None else Decimal(int(end / 12)) for end in lived)
        return _lies_in(years, low or Decimal(0), high)
    return None if months is None else _lies_in(months, *lived)


def _lies_in(span: NumberRange, low: Decimal, high: Decimal | None) -> bool | None:
    if high is not None and span.holds(low) and span.holds(high):
        return True
    if high is None and span.high is None and span.holds(low):
        return True
    below = high is not None and span.low is not None and high < span.low
    above = span.high is not None and low > span.high
    return False if below or above else None


def _months_lived(case: Case, day: Decimal | None, *, exactly: bool) -> _Months | None:
    """Count the completed months at a visit; of a group of ages both its ends."""
    age = case.patient.age
    if age is None or day is None or (exactly and isinstance(age, Age) and not age.to_the_month):
        return None
    since = day / DAYS_PER_MONTH
    low = Decimal(int(age.months + since))
    if isinstance(age, Age):
        return low, low
    beyond = age.beyond
    return low, None if beyond is None else Decimal(int(beyond - 1 + since))
