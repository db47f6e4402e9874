"""Draw findings as figures with their alt text: one file a figure, drawn when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from cpreport.figures.available import (
    has_course,
    has_map,
    has_numbers,
    has_numbers_between,
    has_values,
    has_values_alone,
    scales_with_values_in_map,
)
from cpreport.figures.style import look_of, look_on_phones
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.typography import set_signs

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from cpreport.figures.style import Drawn, Look
    from cpreport.outcomes.findings import Findings

__all__ = [
    "CASE_FIGURES",
    "FIGURE_NAMES",
    "GRAPHICAL_ABSTRACT",
    "SERIES_FIGURES",
    "article_figures_of",
    "case_figures_of",
    "draw_case",
    "draw_graphical_abstract",
    "draw_series",
    "figure",
    "figures_left_out",
    "phone_look",
    "report_figures_of",
    "series_figures_of",
    "series_look",
]

#: The module that draws each figure, and its function, by the figure's name. Modules are imported
#: when they draw.
_OF_CASE = {
    "timeline": ("timeline", "draw"),
    "items": ("item_map", "case_map"),
    "values": ("values_in_time", "draw"),
    "change": ("change", "draw"),
}
_OF_SERIES = {
    "timelines": ("swimmer", "draw"),
    "items": ("item_map", "series_map"),
    "values": ("values_in_time", "draw_all"),
    "change": ("series_change", "draw"),
}
#: The same for a series whose patients are too many to be drawn one by one.
_OF_MANY = {"items": ("item_counts", "draw")}

#: Names of the figures of a case and of the series, in the order they are printed.
CASE_FIGURES: tuple[str, ...] = tuple(_OF_CASE)
SERIES_FIGURES: tuple[str, ...] = tuple(_OF_SERIES)


def case_figures_of(findings: Findings, case_id: str) -> tuple[str, ...]:
    """Name the figures that a case's data can fill."""
    return tuple(name for name in CASE_FIGURES if _is_filled(name, findings, case_id))


def _is_filled(name: str, findings: Findings, case_id: str) -> bool:
    """Whether a case's data can fill a figure."""
    match name:
        case "timeline":
            return has_course(findings, case_id)
        case "items":
            return bool(findings.case(case_id).items)
        case "values":
            return has_numbers(findings, findings.case(case_id))
        case "change":
            return bool(findings.pairs) and has_values(findings, case_id)
        case _:
            return False


def series_figures_of(findings: Findings) -> tuple[str, ...]:
    """Name the figures that a series' data can fill, and that are still read with so many rows."""
    every = one_by_one(findings)
    cases = [case.id for case in findings.cases]
    there = {
        "timelines": every and any(has_course(findings, case) for case in cases),
        "items": has_map(findings),
        "values": every and any(has_numbers(findings, case) for case in findings.cases),
        "change": every
        and bool(findings.pairs)
        and any(has_values(findings, case) for case in cases),
    }
    return tuple(name for name in SERIES_FIGURES if there[name])


def report_figures_of(findings: Findings, case_id: str) -> tuple[str, ...]:
    """Name the figures that a case's report prints unasked: none shows what another does."""
    names = case_figures_of(findings, case_id)
    if "change" in names and not has_values_alone(findings, case_id):
        return tuple(name for name in names if name != "change")
    return names


def article_figures_of(findings: Findings) -> tuple[str, ...]:
    """Name the figures that the article prints unasked: none shows what another does."""
    names, told = series_figures_of(findings), set[str]()
    in_map = scales_with_values_in_map(findings)
    # Only where that is in question is each case looked at: of a large series that takes long.
    if "change" in names and not any(
        has_values_alone(findings, case.id, in_map) for case in findings.cases
    ):
        told.add("change")
    if "values" in names and "items" in names and not has_numbers_between(findings):
        told.add("values")
    return tuple(name for name in names if name not in told)


def figures_left_out(findings: Findings) -> tuple[str, ...]:
    """Name the figures that have a row for each patient, where the patients are too many."""
    return () if one_by_one(findings) else ("timelines", "change", "values")


