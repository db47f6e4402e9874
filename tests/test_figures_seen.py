"""Figures look as they did when they were last looked at.

The pictures are in `tests/figures_seen`; where a figure is meant to look different,
`python -m tests.figures_seen` makes them anew. They show what a reader would see from afar: a
single wrong digit is for the tests of what figures say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from figures_seen.pictures import (
    FOLDER,
    ONLY,
    SERIES,
    alike,
    can_be_pictured,
    differences,
    drawings,
    found,
    picture,
    seen,
)

from cpreport.figures.style import LOOK, Drawn

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_be_pictured(), reason="needs pypdfium2 or poppler"),
]


@cache
def drawn(series: str) -> dict[str, Drawn]:
    return dict(drawings(series))


NAMES = sorted(file.stem for file in FOLDER.glob("*.png"))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_looks_as_it_was_last_seen(name: str, tmp_path: Path) -> None:
    actual = picture(drawn(name.partition("-")[0])[name])
    file = tmp_path / f"{name}.png"
    actual.save(file)
    mean, most = differences(actual, seen(name))
    assert alike(actual, name), (
        f"{name} looks different (mean {mean:.3f}, in one block {most:.3f}): compare {file} with "
        f"{FOLDER / file.name}; where that is meant, run `python -m tests.figures_seen`"
    )


def test_every_figure_has_been_seen() -> None:
    assert [name for series in SERIES for name in drawn(series) if name not in NAMES] == []
    assert len(NAMES) == 6 * (len(SERIES) - len(ONLY)) + sum(map(len, ONLY.values())) + 1


# What the pictures would show


def without(text: str) -> Callable[[str], str]:
    def change(svg: str) -> str:
        assert len(re.findall(rf"<text[^>]*>{text}</text>", svg)), text
        return re.sub(rf"<text[^>]*>{text}</text>", "", svg, count=1)

    return change


def recoloured(one: str, other: str) -> Callable[[str], str]:
    def change(svg: str) -> str:
        assert one in svg
        return svg.replace(one, other)

    return change


BETTER, WORSE = LOOK.direction["better"], LOOK.direction["worse"]

MISTAKES: dict[str, tuple[str, Callable[[str], str]]] = {
    "no name of a row": ("example-case-change", without("Total")),
    "no name of a patient": ("many-timelines", without("P13")),
    "no head of a visit": ("example-case-timeline", without("Month 6")),
    "better in the colour of worse": ("example-case-change", recoloured(BETTER, WORSE)),
    "worse in the colour of better": ("example-items", recoloured(WORSE, BETTER)),
    "one grade in the colour of another": (
        "example-case-items",
        recoloured(LOOK.steps[4], LOOK.steps[0]),
    ),
    "the sign of a verdict left out": ("eyes-items", without("1.04\xa0▼")),
    "a value in the colour of worse": ("numbers-values", recoloured(BETTER, WORSE)),
    "no bands": ("example-change", recoloured(LOOK.band, LOOK.paper)),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_drawing_is_seen(mistake: str) -> None:
    name, change = MISTAKES[mistake]
    before = drawn(name.partition("-")[0])[name]
    after = replace(before, svg=change(before.svg))
    assert not alike(picture(after), name), differences(picture(after), seen(name))


def test_before_and_after_exchanged_are_seen(example: Path) -> None:
    file = example / "series.yaml"
    text = file.read_text("utf-8")
    exchanged = re.sub(r"compare: \[(\w+), (\w+)\]", r"compare: [\2, \1]", text)
    assert exchanged != text
    file.write_text(exchanged, "utf-8")
    other = dict(drawings("example", found(example)))
    for name in ("example-case-change", "example-change", "example-items"):
        assert not alike(picture(other[name]), name), name
