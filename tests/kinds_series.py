"""A series with measures of every kind: the numbers of `measured_series`, and categories."""

from __future__ import annotations

from pathlib import Path

from tests.measured_series import measured_series

MEASURES = """\
  VA: {name: Visual acuity, kind: category, better: higher, sided: yes, words: [not testable],
    grades: [no perception of light, counting fingers, 6/60, 6/18, 6/6]}
  response: {name: Best response, kind: category, better: lower, grades: [CR, PR, SD, PD]}
  blood: {name: Type of bleeding, kind: category, grades: [none seen, venous, arterial]}
outcomes:
  - {measure: VA, label: acuity, rule: by at least 2 steps}
  - {measure: response, rule: any change}
"""

#: What each patient has, before what `measured_series` has.
VALUES = (
    ("P01", "{CRP: 89 mg/L,", "VA: {right: 6/60, left: Counting  fingers}, response: SD, blood: venous"),
    ("P01", "{CRP: 12,", "VA: {right: 6/6, left: not testable}, response: PR, blood: arterial"),
    ("P02", "{CRP: 89.5,", "VA: not assessed, response: not reported, blood: none seen"),
    ("P02", "{CRP: <5,", "VA: {right: 6/18, left: 6/6}, response: PD, blood: none seen"),
    ("P03", "{CRP: <5,", "VA: {right: 6/18, left: 6/6}, response: SD, blood: not applicable"),
    ("P03", "{CRP: 89,", "VA: {right: 6/60, left: 6/6}, response: PD"),
)  # fmt: skip


def kinds_series(folder: Path, *changes: tuple[str, str, str], results: str = "") -> Path:
    """Write the series to `folder/cases`; `changes` replace texts as in `measured_series`."""
    every = [("series.yaml", "outcomes:\n", MEASURES)]
    every += [(f"{case}.yaml", old, f"{{{new}, {old[1:]}") for case, old, new in VALUES]
    return measured_series(folder, *every, *changes, results=results)