def draw_case(
    name: str, findings: Findings, case_id: str, look: Look | None = None
) -> Drawn | None:
    """Draw a figure of a case by its name; None where there is nothing to draw.

    Parameters
    ----------
    look : Look or None
        None for the look of the series' own pages.
    """
    if not _is_filled(name, findings, case_id):
        return None
    module, function = _OF_CASE[name]
    draw = getattr(import_module(f"cpreport.figures.{module}"), function)
    return _set(
        cast("Drawn", draw(findings, case_id, _speaking(findings, look or series_look(findings))))
    )


def draw_series(name: str, findings: Findings, look: Look | None = None) -> Drawn | None:
    """Draw a figure of the series by its name; None where there is nothing to draw.

    Parameters
    ----------
    look : Look or None
        None for the look of the series' own pages.
    """
    if name not in series_figures_of(findings):
        return None
    module, function = _OF_SERIES[name] if one_by_one(findings) else _OF_MANY[name]
    draw = getattr(import_module(f"cpreport.figures.{module}"), function)
    return _set(cast("Drawn", draw(findings, _speaking(findings, look or series_look(findings)))))


def draw_graphical_abstract(findings: Findings, look: Look | None = None) -> Drawn:
    """Draw the graphical abstract of a series, whether or not it asks for one."""
    module = import_module("cpreport.figures.graphical_abstract")
    drawn = module.draw(findings, _speaking(findings, look or series_look(findings)))
    return _set(cast("Drawn", drawn))


#: The name of the figure that stands for the article where it is announced.
GRAPHICAL_ABSTRACT = "graphical-abstract"

#: What the figures are called by those who ask for one.
FIGURE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "map": "items",
        "swimmer": "timelines",
        "timeline": "timeline",
        "lines": "values",
        "change": "change",
        "graphical abstract": GRAPHICAL_ABSTRACT,
    }
)


def figure(findings: Findings, name: str, case_id: str | None = None) -> tuple[Figure, str] | None:
    """Make a matplotlib figure, with its text alternative; None where there is nothing to draw.

    `savefig` of it writes the file that a journal takes: PDF with TrueType letters, SVG, PNG or
    TIFF, 300 dots to the inch where nothing else is said.

    Parameters
    ----------
    name : str
        One of `FIGURE_NAMES`, `item map`, or the name of the figure's file, such as `items`.
    case_id : str or None
        Of the patient; None for the figure of the series.

    Raises
    ------
    KeyError
        Where there is no such figure of a patient, or of the series.
    """
    own = FIGURE_NAMES.get(name.removeprefix("item "), name)
    known = (*SERIES_FIGURES, GRAPHICAL_ABSTRACT) if case_id is None else CASE_FIGURES
    if own not in known:
        raise KeyError(f"there is no figure `{name}`; there are {', '.join(known)}")
    if case_id is not None:
        drawn = draw_case(own, findings, case_id)
    elif own == GRAPHICAL_ABSTRACT:
        drawn = draw_graphical_abstract(findings)
    else:
        drawn = draw_series(own, findings)
    if drawn is None or drawn.drawing is None:
        return None
    canvas = import_module("cpreport.figures.canvas")
    return cast("Figure", canvas.figure_of(drawn.drawing)), drawn.alt


def _speaking(findings: Findings, look: Look) -> Look:
    """Let the words in a figure be the catalogue's, or the authors'."""
    record = findings.record
    return replace(look, say=record.say, heading=record.heading, language=record.language)


def _set(drawn: Drawn) -> Drawn:
    """Set the words around a drawing as prose is set."""
    return replace(drawn, caption=set_signs(drawn.caption), alt=set_signs(drawn.alt))


def phone_look(findings: Findings) -> Look:
    """Choose the look of a series' figures on phones."""
    return look_on_phones(series_look(findings))


def series_look(findings: Findings) -> Look:
    """Choose the look of a series' figures on its own pages."""
    return look_of(findings.record.style)
