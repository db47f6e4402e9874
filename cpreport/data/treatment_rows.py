"""Tell treatments, what went on beside them and what else happened: three files of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.cases.case import CoursePhase, Treatment
from cpreport.cases.time import moment_in_words
from cpreport.data.cell_text import Row, day_of, or_not_recorded
from cpreport.data.columns import NOT_APPLICABLE
from cpreport.scales.graded import ScoredCase


def treatment_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each phase of a course, and for each treatment without one."""
    for case in cases:
        for n, treatment in enumerate(case.case.treatment, 1):
            about = (case.id, str(n))
            named = (treatment.name, or_not_recorded(treatment.kind))
            if not treatment.phases:
                yield (*about, "1", *named, *_without_course(case, n, treatment))
            for p, phase in enumerate(treatment.phases, 1):
                yield (*about, str(p), *named, *_phase(case, f"treatment {n} phase {p}", phase))


def _without_course(case: ScoredCase, number: int, treatment: Treatment) -> Row:
    told = (NOT_APPLICABLE, NOT_APPLICABLE, or_not_recorded(treatment.frequency))
    if treatment.at_one_time:
        day = day_of(case, f"treatment {number}")
        return (day, day, *told, NOT_APPLICABLE)
    before = sum(len(other.sessions) for other in case.case.treatment[: number - 1])
    first, last = before + 1, before + len(treatment.sessions)
    ends = (day_of(case, f"session {first}"), day_of(case, f"session {last}"))
    return (*ends, *told, str(len(treatment.sessions)))


def _phase(case: ScoredCase, name: str, phase: CoursePhase) -> Row:
    return (
        day_of(case, f"{name} from"),
        NOT_APPLICABLE if phase.ongoing else day_of(case, f"{name} to"),
        or_not_recorded(phase.dose),
        or_not_recorded(phase.route),
        or_not_recorded(phase.frequency),
        NOT_APPLICABLE,
    )


def concomitant_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each thing that went on beside a treatment and is told with its times."""
    for case in cases:
        for n, beside in enumerate(case.case.concomitant, 1):
            name = f"concomitant {n}"
            yield (
                case.id,
                str(n),
                " ".join(beside.what.split()),
                moment_text(case, f"{name} from", beside.begin),
                moment_text(case, f"{name} to", beside.end),
                day_of(case, f"{name} from"),
                day_of(case, f"{name} to"),
            )


def moment_text(case: ScoredCase, name: str, words: str | None) -> str:
    """Write a moment as recorded, but a date, which no data file has, as its day."""
    moment = moment_in_words(words or "")
    if moment is not None and moment.date is not None:
        return f"day {day_of(case, name)}"
    return or_not_recorded(words)


def course_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each other thing that happened to a patient."""
    for case in cases:
        for n, event in enumerate(case.case.course, 1):
            yield (case.id, str(n), " ".join(event.what.split()), day_of(case, f"course {n}"))
