"""Figures at every size: no two texts overlap, nothing is cut off, no letter is too small.

The finished SVG is measured, with the font itself at the weights that are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from figures_measured import CHECKS, MM, every_figure, fonts
from figures_series import (
    MAS_ITEMS,
    ROUTES,
    case,
    events,
    findings_of,
    sized,
)

from cpreport.figures.lettering import CAPITALS, POINT, width
from cpreport.figures.marks import Extent, Mark, Strokes, Words
from cpreport.figures.style import Drawn
from cpreport.outcomes import Findings

pytestmark = pytest.mark.slow

#: The modules that draw.
MODULES = ("timeline", "change", "item_map", "series_change", "item_counts", "swimmer")


def one(**more: Any) -> Findings:
    return findings_of(case(0, id="P01", items=MAS_ITEMS[:4], visits=3, **more), visits=3)


def treatment(sessions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"name": "Mesenchymal stem cells", "sessions": sessions, **more}


def session(day: int, *routes: str) -> dict[str, Any]:
    return {"day": str(day), "routes": list(routes or ROUTES)}


LONG_ROUTE = "intra-arterial by catheter into the middle cerebral artery of the weaker side"
LONG_LABEL = "Assessment number {} by the physiotherapist of the other centre"

SERIES = {
    "one patient, one item, one visit": lambda: sized(1, 1, 1),
    "one patient, one item, two visits": lambda: sized(1, 1, 2),
    "one patient, every muscle": lambda: sized(1, 20, 2),
    "four patients": lambda: sized(4, 8, 3),
    "thirty long muscle names, six visits": lambda: sized(2, 30, 6),
    "thirty long muscle names, long labels": lambda: sized(1, 30, 3, label=LONG_LABEL),
    "six visits with long labels": lambda: sized(2, 8, 6, label=LONG_LABEL),
    "twelve patients": lambda: sized(12, 5, 3),
    "twenty-five patients, six visits": lambda: sized(25, 20, 6),
    "long study ids": lambda: sized(3, 4, 2, id="CENTRE-B-STUDY-PATIENT-NUMBER-{:04}"),
    "a word without end": lambda: sized(2, 4, 2, id="X" * 60 + "{}", label="Y" * 70 + "{}"),
    "all sessions on one day": lambda: one(treatment=[treatment([session(0)] * 9)]),
    "sessions every day": lambda: one(treatment=[treatment([session(n) for n in range(120)])]),
    "every other session of another product": lambda: one(
        treatment=[
            treatment([session(7 * n, "intrathecal") for n in range(8)], concomitant="None"),
            treatment([session(7 * n + 3, LONG_ROUTE) for n in range(8)]),
        ]
    ),
    "eight routes": lambda: one(
        treatment=[treatment([session(0, *(f"route {n}" for n in range(8)))])]
    ),
    "much concomitant treatment": lambda: one(
        treatment=[treatment([session(0), session(30)], concomitant="Physiotherapy at home, " * 80)]
    ),
    "one adverse event": lambda: one(adverse_events=events(1)),
    "thirty adverse events": lambda: one(adverse_events=events(30)),
    "adverse events on one day": lambda: one(
        adverse_events=[event | {"onset": {"day": "50"}} for event in events(6)]
    ),
    "adverse events not assessed": lambda: one(adverse_events="not assessed"),
    "one session, nothing after it": lambda: findings_of(
        case(0, id="P01", items=MAS_ITEMS[:1], visits=1, treatment=[treatment([session(0)])]),
        visits=1,
    ),
    "patients with other visits": lambda: findings_of(
        case(0, id="P01", items=MAS_ITEMS[:3], visits=1),
        case(1, id="P02", items=MAS_ITEMS[2:9], visits=4, adverse_events=events(3)),
        visits=4,
    ),
    "visits close together": lambda: findings_of(
        case(0, id="P01", items=MAS_ITEMS[:2], visits=4, days=(-2, -1, 0, 90)),
        case(1, id="P02", items=MAS_ITEMS[:2], visits=4, days=(-6, 84, 87, 90)),
        visits=4,
    ),
    "twenty-five long study ids": lambda: sized(
        25, 8, 2, id="CENTRE-B-CHILD-NUMBER-IN-THE-WHOLE-STUDY-{:04}"
    ),
    "twenty-five patients, thirty muscles, six visits, adverse events": lambda: sized(
        25, 30, 6, adverse_events=events(4)
    ),
    "twelve long study ids, one route": lambda: sized(
        12, 3, 1, id="P" * 40 + "{}", treatment=[treatment([session(0, "intrathecal")])]
    ),
    "names in other letters": lambda: sized(2, 3, 2, id="Ž{}", label="Šđčćž Ğışöü Ωμέγα Ж {}"),
}


@pytest.fixture(scope="session", params=SERIES)
def drawn_series(request: pytest.FixtureRequest) -> list[tuple[str, Drawn]]:
    """Every figure of one of the series."""
    return list(every_figure(SERIES[request.param]()))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_of_every_figure(
    check: Callable[[str, Drawn], None], drawn_series: list[tuple[str, Drawn]]
) -> None:
    for name, drawn in drawn_series:
        check(name, drawn)


def test_all_drawings_of_a_series_can_stand_in_one_page(
    drawn_series: list[tuple[str, Drawn]],
) -> None:
    ids = [
        id
        for _, drawn in drawn_series
        for element in ElementTree.fromstring(drawn.svg).iter()
        if (id := element.get("id"))
    ]
    assert len(ids) == len(set(ids))
    assert len(ids) >= len(drawn_series)


def test_the_drawing_code_knows_how_wide_its_letters_are() -> None:
    for weight, font in fonts().items():
        for text in ("Modified Ashworth Scale (MAS)", "−0.4 months", "1+", "25"):
            font.set_size(100, 72)
            font.set_text(text, 0)
            measured = font.get_width_height()[0] / 64 / 100 * 8 * MM
            assert width(text, 8, weight) == pytest.approx(measured, rel=0.02)


# What is drawn over text, or under it


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[list[Mark]]:
    """The marks of every drawing that is asked for during a test, in order; nothing is drawn."""
    made: list[list[Mark]] = []

    def watched(figure: str, marks: Iterable[Mark], *rest: Any, **more: Any) -> Drawn:
        made.append(list(marks))
        return Drawn(figure, "", more["alt"], more["caption"])

    for module in MODULES:
        monkeypatch.setattr(import_module(f"cpreport.figures.{module}"), "finish", watched)
    return made


def within(inner: Extent, outer: Extent) -> bool:
    return (
        outer.left <= inner.left + 0.3
        and outer.right >= inner.right - 0.3
        and outer.top <= inner.top + 0.6
        and outer.bottom >= inner.bottom - 0.6
    )


def letters_of(words: Words) -> Extent:
    """The room of capitals and figures."""
    room = words.extent
    return Extent(room.left, words.y - CAPITALS * words.size * POINT, room.right, words.y)


def meet(one: Extent, other: Extent, air: float) -> bool:
    """Whether two extents overlap by more than some air in mm."""
    return (
        one.left < other.right - air
        and other.left < one.right - air
        and one.top < other.bottom - air
        and other.top < one.bottom - air
    )


def touches(mark: Mark, around: Extent, room: Extent) -> bool:
    """Whether a mark, which has an extent around it, touches some room."""
    if not meet(around, room, 0.1):
        return False
    if not isinstance(mark, Strokes):
        return True
    pairs = [pair for points in mark.lines for pair in pairwise(points)]
    return any(meet(replace(mark, lines=(pair,)).extent, room, 0.1) for pair in pairs)


@pytest.mark.parametrize("name", SERIES)
def test_no_line_strikes_a_text_through_and_no_mark_covers_one(
    name: str, drawings: list[list[Mark]]
) -> None:
    for _ in every_figure(SERIES[name]()):
        pass
    assert drawings
    for marks in drawings:
        others = [(n, m, m.extent) for n, m in enumerate(marks) if not isinstance(m, Words)]
        for n, words in enumerate(marks):
            if not isinstance(words, Words):
                continue
            room = letters_of(words)
            near = [(m, mark) for m, mark, around in others if touches(mark, around, room)]
            grounds = [m for m, mark in near if m < n and within(room, mark.extent)]
            for m, mark in near:
                assert m in grounds or m < max(grounds, default=-1), (words, mark)
