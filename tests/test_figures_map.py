"""The map of measured values: before and after in tiles, shaded by their range."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpreport.figures import article_figures_of, draw_case, draw_series, phone_look, series_look
from cpreport.figures.map_blocks import series_blocks
from cpreport.figures.map_grid import arrange
from cpreport.figures.style import LOOK, Drawn
from cpreport.figures.value_grid import value_grid
from cpreport.figures.values_in_time import value_panels
from cpreport.outcomes.findings import Findings
from cpreport.tables import series_table
from tests.figures_seen.pictures import found
from tests.kinds_series import kinds_series
from tests.measured_series import measured_in, measured_series

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    return found(kinds_series(tmp_path_factory.mktemp("kinds")))


def map_of(findings: Findings, *, phone: bool = False) -> Drawn:
    drawn = draw_series("items", findings, phone_look(findings) if phone else None)
    assert drawn is not None
    return drawn


def texts(drawn: Drawn) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn.svg)


def tiles(findings: Findings, scale: str, row: int = 0) -> list[tuple[str, ...]]:
    """Give what stands in the parts of each patient's tile of a value."""
    block = next(b for b in series_blocks(findings) if b.scale.id == scale)
    return [tile.texts if tile else () for (tile,) in block.rows[row].tiles]


def places(findings: Findings, scale: str) -> list[tuple[float | None, ...]]:
    block = next(b for b in series_blocks(findings) if b.scale.id == scale)
    return [tile.places if tile else () for (tile,) in block.rows[0].tiles]


def test_values_stand_before_and_after_with_the_sign_of_the_verdict() -> None:
    findings = found(EXAMPLES / "rheumatology")
    assert tiles(findings, "PMR-AS") == [
        ("35.4", "2.9\xa0▲"),
        ("35.8", "4.4\xa0▲"),
        ("52.1", "12.7"),
        ("26.7", "–"),
        ("62.0", "6.1\xa0▲"),
        ("19.8", "22.9"),
    ]
    said = texts(map_of(findings))
    assert "Disease activity" in said
    assert (
        "Polymyalgia Rheumatica Activity Score (PMR-AS), lower is better; rule: is at most 7"
        in said
    )
    assert "CRP, mg/L, lower is better; rule: by at least 50%" in said
    assert [text for text in said if text.endswith("better")][:2] == [
        "3 of 5 better",
        "5 of 6 better",
    ]


@pytest.mark.parametrize(
    ("example", "how"),
    [
        ("dermatology", "by their improvement rule. "),
        ("rheumatology", "by their improvement rule, or by any change where there is none."),
    ],
)
def test_the_caption_says_by_what_the_values_of_this_series_are_framed(
    example: str, how: str
) -> None:
    drawn = draw_series("items", found(EXAMPLES / example))
    assert drawn is not None
    assert f"worse (▼) {how}" in drawn.caption.replace("\xa0", " ")


def test_worse_from_the_smallest_value_is_worse_though_it_is_less_than_before() -> None:
    findings = found(EXAMPLES / "oncology")
    assert tiles(findings, "sum")[3] == ("96", "66\xa0▼")
    assert "1 worse" in texts(map_of(findings))


def test_every_kind_of_value_is_drawn_and_missing_ones_have_their_sign(kinds: Findings) -> None:
    assert tiles(kinds, "response") == [("SD", "PR\xa0▲"), ("?", "PD"), ("SD", "PD\xa0▼")]
    assert tiles(kinds, "VA") == [("6/60", "6/6\xa0▲"), ("–", "6/18"), ("6/18", "6/60")]
    assert tiles(kinds, "K") == [("3.1", "4.2\xa0▲"), ("~4.0", "5.5\xa0▼"), ("6.0", "6.5")]
    assert tiles(kinds, "ferritin") == [("<5", ">200"), ("≤12", "≥400"), ()]
    assert tiles(kinds, "elbow", 1)[0] == ("−20°", "unable")


def test_categories_without_an_order_have_one_neutral_shade_and_no_direction(
    kinds: Findings,
) -> None:
    assert tiles(kinds, "blood") == [("venous", "arterial"), ("none seen",), ("×", "·")]
    block = next(b for b in series_blocks(kinds) if b.scale.id == "blood")
    assert all(tile is None or tile.neutral for row in block.rows for (tile,) in row.tiles)
    drawn = map_of(kinds)
    assert drawn.svg.count(f'fill="{LOOK.shade}"') == 2
    assert "category without an order" in texts(drawn)


def test_values_within_their_reference_have_the_palest_shade(kinds: Findings) -> None:
    # 89, then 12; 89.5, then <5; <5, then 89: the reference is up to 5.
    (first, after), (most, inside), (within, again) = places(kinds, "CRP")
    assert (most, inside, within) == (1.0, 0.0, 0.0)
    assert first == again == pytest.approx(0.3 + 0.7 * 84 / 84.5)
    assert after == pytest.approx(0.3 + 0.7 * 7 / 84.5)


