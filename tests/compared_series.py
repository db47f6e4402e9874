"""A series of numbers with three visits, of which several are compared, or none."""

from __future__ import annotations

from pathlib import Path

from tests.measured_series import MEASURES, measured_series

TWO = "compare: [[before, after], [before, later]]\n"
NONE = ""

#: What each patient has at the third visit.
LATER = {
    "P01": "{CRP: 95, pain: 10, K: 4.4, elbow: {right: 0, left: -5}}",
    "P02": "{CRP: 4, pain: 25, K: 4.5}",
    "P03": "{CRP: 89, pain: 15, K: 4.5}",
}


def compared_series(folder: Path, compared: str, *changes: tuple[str, str, str]) -> Path:
    """Write the series with its line of comparisons; without one it has no outcomes either.

    Parameters
    ----------
    compared : str
        The line, or an empty text.
    """
    declared = "  - {id: after, label: After treatment}\n"
    third = "  - {id: later, label: One year later}\n"
    outcomes = MEASURES[MEASURES.index("outcomes:") :]
    visits = [
        (
            f"{case}.yaml",
            "adverse_events: none\n",
            f"  - id: later\n    date: 2025-01-20\n    measurements: {values}\n"
            "adverse_events: none\n",
        )
        for case, values in LATER.items()
    ]
    return measured_series(
        folder,
        ("series.yaml", declared, declared + third),
        ("series.yaml", "compare: [before, after]\n", compared),
        *([] if compared else [("series.yaml", outcomes, "")]),
        *visits,
        *changes,
    )


#: Patients by group: two of one, and one whose record does not say.
GROUPED = (
    ("series.yaml", "outcomes:\n", "groups: {by: aetiology}\noutcomes:\n"),
    *(
        (
            f"{case}.yaml",
            "  diagnosis: Spastic cerebral palsy\n",
            "  diagnosis: Spastic cerebral palsy\n  aetiology: Preterm birth\n",
        )
        for case in ("P01", "P02")
    ),
)
REFERENCES = """\
@article{Doe2001,
  author = {Doe, Ann},
  title = {A smallest difference of pain},
  journal = {A Journal},
  year = {2001},
  volume = {1},
  pages = {2--3}
}
"""
SOURCE = (
    "series.yaml",
    "{measure: pain, rule: by at least 13 mm}",
    "{measure: pain, rule: by at least 13 mm, source: Doe2001}",
)


RELIABLE = (
    "series.yaml",
    "rule: by at least 13 mm",
    "rule: 'reliable change (SD 7.5, reliability 0.80)', source: Doe2001",
)


def reliable_series(folder: Path) -> Path:
    """Write the series with an outcome that is judged by its reliable change."""
    cases = compared_series(folder, TWO, RELIABLE)
    (cases / "references.bib").write_text(REFERENCES, "utf-8")
    return cases


def grouped_series(folder: Path) -> Path:
    """Write the series with two comparisons, groups, and the source of a rule."""
    cases = compared_series(folder, TWO, *GROUPED, SOURCE)
    (cases / "references.bib").write_text(REFERENCES, "utf-8")
    return cases
