"""Compare every case, scale by scale, between the two compared visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from cpreport.outcomes.category_changes import category_change
from cpreport.outcomes.change_records import (
    ComparedSeries,
    Comparison,
    End,
    ItemChange,
    ScoreChange,
    ThresholdPass,
    sided_name,
)
from cpreport.outcomes.grade_changes import points_of
from cpreport.outcomes.number_changes import number_change
from cpreport.outcomes.result import Direction
from cpreport.scales.definition import SIDES, Item, Scale, Side, Threshold
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries
from cpreport.scales.names import better_of, scale_of


def compare_series(scored: ScoredSeries) -> ComparedSeries:
    """Compare every case on every scale in use between the two compared visits."""
    scales = scales_in_use(scored)
    visits = scored.series.record.compare
    comparisons = {
        (case.id, scale.id): compare(case, scale, visits)
        for case in scored.cases
        for scale in scales
    }
    scores = {key: found for case in scored.cases for key, found in scores_by_scale(case)}
    return ComparedSeries(scored, scales, comparisons, scores)


def scores_by_scale(case: ScoredCase) -> Iterator[tuple[tuple[str, str], tuple[Score, ...]]]:
    """Part the scores of a case by the scale that they are of."""
    by_scale: dict[str, list[Score]] = {}
    for score in case.scores:
        by_scale.setdefault(score.scale, []).append(score)
    yield from (((case.id, scale), tuple(scores)) for scale, scores in by_scale.items())


def scales_in_use(scored: ScoredSeries) -> tuple[Scale, ...]:
    """List the scales that are outcomes, then the others that any case has a grade or score on."""
    graded = {scale for case in scored.cases for scale in case.scale_ids}
    declared = (scale_of(scored.scales, o.scale) for o in scored.series.record.outcomes)
    others = (scale for scale in scored.scales.values() if scale.id in graded)
    return tuple({s.id: s for s in (*declared, *others) if s is not None}.values())


def compare(case: ScoredCase, scale: Scale, visits: tuple[str, str]) -> Comparison:
    """Compare a case's grades and scores of a scale between an earlier and a later visit.

    Parameters
    ----------
    case : ScoredCase
    scale : Scale
    visits : (str, str)
        Ids of the earlier and the later visit.
    """
    earlier, later = (
        {(g.item, g.side): g for g in case.items if g.scale == scale.id and g.visit == visit}
        for visit in visits
    )
    items = tuple(
        item_change(scale, item, side, earlier.get((item, side)), later.get((item, side)))
        for item, side in _items_in_order(scale, {*earlier, *later})
    )
    before, after = (
        {(s.name, s.side): s for s in case.scores if s.scale == scale.id and s.visit == visit}
        for visit in visits
    )
    scores = tuple(
        _compare_score(scale, (name, side), before.get((name, side)), after.get((name, side)))
        for name, side in _scores_in_order(scale, {*before, *after})
    )
    return Comparison(case.id, scale, items, scores)


def _compare_score(
    scale: Scale, slot: tuple[str, Side | None], earlier: Score | None, later: Score | None
) -> ScoreChange:
    if scale.number is not None:
        return number_change(scale.number, earlier, later)
    if scale.category is not None:
        return category_change(scale.category, earlier, later)
    return score_change(scale, *slot, earlier, later)


def item_change(
    scale: Scale, item: str, side: Side | None, earlier: ItemGrade | None, later: ItemGrade | None
) -> ItemChange:
    """Compare one item's grades; one that is missing at either visit is not assessable."""
    before, after = (g.points if g is not None else None for g in (earlier, later))
    if before is None or after is None:
        return ItemChange(item, side, earlier, later, None, None, "not assessable")
    points = points_of_item(scale, item)
    weighted = is_weighted(points)
    return ItemChange(
        item,
        side,
        earlier,
        later,
        after - before,
        grade_steps(points, before, after) if weighted else after - before,
        direction(better_of(scale, item), after - before),
        weighted,
        _end(scale, before, after, (points[0], points[-1])) if points else None,
    )


def grade_steps(points: Sequence[Decimal], before: Decimal, after: Decimal) -> Decimal:
    """Measure a change in whole grades.

    Where neighbouring grades are at most one point apart the points count the grades already (so
    that `4` to `4+` is a third of a grade); weights such as 0, 12 and 25 are counted by their
    place in the list.

    Parameters
    ----------
    points : sequence of Decimal
        The points of every permitted grade, ascending.

    >>> grade_steps([Decimal(p) for p in (0, 12, 25)], Decimal(25), Decimal(0))
    Decimal('-2')
    """
    if is_weighted(points) and before in points and after in points:
        return Decimal(points.index(after) - points.index(before))
    return after - before


