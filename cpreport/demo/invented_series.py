"""Invent every file of a series, one after the other, from a number and a seed."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.demo.invented_words import NOTICE
from cpreport.demo.patient import patient
from cpreport.shipped import shipped_folder

_INTRODUCTION = """\
This series was invented to try cpreport with: how long a build takes, how pages of many patients
look, and what becomes of missing items and of courses that are worse. It asks no clinical question.
"""
_METHODS = """\
### Patients

Every patient is invented. No patient was left out.

### Assessments

Resistance to passive movement was graded by the Modified Ashworth Scale [@Bohannon1987], limb
strength by the Motricity Index [@Demeurisse1980], trunk control by the Trunk Control Test
[@Collin1990], and muscle strength by the Medical Research Council scale [@MRC1976].

### Scoring

{{ rules.scoring }}

### What counted as improvement

{{ rules.improvement }}

### Statistics

{{ rules.statistics }}
"""
_RESULTS = """\
Patients: {{ results["patients"] }}; sessions: {{ results["sessions"] }}; age:
{{ results["age.range"] }}; follow-up: {{ results["follow_up.range"] }}.

Less spasticity: {{ results["MAS.improved"].n_of_n }}. Better trunk control:
{{ results["TCT.improved"].n_of_n }}. More limb strength: {{ results["MI.improved"].n_of_n }}.

Every adverse event on record is listed.
"""
_CONCLUSION = """\
Nothing can be concluded from patients who do not exist.
"""


def demo_files(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Invent the name and the text of every file of a series; nothing is kept, however many.

    Parameters
    ----------
    count : int
        How many patients, 1 or more.
    seed : int
        Another seed gives other patients. The same seed gives the same, and its first ten are
        the same in a series of ten and in one of ten thousand.
    """
    digits = max(4, len(str(count)))
    sessions = looked_for = affected = 0
    for number in range(1, count + 1):
        made = patient(seed, number, f"P{number:0{digits}}")
        sessions += made.sessions
        looked_for += made.adverse_events is not None
        affected += bool(made.adverse_events)
        yield f"{made.id}.yaml", made.text
    yield "introduction.md", _INTRODUCTION
    yield "methods.md", _METHODS
    yield "results.md", _RESULTS
    yield "conclusion.md", _CONCLUSION
    yield "references.bib", (shipped_folder("cases") / "references.bib").read_text("utf-8")
    yield "series.yaml", _series(count, sessions, affected, looked_for)


def _series(count: int, sessions: int, affected: int, looked_for: int) -> str:
    patients = "one invented patient" if count == 1 else f"{count} invented patients"
    claims = f"""\
  - text: No patient was left out
    holds: [patients = {count}, sessions = {sessions}]
"""
    if looked_for:
        claims += f"""\
  - text: Every adverse event on record is listed
    holds: [adverse_events.patients = {affected} of {looked_for}]
"""
    return f"""\
# yaml-language-server: $schema=../schemas/series.schema.json
# Every patient of this series is invented.
title: Cell therapy in {patients} with cerebral palsy
short_title: Cell therapy in {patients}
notice: >-
  {NOTICE}
language: en-GB
keywords: [invented, case series, cerebral palsy]
authors:
  - {{name: Ada Example, affiliations: [A], corresponding: yes, email: ada@example.org}}
  - {{name: Ben Example, affiliations: [B]}}
affiliations:
  A: Centre A (invented)
  B: Centre B (invented)

design:
  direction: retrospective
  centres: Five centres, Centre A to Centre E, all invented
  consecutive: yes
  selection: All that were invented; none was left out
  registration: Not registered

visits:
  - {{id: before, label: Before treatment}}
  - {{id: month 3, label: Month 3}}
  - {{id: month 6, label: Month 6}}
  - {{id: month 9, label: Month 9}}
  - {{id: month 12, label: Month 12}}
  - {{id: after, label: Last visit}}
compare: [before, after]

outcomes:
  - {{scale: MAS, label: spasticity, primary: yes, rule: more items better than worse}}
  - {{scale: TCT, label: trunk control, rule: score}}
  - {{scale: MI, label: limb strength, rule: score, score: side}}
  - {{scale: MRC, label: muscle strength, rule: more items better than worse}}

abstract:
  Background: Invented to try cpreport with.
  Results: >-
    Less spasticity, of those with graded items at both visits:
    {{{{ results["MAS.improved"].n_of_n }}}}.
  Conclusions: None can be drawn from patients who do not exist.

# What the manuscript says is tied to the data: a build with a false claim fails.
claims:
{claims}
sections:
  - {{title: Introduction, file: introduction.md, id: introduction}}
  - {{title: Methods, file: methods.md, id: methods}}
  - {{title: Case presentations, cases: all, id: cases}}
  - {{title: Results, file: results.md, id: results}}
  - {{title: Conclusion, file: conclusion.md, id: conclusion}}

ethics: Invented, like the rest.
consent_statement: Invented, like the rest.
funding: None.
competing_interests: None.
"""
