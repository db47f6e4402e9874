"""Sum up every case's course: patients, ages, times and sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from cpreport.cases.time import zero_in_words
from cpreport.cases.values import AgeGroup
from cpreport.catalogue import Say
from cpreport.numbers import format_number
from cpreport.outcomes.ages import age_in_months, age_range_text, age_text, age_unit, age_value
from cpreport.outcomes.case_course import times_not_reported
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.result import (
    NOT_RECORDED,
    NOT_REPORTED,
    Result,
    count_result,
    missing_result,
    result_id,
)
from cpreport.outcomes.summaries import NumberForm, plain_form, summary
from cpreport.outcomes.wording import extra_digits, range_text, time_text
from cpreport.scales.definition import Scale
from cpreport.scales.graded import NOT_APPLICABLE, ScoredCase

#: Sexes that are counted even where no patient has them.
_ALWAYS_COUNTED = ("female", "male")


def _ages(say: Say) -> NumberForm:
    return NumberForm(partial(age_text, say), age_value, age_unit, partial(age_range_text, say))


_SESSIONS = plain_form(lambda number: format_number(number, extra_digits(number, 0)), "sessions")


def series_course_results(
    series: ComparedSeries, results: Mapping[str, Result]
) -> Iterator[Result]:
    """Sum up what is not of a scale."""
    cases = series.scored.cases
    yield from _patients(series.say, cases)
    of_series = series.scored.series
    yield from _patients_left_out(series.say, len(of_series.left_out) + of_series.record.left_out)
    ages = {
        result_id(c.id, "age"): age_in_months(c.case.patient.exact_age)
        for c in cases
        if c.case.patient.exact_age is not None
    }
    grouped = any(isinstance(c.case.patient.age, AgeGroup) for c in cases)
    absent = NOT_APPLICABLE if grouped else NOT_REPORTED if cases else NOT_RECORDED
    treated = any(c.case.treatment for c in cases) or not cases
    when = series.say("results.age.at_first_treatment") if treated else ""
    label = series.say("results.age.all", when=when)
    yield from summary(series.say, "age", label, ages, _ages(series.say), absent=absent)
    yield from _age_groups(series.say, cases)
    yield from _classifications(series, results)
    yield from _treated(series)
    yield from _sessions(series, results)
    yield from summary(
        series.say,
        "follow_up",
        series.say("results.follow_up", zero=zero_in_words((c.case for c in cases), series.say)),
        _values(results, [result_id(c.id, "follow_up") for c in cases]),
        _times(series),
        absent=NOT_REPORTED if any(times_not_reported(c.case) for c in cases) else NOT_RECORDED,
    )
    yield from _visits(series, results)


def _times(series: ComparedSeries) -> NumberForm:
    """Print times in the unit of the series."""
    unit = series.scored.unit_of_time
    return plain_form(lambda time: time_text(time, unit), unit, unit)


def _values(results: Mapping[str, Result], ids: list[str]) -> dict[str, Decimal]:
    """Pick the numbers of those results that exist and are not missing."""
    found = ((key, results[key].value) for key in ids if key in results)
    return {key: value for key, value in found if isinstance(value, Decimal)}


def _patients_left_out(say: Say, count: int) -> Iterator[Result]:
    """Count the patients that may not be reported; their files are not named."""
    if count:
        yield count_result(
            "left_out", say("results.left_out"), count, method=say("results.left_out.how")
        )


def _patients(say: Say, cases: tuple[ScoredCase, ...]) -> Iterator[Result]:
    yield count_result(
        "patients",
        say("results.patients"),
        len(cases),
        method=say("results.patients.how"),
        places=tuple(c.case.source.place("id") for c in cases),
    )
    sexes = [str(c.case.patient.sex) for c in cases]
    places = tuple(c.case.source.place("patient", "sex") for c in cases)
    for sex in dict.fromkeys([*_ALWAYS_COUNTED, *sorted(sexes)]):
        key, label = result_id("sex", sex), say("results.sex", sex=sex)
        if sex != NOT_REPORTED and set(sexes) == {NOT_REPORTED}:
            # Of patients whose sex nobody reported, none is known not to be of this one.
            yield missing_result(key, label, NOT_REPORTED, places=places)
            continue
        yield count_result(
            key,
            label,
            sexes.count(sex),
            of=len(cases),
            method=say("results.sex.how"),
            places=places,
        )


def _age_groups(say: Say, cases: tuple[ScoredCase, ...]) -> Iterator[Result]:
    """Count the patients of whom a group of ages is told, group by group."""
    told = [(c, age) for c in cases if isinstance(age := c.case.patient.age, AgeGroup)]
    for group in sorted({age for _, age in told}, key=lambda age: (age.months, age.text)):
        of_group = [c for c, age in told if age == group]
        yield count_result(
            result_id("age", "group", group.text),
            say("results.age.group", group=group.text),
            len(of_group),
            of=len(cases),
            method=say("results.age.group.all.how"),
            sources=tuple(result_id(c.id, "age") for c in of_group),
        )
    silent = [c for c in cases if c.case.patient.age is None]
    if 0 < len(silent) < len(cases):
        yield count_result(
            result_id("age", "not reported"),
            say("results.age.not_reported"),
            len(silent),
            of=len(cases),
            method=say("results.age.not_reported.how"),
            places=tuple(c.case.source.place("patient", "age") for c in silent),
        )


def _classifications(series: ComparedSeries, results: Mapping[str, Result]) -> Iterator[Result]:
    systems: dict[str, list[str]] = {}
    beginnings = {c.id: f"{result_id(c.id, 'classification')}." for c in series.scored.cases}
    # Once through the results of all cases, not once for each case.
    for key, result in results.items():
        beginning = beginnings[str(result.case)]
        if key.startswith(beginning):
            systems.setdefault(key.removeprefix(beginning), []).append(key)
    for system, sources in systems.items():
        levels = [results[key].value for key in sources if results[key].value is not None]
        scale = series.scored.scales.get(system)
        yield from _levels(
            series.say, system, scale, [str(level) for level in levels], tuple(sources)
        )


def _levels(
    say: Say, system: str, scale: Scale | None, levels: list[str], sources: tuple[str, ...]
) -> Iterator[Result]:
    name = scale.name if scale else system
    nominal = scale is not None and scale.level == "nominal"
    order = _order_of_levels(scale)
    label = "results.level.all.nominal" if nominal else "results.level.all"
    given = sorted(set(levels), key=lambda level: (order.get(level, len(order)), level))
    for level in given:
        yield count_result(
            result_id("classification", system, level),
            say(label, scale=name, level=level),
            levels.count(level),
            of=len(levels),
            method=say("results.level.all.how"),
            sources=sources,
        )
    # What has no order has no range: levels of a nominal scale are counted.
    if given and not nominal and all(level in order for level in given):
        text = range_text(given[0], given[-1])
        yield Result(
            result_id("classification", system, "range"),
            say("results.level.range", scale=name),
            text,
            text,
            method=say("results.level.range.how"),
            sources=sources,
        )


def _order_of_levels(scale: Scale | None) -> dict[str, Decimal]:
    if scale is None:
        return {}
    return {grade.code: grade.points for grades in scale.grade_sets.values() for grade in grades}


def _treated(series: ComparedSeries) -> Iterator[Result]:
    """Count the patients of each treatment that is not given in sessions."""
    cases = series.scored.cases
    names = [t.name for c in cases for t in c.case.treatment if not t.sessions]
    for name in dict.fromkeys(names):
        who = [c for c in cases if name in {t.name for t in c.case.treatment}]
        yield count_result(
            result_id("treatment", name, "patients"),
            series.say("results.treatment.patients", treatment=name),
            len(who),
            of=len(cases),
            method=series.say("results.treatment.patients.how"),
        )


def _sessions(series: ComparedSeries, results: Mapping[str, Result]) -> Iterator[Result]:
    cases, say = series.scored.cases, series.say
    sessions = _values(results, [result_id(c.id, "sessions") for c in cases])
    if cases and not sessions:
        return
    yield count_result(
        "sessions",
        say("results.sessions.all"),
        int(sum(sessions.values())),
        unit="sessions",
        method=say("results.sum.how"),
        sources=tuple(sessions),
    )
    a_patient = say("results.sessions.per_patient")
    yield from summary(say, "sessions.per_patient", a_patient, sessions, _SESSIONS)
    yield from summary(
        say,
        "treatment_period",
        say("results.treatment_period"),
        _values(results, [result_id(c.id, "treatment_period") for c in cases]),
        _times(series),
        absent=NOT_REPORTED if cases else NOT_RECORDED,
    )


def _visits(series: ComparedSeries, results: Mapping[str, Result]) -> Iterator[Result]:
    cases, say = series.scored.cases, series.say
    for visit in series.scored.series.record.visits:
        sources = [result_id(c.id, "visit", visit.id, "time") for c in cases]
        sources = [key for key in sources if key in results]
        yield count_result(
            result_id("visit", visit.id, "patients"),
            say("results.visit.patients", visit=visit.label),
            len(sources),
            of=len(cases),
            method=say("results.visit.patients.how"),
            sources=tuple(sources),
        )
        yield from summary(
            say,
            result_id("visit", visit.id, "time"),
            say("results.visit.time", visit=visit.label),
            _values(results, sources),
            _times(series),
            absent=NOT_REPORTED if sources else NOT_RECORDED,
        )
