"""Tell every adverse event in a row: the rows of `adverse-events.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.cases.case import AdverseEvent
from cpreport.data.cell_text import Row, day_of, or_not_applicable, yes_or_no
from cpreport.data.columns import ADVERSE_EVENTS, NOT_APPLICABLE, NOT_REPORTED
from cpreport.outcomes.adverse_events import session_followed
from cpreport.outcomes.days import treatment_at_onset
from cpreport.scales.graded import ScoredCase

#: Of a patient without any event: the case, the number 0, and a term that says why.
_WITHOUT_EVENT = (NOT_APPLICABLE,) * (len(ADVERSE_EVENTS.columns) - 3)


def adverse_event_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each event, or one that says why there is none."""
    for case in cases:
        events = case.case.adverse_events
        if isinstance(events, str):
            yield (case.id, "0", events, *_WITHOUT_EVENT)
            continue
        for count, event in enumerate(events, 1):
            onset = day_of(case, f"adverse event {count}")
            tied = (_session(case, count), treatment_at_onset(case, count) or NOT_APPLICABLE)
            yield (case.id, str(count), *_event(event, onset, tied))


def _session(case: ScoredCase, number: int) -> str:
    if not case.case.sessions:
        return NOT_APPLICABLE
    session = session_followed(case, number)
    return NOT_REPORTED if session is None else str(session)


def _event(event: AdverseEvent, onset: str, tied: tuple[str, str]) -> Row:
    return (
        event.term,
        event.grading,
        event.grade,
        event.ctcae_version if event.grading == "CTCAE" else NOT_APPLICABLE,
        onset,
        *tied,
        event.duration,
        NOT_REPORTED if event.serious is None else yes_or_no(event.serious),
        or_not_applicable("; ".join(event.serious_criteria)),
        event.relatedness,
        event.action,
        event.outcome,
    )
