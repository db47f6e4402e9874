"""Describe the course of one case: age, classification, treatment and times."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.cases.case import Case
from cpreport.cases.time import zero_in_words
from cpreport.cases.time_unit import UnitOfTime
from cpreport.cases.values import Age, AgeGroup, is_missing
from cpreport.outcomes.ages import age_in_months, age_text, age_unit, age_value
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.days import day_results, places_of_period, places_of_time
from cpreport.outcomes.result import (
    NOT_RECORDED,
    NOT_REPORTED,
    Result,
    count_result,
    missing_result,
    result_id,
)
from cpreport.outcomes.wording import in_unit, mean_unit, time_text
from cpreport.problems import Place
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import scale_of


def course_results(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    """Describe a case by the results that are not of a scale."""
    yield from _ages(series, case.case)
    yield from _classification(series, case)
    yield from _sessions(series, case)
    yield from day_results(series, case)
    yield from _visits(series, case)


def _ages(series: ComparedSeries, case: Case) -> Iterator[Result]:
    when = series.say("results.age.at_first_treatment") if case.treatment else ""
    label = series.say("results.age", when=when)
    yield _age(series, case, "age", label, case.patient.age)
    if case.patient.age_at_diagnosis is not None:
        label = series.say("results.age_at_diagnosis")
        yield _age(series, case, "age_at_diagnosis", label, case.patient.age_at_diagnosis)


def _age(
    series: ComparedSeries, case: Case, key: str, label: str, age: Age | AgeGroup | None
) -> Result:
    if age is None:
        place = case.source.place("patient", key)
        return missing_result(
            result_id(case.id, key), label, NOT_REPORTED, places=(place,), case=case.id
        )
    if isinstance(age, AgeGroup):
        return Result(
            result_id(case.id, key),
            label,
            age.text,
            age.text,
            method=series.say("results.age.group.how"),
            places=(case.source.place("patient", key),),
            case=case.id,
        )
    months = age_in_months(age)
    return Result(
        result_id(case.id, key),
        label,
        age_value(months),
        age_text(series.say, months),
        age_unit(months),
        method=series.say("results.age.how"),
        places=(case.source.place("patient", key),),
        case=case.id,
    )


def _classification(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    scales = series.scored.scales
    for name, written in case.case.patient.classification.items():
        scale = scale_of(scales, name)
        scale_id = scale.id if scale else name
        level = case.classification.get(scale_id, written)
        yield Result(
            result_id(case.id, "classification", scale_id),
            series.say("results.level", scale=scale.name if scale else name),
            None if is_missing(level) else level,
            level,
            method=series.say("results.level.how"),
            places=(case.case.source.place("patient", "classification", name),),
            case=case.id,
        )


def _sessions(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    unit = series.scored.unit_of_time
    place = (case.case.source.place("treatment"),)
    number = len(case.case.sessions)
    if not number:
        return
    yield count_result(
        result_id(case.id, "sessions"),
        series.say("results.sessions"),
        number,
        unit="sessions",
        method=series.say("results.sessions.how"),
        places=place,
        case=case.id,
    )
    days = [case.days[key] for n in range(number) if (key := f"session {n + 1}") in case.days]
    yield _time(
        result_id(case.id, "treatment_period"),
        series.say("results.treatment_period"),
        max(days) - min(days) if days else None,
        series.say("results.treatment_period.how", unit=mean_unit(series.say, unit)),
        places_of_period(case),
        case.id,
        unit,
    )


def _visits(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    visits, source = case.case.visits, case.case.source
    unit, counted_from = series.scored.unit_of_time, zero_in_words((case.case,), series.say)
    yield count_result(
        result_id(case.id, "visits"),
        series.say("results.visits"),
        len(visits),
        unit="visits",
        method=series.say("results.visits.how"),
        places=(source.place("visits"),),
        case=case.id,
    )
    for n, visit in enumerate(visits):
        yield _time(
            result_id(case.id, "visit", visit.id, "time"),
            series.say("results.visit.time", visit=series.label(visit.id)),
            case.days.get(visit.id),
            series.say(
                "results.visit.time.how", unit=mean_unit(series.say, unit), zero=counted_from
            ),
            places_of_time(case.case, visit, ("visits", n)),
            case.id,
            unit,
        )
    yield _follow_up(series, case, unit)


def _follow_up(series: ComparedSeries, case: ScoredCase, unit: UnitOfTime) -> Result:
    days = {v.id: case.days[v.id] for v in case.case.visits if v.id in case.days}
    last = max(days, key=lambda visit: days[visit], default=None)
    after = last is not None and days[last] > 0
    counted_from = zero_in_words((case.case,), series.say)
    return _time(
        result_id(case.id, "follow_up"),
        series.say("results.follow_up", zero=counted_from),
        days[last] if last is not None and after else None,
        series.say("results.follow_up.how", unit=mean_unit(series.say, unit), zero=counted_from),
        (),
        case.id,
        unit,
        (result_id(case.id, "visit", last, "time"),) if after else (),
        NOT_REPORTED if times_not_reported(case.case) else NOT_RECORDED,
    )


def times_not_reported(case: Case) -> bool:
    """Whether the record says of a session or a visit that nobody reported when it was."""
    return any(moment.time is not None for moment in (*case.sessions, *case.visits))


def _time(
    time_id: str,
    label: str,
    days: Decimal | None,
    method: str,
    places: tuple[Place, ...],
    case: str,
    unit: UnitOfTime,
    sources: tuple[str, ...] = (),
    absent: str = NOT_REPORTED,
) -> Result:
    if days is None:
        return missing_result(time_id, label, absent, method=method, places=places, case=case)
    time = in_unit(days, unit)
    return Result(
        time_id,
        label,
        time,
        time_text(time, unit),
        unit,
        method=method,
        sources=sources,
        places=places,
        case=case,
    )
