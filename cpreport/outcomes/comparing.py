"""Compare every case, scale by scale, between the compared visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Clause
from cpreport.outcomes.category_changes import category_change
from cpreport.outcomes.change_records import (
    EARLIER,
    LATER,
    ComparedSeries,
    Comparison,
    End,
    ItemChange,
    ScoreChange,
    direction,
)
from cpreport.outcomes.number_changes import number_change
from cpreport.outcomes.threshold_passes import of_exact, of_measured
from cpreport.scales.definition import SIDES, Scale, Side
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries
from cpreport.scales.names import better_of, scale_of
from cpreport.scales.phrases import slot_name


def compare_series(scored: ScoredSeries) -> ComparedSeries:
    """Compare every case on every scale in use between the compared visits."""
    return compare_cases(scored, scored.cases, scales_in_use(scored))


def compare_cases(
    scored: ScoredSeries, cases: Iterable[ScoredCase], scales: Sequence[Scale]
) -> ComparedSeries:
    """Compare some cases of a series on some scales.

    Parameters
    ----------
    scored : ScoredSeries
        The series, whichever cases it holds.
    """
    pairs, cases = scored.series.record.pairs, tuple(cases)
    comparisons = {
        (case.id, scale.id, pair.key): compare(case, scale, pair)
        for case in cases
        for scale in scales
        for pair in pairs
    }
    scores = {key: found for case in cases for key, found in scores_by_scale(case)}
    return ComparedSeries(scored, tuple(scales), pairs, comparisons, scores)


def scores_by_scale(case: ScoredCase) -> Iterator[tuple[tuple[str, str], tuple[Score, ...]]]:
    """Part the scores of a case by the scale that they are of."""
    by_scale: dict[str, list[Score]] = {}
    for score in case.scores:
        by_scale.setdefault(score.scale, []).append(score)
    yield from (((case.id, scale), tuple(scores)) for scale, scores in by_scale.items())


def scales_in_use(scored: ScoredSeries) -> tuple[Scale, ...]:
    """List the scales that are outcomes, then the others that any case has a grade or score on."""
    graded = {grade.scale for case in scored.cases for grade in case.items}
    graded |= {score.scale for case in scored.cases for score in case.scores}
    declared = (scale_of(scored.scales, o.scale) for o in scored.series.record.outcomes)
    others = (scale for scale in scored.scales.values() if scale.id in graded)
    return tuple({s.id: s for s in (*declared, *others) if s is not None}.values())


def compare(case: ScoredCase, scale: Scale, pair: VisitPair) -> Comparison:
    """Compare a case's grades and scores of a scale between an earlier and a later visit."""
    graded = [g for g in case.items if g.scale == scale.id]
    scored = [s for s in case.scores if s.scale == scale.id]
    earlier, later = (
        {(g.item, g.side): g for g in graded if g.visit == visit} for visit in pair.visits
    )
    items = tuple(
        item_change(scale, item, side, earlier.get((item, side)), later.get((item, side)))
        for item, side in _items_in_order(scale, {*earlier, *later})
    )
    before, after = (
        {(s.name, s.side): s for s in scored if s.visit == visit} for visit in pair.visits
    )
    scores = tuple(
        _compare_score(scale, (name, side), before.get((name, side)), after.get((name, side)))
        for name, side in _scores_in_order(scale, {*before, *after})
    )
    if scale.number is not None and scale.number.better in ("higher", "lower"):
        scores = tuple(_with_best(case, scale, pair.visits, change) for change in scores)
    return Comparison(case.id, scale, items, scores, pair)


def _with_best(
    case: ScoredCase, scale: Scale, visits: tuple[str, str], change: ScoreChange
) -> ScoreChange:
    """Add the best value from the earlier visit on, before the later; a limit leaves it open."""
    wanted = (scale.id, change.name, change.side)
    of_score = [s for s in case.scores if (s.scale, s.name, s.side) == wanted]
    held = [score.visit for score in of_score]
    if not all(visit in held for visit in visits):
        return change
    first, last = map(held.index, visits)
    until = [score for score in of_score[first:last] if score.value is not None]
    limit = next((score for score in until if score.qualifier not in ("", "~")), None)
    sign = 1 if scale.better == "higher" else -1
    best = limit or max(until, key=lambda score: sign * (score.value or 0), default=None)
    return replace(change, best=best)


def _compare_score(
    scale: Scale, slot: tuple[str, Side | None], earlier: Score | None, later: Score | None
) -> ScoreChange:
    if scale.number is not None:
        change = number_change(scale.number, earlier, later)
        return replace(change, thresholds=of_measured(scale, scale.number, change))
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
    rule = scale.rule_by_name.get(name)
    reason = _why_not_comparable(earlier, later, may_differ=_may_differ(scale, name))
    if reason or earlier is None or later is None or earlier.value is None or later.value is None:
        return ScoreChange(name, side, earlier, later, None, "not assessable", reason=reason)
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
        of_exact(scale, name, earlier.value, change),
    )


def _why_not_comparable(
    earlier: Score | None, later: Score | None, *, may_differ: bool
) -> tuple[Clause, ...]:
    if earlier is None or later is None:
        return (Clause("results.why.not_recorded"),)
    unscored = tuple(
        _why_unscored(when, score)
        for when, score in ((EARLIER, earlier), (LATER, later))
        if score.value is None
    )
    if unscored:
        return unscored
    if "entered total" in (earlier.basis, later.basis):
        # Nobody holds the items of an entered total, so that they cannot be compared.
        return ()
    before, after = ({(g.item, g.side) for g in s.used} for s in (earlier, later))
    if before != after and not may_differ:
        only_once = (slot_name(*key) for key in sorted(before ^ after, key=str))
        return (Clause("results.why.other_items", (("items", ", ".join(only_once)),)),)
    return ()


def _why_unscored(when: Clause, score: Score) -> Clause:
    known = (("when", (when,)), ("word", score.printed))
    if not score.reason:
        return Clause("results.why.unscored", known)
    return Clause("results.why.unscored.why", (*known, ("why", score.reason)))


def _may_differ(scale: Scale, name: str) -> bool:
    """Whether a score is the same thing whichever of its items had a grade."""
    rule = scale.rule_by_name.get(name)
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


def points_of_item(scale: Scale, item: str) -> Sequence[Decimal]:
    """List the points of every grade an item may have, ascending."""
    known = scale.item_by_name.get(item)
    return scale.points_by_set.get(known.grades, ()) if known is not None else ()


def _end(
    scale: Scale, before: Decimal, after: Decimal, limits: tuple[Decimal, Decimal]
) -> End | None:
    if before != after or before not in limits:
        return None
    return "best" if (before == limits[1]) == (scale.better == "higher") else "worst"
