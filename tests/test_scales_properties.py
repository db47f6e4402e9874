"""Whatever is graded: no score is invented, leaves its range, or ignores a missing item."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.problems import Place
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side, sides_of_item
from cpreport.scales.engine import ScorePart, score, slots, work_out
from cpreport.scales.graded import ItemGrade, Score
from cpreport.scales.names import (
    fold_grade,
    grade_help,
    grade_of,
    grades_of,
    item_of,
    scale_of,
    side_of,
)
from cpreport.scales.reader import shipped_scales
from cpreport.scales.score_rules import combine, reachable
from tests.reasons import why

SCALES = [s for s in shipped_scales().values() if s.items]
#: Scales whose every score needs every one of its graded items.
STRICT = [
    s
    for s in SCALES
    if s.scores
    and not any(i.number for i in s.items)
    and {r.rule for r in s.scores} <= {"sum", "mean", "median", "count", "percentage"}
    and all(r.untestable is None for r in s.scores)
    and not any(
        {p for p in r.of if any(i.name == p for i in s.items)}
        and {p for p in r.of if any(x.name == p for x in s.scores)}
        for r in s.scores
    )
]

Graded = dict[tuple[str, Side | None], str]


def sides(scale: Scale) -> tuple[Side | None, ...]:
    return SIDES if scale.sided else (None,)


@st.composite
def assignments(draw: st.DrawFn, scale: Scale, *, whole: bool = False) -> Graded:
    """Draw a grade, or nothing, or `not assessed`, for every item and side."""
    graded: Graded = {}
    for item in scale.items:
        for side in sides_of_item(scale, item):
            codes = [g.code for g in grades_of(scale, item)]
            words = [] if whole else ["not assessed", ""]
            drawn = draw(st.sampled_from([*codes, *words]))
            if drawn:
                graded[item.name, side] = drawn
    return graded


def item_grades(scale: Scale, graded: Graded) -> list[ItemGrade]:
    found = []
    for (item, side), written in graded.items():
        grade = grade_of(scale, item, written)
        code, points = (grade.code, grade.points) if grade else (None, None)
        missing = "" if grade else written
        where = Place("P01.yaml", 1, 1)
        found.append(ItemGrade("P01", "a", scale.id, item, side, code, points, missing, where))
    return found


def settings(draw: st.DrawFn, scale: Scale) -> dict[str, str]:
    return {s.name: draw(st.sampled_from(list(s.choices))) for s in scale.settings}


@st.composite
def visits(
    draw: st.DrawFn, *, whole: bool = False
) -> tuple[Scale, Graded, dict[str, str], tuple[Score, ...]]:
    scale = draw(st.sampled_from(STRICT))
    graded = draw(assignments(scale, whole=whole))
    choices = settings(draw, scale)
    return scale, graded, choices, score(scale, item_grades(scale, graded), choices)


def rule_of(scale: Scale, result: Score) -> ScoreRule:
    return next(r for r in scale.scores if r.name == result.name)


def needed(scale: Scale, result: Score, graded: Graded) -> set[tuple[str, Side | None]]:
    """Give the items that a score is made of, through the scores it is made of."""
    rule = rule_of(scale, result)
    below = [r for r in scale.scores if r.name in rule.of]
    rules = below or [rule]
    found = (slots(scale, r, result.side, graded) for r in rules)
    return {(item.name, side) for of_rule in found for item, side in of_rule}


@given(visits())
def test_a_score_stays_in_its_range(
    visit: tuple[Scale, Graded, dict[str, str], tuple[Score, ...]],
) -> None:
    scale, _, _, results = visit
    for result in results:
        ends = rule_of(scale, result).range
        if ends is not None and result.value is not None:
            assert ends[0] <= result.value <= ends[1]


@given(visits())
def test_a_score_is_missing_exactly_where_a_needed_item_has_no_usable_grade(
    visit: tuple[Scale, Graded, dict[str, str], tuple[Score, ...]],
) -> None:
    scale, graded, choices, results = visit
    for result in results:
        wanted = needed(scale, result, graded)
        unusable = {
            slot
            for slot in wanted
            if grade_of(scale, slot[0], graded.get(slot, "")) is None
            or (
                # The only scale whose score refuses some of its grades.
                (scale.id, result.name, choices.get("split_grades")) == ("MRC", "sum", "refuse")
                and graded[slot][-1] in "+-"
            )
        }
        assert set(result.missing) == unusable
        assert (result.value is None) == (bool(unusable) or not wanted)
        assert result.status == ("not scorable" if result.value is None else "scored")
        assert (result.printed == "not scorable") == (result.value is None) == bool(result.reason)


@given(visits(), st.data())
def test_a_higher_grade_of_one_item_never_lowers_a_score(
    visit: tuple[Scale, Graded, dict[str, str], tuple[Score, ...]], data: st.DataObject
) -> None:
    scale, graded, choices, results = visit
    usable = [slot for slot, code in graded.items() if grade_of(scale, slot[0], code)]
    if not usable:
        return
    slot = data.draw(st.sampled_from(usable))
    grades = sorted(grades_of(scale, slot[0]), key=lambda g: g.points)
    at = [g.code for g in grades].index(graded[slot])
    raised = {**graded, slot: data.draw(st.sampled_from(grades[at:])).code}
    for before, after in zip(
        results, score(scale, item_grades(scale, raised), choices), strict=True
    ):
        if before.value is not None and after.value is not None:
            assert after.value >= before.value


@given(visits(whole=True), st.data())
def test_the_bounds_of_a_score_hold_whatever_the_missing_items_are(
    visit: tuple[Scale, Graded, dict[str, str], tuple[Score, ...]], data: st.DataObject
) -> None:
    scale, graded, choices, results = visit
    gone = data.draw(st.sets(st.sampled_from(sorted(graded, key=str)), min_size=1))
    words = {slot: "not assessed" if slot in gone else code for slot, code in graded.items()}
    worked = work_out(scale, item_grades(scale, words), choices, "P01", "a")
    for full, part in zip(results, worked, strict=True):
        if full.value is None:
            continue
        assert full.value in part.possible
        if part.score.value is None:
            assert part.score.bounds == (min(part.possible), max(part.possible))
        else:
            assert part.possible == {part.score.value}


RULES = ["sum", "mean", "median", "percentage", "rescale", "max", "min", "product"]
POINTS = st.frozensets(st.integers(-2, 4).map(Decimal), min_size=1, max_size=4)


@given(st.lists(POINTS, min_size=1, max_size=5), st.sampled_from(RULES))
def test_the_values_that_can_be_are_those_that_trying_every_grade_gives(
    options: list[frozenset[Decimal]], name: Any
) -> None:
    rule = ScoreRule(name="x", label="x", rule=name, of=("all",))
    spans = [ScorePart(f"part {n}", None, o, min(o), max(o)) for n, o in enumerate(options)]
    tried = {combine(rule, points, spans) for points in product(*options)}
    assert reachable(rule, options, spans) == tried


@given(visits())
def test_every_printed_median_is_a_grade_that_was_given(
    visit: tuple[Scale, Graded, dict[str, str], tuple[Score, ...]],
) -> None:
    scale, graded, _, results = visit
    for result in results:
        if rule_of(scale, result).printed_as == "grade" and result.value is not None:
            assert result.printed in graded.values()
            below = [g for g in result.used if g.points is not None and g.points < result.value]
            assert len(below) < len(result.used) / 2


ANYTHING = st.text(max_size=8) | st.from_regex(
    r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?[-+]?", fullmatch=True
)


@given(st.sampled_from(SCALES), ANYTHING, st.data())
def test_no_text_in_the_place_of_a_grade_raises(
    scale: Scale, written: str, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(scale.items))
    grade = grade_of(scale, item, written)
    if grade is None:
        assert isinstance(grade_help(scale, item, written), str)
    else:
        known = {fold_grade(n) for n in (grade.code, *grade.synonyms)}
        assert fold_grade(written) in known


@given(st.text(max_size=30))
def test_no_name_raises(written: str) -> None:
    scale_of(shipped_scales(), written)
    side_of(written)
    for scale in SCALES:
        item_of(scale, written)


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: s.id)
def test_every_name_of_a_shipped_scale_finds_its_item_and_grade(scale: Scale) -> None:
    for item in scale.items:
        for name in (item.name, item.name.upper(), item.name.replace(" ", "_"), *item.synonyms):
            assert item_of(scale, f" {name} ") is item
        for grade in grades_of(scale, item):
            for code in (grade.code, grade.code.lower(), f" {grade.code} ", *grade.synonyms):
                assert grade_of(scale, item, code) is grade


@pytest.mark.parametrize("scale", STRICT, ids=lambda s: s.id)
def test_a_side_without_any_grade_still_has_its_scores(scale: Scale) -> None:
    results = score(scale, (), {})
    expected = [(r.name, s) for r in scale.scores for s in (SIDES if r.per == "side" else (None,))]
    assert [(r.name, r.side) for r in results] == expected
    assert all(r.value is None and r.reason for r in results)


def test_the_two_codings_of_one_plus_disagree_only_in_size() -> None:
    mas = shipped_scales()["MAS"]
    codes = [g.code for g in grades_of(mas, "elbow flexors")]
    for coding in mas.codings.values():
        points = [coding[code] for code in codes]
        assert points == sorted(set(points))
    assert mas.codings["ordinal6"]["1+"] == Decimal(2)
    assert mas.codings["half"]["1+"] == Decimal("1.5")


#: What stands in the place of an item: a grade, a number, a word, or nothing.
WORDS = st.sampled_from(["not assessed", "not reported", "", "UN", "NT"])


@st.composite
def anything_graded(draw: st.DrawFn) -> tuple[Scale, list[ItemGrade]]:
    scale = draw(st.sampled_from([s for s in SCALES if s.scores]))
    where, given = Place("P01.yaml", 1, 1), []
    for item in scale.items:
        for side in sides_of_item(scale, item):
            word = draw(WORDS | st.just("a value"))
            code, points = None, None
            if word == "a value" and item.number is not None:
                low, high = item.number.range or (Decimal(0), Decimal(500))
                points = draw(st.decimals(low, high, places=1))
                code, word = str(points), ""
            elif word == "a value":
                grade = draw(st.sampled_from(grades_of(scale, item)))
                code, points, word = grade.code, grade.points, ""
            elif not word:
                continue
            grade_of_item = ItemGrade(
                "P01", "a", scale.id, item.name, side, code, points, word, where
            )
            given.append(grade_of_item)
    return scale, given


@hypothesis.settings(deadline=None)
@given(anything_graded())
def test_no_scale_of_the_library_raises_leaves_its_range_or_forgets_what_is_missing(
    drawn: tuple[Scale, list[ItemGrade]],
) -> None:
    scale, given = drawn
    for found in score(scale, given, {}):
        ends = rule_of(scale, found).range
        if found.value is not None:
            assert ends is None or ends[0] <= found.value <= ends[1]
            assert found.printed
            assert not why(found)
        else:
            assert why(found)
            for item, _ in found.missing:
                assert item in why(found)


@given(anything_graded(), st.data())
def test_a_worse_grade_never_makes_a_sum_better(
    drawn: tuple[Scale, list[ItemGrade]], data: st.DataObject
) -> None:
    scale, given = drawn
    graded = [g for g in given if g.grade and grades_of(scale, g.item)]
    if not graded or not scale.main_score:
        return
    chosen = data.draw(st.sampled_from(graded))
    higher = [g for g in grades_of(scale, chosen.item) if g.points >= chosen.points]  # type: ignore[operator]
    other = data.draw(st.sampled_from(higher))
    raised = [
        replace(g, grade=other.code, points=other.points) if g is chosen else g for g in given
    ]
    before, after = (
        {(s.name, s.side): s.value for s in score(scale, of, {})} for of in (given, raised)
    )
    for key, value in before.items():
        if value is not None and after[key] is not None:
            assert after[key] >= value  # type: ignore[operator]
