"""Whatever a series holds, within the sizes that are promised, its figures can be printed.

Texts are measured in the finished drawings.
"""

from __future__ import annotations

from typing import Any

import pytest
from figures_measured import CHECKS, every_figure
from figures_series import MAS_ITEMS, ROUTES, case, events, findings_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpreport.outcomes import Findings

pytestmark = pytest.mark.slow

WORD = st.text("abcdefghijklmnopqrstuvwxyzäéøšžABEGMW", min_size=1, max_size=60)
WORDS = st.lists(WORD.map(lambda word: word[:14]), min_size=1, max_size=8).map(" ".join)
NAME = (WORD | WORDS).map(lambda name: name[:60].strip())


@st.composite
def _events(draw: st.DrawFn) -> list[dict[str, Any]] | str:
    number = draw(st.integers(0, 12))
    if not number:
        return draw(st.sampled_from(["none", "not assessed"]))
    return [
        event | {"term": draw(NAME), "onset": {"day": str(draw(st.integers(-5, 400)))}}
        for event in events(number, serious=draw(st.integers(1, 4)))
    ]


@st.composite
def _treatment(draw: st.DrawFn) -> dict[str, Any]:
    days = sorted(draw(st.sets(st.integers(1, 300), max_size=9)) | {0})
    routes = st.lists(st.sampled_from(ROUTES) | NAME, min_size=1, max_size=3, unique_by=str.lower)
    named = draw(routes)
    given: dict[str, Any] = {
        "name": draw(NAME),
        "sessions": [{"day": str(day), "routes": named} for day in days],
    }
    concomitant = draw(st.none() | st.just("not reported") | st.lists(NAME, max_size=20))
    if concomitant:
        text = concomitant if isinstance(concomitant, str) else "; ".join(concomitant)
        given["concomitant"] = text
    return given


@st.composite
def series(draw: st.DrawFn) -> dict[str, Any]:
    """What `made` takes to make a series of any size and any names; grades are missing here and there."""
    visits = draw(st.integers(1, 6))
    patients = draw(st.integers(1, 4) | st.sampled_from([12, 25]))
    number = draw(st.integers(1, 30))
    own = draw(st.booleans()) or number > len(MAS_ITEMS)
    names = st.lists(NAME, min_size=number, max_size=number, unique_by=str.lower)
    items = tuple(draw(names)) if own else MAS_ITEMS[:number]
    id = draw(st.sampled_from(["P{:02}", "C-{}", "SITE-07-CHILD-{:03}", "P" * 40 + "{}"]))
    offset = draw(st.integers(0, 40))
    more: dict[str, Any] = {"adverse_events": draw(_events()), "treatment": [draw(_treatment())]}
    days = sorted(draw(st.sets(st.integers(-60, 500), min_size=visits, max_size=visits)))
    ids = [id.format(n + 1) for n in range(patients)]
    label = draw(NAME)[:58] + " {}"
    return {"ids": ids, "items": items, "days": days, "label": label, "offset": offset} | more


def made(
    ids: list[str], items: tuple[str, ...], days: list[int], label: str, offset: int, **more: Any
) -> Findings:
    cases = [
        case(offset + n, id=id, items=items, visits=len(days), days=days, **more)
        for n, id in enumerate(ids)
    ]
    return findings_of(*cases, visits=len(days), label=label, items=items)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(series())
def test_figures_of_any_series_can_be_printed_and_read_aloud(recipe: dict[str, Any]) -> None:
    findings = made(**recipe)
    for name, drawn in every_figure(findings):
        for check in CHECKS:
            check(name, drawn)
        for number in numbers_of(findings, name):
            assert number in drawn.alt, (name, number)


def numbers_of(findings: Findings, name: str) -> set[str]:
    """Give numbers that the text alternative of a figure must hold."""
    case_id, _, figure = name.rpartition(" ")
    results = {
        "timeline": [f"{case_id}.visit."],
        "change": [f"{case_id}.change.{s}" for s in ("MI.arm", "MI.leg", "MI.side", "TCT.total")],
        "items": [f"{case_id}.{v}.{s}." for v in ("v0", "v1") for s in ("MAS", "LONG")],
        "timelines": ["patients"],
    }
    if not case_id:
        results |= {"change": [], "items": []}
    found = {
        result.printed
        for id, result in findings.ledger.items()
        if any(id.startswith(start) for start in results[figure]) and not _is_score(id)
    }
    return {number for number in found if number and number[-1].isdigit()}


def _is_score(id: str) -> bool:
    """Whether a result is a score of a scale of spasticity, which its map does not show."""
    return bool({"median", "sum", "items"} & set(id.split(".")))
