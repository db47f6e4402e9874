"""Take several values of a measure at one visit together, by the rule that the measure names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from cpreport.cases.measure_record import NAMED_VALUES, CategoryMeasure, NumberMeasure
from cpreport.problems import Problem
from cpreport.scales.graded import MadeFrom, Qualifier, Score, SourceValue
from cpreport.scales.measured_value import WrittenValue, read_value, unlikely
from cpreport.scales.number_text import value_text


def read_values(values: Sequence[WrittenValue]) -> tuple[Score | None, list[Problem]]:
    """Read what a visit has of a measure: one value, or several that become one."""
    problems: list[Problem] = []
    read: list[Score] = []
    for written in values:
        found = read_value(written)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        read.append(found)
        problems += unlikely(written, found)
    if len(read) < len(values):
        return None, problems
    if len(read) == 1:
        return read[0], problems
    joined = _joined(values[0], read)
    if isinstance(joined, Problem):
        return None, [*problems, joined]
    return joined, problems


def _joined(first: WrittenValue, read: Sequence[Score]) -> Score | Problem:
    measure = first.measure
    if measure.repeats is None:
        message = f"{first.scale.name} has {len(read)} values at this visit"
        hint = f"say under `measures` which one counts: {first.scale.id}: {{repeats: best}}"
        of_numbers = () if isinstance(measure, CategoryMeasure) else ("mean",)
        rules = (*of_numbers, "median", "best", "worst", *NAMED_VALUES)
        return first.problem("CP125", message, hint, rules)
    if measure.repeats in NAMED_VALUES:
        at = NAMED_VALUES[measure.repeats]
        if at >= len(read):
            message = f"{first.scale.name} has {len(read)} values at this visit, and no"
            hint = "write every value in its place; what was not taken is `not assessed`"
            return first.problem("CP125", f"{message} {measure.repeats} one", hint)
        return _told(first, read[at], measure.repeats, read)
    there = [score for score in read if score.value is not None]
    if not there:
        return _told(first, read[0], measure.repeats, read)
    limit = next((score for score in there if score.qualifier not in ("", "~")), None)
    if limit is not None:
        message = f"`{limit.printed}` is a limit, of which there is no {measure.repeats}"
        hint = "write the one value that counts, or declare `repeats: last`"
        return first.problem("CP125", message, hint)
    values = [score.value for score in there if score.value is not None]
    middle = measure.repeats == "median" and isinstance(measure, NumberMeasure)
    rule = _middle if middle else _RULES[measure.repeats]
    value = rule(values, measure.better == "higher")
    about: Qualifier = "~" if any(score.qualifier for score in there) else ""
    if isinstance(measure, NumberMeasure):
        printed = value_text(measure, value, about)
    else:
        printed = measure.grades[int(value)]
    of_all = replace(there[0], value=value, printed=printed, qualifier=about)
    return _told(first, of_all, measure.repeats, read)


def _told(first: WrittenValue, score: Score, rule: str, read: Sequence[Score]) -> Score:
    """Say which rule was used over which values."""
    there = sum(one.value is not None for one in read)
    used = len(read) if rule in NAMED_VALUES else there
    readings = tuple(
        r.made_from.readings[0] if r.made_from else SourceValue(r.printed) for r in read
    )
    made = MadeFrom(rule, used or len(read), readings)
    return replace(score, place=first.place, made_from=made)


def _mean(values: Sequence[Decimal], _: bool) -> Decimal:
    with localcontext(prec=28):
        return sum(values, Decimal(0)) / len(values)


def _middle(values: Sequence[Decimal], _: bool) -> Decimal:
    """Find the middle number; of two middle ones it is half way between them."""
    ends = sorted(values)[(len(values) - 1) // 2 : len(values) // 2 + 1]
    return ends[0] if ends[0] == ends[-1] else (ends[0] + ends[-1]) / 2


def _median(values: Sequence[Decimal], _: bool) -> Decimal:
    """Find the middle category; of two the lower, so that it is one of the list."""
    return sorted(values)[(len(values) - 1) // 2]


def _best(values: Sequence[Decimal], higher: bool) -> Decimal:
    return max(values) if higher else min(values)


def _worst(values: Sequence[Decimal], higher: bool) -> Decimal:
    return min(values) if higher else max(values)


_RULES: Mapping[str, Callable[[Sequence[Decimal], bool], Decimal]] = {
    "mean": _mean,
    "median": _median,
    "best": _best,
    "worst": _worst,
}
