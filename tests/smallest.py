"""The smallest valid series: one patient, two visits, two scales. Each test changes one thing."""

from __future__ import annotations

import re
from pathlib import Path

from cpreport.problems import Problem

SERIES = """\
title: A small case series
language: en-GB
authors:
  - name: Ada Example
design: {direction: prospective, centres: one, consecutive: yes}
visits:
  - {id: before, label: Before treatment}
  - {id: after, label: After treatment}
compare: [before, after]
outcomes:
  - {scale: TCT, label: trunk control, rule: score}
abstract:
  Background: Little is known.
claims:
  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}
sections:
  - {title: Methods, file: methods.md}
  - {title: Results, file: results.md}
"""

CASE = """\
id: P01
patient:
  age: 6 years
  sex: female
  diagnosis: Spastic cerebral palsy
consent:
  publication: {given: yes, by: mother, date: 2023-02-14}
treatment:
  - name: Cells
    sessions:
      - {date: 2023-03-01, routes: [intrathecal], dose: 1e6 cells/kg}
      - {date: 2023-03-08, routes: [intrathecal]}
visits:
  - id: before
    date: 2023-02-20
    scores:
      MAS: {elbow flexors: {right: 2, left: 1+}}
      TCT: {rolling to weak side: 12, rolling to strong side: 12, sitting up from lying: 0, sitting balance: 12}
  - id: after
    date: 2024-01-20
    scores:
      MAS: {elbow flexors: {right: 1+, left: 1+}}
      TCT: {rolling to weak side: 12, rolling to strong side: 25, sitting up from lying: 12, sitting balance: 25}
adverse_events: none
"""

METHODS = "We assessed one child twice.\n"
RESULTS = (
    'After treatment, {{ results["TCT.improved"].in_words }} child had better trunk control.\n'
)


def smallest(
    folder: Path, *changes: tuple[str, str, str], add: dict[str, str | bytes] | None = None
) -> Path:
    """Write the series to `folder/cases`.

    Parameters
    ----------
    changes : tuples of file, old and new text
        Each replaces the one place where the old text stands.
    add : mapping of str to str or bytes
        Further files by name.
    """
    texts = {"series.yaml": SERIES, "P01.yaml": CASE, "methods.md": METHODS, "results.md": RESULTS}
    for name, old, new in changes:
        assert texts[name].count(old) == 1, (
            f"{old!r} stands {texts[name].count(old)} times in {name}"
        )
        texts[name] = texts[name].replace(old, new)
    cases = folder / "cases"
    cases.mkdir(parents=True)
    for name, text in {**texts, **(add or {})}.items():
        (cases / name).parent.mkdir(exist_ok=True)
        (cases / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return cases


def said(problem: Problem) -> tuple[str, str, str]:
    """Give what a problem says: its code, its place and its message."""
    return problem.code, str(problem.place), problem.message


def second_case(text: str = CASE, **replaced: str) -> str:
    """Give the case under another id, with further keys' values replaced."""
    for key, value in {"id": "P02", **replaced}.items():
        text = re.sub(rf"(?m)^(\s*){key}: .*$", rf"\g<1>{key}: {value}", text, count=1)
    return text
