"""Take findings, and give figures with their alt text: one file a figure, drawn when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from cpreport.figures.present import has_changes, has_judged_items, map_scale

if TYPE_CHECKING:
    from cpreport.figures.style import Drawn
    from cpreport.outcomes.findings import Findings

__all__ = [
    "CASE_FIGURES",
    "SERIES_FIGURES",
    "case_figures_of",
    "draw_case",
    "draw_series",
    "series_figures_of",
]

#: Figures by name, each with the module that draws it.
_OF_CASE = {"timeline": "timeline", "change": "change", "spasticity": "spasticity"}
_OF_SERIES = {"timelines": "timelines", "change": "series_change", "items": "item_counts"}

#: Names of the figures of a case and of the series, in the order they are printed.
CASE_FIGURES: tuple[str, ...] = tuple(_OF_CASE)
SERIES_FIGURES: tuple[str, ...] = tuple(_OF_SERIES)


def case_figures_of(findings: Findings, case_id: str) -> tuple[str, ...]:
    """Name the figures that a case's data can fill; nothing heavy is imported."""
    there = {
        "timeline": True,
        "change": has_changes(findings, case_id),
        "spasticity": map_scale(findings, case_id) is not None,
    }
    return tuple(name for name in CASE_FIGURES if there[name])


def series_figures_of(findings: Findings) -> tuple[str, ...]:
    """Name the figures that a series' data can fill; nothing heavy is imported."""
    there = {
        "timelines": True,
        "change": any(has_changes(findings, case.id) for case in findings.cases),
        "items": has_judged_items(findings),
    }
    return tuple(name for name in SERIES_FIGURES if there[name])


def draw_case(name: str, findings: Findings, case_id: str) -> Drawn | None:
    """Draw a figure of a case by its name, or give None where there is nothing to draw."""
    if name not in case_figures_of(findings, case_id):
        return None
    module = import_module(f"cpreport.figures.{_OF_CASE[name]}")
    return cast("Drawn", module.draw(findings, case_id))


def draw_series(name: str, findings: Findings) -> Drawn | None:
    """Draw a figure of the series by its name, or give None where there is nothing to draw."""
    if name not in series_figures_of(findings):
        return None
    module = import_module(f"cpreport.figures.{_OF_SERIES[name]}")
    return cast("Drawn", module.draw(findings))
