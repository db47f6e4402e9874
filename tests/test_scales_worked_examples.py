"""Every worked example scores as its source says (tests/worked_examples.yaml)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from scales_series import scored, scores_of

from cpreport.scales.definition import Scale, ScoreRule
from cpreport.scales.engine import score, work_out
from cpreport.scales.graded import ItemGrade
from cpreport.scales.names import grade_of, grades_of
from cpreport.scales.reader import shipped_scales

EXAMPLES = yaml.load(
    (Path(__file__).parent / "worked_examples.yaml").read_text("utf-8"), yaml.BaseLoader
)

# Those of others go in and come out as somebody else printed them; the rest are the rule's own words.
COUNTS = {"elsewhere": 51, "published": 14, "own": 185}
WITH_EXAMPLES_OF_OTHERS = [
    "APACHE-II",
    "BASDAI",
    "CHA2DS2-VASc",
    "CKD-EPI-2021",
    "CURB-65",
    "Child-Pugh",
    "DAS28",
    "DAS28-CRP",
    "FIB-4",
    "GCS",
    "GOS-E",
    "HY",
    "MAS",
    "MELD3",
    "MRC",
    "RA-CDAI",
    "RECIST",
    "SDAI",
    "SOFA",
]


def examples(kind: str) -> list[Any]:
    return [pytest.param(e, id=f"{kind}-{n}") for n, e in enumerate(EXAMPLES[kind], 1)]


def as_yaml(grades: dict[str, Any]) -> str:
    return yaml.safe_dump(grades, sort_keys=False, allow_unicode=True)


@pytest.mark.parametrize("example", examples("grades"))
def test_a_grade_has_the_points_of_its_coding(example: dict[str, str]) -> None:
    scale = shipped_scales()[example["scale"]]
    grade = grade_of(scale, example["item"], example["written"])
    assert grade is not None
    coding = scale.codings.get(example["coding"], {})
    assert coding.get(grade.code, grade.points) == Decimal(example["points"])


@pytest.mark.parametrize("example", examples("refused"))
def test_what_is_no_grade_is_refused(example: dict[str, str]) -> None:
    scale = shipped_scales()[example["scale"]]
    assert grade_of(scale, example["item"], example["written"]) is None


def steps_between(scale: Scale, item: str, earlier: str, later: str) -> int:
    """Count the grades from one to another, whatever points a coding gives them."""
    in_order = [g.code for g in sorted(grades_of(scale, item), key=lambda g: g.points)]
    return in_order.index(later) - in_order.index(earlier)


@pytest.mark.parametrize("example", examples("changes"))
def test_a_change_has_its_steps_and_its_direction(example: dict[str, str]) -> None:
    scale = shipped_scales()[example["scale"]]
    steps = steps_between(scale, example["item"], example["earlier"], example["later"])
    assert steps == int(example["steps"])
    gain = steps if scale.better == "higher" else -steps
    direction = "improved" if gain > 0 else "worsened" if gain < 0 else "unchanged"
    assert direction == example["direction"]
    if "half" in example:
        half = scale.codings["half"]
        assert half[example["later"]] - half[example["earlier"]] == Decimal(example["half"])


@pytest.mark.parametrize("example", examples("scores"))
def test_items_give_the_published_scores(example: dict[str, Any]) -> None:
    chosen = example.get("settings")
    settings = as_yaml({"settings": {example["scale"]: chosen}}) if chosen else ""
    found = scores_of(as_yaml({example["scale"]: example["grades"]}), settings=settings)
    for name, expected in example["expect"].items():
        value = found[name].value
        assert ("not scorable" if value is None else value) == (
            expected if expected == "not scorable" else Decimal(expected)
        )
    for name, bounds in example.get("bounds", {}).items():
        assert found[name].bounds == tuple(Decimal(end) for end in bounds)


@pytest.mark.parametrize("example", examples("printed"))
def test_items_give_scores_that_are_printed_as_published(example: dict[str, Any]) -> None:
    found = scores_of(as_yaml({example["scale"]: example["grades"]}))
    assert {name: found[name].printed for name in example["printed"]} == example["printed"]


@pytest.mark.parametrize("example", examples("means"))
def test_a_mean_is_computed_in_the_coding_it_names(example: dict[str, Any]) -> None:
    mas = shipped_scales()["MAS"]
    rules = tuple(
        ScoreRule(name=c, label=c, rule="mean", of=("all graded",), coding=c)
        for c in ("half", "ordinal6")
    )
    graded = [item_grade(mas, item, code) for item, code in example["grades"].items()]
    for result in score(mas.model_copy(update={"scores": rules}), graded, {}):
        expected = example[result.name]
        if expected == "not scorable":
            assert result.value is None
        else:
            assert result.value is not None
            assert abs(result.value - Decimal(expected)) < Decimal("0.0000001")


def item_grade(scale: Scale, item: str, written: str) -> ItemGrade:
    from cpreport.problems import Place

    grade = grade_of(scale, item, written)
    code, points = (grade.code, grade.points) if grade else (None, None)
    missing = "" if grade else written
    return ItemGrade("P01", "before", scale.id, item, "right", code, points, missing, Place("x"))


@pytest.mark.parametrize("example", examples("attainable"))
def test_the_totals_that_can_be_are_exactly_the_published_ones(example: dict[str, Any]) -> None:
    scale = shipped_scales()[example["scale"]]
    totals = {Decimal(t) for t in example["totals"]}
    assert len(totals) == int(example["count"])
    assert possible(scale, example["score"], example["settings"]) == totals


@pytest.mark.parametrize("example", examples("impossible"))
def test_a_total_that_cannot_be_is_not_among_them(example: dict[str, Any]) -> None:
    scale = shipped_scales()[example["scale"]]
    totals = possible(scale, example["score"], example.get("settings", {}))
    assert Decimal(example["entered"]) not in totals


def possible(scale: Scale, name: str, settings: dict[str, str]) -> frozenset[Decimal]:
    return next(
        w.possible
        for w in work_out(scale, (), settings, "", "")
        if name == " ".join(filter(None, (w.score.side, w.score.name)))
    )


@pytest.mark.parametrize("example", examples("entered"))
def test_a_total_alone_is_reported_as_entered(example: dict[str, Any]) -> None:
    totals = ", ".join(f"{name}: {total}" for name, total in example["totals"].items())
    written = f"{{{example['scale']}: {{{totals}}}}}"
    result, problems = scored("TCT: {}", totals=written)
    assert [p.message for p in problems] == ([example["refused"]] if "refused" in example else [])
    found = {s.name: s.printed for s in result.cases[0].scores if s.scale == example["scale"]}
    assert found == example.get("printed", {})


def test_every_shipped_scale_has_worked_examples() -> None:
    of_scales = {e.get("scale", "MAS") for e in all_examples()}
    assert set(shipped_scales()) <= of_scales
    assert set(shipped_scales()) == set(EXAMPLES["sources"])


def all_examples() -> list[dict[str, Any]]:
    return [e for kind in EXAMPLES if kind not in {"sources", "elsewhere"} for e in EXAMPLES[kind]]


def kind_of(source: str) -> str:
    """Whether a value was published with what goes in, alone, or follows from the rule."""
    if source.startswith(tuple(EXAMPLES["elsewhere"])):
        return "elsewhere"
    return "published" if "published" in source else "own"


def test_the_examples_of_each_kind_are_counted() -> None:
    assert Counter(kind_of(e.get("from", "")) for e in all_examples()) == COUNTS
    of_others = {e["scale"] for e in all_examples() if kind_of(e.get("from", "")) == "elsewhere"}
    assert sorted(of_others) == WITH_EXAMPLES_OF_OTHERS
