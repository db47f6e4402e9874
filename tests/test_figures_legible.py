"""What every figure of every example keeps to, measured in the finished drawings.

Both edges of a figure meet those of the tables, nothing touches a number of an axis, and swatches
and words have the colours of what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from figures_measured import Box, boxes, every_figure, pieces, size_of
from PIL import ImageColor

from cpreport.colours import in_the_dark
from cpreport.figures.canvas import figure_of
from cpreport.figures.marks import Mark
from cpreport.figures.style import LOOK, Drawn
from cpreport.figures.svg import svg_of
from cpreport.outcomes.result import Direction
from tests.test_figures_directions import findings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
#: Each direction with what its colour never has.
WAYS: dict[Direction, tuple[str, ...]] = {"better": ("worse", "▼"), "worse": ("better", "▲")}
SERIES = ("cases", *(f"examples/{n.name}" for n in sorted((ROOT / "examples").glob("*/"))))


@cache
def drawn(series: str) -> tuple[tuple[str, Drawn], ...]:
    return tuple(every_figure(findings(series)))


def parts(drawn: Drawn) -> list[Box]:
    """Find the room of every line and shape that is seen."""
    return [piece.room for piece in pieces(drawn) if piece.seen]


def axis_numbers(drawn: Drawn) -> Iterator[Box]:
    """Find the numbers of axes: what ticks say, below or left of their plot."""
    assert drawn.drawing is not None
    for plot in drawn.drawing.plots:
        left, top, wide, high = plot.box
        below = {text for _, text in plot.x_ticks}
        beside = {text for _, text in plot.y_ticks}
        for box in boxes(drawn):
            under = top + high < box.top < top + high + 4 and left - 3 < box.left < left + wide
            at_side = left - 9 < box.right < left and top - 2 < box.top < top + high
            if (box.text in below and under) or (box.text in beside and at_side):
                yield box


@pytest.mark.parametrize("series", SERIES)
def test_figures_are_as_wide_as_the_tables_below_them(series: str) -> None:
    for name, figure in drawn(series):
        every = [*parts(figure), *boxes(figure)]
        assert min(box.left for box in every) < 0.6, name
        # The words at the ends of lines are not all of one length.
        ragged = 7.0 if name.endswith("values") else 1.0
        assert max(box.right for box in every) > size_of(figure)[0] - ragged, name


@pytest.mark.parametrize("series", SERIES)
def test_nothing_touches_a_number_of_an_axis(series: str) -> None:
    numbers = 0
    for name, figure in drawn(series):
        for number in axis_numbers(figure):
            numbers += 1
            assert not [part for part in parts(figure) if part.overlaps(number)], (name, number)
    assert numbers > 10


def test_doses_of_a_course_stand_below_their_steps_and_their_unit_once() -> None:
    timeline = dict(drawn("examples/rheumatology"))["P01 timeline"]
    texts = {box.text: (box.left + box.right) / 2 for box in boxes(timeline)}
    assert [text for text in texts if text.startswith("mg")] == ["mg daily, oral"]
    steps = sorted(
        (part.left + part.right) / 2
        for part in parts(timeline)
        if f'd="{part.text}" fill="{LOOK.accent}"' in timeline.svg
    )
    doses = ("15", "12.5", "10", "7.5", "5", "2.5")
    # The last step has a point, because it goes on.
    assert [texts[dose] for dose in doses] == pytest.approx(steps, abs=1.1)


# --- colours, and what marks mean ----------------------------------------------------------------


def colours_of(mark: Mark) -> set[str]:
    parts = (getattr(mark, part, "") for part in ("fill", "edge", "colour"))
    return {colour for colour in parts if colour and colour != LOOK.paper}


@pytest.mark.parametrize("series", SERIES)
def test_swatches_have_the_colours_of_the_marks_that_they_explain(series: str) -> None:
    shades = {LOOK.step(share / 4)[0] for share in range(5)}
    for name, figure in drawn(series):
        drawing = figure.drawing
        assert drawing is not None
        if drawing.legend is None:
            continue
        alone = replace(drawing, legend=None)
        svg = svg_of(figure_of(alone), alone).replace("currentColor", LOOK.ink)
        for key in drawing.legend.keys:
            colours = set().union(*map(colours_of, key.marks)) - shades
            assert {colour for colour in colours if colour not in svg} == set(), (name, key.meaning)
            said = {LOOK.direction[way] for way in WAYS if way in key.meaning}
            shown = colours & {LOOK.direction[way] for way in WAYS}
            assert said <= shown, (name, key.meaning)


@pytest.mark.parametrize("series", SERIES)
def test_words_and_signs_have_the_colour_of_their_direction(series: str) -> None:
    for name, figure in drawn(series):
        for fill, text in re.findall(r'<text[^>]*fill="([^"]+)"[^>]*>([^<]+)<', figure.svg):
            for way, others in WAYS.items():
                if fill == LOOK.direction[way]:
                    assert not any(other in text for other in others), (name, text)


@pytest.mark.parametrize("series", SERIES)
def test_patients_are_named_beside_their_marks_and_in_no_legend(series: str) -> None:
    for name, figure in drawn(series):
        drawing = figure.drawing
        if drawing is not None and drawing.legend is not None:
            named = [k.meaning for k in drawing.legend.keys if re.search(r"\bP0\d", k.meaning)]
            assert named == [], name


#: What deuteranopia makes of red, green and blue light: Machado et al. 2009,
#: doi 10.1109/TVCG.2009.113, severity 1.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)


@pytest.mark.parametrize("page", ["light", "dark"])
def test_better_and_worse_are_told_apart_without_green(page: str) -> None:
    ways = [LOOK.direction["better"], LOOK.direction["worse"]]
    shown = [in_the_dark(colour) for colour in ways] if page == "dark" else ways
    light = [((np.array(ImageColor.getrgb(c)) / 255) ** 2.2) @ DEUTERANOPIA.T for c in shown]
    red, blue = (light[1] - light[0])[[0, 2]]
    assert red > 0.1, red
    assert blue < -0.1, blue
