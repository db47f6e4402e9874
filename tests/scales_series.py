"""The smallest series that can be scored, written as text so that places can be read off."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import TypeVar

from cpreport.cases.case import Case
from cpreport.cases.series import SectionText, Series, SeriesRecord
from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.cases.yaml_text import read_yaml
from cpreport.problems import Place, Problem
from cpreport.scales.graded import Score, ScoredSeries
from cpreport.scales.scoring import score_series

R = TypeVar("R", Case, SeriesRecord)

#: The first line of a visit's scores in `case_text`, and the column they begin at.
FIRST, COLUMN = 11, 7

_CASE = """\
id: {id}
patient: {{age: 6 years, sex: female, diagnosis: Cerebral palsy{classification}}}
consent: {{publication: {{given: yes, by: mother, date: 2023-02-14}}}}
treatment:
  - name: Cells
    sessions: [{{date: 2023-03-01, routes: [intravenous]}}]
visits:
  - id: before
    date: 2023-02-20
    scores:
{scores}
{totals}
adverse_events: none
"""

_SERIES = """\
title: A series
authors: [{{name: A Clinician}}]
design: {{direction: retrospective, centres: One, consecutive: yes}}
visits: [{{id: before, label: Before}}, {{id: after, label: After}}]
compare: [before, after]
outcomes: [{{scale: {outcome}, label: strength, rule: any}}]
abstract: {{Background: None}}
sections: [{{title: Cases, cases: all}}]
{settings}
"""


def case_text(scores: str, *, totals: str = "", classification: str = "", id: str = "P01") -> str:
    """Write a case file with these scores at one visit, on lines from `FIRST`."""
    return _CASE.format(
        id=id,
        scores=indent(dedent(scores).strip("\n"), " " * 6),
        totals=f"    entered_totals: {totals}" if totals else "",
        classification=f", classification: {classification}" if classification else "",
    )


def series_of(*cases: str, settings: str = "", scale: str = "", outcome: str = "MI") -> Series:
    """Read case files, a series file and at most one scale file as a series."""
    record = _read(SeriesRecord, _SERIES.format(settings=settings, outcome=outcome), "series.yaml")
    read = [_read(Case, text, f"P{n:02}.yaml") for n, text in enumerate(cases, 1)]
    files = (SectionText("scales/own.yaml", dedent(scale)),) if scale else ()
    return Series(Path("cases"), record, tuple(read), scale_files=files)


def _read(model: type[R], text: str, file: str) -> R:
    root, problems = read_yaml(text, file)
    assert root is not None, problems
    source = Source(file, root)
    record, problems = validate(model, source)
    assert record is not None, problems
    record._source = source
    return record


def scored(scores: str, **more: str) -> tuple[ScoredSeries, tuple[Problem, ...]]:
    """Score one case with these scores at one visit."""
    of_case = {k: v for k, v in more.items() if k in ("totals", "classification")}
    of_series = {k: v for k, v in more.items() if k not in of_case}
    return score_series(series_of(case_text(scores, **of_case), **of_series))


def scores_of(scores: str, **more: str) -> dict[str, Score]:
    """Give the scores of one visit without problems, by `right arm` or `total`."""
    result, problems = scored(scores, **more)
    assert problems == ()
    return {" ".join(filter(None, (s.side, s.name))): s for s in result.cases[0].scores}


def problem(scores: str, **more: str) -> Problem:
    """Give the one problem there is with these scores."""
    problems = scored(scores, **more)[1]
    assert len(problems) == 1, problems
    return problems[0]


def at(line: int, column: int, width: int, file: str = "P01.yaml") -> Place:
    """Give a place in the case file, the line counted from the first line of scores."""
    return Place(file, FIRST + line - 1, column, width)
