"""The series of numbers with values in other units, and several of one visit."""

from __future__ import annotations

from pathlib import Path

from tests.measured_series import measured_series

MORE = """\
  glucose: {name: Glucose, unit: mg/dL, digits: 0, molar_mass: 180.156, better: lower}
  grip: {name: Grip, unit: kg, digits: 1, better: higher, sided: yes, repeats: mean, words: [unable]}
  walk: {name: Walking time, unit: s, better: lower, repeats: best}
  pupil: {name: Pupil, kind: category, grades: [narrow, middle, wide], better: higher, repeats: median}
outcomes:
"""


def series_with(folder: Path, before: str, after: str = "", declared: str = MORE) -> Path:
    """Write the series of numbers with more of them for P03."""
    changes = [("series.yaml", "outcomes:\n", declared)]
    changes.append(("P03.yaml", "{CRP: <5,", f"{{{before}, CRP: <5,"))
    if after:
        changes.append(("P03.yaml", "{CRP: 89,", f"{{{after}, CRP: 89,"))
    return measured_series(folder, *changes)


def units_series(folder: Path) -> Path:
    """Write a series in which P03 has every kind of value that is made of what is written."""
    return series_with(
        folder,
        "glucose: 10 mmol/L, grip: {right: [21, 23, 22.5], left: [unable, 20 kg]}, "
        "walk: [14.2, 13.9 s, 0.25 min], pupil: [wide, narrow]",
        "glucose: <5 mmol/L, grip: {right: [not assessed, 31, 3000 g], left: [unable, unable]},"
        " walk: 12, pupil: [middle]",
    )
