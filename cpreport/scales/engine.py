"""Score the graded items of one scale at one visit.

One engine serves all scales. A score is made of parts: items, each on its side, or earlier
scores. Where a part has no usable grade the score is not scorable and names the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.numbers import format_number
from cpreport.scales.definition import ALL, ALL_GRADED, SIDES, Item, Scale, ScoreRule, Side
from cpreport.scales.graded import NOT_APPLICABLE, NOT_SCORABLE, ItemGrade, Score
from cpreport.scales.phrases import slot_name
from cpreport.scales.score_rules import add_offset, combine, points_by_grade, reachable

#: An item on a side; the side is None where the scale has none.
Slot = tuple[str, Side | None]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One thing that enters a score: a graded item, or an earlier score.

    points : Decimal or None
        Its points; None where it has no usable grade, which `reasons` explain.
    possible : frozenset of Decimal
        The points it has, or could have where it has none.
    most : Decimal
        The most points it could have.
    applies : bool
        Whether it can enter the score at all; what does not apply is not missing.
    not_applicable : tuple of Slot
        What of it does not apply.
    """

    points: Decimal | None
    possible: frozenset[Decimal]
    most: Decimal
    missing: tuple[Slot, ...] = ()
    used: tuple[ItemGrade, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()  # what is wrong, and with which item
    applies: bool = True
    not_applicable: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class PossibleScore:
    """A score with every value that the grades given leave possible.

    most : Decimal
        The most that any grades could give.
    """

    score: Score
    possible: frozenset[Decimal]
    most: Decimal


def score(
    scale: Scale, graded: Sequence[ItemGrade], settings: Mapping[str, str]
) -> tuple[Score, ...]:
    """Score a scale from its graded items at one visit.

    Parameters
    ----------
    graded : sequence of ItemGrade
        Of this scale, each item and side once.
    settings : mapping of str to str
        Choices by setting; the scale's defaults stand for those that are not there.
    """
    case, visit = (graded[0].case, graded[0].visit) if graded else ("", "")
    return tuple(w.score for w in work_out(scale, graded, settings, case, visit))


def work_out(
    scale: Scale,
    graded: Sequence[ItemGrade],
    settings: Mapping[str, str],
    case: str,
    visit: str,
) -> tuple[PossibleScore, ...]:
    """Work out every score of a scale at a visit, each with the values that remain possible."""
    done: dict[tuple[str, Side | None], PossibleScore] = {}
    for rule in scale.scores:
        for side in sides_of(rule):
            parts = _parts(scale, rule, side, graded, settings, done)
            unit = unit_of(rule)
            blank = Score(case, visit, scale.id, rule.name, side, None, NOT_SCORABLE, unit=unit)
            done[rule.name, side] = _work_out_score(scale, rule, parts, settings, blank)
    return tuple(done.values())


def sides_of(rule: ScoreRule) -> tuple[Side | None, ...]:
    """Name the sides a score is computed for: right and left, or None for the whole patient."""
    return SIDES if rule.per == "side" else (None,)


def unit_of(rule: ScoreRule) -> str:
    """Name the unit of a score that is computed; a grade has none."""
    return "" if rule.printed_as == "grade" else "points"


def _parts(
    scale: Scale,
    rule: ScoreRule,
    side: Side | None,
    graded: Sequence[ItemGrade],
    settings: Mapping[str, str],
    done: Mapping[tuple[str, Side | None], PossibleScore],
) -> list[ScorePart]:
    earlier = [w for (name, s), w in done.items() if name in rule.of and side in (None, s)]
    if earlier:
        return [_part_of_score(w) for w in earlier]
    given = {(g.item, g.side): g for g in graded}
    points = points_by_grade(scale, rule, settings)
    blank = {name: _of_any_grade(of_grades) for name, of_grades in points.items()}
    return [
        _part_of_item(
            (item.name, s), given.get((item.name, s)), points[item.grades], blank[item.grades]
        )
        for item, s in slots(scale, rule, side, given)
    ]


def slots(
    scale: Scale, rule: ScoreRule, side: Side | None, given: Iterable[Slot]
) -> list[tuple[Item, Side | None]]:
    """List the items, each on its side, that a score is made of, in the scale's order.

    Parameters
    ----------
    given : iterable of Slot
        What was listed at the visit; only a score of `all graded` items depends on it.
    """
    sides: tuple[Side | None, ...] = (side,) if side else SIDES if scale.sided else (None,)
    every = [(item, s) for item in scale.items for s in sides]
    if rule.of == (ALL,):
        return every
    if rule.of == (ALL_GRADED,):
        listed = set(given)
        return [(item, s) for item, s in every if (item.name, s) in listed]
    return [(item, s) for item, s in every if item.name in rule.of]


def _part_of_score(earlier: PossibleScore) -> ScorePart:
    score = earlier.score
    reasons = ((score.reason, ""),) if score.reason else ()
    return ScorePart(
        score.value,
        earlier.possible,
        earlier.most,
        score.missing,
        score.used,
        reasons,
        score.status != NOT_APPLICABLE,
        score.not_applicable,
    )


def _of_any_grade(points_of_grades: Mapping[str, Decimal]) -> ScorePart:
    """Make the part of an item whose grade may be any."""
    possible = frozenset(points_of_grades.values())
    return ScorePart(None, possible, max(possible, default=Decimal(0)))


def _part_of_item(
    slot: Slot, graded: ItemGrade | None, points_of_grades: Mapping[str, Decimal], blank: ScorePart
) -> ScorePart:
    possible, most = blank.possible, blank.most
    if graded is not None and not graded.applies:
        why = ((graded.missing, ""),)
        return ScorePart(None, possible, most, (), (), why, applies=False, not_applicable=(slot,))
    if graded is None or graded.grade is None:
        word = graded.missing if graded is not None else "not graded"
        return ScorePart(None, possible, most, (slot,), reasons=((word, slot_name(*slot)),))
    points = points_of_grades.get(graded.grade)
    if points is None:
        reason = f"grade {graded.grade} has no place in this score"
        return ScorePart(None, possible, most, (slot,), reasons=((reason, slot_name(*slot)),))
    return ScorePart(points, frozenset({points}), most, used=(graded,))


def _work_out_score(
    scale: Scale,
    rule: ScoreRule,
    parts: Sequence[ScorePart],
    settings: Mapping[str, str],
    blank: Score,
) -> PossibleScore:
    blank = replace(blank, not_applicable=_each_once(p.not_applicable for p in parts))
    if parts and not any(p.applies for p in parts):
        why = _in_words([r for p in parts for r in p.reasons])
        return PossibleScore(
            replace(blank, printed=NOT_APPLICABLE, reason=why), frozenset(), Decimal(0)
        )
    parts = [p for p in parts if p.applies]
    most = [p.most for p in parts]
    before = reachable(rule, [p.possible for p in parts], most)
    possible = frozenset(add_offset(scale, rule, settings, value) for value in before)
    largest = add_offset(scale, rule, settings, combine(rule, most, most)) if parts else Decimal(0)
    return PossibleScore(
        _make_score(scale, rule, parts, settings, possible, blank), possible, largest
    )


def _make_score(
    scale: Scale,
    rule: ScoreRule,
    parts: Sequence[ScorePart],
    settings: Mapping[str, str],
    possible: frozenset[Decimal],
    blank: Score,
) -> Score:
    missing = _each_once(p.missing for p in parts)
    used = tuple({(grade.item, grade.side): grade for p in parts for grade in p.used}.values())
    points = [p.points for p in parts if p.points is not None]
    if len(points) < len(parts) or not parts:
        bounds = (min(possible), max(possible)) if possible else None
        reason = _in_words([r for p in parts for r in p.reasons])
        return replace(blank, missing=missing, used=used, reason=reason, bounds=bounds)
    value = add_offset(scale, rule, settings, combine(rule, points, [p.most for p in parts]))
    label = (
        grade_label(scale, value)
        if rule.printed_as == "grade"
        else format_number(value, rule.digits)
    )
    return replace(blank, value=value, printed=label, missing=missing, used=used)


def _each_once(slots_of_parts: Iterable[Iterable[Slot]]) -> tuple[Slot, ...]:
    return tuple(dict.fromkeys(slot for of_part in slots_of_parts for slot in of_part))


def grade_label(scale: Scale, points: Decimal) -> str:
    """Find the label of the grade with these points, for a score printed as a grade."""
    grades = (g for grades in scale.grade_sets.values() for g in grades)
    return next(g.code for g in grades if g.points == points)


def _in_words(reasons: Sequence[tuple[str, str]]) -> str:
    """Say why a score is not scorable: `not assessed: right pinch grip, left pinch grip`."""
    if not reasons:
        return "no item graded"
    named: dict[str, list[str]] = {}
    for reason, name in dict.fromkeys(reasons):
        named.setdefault(reason, []).append(name)
    said = (f"{why}: {', '.join(names)}" if any(names) else why for why, names in named.items())
    return "; ".join(said)