def test_other_values_are_shaded_by_their_range_or_by_what_is_recorded() -> None:
    # Pain from 0 to 10; stiffness from 0 to 1440 minutes, of which 300 are the most.
    findings = found(EXAMPLES / "rheumatology")
    assert places(findings, "pain")[0] == (0.8, 0.1)
    assert places(findings, "stiffness")[4] == pytest.approx((1.0, 10 / 295))


@pytest.mark.parametrize("phone", [False, True])
def test_of_many_patients_every_value_is_still_read(tmp_path: Path, phone: bool) -> None:
    findings = found(measured_in(25, measured_series(tmp_path)))
    said = texts(map_of(findings, phone=phone))
    assert said.count("P25") == (2 if phone else 1)
    assert said.count("−30°") == said.count("3.1") == said.count("6.0") / 23 == 1
    assert phone or said.count("2 of 25 better") == 1


def test_the_text_alternative_tells_the_values_of_few_and_counts_many(tmp_path: Path) -> None:
    drawn = map_of(found(measured_series(tmp_path / "few")))
    assert drawn.alt.startswith(
        "Measured values of every patient at “Before treatment” and “After treatment”"
    )
    assert "C-reactive protein: P01 89 to 12 (better); P02 89.5 to <5 (better); " in drawn.alt
    many = map_of(found(measured_in(25, measured_series(tmp_path / "many")))).alt
    assert "C-reactive protein: 2 of 25 better, 23 worse." in many


def test_of_more_patients_than_are_told_one_by_one_verdicts_are_counted(tmp_path: Path) -> None:
    findings = found(measured_in(30, measured_series(tmp_path)))
    drawn = map_of(findings)
    assert [text for text in texts(drawn) if not text.isdigit()] == [
        "Inflammation (C-reactive protein)",
        "Pain (Pain on a visual analogue scale)",
        "K (Potassium)",
        "Elbow (Elbow extension)",
        *("better", "unchanged", "worse", "not comparable"),
    ]
    assert drawn.alt.startswith("Bars of how many patients became better or worse, by outcome.")
    assert "(C-reactive protein): 2 better, 0 unchanged, 28 worse, 0 not comparable." in drawn.alt
    assert "K (Potassium): 1 better, 28 unchanged, 1 worse, 0 not comparable." in drawn.alt


def test_lines_are_printed_unasked_only_where_they_show_more_visits_than_the_map(
    kinds: Findings,
) -> None:
    assert article_figures_of(kinds) == ("timelines", "items")
    between = found(EXAMPLES / "rheumatology")
    assert article_figures_of(between) == ("timelines", "items", "values")


@pytest.mark.slow
def test_where_no_item_could_be_compared_none_is_said_to_be_unchanged() -> None:
    findings = found(EXAMPLES / "oncology")
    # The performance status of P06 was not assessed at the later visit.
    (status,) = (block for block in series_blocks(findings) if block.scale.id == "ECOG")
    assert [foot and foot[0][0] for foot in status.foot] == [
        *("1 better", "none changed", "1 better", "none changed", "none changed", ()),
    ]
    of_case = draw_case("items", findings, "P06")
    assert of_case is not None
    assert "none changed" not in texts(of_case)


def test_one_shade_is_one_value_on_either_side() -> None:
    block = next(b for b in series_blocks(found(EXAMPLES / "ophthalmology")) if b.scale.id == "VA")
    shades = {
        text.removesuffix("\xa0▼"): place
        for row in block.rows
        for (tile,) in row.tiles
        if tile is not None
        for text, place in zip(tile.texts, tile.places, strict=True)
        if place is not None
    }
    order = sorted(shades, key=float)
    assert [shades[text] for text in order] == sorted(shades.values())
    assert order[-1] == "1.04"


@pytest.mark.parametrize("case", [None, "P05"])
def test_right_and_left_of_a_number_have_one_axis(case: str | None) -> None:
    findings = found(EXAMPLES / "ophthalmology")
    cases = [one for one in findings.cases if case in (None, one.id)]
    grid = value_grid(findings, value_panels(findings, cases), series_look(findings))
    ranges = [plot.y for plot in grid.plots]
    assert ranges[0] == ranges[1] != ranges[2] == ranges[3]
    assert [plot.y_ticks for plot in grid.plots[::2]] == [plot.y_ticks for plot in grid.plots[1::2]]


def test_ids_in_small_letters_are_no_abbreviations_of_the_main_table() -> None:
    table = series_table("outcomes", found(EXAMPLES / "rheumatology"))
    assert table is not None
    assert table.notes[-1] == (
        "PMR-AS, Polymyalgia Rheumatica Activity Score; CRP, C-reactive protein."
    )


def test_a_map_has_no_more_columns_than_blocks() -> None:
    blocks = tuple(series_blocks(found(EXAMPLES / "rheumatology")))
    for number in (1, 2):
        grid = arrange(("P01",), blocks[:number], 170, LOOK, widest=40, columns=2)
        assert all(grid.columns)
        assert len(grid.columns) == number
