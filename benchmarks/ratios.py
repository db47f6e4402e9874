"""Compute ratios of what the rounds took, beside what is asked of them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Times = Mapping[str, Sequence[Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One ratio: what over what, and its limit.

    most, least : float or None
        What the ratio may be at most, or must be at least; None where it is only reported.
    """

    over: str
    under: str
    most: float | None = None
    least: float | None = None


#: Between contenders that make the same reports.
OF_CONTENDERS = (
    Asked("cpreport_reports", "weasyprint_alone", most=1.35),
    Asked("cpreport_figures_kept", "weasyprint_alone", most=1.05),
    Asked("cpreport_reports", "weasyprint_tuned"),
    Asked("cpreport_pdf_and_html", "weasyprint_alone"),
    Asked("rmarkdown_weasyprint", "cpreport_reports", least=4),
    Asked("pandoc_weasyprint", "cpreport_reports", least=2.5),
    Asked("papermill_weasyprint", "cpreport_reports", least=8),
    Asked("myst_typst", "cpreport_reports"),
    Asked("cpreport_reports", "typst_in_process"),
    Asked("cpreport_by_typst", "cpreport_reports"),
    Asked("cpreport_by_typst_figures_kept", "cpreport_figures_kept", most=0.15),
    Asked("cpreport_by_typst_figures_kept", "typst_in_process", most=2.5),
    # Who draws is compared with who draws; the figures of pandoc lie ready, as ours that are kept.
    Asked("rmarkdown_weasyprint", "cpreport_by_typst", least=10),
    Asked("papermill_weasyprint", "cpreport_by_typst", least=15),
    Asked("pandoc_weasyprint", "cpreport_by_typst"),
    Asked("pandoc_weasyprint", "cpreport_by_typst_figures_kept", least=8),
)

#: Between steps in the life of one series.
OF_SERIES = (
    Asked("built from nothing", "built from nothing, two workers", least=1.6),
    Asked("nothing changed", "python -c pass", most=10),
    Asked("nothing changed", "built from nothing", most=0.001),
    Asked("one grade changed", "the changed case and the article alone", most=1.3),
    Asked("one template changed", "built from nothing"),
)

#: Between starts.
OF_STARTS = (
    Asked("cpreport --help", "python -c 'import click'"),
    Asked("cpreport --help", "python -c pass"),
)


def ratios(times: Times, asked: Sequence[Asked], size: int) -> Iterator[dict[str, Any]]:
    """Give every ratio that these times allow; a round is compared with itself."""
    for one in asked:
        if one.over in times and one.under in times:
            yield {
                "over": one.over,
                "under": one.under,
                "size": size,
                "most": one.most,
                "least": one.least,
                **{clock: _spread(times, one, clock) for clock in ("wall", "cpu")},
            }


def _spread(times: Times, one: Asked, clock: str) -> dict[str, float]:
    both = zip(times[one.over], times[one.under], strict=False)
    found = [over[clock] / under[clock] for over, under in both]
    return {
        "median": statistics.median(found),
        "low": min(found),
        "high": max(found),
        "rounds": len(found),
    }


def growth(seconds: Mapping[int, float]) -> float:
    """Give the exponent with which time grows with size, by least squares on logarithms.

    >>> round(growth({20: 2.0, 200: 20.0, 1000: 100.0}), 6)
    1.0
    """
    points = [(math.log(size), math.log(taken)) for size, taken in seconds.items()]
    return statistics.linear_regression(*zip(*points, strict=True)).slope
