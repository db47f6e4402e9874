"""The graphical abstract: the same results as the article, as dots, PDF and SVG."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from figures_measured import CHECKS
from figures_series import sized
from PIL import Image

from cpreport.builder.graphical_abstract_files import (
    graphical_abstract_files,
    graphical_abstract_outputs,
)
from cpreport.cases.series import GraphicalAbstract
from cpreport.figures import draw_graphical_abstract, figure
from cpreport.figures.style import LOOK
from cpreport.outcomes.findings import Findings
from tests.figures_seen.pictures import found
from tests.kinds_series import kinds_series

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SERIES = ("cases", *(f"examples/{n}" for n in ("rheumatology", "ophthalmology", "oncology")))
NAMES = tuple(f"figures/graphical-abstract.{ending}" for ending in ("svg", "png", "pdf"))


def asking(findings: Findings, control_group: str = "no") -> Findings:
    asked = GraphicalAbstract.model_validate({"control_group": control_group})
    series = findings.scored.series
    record = series.record.model_copy(update={"graphical_abstract": asked})
    return replace(findings, scored=replace(findings.scored, series=replace(series, record=record)))


def texts(svg: str) -> list[str]:
    return [t.replace("\xa0", " ") for t in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_it_is_made_only_where_it_is_asked_for() -> None:
    assert graphical_abstract_outputs(found(ROOT / "cases")) == ()
    assert graphical_abstract_files(found(ROOT / "cases")) == {}
    assert graphical_abstract_outputs(asking(found(ROOT / "cases"))) == NAMES


def test_its_files_have_the_size_that_journals_ask_for_and_are_the_same_each_time() -> None:
    findings = asking(found(ROOT / "cases"))
    svg, png, pdf = graphical_abstract_files(findings).values()
    assert svg.startswith(b"<svg")
    assert Image.open(io.BytesIO(png)).size == (1200, 675)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [576, 324]
    assert "Nocontrolgroup." in "".join(page.extract_text().split())
    assert tuple(graphical_abstract_files(findings).values()) == (svg, png, pdf)


def test_every_number_is_a_result_and_what_became_worse_stands_beside_what_became_better() -> None:
    drawn = draw_graphical_abstract(asking(found(ROOT / "examples/oncology")))
    said = texts(drawn.svg)
    assert said[said.index("3 of 5 better") :][:2] == ["3 of 5 better", "1 worse"]
    assert said.count("▲") == 3 + 2 + 2
    assert said.count("▼") == 1
    assert said.count("=") == 1 + 3 + 3
    assert "6 patients, 39 to 70 years" in said
    assert "6 adverse events in 5 of 6 patients; serious: 1." in said
    assert "Tumour size (Sum of target lesions): 3 of 5 better, 1 worse." in drawn.alt


def test_tiles_are_the_verdicts_of_the_patients_in_their_order() -> None:
    findings = asking(found(ROOT / "examples/dermatology"))
    signs = {"better": "▲", "worse": "▼", "unchanged": "=", "mixed": "±"}
    verdicts = [
        str(findings.result(case.id, judged.key, "verdict").direction)
        for judged in findings.judged
        for case in findings.cases
    ]
    drawn = [text for text in texts(draw_graphical_abstract(findings).svg) if len(text) == 1]
    assert drawn == [signs[verdict] for verdict in verdicts if verdict in signs]


@pytest.mark.parametrize(("control_group", "said"), [("no", True), ("yes", False)])
def test_it_says_that_there_is_no_control_group_where_the_series_does(
    control_group: str, said: bool
) -> None:
    drawn = draw_graphical_abstract(asking(found(ROOT / "cases"), control_group))
    assert ("No control group" in drawn.alt) is said
    assert ("Caution" in texts(drawn.svg)) is said


def test_without_the_key_it_says_nothing_of_a_control_group() -> None:
    made = figure(found(ROOT / "cases"), "graphical abstract")
    assert made is not None
    assert [round(72 * side) for side in made[0].get_size_inches()] == [576, 324]
    assert "control group" not in made[1]


def test_of_hundreds_of_patients_a_bar_tells_the_shares() -> None:
    drawn = draw_graphical_abstract(sized(60, 4, 2))
    said = texts(drawn.svg)
    assert "Outcomes: shares of the patients" in said
    assert "▲" not in said
    # Of two outcomes, with their counts in words, and the band of the title.
    assert drawn.svg.count(f'fill="{LOOK.direction["better"]}"') == 17 + 20 + 2 + 1
    assert "No adverse event was recorded." in said


@pytest.mark.parametrize("series", [*SERIES, "kinds", "long", "one"])
def test_nothing_overlaps_or_is_cut_off(series: str, tmp_path: Path) -> None:
    findings = {
        "kinds": lambda: found(kinds_series(tmp_path)),
        "long": lambda: sized(
            25, 30, 6, label="Assessment {} by the physiotherapist of the centre"
        ),
        "one": lambda: sized(1, 1, 2),
    }.get(series, lambda: found(ROOT / series))()
    drawn = draw_graphical_abstract(asking(findings))
    for check in CHECKS[:-1]:  # it is no figure of a page
        check(series, drawn)
