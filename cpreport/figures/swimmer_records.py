"""Gather what a course shows: who it is of, what changed, and what lies below it in its lane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpreport.cases.case import is_reported
from cpreport.figures.course import Course, PlacedPhase, course_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.score_lines import scales_of
from cpreport.outcomes.wording import capital, clause
from cpreport.scales.definition import Scale

CellKind = Literal["items", "change", "word"]

#: Stands where nothing is known.
NONE = "–"


@dataclass(frozen=True, slots=True)
class OutcomeCell:
    """What one outcome of a patient is: a word or counts, what stands below, and the shares.

    kind : str
        What it tells: counts of items, a change, or a word alone.
    """

    better: str
    worse: str
    below: str
    share_better: float = 0.0
    share_worse: float = 0.0
    kind: CellKind = "word"


@dataclass(frozen=True, slots=True)
class LaneItem:
    """Something below a course: a bar, a wedge or a square, with the words that name it."""

    kind: str
    begin: Decimal
    end: Decimal
    words: str
    open_before: bool = False
    open_after: bool = False
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Swimmer:
    """A row: a course, who it is, the printed follow-up, what changed, what lies below."""

    course: Course
    who: str
    follow_up: str
    cells: tuple[OutcomeCell, ...]
    items: tuple[LaneItem, ...]


def swimmer_of(findings: Findings, case_id: str) -> Swimmer:
    """Gather the row of a patient."""
    sex = findings.case(case_id).case.patient.sex
    age = findings.result(case_id, "age")
    who = [findings.say("report.age.missing") if age.value is None else age.printed]
    who += [sex] if is_reported(sex) else []
    follow_up = findings.result(case_id, "follow_up")
    time = follow_up.printed if follow_up.value is not None else NONE
    course = course_of(findings, case_id)
    cells = (
        *(_cell(findings, case_id, judged) for judged in findings.judged),
        *(_category_cell(findings, case_id, scale) for scale in categories_of(findings)),
    )
    return Swimmer(course, ", ".join(who), time, cells, tuple(lane_items(course)))


def _cell(findings: Findings, case_id: str, judged: JudgedOutcome) -> OutcomeCell:
    """Tell an outcome: its items both ways, or else its verdict with the change that it judges."""
    verdict = findings.result(case_id, judged.key, "verdict")
    if verdict.value == "not assessable":
        return OutcomeCell(NONE, "", "")
    items = (case_id, judged.scale.id, "items")
    counted = findings.result(*items, "better") if findings.has(*items, "better") else None
    if counted is not None and counted.of:
        better, worse = counted, findings.result(*items, "worse")
        share, lost = (_share(part.value, counted.of) for part in (better, worse))
        less = worse.printed if worse.value else ""
        below = findings.say("figures.timelines.of", n=str(counted.of))
        return OutcomeCell(better.printed, less, below, share, lost, "items")
    word: str = verdict.printed
    change = (case_id, "change", judged.scale.id, judged.score)
    told = word
    if judged.score is not None and findings.has(*change):
        told = findings.result(*change).printed
    gained, lost = float(word == "better"), float(word == "worse")
    fell = told if word == "worse" else ""
    if told == word:
        return OutcomeCell("" if fell else word, fell, "", gained, lost)
    return OutcomeCell("" if fell else told, fell, word, gained, lost, "change")


def kinds_of(findings: Findings, swimmers: Sequence[Swimmer]) -> set[CellKind]:
    """Find what the cells of the judged outcomes tell."""
    judged = len(findings.judged)
    return {cell.kind for one in swimmers for cell in one.cells[:judged] if cell.better != NONE}


def categories_of(findings: Findings) -> tuple[Scale, ...]:
    """List the categories that are recorded and not judged, such as a response to treatment."""
    judged = {one.scale.id for one in findings.judged}
    recorded = scales_of(findings, findings.cases)
    return tuple(s for s in recorded if s.category is not None and s.id not in judged)


def _category_cell(findings: Findings, case_id: str, scale: Scale) -> OutcomeCell:
    """Tell a category at the last visit that has it, or that none has."""
    case = findings.case(case_id)
    seen = [
        (case.days[score.visit], score.visit)
        for score in case.scores
        if score.scale == scale.id and score.value is not None and score.visit in case.days
    ]
    if scale.sided or not seen:
        return OutcomeCell(NONE, "", "")
    told = findings.result(case_id, max(seen)[1], scale.id, "value").printed
    first, _, rest = told.partition(" ")
    return OutcomeCell(first, "", rest)


def _share(count: object, of: int) -> float:
    return float(count) / of if isinstance(count, Decimal) else 0.0


def lane_items(course: Course) -> Iterator[LaneItem]:
    """List what is drawn below a course: what went on beside, what happened, adverse events."""
    days = course.days
    main = main_treatment(course)
    first, last = min(days, default=Decimal(0)), max(days, default=Decimal(0))
    for number, treatment in enumerate(course.treatments):
        phases = [p for p in course.phases if p.treatment == number and p.begin is not None]
        if number != main and phases:
            ends = [last if p.end is None else p.end for p in phases]
            begins = [p.begin for p in phases if p.begin is not None]
            is_open = phases[-1].end is None
            words = capital(clause(treatment.name))
            yield LaneItem("bar", min(begins), max(ends), words, open_after=is_open)
    for beside_it in course.concomitant:
        if beside_it.drawn:
            begin = first if beside_it.begin is None else beside_it.begin
            end = last if beside_it.end is None else beside_it.end
            open_ends = (beside_it.begin is None, beside_it.end is None)
            yield LaneItem("bar", begin, end, beside_it.what, *open_ends)
    for happened in course.happened:
        if happened.day is not None:
            yield LaneItem("wedge", happened.day, happened.day, happened.what)
    for placed in course.events:
        if placed.day is not None:
            serious = placed.event.serious is True
            words = capital(clause(placed.event.term))
            yield LaneItem("square", placed.day, placed.day, words, serious=serious)


def main_phases(course: Course) -> list[tuple[Decimal, PlacedPhase]]:
    """List the phases that are drawn on the course itself, each with the day that it begins on."""
    main = main_treatment(course)
    of_main = (phase for phase in course.phases if phase.treatment == main)
    return [(phase.begin, phase) for phase in of_main if phase.begin is not None]


def main_treatment(course: Course) -> int | None:
    """Choose the treatment whose phases are drawn on the course itself: the first with any."""
    return next((phase.treatment for phase in course.phases if phase.begin is not None), None)
