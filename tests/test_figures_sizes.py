"""Figures at every size: no two texts overlap, nothing is cut off, no letter is too small.

The finished SVG is measured, with the font itself at the weights that are printed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import pytest
from figures_measured import CHECKS, MM, every_figure, fonts, size_of
from figures_series import (
    MAS_ITEMS,
    ROUTES,
    case,
    events,
    findings_of,
    sized,
)

from cpreport.figures import draw_graphical_abstract, phone_look
from cpreport.figures.lettering import width
from cpreport.figures.style import PHONE_WIDTH, Drawn
from cpreport.outcomes import Findings
from tests.figures_seen.pictures import found
from tests.kinds_series import kinds_series
from tests.measured_series import measured_in, measured_series

pytestmark = pytest.mark.slow


def one(**more: Any) -> Findings:
    return findings_of(case(0, id="P01", items=MAS_ITEMS[:4], visits=3, **more), visits=3)


def treatment(sessions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"name": "Mesenchymal stem cells", "sessions": sessions, **more}


def session(day: int, *routes: str) -> dict[str, Any]:
    return {"day": str(day), "routes": list(routes or ROUTES)}


LONG_ROUTE = "intra-arterial by catheter into the middle cerebral artery of the weaker side"
LONG_LABEL = "Assessment number {} by the physiotherapist of the other centre"


def read_from(make: Callable[[Path], Path], patients: int = 0) -> Findings:
    """Read a series of files, with copies of its last patient until there are so many."""
    with TemporaryDirectory() as folder:
        return found(measured_in(patients, make(Path(folder))) if patients else make(Path(folder)))


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
    "every kind of value": lambda: read_from(kinds_series),
    "measured numbers of nine patients": lambda: read_from(measured_series, 9),
    "measured numbers of twenty-five patients": lambda: read_from(measured_series, 25),
    "names in other letters": lambda: sized(2, 3, 2, id="Ž{}", label="Šđčćž Ğışöü Ωμέγα Ж {}"),
}


#: Drawn for phones, too, where room is shortest.
ON_PHONES = {
    *("one patient, every muscle", "twenty-five patients, six visits", "long study ids"),
    *("sessions every day", "much concomitant treatment", "thirty adverse events"),
    *("twenty-five patients, thirty muscles, six visits, adverse events", "every kind of value"),
    "measured numbers of twenty-five patients",
}


@pytest.fixture(scope="session", params=SERIES)
def drawn_series(request: pytest.FixtureRequest) -> list[tuple[str, Drawn]]:
    """Every figure of one of the series."""
    findings = SERIES[request.param]()
    drawn = [*every_figure(findings), ("graphical-abstract", draw_graphical_abstract(findings))]
    on_phones = request.param in ON_PHONES
    return [*drawn, *(every_figure(findings, phone_look(findings)) if on_phones else ())]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_of_every_figure(
    check: Callable[[str, Drawn], None], drawn_series: list[tuple[str, Drawn]]
) -> None:
    for name, drawn in drawn_series:
        check(name, drawn)


def test_all_drawings_of_a_series_can_stand_in_one_page(
    drawn_series: list[tuple[str, Drawn]],
) -> None:
    on_one_page = [drawn for _, drawn in drawn_series if size_of(drawn)[0] > PHONE_WIDTH]
    ids = [
        id
        for drawn in on_one_page
        for element in ElementTree.fromstring(drawn.svg).iter()
        if (id := element.get("id"))
    ]
    assert len(ids) == len(set(ids))
    assert len(ids) >= len(on_one_page)


def test_the_drawing_code_knows_how_wide_its_letters_are() -> None:
    for weight, font in fonts().items():
        for text in ("Modified Ashworth Scale (MAS)", "−0.4 months", "1+", "25"):
            font.set_size(100, 72)
            font.set_text(text, 0)
            measured = font.get_width_height()[0] / 64 / 100 * 8 * MM
            assert width(text, 8, weight) == pytest.approx(measured, rel=0.02)
