"""Each of 89 instruments of ten fields can be written without code (tests/instruments.yaml)."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from scales_series import case_text, scores_of, series_of

from cpreport.cases.measure_record import CategoryMeasure
from cpreport.scales.reader import shipped_numbers, shipped_scales
from cpreport.scales.scoring import score_series

ALL = yaml.safe_load((Path(__file__).parent / "instruments.yaml").read_text("utf-8"))
LIBRARY, FILES, MEASURES = ALL["library"], ALL["files"], ALL["measures"]

#: What every file has.
HEAD = "id: OWN\nname: Own Scale\nmeasures: something\nsource: {citation: A paper}\n"


def test_there_are_89_and_each_is_written_once() -> None:
    ids = [*LIBRARY, *FILES, *MEASURES]
    assert len(ids) == len(set(ids)) == 89


def test_what_a_file_cannot_say_is_said_in_the_guide() -> None:
    limited = ALL["not_all_of"]
    assert len({*LIBRARY, *FILES} - set(limited)) >= 75
    guide = (Path(__file__).parents[1] / "docs" / "howto" / "scale.md").read_text("utf-8")
    limits = guide.partition("## 5. What a file cannot say")[2].partition("## 6.")[0]
    assert [name for name in limited if f"| {name} |" not in limits] == []


@pytest.mark.parametrize("ids", LIBRARY.values(), ids=LIBRARY)
def test_it_is_in_the_library(ids: list[str]) -> None:
    assert [i for i in ids if i not in shipped_scales() and i not in shipped_numbers()] == []


@pytest.mark.parametrize("written", FILES.values(), ids=FILES)
def test_a_file_scores_it(written: dict[str, Any]) -> None:
    if "entered" in written:
        expected, scores = written["entered"], "TCT: {}"
        totals = f"{{OWN: {{{', '.join(f'{k}: {v}' for k, v in expected.items())}}}}}"
    else:
        expected, scores, totals = written["gives"], f"OWN: {written['grades']}", ""
    found = scores_of(scores, totals=totals, scale=HEAD + written["file"])
    assert {name: found[name].printed for name in expected} == expected


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_a_measure_of_the_series_holds_it(measure: str) -> None:
    series = series_of(case_text("{}"), settings=f"measures:\n{indent('OWN: ' + measure, '  ')}")
    assert isinstance(series.record.measures["OWN"], CategoryMeasure)
    assert score_series(series)[1] == ()
