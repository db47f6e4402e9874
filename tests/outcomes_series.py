"""The smallest series that can be judged, written as text so that places can be read off."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent

from cpreport.cases.case import Case
from cpreport.cases.series import SectionText, Series, SeriesRecord
from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.cases.yaml_text import read_yaml
from cpreport.outcomes import Findings, find
from cpreport.problems import Problem
from cpreport.scales.scoring import score_series

#: Grades by item, for the scale the case is graded on; an item's value may be a mapping by side.
Grades = Mapping[str, object]

OUTCOMES = """\
outcomes:
  - {scale: MAS, label: spasticity, primary: yes, rule: items}
  - {scale: TCT, label: trunk control, rule: score}
"""

_SERIES = """\
title: A series
language: {language}
authors: [{{name: A Clinician}}]
design: {{direction: retrospective, centres: One, consecutive: yes}}
visits:
  - {{id: before, label: Before treatment}}
  - {{id: middle, label: After three sessions}}
  - {{id: after, label: After treatment}}
compare: [before, after]
{outcomes}
abstract: {{Background: None}}
sections: [{{title: Cases, cases: all}}]
{settings}
"""

_CASE = """\
id: {id}
patient:
  age: {age}
  sex: {sex}
  diagnosis: Cerebral palsy
  classification: {{{classification}}}
consent: {{publication: {{given: yes, by: mother, date: 2023-02-14}}}}
treatment:
  - name: Cells
    sessions:
{sessions}
visits:
{visits}
adverse_events: {adverse_events}
{monitoring}
"""


def visit(id: str, month: object, **scores: Grades) -> str:
    """Write a visit with grades by scale."""
    graded = "".join(f"      {scale}: {flow(grades)}\n" for scale, grades in scores.items())
    return (
        f"  - id: {id}\n    month: {month}\n    scores:\n{graded}"
        if scores
        else (f"  - id: {id}\n    month: {month}\n")
    )


def flow(value: object) -> str:
    """Write grades as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(v)}" for key, v in value.items()) + "}"
    return str(value)


def case(
    id: str = "P01",
    *visits: str,
    age: str = "6 years",
    sex: str = "female",
    classification: str = "GMFCS: V",
    sessions: int = 6,
    adverse_events: str = "none",
    monitoring: str = "adverse_event_monitoring: An open question at every visit.",
    before: Mapping[str, Grades] | None = None,
    after: Mapping[str, Grades] | None = None,
) -> str:
    """Write a case file; `before` and `after` are the visits at months 0 and 11."""
    short = [
        visit("before", 0, **before) if before is not None else "",
        visit("after", 11, **after) if after is not None else "",
    ]
    return _CASE.format(
        id=id,
        age=age,
        sex=sex,
        classification=classification,
        sessions="".join(
            f"      - {{month: {n}, routes: [intravenous]}}\n" for n in range(sessions)
        ).rstrip(),
        visits="".join([*visits, *short]).rstrip(),
        adverse_events=adverse_events,
        monitoring=monitoring,
    )


def series(
    *cases: str,
    outcomes: str = OUTCOMES,
    settings: str = "",
    scale: str = "",
    language: str = "en-GB",
) -> Series:
    """Read case files, a series file and at most one scale file as a series."""
    text = _SERIES.format(outcomes=outcomes.rstrip(), settings=settings, language=language)
    record = _read(SeriesRecord, text, "series.yaml")
    read = [_read(Case, text, f"P{n:02}.yaml") for n, text in enumerate(cases, 1)]
    files = (SectionText("scales/own.yaml", dedent(scale)),) if scale else ()
    return Series(Path("cases"), record, tuple(read), scale_files=files)


def _read(model: type, text: str, file: str):  # type: ignore[no-untyped-def]
    root, problems = read_yaml(text, file)
    assert root is not None, problems
    source = Source(file, root)
    record, problems = validate(model, source)
    assert record is not None, problems
    record._source = source
    return record


def found_with_problems(*cases: str, **more: str) -> tuple[Findings, tuple[Problem, ...]]:
    """Find the results of a series, with the problems of its outcomes."""
    scored, problems = score_series(series(*cases, **more))
    assert problems == ()
    return find(scored)


def found(*cases: str, **more: str) -> Findings:
    """Find the results of a series that has no problems."""
    findings, problems = found_with_problems(*cases, **more)
    assert problems == ()
    return findings


def sides(right: object, left: object) -> dict[str, object]:
    """Give an item's grades on both sides."""
    return {"right": right, "left": left}


def outcome(text: str) -> str:
    """Write the outcomes of a series file."""
    return "outcomes:\n" + indent(dedent(text).strip("\n"), "  ")
