"""Gather what a patient has in the two phases of a series, and refuse phases of too few values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cpreport.cases.case import Case
from cpreport.cases.phases_record import Phases
from cpreport.cases.series import SeriesRecord
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.definition import SIDES, Scale, Side
from cpreport.scales.graded import Score
from cpreport.scales.grading import unknown_scale
from cpreport.scales.names import scale_of

#: A phase with fewer values says nothing that an index could sum up: the standards of single-case
#: research ask for five (Kratochwill et al. 2013, doi 10.1177/0741932512452794).
LEAST = 5


@dataclass(frozen=True, slots=True)
class PhasePoints:
    """The values of one score of a patient in both phases, in the order of the visits.

    lacking : str
        The sentence that says why they are not compared; empty where they are.
    """

    scale: Scale
    side: Side | None
    baseline: tuple[Score, ...]
    treatment: tuple[Score, ...]

    @property
    def lacking(self) -> str:
        """Name the sentence that says why the phases are not compared."""
        if min(len(self.baseline), len(self.treatment)) < LEAST:
            return "results.phases.few"
        limits = any(s.qualifier not in ("", "~") for s in (*self.baseline, *self.treatment))
        return "results.phases.limits" if limits else ""


def compared_scales(record: SeriesRecord, scales: Mapping[str, Scale]) -> tuple[Scale, ...]:
    """List the scales and measures whose phases are compared."""
    named = record.phases.of if record.phases is not None else ()
    found = (scale_of(scales, name) for name in named)
    known = {s.id: s for s in found if s is not None and not _why_not(s)}
    return tuple(known.values())


def phase_points(
    record: SeriesRecord, scales: Mapping[str, Scale], scores: Sequence[Score]
) -> Iterator[PhasePoints]:
    """Gather the values of a patient in both phases, score by score, where there are any."""
    if record.phases is None:
        return
    order = [visit.id for visit in record.visits]
    for scale in compared_scales(record, scales):
        of_scale = [s for s in scores if s.scale == scale.id and s.name == scale.main_score]
        for side in (None, *SIDES):
            by_visit = {s.visit: s for s in of_scale if s.side == side}
            phases = [
                tuple(
                    by_visit[visit]
                    for visit in order
                    if visit in visits and visit in by_visit and by_visit[visit].value is not None
                )
                for visits in (record.phases.baseline, record.phases.treatment)
            ]
            if any(phases):
                yield PhasePoints(scale, side, *phases)


def phase_problems(record: SeriesRecord, scales: Mapping[str, Scale]) -> Iterator[Problem]:
    """Say what is wrong with the phases of a series."""
    phases = record.phases
    if phases is None:
        return
    declared = tuple(visit.id for visit in record.visits)
    for name, visits in (("baseline", phases.baseline), ("treatment", phases.treatment)):
        for n, visit in enumerate(visits):
            if visit not in declared:
                place = record.source.place("phases", name, n)
                message = f"`{visit}` is no visit of the series"
                hint = nearest(visit, declared)
                yield Problem("CP307", place, message, declared, hint)
        if len(visits) < LEAST:
            yield _few_visits(record.source.key_place("phases", name), name, len(visits))
    yield from _scale_problems(record, phases, scales)


def _scale_problems(
    record: SeriesRecord, phases: Phases, scales: Mapping[str, Scale]
) -> Iterator[Problem]:
    for n, name in enumerate(phases.of):
        place, scale = record.source.place("phases", "of", n), scale_of(scales, name)
        if scale is None:
            yield unknown_scale(name, place, scales, None)
        elif why := _why_not(scale):
            hint = "leave it out of `of`"
            yield Problem("CP307", place, f"{scale.id} {why}", help=hint)


def _why_not(scale: Scale) -> str:
    """Say why no phases of a scale can be compared; empty where they can."""
    if scale.number is not None and scale.number.better not in ("higher", "lower"):
        return "has no direction that is better"
    if scale.kind == "classification" or not scale.is_ordered:
        return "has no direction that is better"
    return "" if scale.main_score is not None else "has no main score"


def _few_visits(place: Place, name: str, visits: int) -> Problem:
    said = "one visit" if visits == 1 else f"{visits} visits"
    message = f"the phase `{name}` has {said}: NAP, Tau-U and PND need five values in each phase"
    hint = "leave `phases` out: two compared visits are no phases"
    return Problem("CP307", place, message, help=hint)


def few_points(
    record: SeriesRecord, scales: Mapping[str, Scale], case: Case, scores: Sequence[Score]
) -> Iterator[Problem]:
    """Point out where a patient has too few values in a phase, so that nothing is computed."""
    for points in phase_points(record, scales, scores):
        for name, there in (("baseline", points.baseline), ("treatment", points.treatment)):
            if len(there) >= LEAST:
                continue
            what = f"{points.side} {points.scale.id}" if points.side else points.scale.id
            values = "value" if len(there) == 1 else "values"
            yield Problem(
                "CP308",
                case.source.key_place("visits"),
                f"{what} has {len(there)} {values} in the phase `{name}`",
                (f"at least {LEAST}",),
                "no index is computed of this patient; record what is missing, if it was measured",
                "warning",
                case.id,
            )
