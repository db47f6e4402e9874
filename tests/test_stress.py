"""The stress series are what their names say, the same every time, and pass the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpreport.cases.reader import read_series
from cpreport.figures import case_figures_of, series_figures_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.scales.scoring import score_series
from tests.stress import STRESS, words, written
from tests.stress.__main__ import main

pytestmark = pytest.mark.slow


def read(name: str, folder: Path) -> Findings:
    """Write, read, score and compare a series: nothing may be an error."""
    series, problems = read_series(written(name, folder))
    assert series is not None, problems
    scored, more = score_series(series)
    findings, yet_more = find(scored)
    assert [p for p in (*problems, *more, *yet_more) if p.severity == "error"] == []
    return findings


@pytest.mark.parametrize("name", STRESS)
def test_every_file_of_data_says_that_it_is_invented(tmp_path: Path, name: str) -> None:
    folder = written(name, tmp_path)
    for file in folder.rglob("*.yaml"):
        assert file.read_text("utf-8").startswith("# Invented"), file
    assert words.NOTICE.split(".")[0] in " ".join(
        (folder / "series.yaml").read_text("utf-8").split()
    )


@pytest.mark.parametrize("name", STRESS)
def test_a_series_is_the_same_whenever_it_is_written(tmp_path: Path, name: str) -> None:
    one, other = written(name, tmp_path / "one"), written(name, tmp_path / "other")
    files = sorted(file.relative_to(one) for file in one.rglob("*.*"))
    assert files == sorted(file.relative_to(other) for file in other.rglob("*.*"))
    assert all((one / file).read_bytes() == (other / file).read_bytes() for file in files)


@pytest.mark.parametrize(
    ("name", "patients", "visits", "items"),
    [
        ("one-patient-one-visit", 1, 1, 8),
        ("twelve-patients", 12, 3, 8),
        ("twenty-five-patients", 25, 6, 60),
        ("very-long-names", 2, 3, 12),
        ("right-to-left-names", 2, 2, 8),
        ("no-figures-possible", 1, 1, 8),
    ],
)
def test_a_series_has_the_size_of_its_name_and_no_error(
    tmp_path: Path, name: str, patients: int, visits: int, items: int
) -> None:
    findings = read(name, tmp_path)
    cases = findings.scored.cases
    scale = findings.scored.series.record.outcomes[0].scale
    assert len(cases) == patients
    for case in cases:
        graded = [item for item in case.items if item.scale == scale]
        assert len({item.visit for item in graded}) == visits
        assert len({(item.item, item.side) for item in graded}) == items


def test_where_nothing_was_assessed_no_figure_of_scores_is_possible(tmp_path: Path) -> None:
    findings = read("no-figures-possible", tmp_path)
    assert "change" not in (*case_figures_of(findings, "P01"), *series_figures_of(findings))


def test_names_are_long_without_a_space_and_written_from_right_to_left() -> None:
    assert max(len(word) for word in words.LONG_DRUG.split()) > 70
    assert max(len(part) for muscle in words.LONG_MUSCLES for part in muscle.split()) > 60
    assert all(
        "\N{HEBREW LETTER ALEF}" <= name[0] <= "\N{ARABIC LETTER YEH}"
        for name in (words.HEBREW_AUTHOR, words.ARABIC_AUTHOR)
    )


def test_by_hand_an_unknown_name_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-series", "folder"]) == 2
    assert "one-patient-one-visit" in capsys.readouterr().err
