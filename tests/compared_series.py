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
