"""Tabulate findings: one file a table, one `Table` for every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cpreport.outcomes.one_by_one import one_by_one
from cpreport.tables import (
    case_adverse_events,
    case_characteristics,
    case_courses,
    case_items,
    case_scores,
    case_sessions,
    phases,
    series_adverse_events,
    series_characteristics,
    series_groups,
    series_outcomes,
    series_scores,
    series_summaries,
)
from cpreport.tables.same_in_all_rows import marked
from cpreport.tables.table_headings import headed

if TYPE_CHECKING:
    from cpreport.outcomes.findings import Findings
    from cpreport.tables.table import Table

__all__ = [
    "CASE_TABLES",
    "SERIES_TABLES",
    "SUPPLEMENT_TABLES",
    "article_tables_of",
    "case_table",
    "case_tables_of",
    "report_tables_of",
    "series_table",
    "series_tables_of",
    "supplement_table",
    "supplement_tables_of",
]

_OF_CASE: Mapping[str, Callable[[Findings, str], Table | None]] = {
    "characteristics": case_characteristics.characteristics_table,
    "sessions": case_sessions.sessions_table,
    "courses": case_courses.courses_table,
    "items": case_items.items_table,
    "scores": case_scores.scores_table,
    "phases": phases.case_phases_table,
    "adverse_events": case_adverse_events.adverse_events_table,
}
_OF_SERIES: Mapping[str, Callable[[Findings], Table | None]] = {
    "characteristics": series_characteristics.characteristics_table,
    "scores": series_scores.scores_table,
    "summaries": series_summaries.summaries_table,
    "outcomes": series_outcomes.outcomes_table,
    "phases": phases.series_phases_table,
    "groups": series_groups.groups_table,
    "adverse_events": series_adverse_events.adverse_events_table,
}

#: What stands beside an article that sums up: each patient's rows, whole.
_OF_SUPPLEMENT: Mapping[str, Callable[[Findings], Table | None]] = {
    "supplement-characteristics": series_characteristics.patients_table,
    "supplement-scores": series_scores.patients_table,
    "supplement-adverse_events": series_adverse_events.events_table,
}

#: Names of the tables of a case and of the series, in the order they are printed.
CASE_TABLES: tuple[str, ...] = tuple(_OF_CASE)
SERIES_TABLES: tuple[str, ...] = tuple(_OF_SERIES)
SUPPLEMENT_TABLES: tuple[str, ...] = tuple(_OF_SUPPLEMENT)


def case_table(name: str, findings: Findings, case_id: str) -> Table | None:
    """Make a table of a case by its name; None where there is nothing to tabulate."""
    return _headed(findings, _OF_CASE[name](findings, case_id))


def series_table(name: str, findings: Findings) -> Table | None:
    """Make a table of the series by its name; None where there is nothing to tabulate."""
    return _headed(findings, _OF_SERIES[name](findings))


def case_tables_of(findings: Findings, case_id: str) -> tuple[str, ...]:
    """Name the tables that a case's data can fill."""
    case = findings.case(case_id)
    there = {
        "characteristics": True,
        "sessions": bool(case.case.sessions),
        "items": bool(case.items),
        "scores": bool(case.scores),
        "adverse_events": True,
    }
    return tuple(
        name
        for name in CASE_TABLES
        if (there[name] if name in there else case_table(name, findings, case_id) is not None)
    )


def report_tables_of(findings: Findings, case_id: str) -> tuple[str, ...]:
    """Name the tables that a case's report prints unasked.

    The summary tells who the patient is, the map every graded item, and a sentence that no event
    was recorded, or when something was done of which no more is told.
    """
    said = {"characteristics", "items"}
    case = findings.case(case_id).case
    if not case.events:
        said.add("adverse_events")
    if not case_courses.says_more_than_when(case):
        said.add("courses")
    return tuple(name for name in case_tables_of(findings, case_id) if name not in said)


def series_tables_of(findings: Findings) -> tuple[str, ...]:
    """Name the tables that a series' data can fill."""
    return tuple(n for n in SERIES_TABLES if series_table(n, findings) is not None)


def article_tables_of(
    findings: Findings, there: Sequence[str], *, events_said: bool
) -> tuple[str, ...]:
    """Name the tables that the article prints unasked.

    Parameters
    ----------
    there : sequence of str
        Those that the data of the series can fill (`series_tables_of`).
    events_said : bool
        Whether its text says in how many patients adverse events were recorded; a table that
        counts none says it again then.
    """
    none = not any(case.case.events for case in findings.cases)
    return tuple(n for n in there if n != "adverse_events" or not (none and events_said))


def supplement_tables_of(findings: Findings) -> tuple[str, ...]:
    """Name the tables that tell each patient where the article sums up; none where it does not."""
    if one_by_one(findings):
        return ()
    there = {
        "supplement-characteristics": True,
        "supplement-scores": any(case.scores for case in findings.cases),
        "supplement-adverse_events": any(case.case.events for case in findings.cases),
    }
    return tuple(name for name in SUPPLEMENT_TABLES if there[name])


def supplement_table(name: str, findings: Findings) -> Table | None:
    """Make a table of the supplement by its name; None where there is nothing to tabulate."""
    return _headed(findings, _OF_SUPPLEMENT[name](findings))


def _headed(findings: Findings, table: Table | None) -> Table | None:
    """Print the headings in the authors' words, where they have any; mark what notes say better."""
    if table is None:
        return None
    own = any(name.startswith("headings.") for name in findings.record.wording)
    return marked(findings.say, headed(findings.heading, table) if own else table)
