"""A measure has published thresholds of its own: both ways, in per cent, by the earlier value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.cases.measure_record import NumberMeasure
from cpreport.outcomes.methods import scoring_text
from cpreport.outcomes.number_changes import number_change
from cpreport.outcomes.threshold_passes import of_exact, of_measured
from cpreport.scales.numbers_declared import scale_of_number
from tests.measured_series import measured_series
from tests.test_measured_numbers import results_of, run
from tests.test_measured_rules import scored

COMMON = {"kind": "MCID", "population": "adults", "same_population": "no", "source": "A"}


def pain(**threshold: str) -> NumberMeasure:
    """Make a measure that is better lower, with one threshold."""
    declared = {"name": "Pain", "unit": "mm", "better": "lower"}
    return NumberMeasure.model_validate({**declared, "thresholds": [{**COMMON, **threshold}]})


@pytest.mark.parametrize(
    ("threshold", "earlier", "later", "passed"),
    [
        ({"value": "13"}, "64", "51", True),
        ({"value": "13"}, "64", "52", False),
        ({"value": "13"}, "64", "77", True),  # as much for the worse
        ({"value": "13", "kind": "MDC"}, "64", "51", False),  # an MDC must be exceeded
        ({"value": "13", "kind": "MDC"}, "64", "50", True),
        ({"value": "13", "worse": "9"}, "64", "73", True),
        ({"value": "13", "worse": "9"}, "64", "72", False),
        ({"value": "13", "worse": "9"}, "64", "55", False),
        ({"value": "30", "per_cent": "yes"}, "50", "35", True),
        ({"value": "30", "per_cent": "yes"}, "50", "36", False),
        ({"value": "30", "per_cent": "yes"}, "0", "36", None),  # no per cent of nothing
        ({"value": "13", "baseline": "40 to 70"}, "70", "50", True),
        ({"value": "13", "baseline": "40 to 70"}, "71", "50", None),
        ({"value": "13", "baseline": "at least 40"}, ">60", "50", None),  # perhaps 61, perhaps 99
        ({"value": "13"}, "64", "<50", True),
        ({"value": "13"}, "64", "<60", None),
        ({"value": "13"}, "64", "~40", True),
    ],
)
def test_a_change_passes_it_or_not_or_it_is_not_for_it(
    threshold: dict[str, str], earlier: str, later: str, passed: bool | None
) -> None:
    number = pain(**threshold)
    scale = scale_of_number("pain", number)
    change = number_change(number, scored(earlier, "a"), scored(later, "b"))
    found = of_measured(scale, number, change)
    assert [held.passed for held in found] == ([] if passed is None else [passed])


def test_a_scale_takes_the_same_kinds_of_thresholds() -> None:
    scale = scale_of_number("pain", pain(value="30", worse="20", per_cent="yes"))
    passed = [of_exact(scale, "value", Decimal(50), Decimal(c))[0].passed for c in (-15, -14, 10)]
    assert passed == [True, False, True]


THRESHOLDS = (
    "series.yaml",
    "digits: 0, better: lower}",
    """digits: 0, better: lower, thresholds: [
    {kind: MCID, value: 13, baseline: up to 40, population: adults with mild pain, same_population: no, source: A},
    {kind: MCID, value: 30, worse: 20, per_cent: yes, baseline: at least 41, population: adults with severe pain,
      same_population: no, source: A}]}""",
)
RULE = ("series.yaml", "rule: by at least 13 mm", "rule: score reaching MCID")


def test_patients_are_judged_by_the_threshold_of_their_own_earlier_value(tmp_path: Path) -> None:
    found, problems = results_of(measured_series(tmp_path, THRESHOLDS, RULE))
    assert problems == []
    # From 64 to 30 by 53 %; not assessed; from 20 to 15 by 5 mm.
    verdicts = [found.ledger[f"P0{n}.pain.verdict"].value for n in (1, 2, 3)]
    assert verdicts == ["better", "not assessable", "unchanged"]
    assert found.ledger["P01.change.pain.value.MCID.2"].value == "passed"
    assert "P01.change.pain.value.MCID" not in found.ledger
    assert found.ledger["P03.change.pain.value.MCID"].value == "not passed"
    held = {key: found.ledger[f"pain.value.{key}.better"] for key in ("MCID", "MCID.2")}
    assert [(r.printed, r.of) for r in held.values()] == [("0", 1), ("1", 1)]
    said = scoring_text(found).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "the MCID of 30% for better and 20% for worse from an earlier value of at least 41 mm "
        "(adults with severe pain) for the Pain on a visual analogue scale" in said
    )
    assert "the MCID of 13 mm from an earlier value of up to 40 mm (adults with mild pain)" in said


@pytest.mark.slow
def test_every_output_holds_the_change_against_it_and_cites_its_work(tmp_path: Path) -> None:
    cases = measured_series(tmp_path, THRESHOLDS, RULE)
    (cases / "references.bib").write_text(
        "@article{A, author={Abbot, A.}, title={Pain that matters}, journal={Pain}, year={2001}}\n"
    )
    assert "no problems" in run("check", cases)
    run("build", cases, "--to", "html", "--output", tmp_path / "output", "-j", "1")
    article = (tmp_path / "output" / "article" / "article.html").read_text("utf-8")
    assert "The MCID of Pain on a visual analogue scale is from" in article
    assert "Pain that matters" in article
    report = next((tmp_path / "output").rglob("P01.html")).read_text("utf-8")
    assert "MCID passed" in report
    explained = run("explain", "P01.change.pain.value", cases)
    assert "Passes the MCID of 30%" in " ".join(
        explained.replace("\N{NO-BREAK SPACE}", " ").split()
    )


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (
            RULE, "CP304",
            "the rule `score reaching MCID` needs a published MCID, and none is known for the pain "
            "score `value`",
        ),
        (
            ("series.yaml", "rule: into reference", "rule: score reaching MCID"), "CP305",
            "K has no amount of change for the better: it is better in its range",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_nothing_supports_is_refused(
    change: tuple[str, str, str], code: str, message: str, tmp_path: Path
) -> None:
    _, problems = results_of(measured_series(tmp_path, change))
    assert [(p.code, p.message) for p in problems] == [(code, message)]


def test_a_size_for_the_worse_needs_a_direction() -> None:
    with pytest.raises(ValueError, match="no change is for the worse"):
        NumberMeasure.model_validate(
            {"name": "X", "thresholds": [{**COMMON, "value": "3", "worse": "2"}]}
        )
