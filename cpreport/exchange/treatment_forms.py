"""Lay treatments out as forms: one for each of a patient's, and one for its sessions.

The form of a treatment is filled in once for each phase of its course, or once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cpreport.cases.case import CoursePhase, Treatment
from cpreport.data.cell_text import day_of
from cpreport.data.treatment_rows import moment_text
from cpreport.exchange.study_forms import FormEntry, FormField, StudyForm, field_name
from cpreport.scales.graded import ScoredCase

_KINDS = ("drug", "procedure", "device", "therapy")
#: What is asked of a treatment, of a phase of its course, and of a session.
_OF_TREATMENT = ("name", "kind", "day", "from", "to", "frequency")
_OF_PHASE = ("from", "to", "dose", "route", "frequency")
_OF_SESSION = ("day", "routes", "dose", "volume")


def treatment_forms(cases: Iterable[ScoredCase]) -> Iterator[StudyForm]:
    """Yield the forms that a series needs: as many as its patients have treatments at most."""
    every = [case.case.treatment for case in cases]
    for number in range(1, max(map(len, every), default=0) + 1):
        asked = (*_OF_TREATMENT, *(f"phase_{part}" for part in _OF_PHASE))
        yield _form(_name(number), f"Treatment {number}", asked)
        if any(len(of) >= number and of[number - 1].sessions for of in every):
            yield _form(_sessions(number), f"Sessions of treatment {number}", _OF_SESSION)


def treatment_entries(case: ScoredCase) -> Iterator[FormEntry]:
    """Yield what these forms are filled in with for a patient."""
    sessions = 0
    for number, treatment in enumerate(case.case.treatment, 1):
        rows = [
            {**_treatment(case, number, treatment), **phase}
            for phase in _phases(case, number, treatment) or [{}]
        ]
        yield from _entries(case, _name(number), rows)
        given = []
        for session in treatment.sessions:
            sessions += 1
            given.append(
                {
                    "day": day_of(case, f"session {sessions}"),
                    "routes": "; ".join(session.routes),
                    "dose": session.dose,
                    "volume": session.volume,
                }
            )
        yield from _entries(case, _sessions(number), given)


def _name(number: int) -> str:
    return f"treatment_{number}"


def _sessions(number: int) -> str:
    return f"sessions_of_treatment_{number}"


def _form(name: str, title: str, asked: Iterable[str]) -> StudyForm:
    fields = tuple(
        FormField(
            field_name(name, part),
            f"{title}: {part.replace('_', ' ')}",
            "choice" if part == "kind" else "number" if part == "day" else "text",
            tuple((kind, "") for kind in _KINDS) if part == "kind" else (),
            "d" if part == "day" else "",
        )
        for part in asked
    )
    return StudyForm(name, title, fields, "repeated")


def _entries(
    case: ScoredCase, form: str, rows: Iterable[Mapping[str, str | None]]
) -> Iterator[FormEntry]:
    for count, row in enumerate(rows, 1):
        told = {part: " ".join((text or "").split()) for part, text in row.items()}
        values = {field_name(form, part): text for part, text in told.items() if text}
        yield FormEntry(case.id, form, values, "", count)


def _treatment(case: ScoredCase, number: int, treatment: Treatment) -> dict[str, str | None]:
    """Tell a treatment: with its day, or from when to when, where it has no course and sessions."""
    told: dict[str, str | None] = {
        "name": treatment.name,
        "kind": treatment.kind,
        "frequency": treatment.frequency,
    }
    if treatment.at_one_time:
        told["day"] = day_of(case, f"treatment {number}")
    elif treatment.phases and not treatment.course:
        told |= _moments(case, number, 1, treatment.phases[0])
    return told


def _phases(case: ScoredCase, number: int, treatment: Treatment) -> list[dict[str, str | None]]:
    return [
        {f"phase_{part}": text for part, text in {
            **_moments(case, number, count, phase),
            "dose": phase.dose,
            "route": phase.route,
            "frequency": phase.frequency,
        }.items()}
        for count, phase in enumerate(treatment.course, 1)
    ]  # fmt: skip


def _moments(case: ScoredCase, number: int, count: int, phase: CoursePhase) -> dict[str, str]:
    name = f"treatment {number} phase {count}"
    return {
        "from": moment_text(case, f"{name} from", phase.begin),
        "to": moment_text(case, f"{name} to", phase.end) if phase.end else "",
    }