def is_weighted(points: Sequence[Decimal]) -> bool:
    """Whether points are weights: some neighbouring grades are more than one point apart."""
    return any(high - low > 1 for low, high in pairwise(points))


def score_change(
    scale: Scale, name: str, side: Side | None, earlier: Score | None, later: Score | None
) -> ScoreChange:
    """Compare one score; only where both visits are scored, and over the same items."""
    rule = next((r for r in scale.scores if r.name == name), None)
    reason = _why_not_comparable(earlier, later, may_differ=_may_differ(scale, name))
    if reason or earlier is None or later is None or earlier.value is None or later.value is None:
        return ScoreChange(
            name, side, earlier, later, None, "not assessable", reason=reason or "not scored"
        )
    change = later.value - earlier.value
    limits = rule.range if rule is not None else None
    return ScoreChange(
        name,
        side,
        earlier,
        later,
        change,
        direction(scale.better, change),
        _end(scale, earlier.value, later.value, limits) if limits else None,
        tuple(passed_thresholds(scale.thresholds, name, change)),
    )


def direction(better: str, change: Decimal) -> Direction:
    """Say which way a change goes for the patient: lower is better on some scales."""
    if not change:
        return "unchanged"
    return "better" if (change > 0) == (better == "higher") else "worse"


def passed_thresholds(
    thresholds: Iterable[Threshold], score: str, change: Decimal
) -> Iterable[ThresholdPass]:
    """Hold a change against every published threshold of a score.

    A change passes an MDC where it is larger, whichever way it goes: up to the MDC it may be error
    of measurement. It passes an MCID where it is at least as large.
    """
    kinds: dict[str, int] = {}
    for threshold in thresholds:
        if threshold.score != score:
            continue
        seen = kinds[threshold.kind] = kinds.get(threshold.kind, 0) + 1
        size = abs(change)
        passed = size >= threshold.value if threshold.kind == "MCID" else size > threshold.value
        yield ThresholdPass(
            threshold.kind if seen == 1 else f"{threshold.kind}.{seen}", threshold, passed
        )


def _why_not_comparable(earlier: Score | None, later: Score | None, *, may_differ: bool) -> str:
    if earlier is None or later is None:
        return "not recorded at one of the visits"
    unscored = [
        f"the {when} score is {score.printed}{f' ({score.reason})' if score.reason else ''}"
        for when, score in (("earlier", earlier), ("later", later))
        if score.value is None
    ]
    if unscored:
        return "; ".join(unscored)
    if "entered total" in (earlier.basis, later.basis):
        # Nobody holds the items of an entered total, so that they cannot be compared.
        return ""
    before, after = ({(g.item, g.side) for g in s.used} for s in (earlier, later))
    if before != after and not may_differ:
        only_once = (sided_name(*key) for key in sorted(before ^ after, key=str))
        return f"scored over different items: {', '.join(only_once)} at one visit only"
    return ""


def _may_differ(scale: Scale, name: str) -> bool:
    """Whether a score is the same thing whichever of its items had a grade."""
    rule = next((r for r in scale.scores if r.name == name), None)
    if rule is None:
        return False
    if rule.answered is not None or rule.rule == "either" or rule.shortcuts:
        return True
    return any(_may_differ(scale, part) for part in rule.of)


def _items_in_order(
    scale: Scale, found: Iterable[tuple[str, Side | None]]
) -> list[tuple[str, Side | None]]:
    places = {item.name: n for n, item in enumerate(scale.items)}
    return _in_order(found, places)


def _scores_in_order(
    scale: Scale, found: Iterable[tuple[str, Side | None]]
) -> list[tuple[str, Side | None]]:
    places = {rule.name: n for n, rule in enumerate(scale.scores)}
    return _in_order(found, places)


def _in_order(
    found: Iterable[tuple[str, Side | None]], places: Mapping[str, int]
) -> list[tuple[str, Side | None]]:
    sides = {side: n for n, side in enumerate((None, *SIDES))}
    return sorted(
        found, key=lambda key: (places.get(key[0], len(places)), key[0], sides.get(key[1], 3))
    )


def points_of_item(scale: Scale, item: str) -> list[Decimal]:
    """List the points of every grade an item may have, ascending."""
    known: Item | None = next((i for i in scale.items if i.name == item), None)
    return points_of([scale.grade_sets.get(known.grades, ())] if known is not None else [])


def _end(
    scale: Scale, before: Decimal, after: Decimal, limits: tuple[Decimal, Decimal]
) -> End | None:
    if before != after or before not in limits:
        return None
    return "best" if (before == limits[1]) == (scale.better == "higher") else "worst"
