"""Figures at every size: nothing overlaps, nothing is cut off, the words follow from the data."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cpreport.build.checked import checked
from cpreport.figures import (
    CASE_FIGURES,
    SERIES_FIGURES,
    case_figures_of,
    draw_case,
    draw_series,
    series_figures_of,
)
from cpreport.figures.canvas import Canvas, text_width
from cpreport.figures.style import LOOK, Drawn
from cpreport.outcomes.findings import Findings
from tests.generated import generated
from tests.smallest import smallest

#: patients, items, visits
SIZES = [(1, 1, 1), (1, 1, 2), (1, 19, 2), (4, 8, 3), (2, 30, 6), (12, 5, 2), (25, 8, 3)]


def findings_of(folder: Path) -> Findings:
    found = checked(folder)
    assert found.findings is not None, found.problems
    return found.findings


def every_figure(findings: Findings) -> list[tuple[str, Drawn]]:
    """Draw all figures of the series and of its first and last case."""
    ids = [findings.cases[0].id, findings.cases[-1].id]
    of_cases = [
        (f"{id} {name}", draw_case(name, findings, id)) for id in ids for name in CASE_FIGURES
    ]
    of_series = [(name, draw_series(name, findings)) for name in SERIES_FIGURES]
    return [(name, drawn) for name, drawn in [*of_cases, *of_series] if drawn is not None]


Box = tuple[float, float, float, float]


def boxes(canvas: Canvas) -> list[tuple[str, Box]]:
    """Give each text of a drawing with the room it takes, in mm."""
    found = []
    for text in canvas.axes.texts:
        words, size = text.get_text(), text.get_fontsize()
        if not words:
            continue
        width = text_width(words, size, "bold" if text.get_fontweight() == 600 else "normal")
        x, y = text.get_position()
        left = {"left": x, "center": x - width / 2, "right": x - width}[text.get_ha()]
        half = size * 25.4 / 72 * 0.36
        found.append((words, (left, y - half, left + width, y + half)))
    return found


@pytest.fixture
def canvases(monkeypatch: pytest.MonkeyPatch) -> list[Canvas]:
    """Every canvas that is finished during a test."""
    seen: list[Canvas] = []
    original = Canvas.finished

    def watched(self: Canvas, name: str) -> str:
        seen.append(self)
        return original(self, name)

    monkeypatch.setattr(Canvas, "finished", watched)
    return seen


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("label", ["Visit", "A visit with a long label of its own"])
def test_no_text_overlaps_another_or_leaves_the_page(
    size: tuple[int, int, int], label: str, canvases: list[Canvas], tmp_path: Path
) -> None:
    patients, items, visits = size
    folder = generated(tmp_path, patients=patients, items=items, visits=visits, label=label)
    every_figure(findings_of(folder))
    assert canvases
    for canvas in canvases:
        placed = boxes(canvas)
        for words, (left, top, right, bottom) in placed:
            assert left >= -0.1, words
            assert right <= canvas.width + 0.1, words
            assert top >= -0.1, words
            assert bottom <= canvas.height + 0.1, words
        for (one, a), (two, b) in combinations(placed, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, f"{one!r} overlaps {two!r}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_text_is_below_seven_points(
    size: tuple[int, int, int], canvases: list[Canvas], tmp_path: Path
) -> None:
    patients, items, visits = size
    every_figure(findings_of(generated(tmp_path, patients=patients, items=items, visits=visits)))
    for canvas in canvases:
        assert min(text.get_fontsize() for text in canvas.axes.texts) >= 7


def test_long_ids_are_shortened_not_overlapped(canvases: list[Canvas], tmp_path: Path) -> None:
    folder = generated(tmp_path, patients=3, items=4, visits=2, id="CENTRE-A-PATIENT-NUMBER-{:03}")
    every_figure(findings_of(folder))
    shown = {words for canvas in canvases for words, _ in boxes(canvas)}
    assert any(words.startswith("CENTRE") and words.endswith("…") for words in shown)


def test_which_figures_there_are_is_known_before_anything_is_drawn(tmp_path: Path) -> None:
    findings = findings_of(smallest(tmp_path))
    assert case_figures_of(findings, "P01") == tuple(
        name for name in CASE_FIGURES if draw_case(name, findings, "P01") is not None
    )
    assert series_figures_of(findings) == tuple(
        name for name in SERIES_FIGURES if draw_series(name, findings) is not None
    )


def test_the_same_data_give_the_same_bytes(example: Path) -> None:
    findings = findings_of(example)
    assert every_figure(findings) == every_figure(findings)


def test_no_id_of_one_drawing_is_in_another(example: Path) -> None:
    ids: set[str] = set()
    for name, drawn in every_figure(findings_of(example)):
        own = set(re.findall(r'\bid="([^"]+)"', drawn.svg))
        assert own, name
        assert not own & ids, name
        ids |= own


def test_drawings_are_well_formed_and_ask_for_nothing_outside(example: Path) -> None:
    for name, drawn in every_figure(findings_of(example)):
        ElementTree.fromstring(drawn.svg)
        links = set(re.findall(r'href="([^"#][^"]*)"', drawn.svg))
        assert links == set(), name
        assert "<dc:date>" not in drawn.svg


def test_text_stays_text_in_the_font_of_the_pages(example: Path) -> None:
    drawn = draw_case("spasticity", findings_of(example), "P01")
    assert drawn is not None
    assert ">Elbow flexors</text>" in drawn.svg
    assert "Source Sans 3" in drawn.svg


def test_the_map_prints_every_grade_of_the_scale(example: Path, canvases: list[Canvas]) -> None:
    findings = findings_of(example)
    draw_case("spasticity", findings, "P03")
    words = [w for w, _ in boxes(canvases[0])]
    for grade in ("0", "1", "1+", "2", "3"):
        cells = [
            g for g in findings.scored.case("P03").items if g.scale == "MAS" and g.grade == grade
        ]
        # One more stands in the key.
        assert words.count(grade) == len(cells) + 1


def test_what_was_not_assessed_is_told_apart_from_0(example: Path, canvases: list[Canvas]) -> None:
    draw_case("spasticity", findings_of(example), "P01")
    assert [w for w, _ in boxes(canvases[0])].count("n/a") == 3


def test_alt_texts_are_sentences_with_the_numbers_of_the_ledger(example: Path) -> None:
    findings = findings_of(example)
    for name, drawn in every_figure(findings):
        assert drawn.alt.endswith("."), name
        assert len(drawn.alt) > 60, name
    change = draw_case("change", findings, "P01")
    assert change is not None
    for visit in ("before", "month 6", "after"):
        assert findings.result("P01", visit, "TCT", "total").printed in change.alt
    assert "better" in change.alt


def test_unchanged_and_worse_are_said_in_the_alt_text(example: Path) -> None:
    findings = findings_of(example)
    items = draw_series("items", findings)
    assert items is not None
    worse = findings.result("P03", "MAS", "items", "worse").printed
    assert f"{worse} worse" in items.alt
    change = draw_series("change", findings)
    assert change is not None
    assert "unchanged" in change.alt


def test_one_changed_grade_changes_the_map_and_not_the_timeline(example: Path) -> None:
    before = findings_of(example)
    case = example / "P02.yaml"
    text = case.read_text("utf-8")
    old = re.search(r"elbow flexors: \{right: (\S+), left: (\S+)\}", text)
    assert old is not None
    new = "elbow flexors: {right: 4, left: 4}"
    case.write_text(text.replace(old[0], new, 1), "utf-8")
    after = findings_of(example)
    assert draw_case("timeline", before, "P02") == draw_case("timeline", after, "P02")
    assert draw_case("spasticity", before, "P02") != draw_case("spasticity", after, "P02")
    assert draw_case("spasticity", before, "P01") == draw_case("spasticity", after, "P01")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_text_colour_stands_out_from_its_ground() -> None:
    grounds = [(LOOK.ink, LOOK.paper), (LOOK.muted, LOOK.paper), (LOOK.accent, LOOK.paper)]
    grounds += [(colour, LOOK.paper) for colour in LOOK.direction.values()]
    grounds += [tuple(reversed(LOOK.shade(n / 10))) for n in range(11)]
    for text, ground in grounds:
        assert _contrast(text, ground) >= 4.5, (text, ground)


def test_the_ramp_is_ordered_in_grey() -> None:
    light = [_luminance(colour) for colour in LOOK.ramp]
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 0.03
