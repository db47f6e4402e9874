"""Score the graded items of one scale at one visit.

One engine serves all scales. A score is made of parts: items, each on its side, or earlier
scores. Where a part has no usable grade the score is not scorable and names the part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.catalogue import Clause
from cpreport.numbers import format_number, plain
from cpreport.records import by_fields
from cpreport.scales.bands import band_with
from cpreport.scales.decisions import take_step
from cpreport.scales.definition import ALL, ALL_GRADED, SIDES, Item, Scale, ScoreRule, Side
from cpreport.scales.graded import NOT_APPLICABLE, NOT_SCORABLE, ItemGrade, Score
from cpreport.scales.phrases import slot_name
from cpreport.scales.score_rules import (
    add_offset,
    combine,
    ends_of,
    points_by_grade,
    prorate,
    reachable,
)

#: An item on a side; the side is None where the scale has none.
Slot = tuple[str, Side | None]


@by_fields
@dataclass(frozen=True, slots=True)
class ScorePart:
    """One thing that enters a score: a graded item, or an earlier score.

    points : Decimal or None
        Its points; None where it has no usable grade, which `reasons` explain.
    possible : frozenset of Decimal
        The points it has, or could have where it has none; empty where these cannot be listed.
    least, most : Decimal
        The least and the most points it could have.
    applies : bool
        Whether it can enter the score at all; what does not apply is not missing.
    not_applicable : tuple of Slot
        What of it does not apply.
    """

    name: str
    points: Decimal | None
    possible: frozenset[Decimal]
    least: Decimal
    most: Decimal
    missing: tuple[Slot, ...] = ()
    used: tuple[ItemGrade, ...] = ()
    reasons: tuple[tuple[Clause, str], ...] = ()  # what is wrong, and with which item
    applies: bool = True
    not_applicable: tuple[Slot, ...] = ()


@by_fields
@dataclass(frozen=True, slots=True)
class PossibleScore:
    """A score with every value that the grades given leave possible.

    possible : frozenset of Decimal
        Empty where the values cannot be listed.
    least, most : Decimal
        The least and the most that any grades could give, where a later score needs them.
    """

    score: Score
    possible: frozenset[Decimal]
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)


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
    scale: Scale, graded: Sequence[ItemGrade], settings: Mapping[str, str], case: str, visit: str
) -> tuple[PossibleScore, ...]:
    """Work out every score of a scale at a visit, each with the values that remain possible."""
    done: dict[tuple[str, Side | None], PossibleScore] = {}
    with_ends = any(rule.rule in _NEED_ENDS for rule in scale.scores)
    for rule in (r for r in scale.scores if r.rule != "entered"):
        for side in sides_of(rule):
            unit = unit_of(rule)
            blank = Score(case, visit, scale.id, rule.name, side, None, NOT_SCORABLE, unit=unit)
            worked = _by_shortcut(scale, rule, graded, blank)
            if worked is None:
                parts = _parts(scale, rule, side, graded, settings, done)
                worked = _work_out_score(scale, rule, parts, settings, blank)
                if with_ends:
                    least, most = _ends(scale, rule, parts, settings)
                    worked = replace(worked, least=least, most=most)
            done[rule.name, side] = worked
    return tuple(done.values())


def score_ends(
    scale: Scale, graded: Sequence[ItemGrade], settings: Mapping[str, str]
) -> dict[tuple[str, Side | None], tuple[Decimal, Decimal]]:
    """Work out the least and the most of every score, whatever the grades of these items were."""
    done: dict[tuple[str, Side | None], PossibleScore] = {}
    for rule in scale.scores:
        for side in sides_of(rule):
            blank = Score("", "", scale.id, rule.name, side, None, NOT_SCORABLE)
            parts = _parts(scale, rule, side, graded, settings, done)
            ends = _ends(scale, rule, parts, settings)
            done[rule.name, side] = PossibleScore(blank, frozenset(), *ends)
    return {key: (worked.least, worked.most) for key, worked in done.items()}


#: Rules that need to know how little and how much their parts could be.
_NEED_ENDS = ("percentage", "rescale")


def _ends(
    scale: Scale, rule: ScoreRule, parts: Sequence[ScorePart], settings: Mapping[str, str]
) -> tuple[Decimal, Decimal]:
    if not parts:
        return Decimal(0), Decimal(0)
    low, high = ends_of(rule, parts)
    if rule.range is not None:
        return low, high
    return add_offset(scale, rule, settings, low), add_offset(scale, rule, settings, high)


def _by_shortcut(
    scale: Scale, rule: ScoreRule, graded: Sequence[ItemGrade], blank: Score
) -> PossibleScore | None:
    """Score by the first shortcut whose items all have the grades it asks for."""
    for shortcut in rule.shortcuts:
        deciding = [
            g
            for g in graded
            if g.side in (None, blank.side)
            and g.item in shortcut.when
            and g.grade in shortcut.when[g.item]
        ]
        if len(deciding) == len(shortcut.when):
            printed = _printed(scale, rule, shortcut.gives)
            value = shortcut.gives
            score = replace(blank, value=value, printed=printed, used=tuple(deciding))
            return PossibleScore(score, frozenset({value}))
    return None


def sides_of(rule: ScoreRule) -> tuple[Side | None, ...]:
    """Name the sides a score is computed for: right and left, or None for the whole patient."""
    return SIDES if rule.per == "side" else (None,)


def unit_of(rule: ScoreRule) -> str:
    """Name the unit of a score that is computed; a grade has none."""
    return "" if rule.printed_as == "grade" else rule.unit or "points"


def _parts(
    scale: Scale,
    rule: ScoreRule,
    side: Side | None,
    graded: Sequence[ItemGrade],
    settings: Mapping[str, str],
    done: Mapping[tuple[str, Side | None], PossibleScore],
) -> list[ScorePart]:
    earlier = [
        _part_of_score(name, w)
        for (name, s), w in done.items()
        if name in rule.of and (side in (None, s) or s is None)
    ]
    if len({part.name for part in earlier}) == len(rule.of):
        return earlier
    given = {(g.item, g.side): g for g in graded}
    points = points_by_grade(scale, rule, settings)
    untestable = {} if rule.untestable is None else dict.fromkeys(scale.untestable, rule.untestable)
    blank = {name: _of_any_grade(of_grades) for name, of_grades in points.items()}
    of_items = [
        _part_of_number(item, s, given.get((item.name, s)))
        if item.number is not None
        else _part_of_item(
            item, s, given.get((item.name, s)), points[item.grades], blank[item.grades], untestable
        )
        for item, s in slots(scale, rule, side, given)
    ]
    return [*of_items, *earlier]


def slots(
    scale: Scale, rule: ScoreRule, side: Side | None, given: Iterable[Slot]
) -> list[tuple[Item, Side | None]]:
    """List the items, each on its side, that a score is made of, in the scale's order.

    Parameters
    ----------
    given : iterable of Slot
        What was listed at the visit; only a score of `all graded` items depends on it.
    """
    every = [slot for slot in scale.slots if side is None or slot[1] in (None, side)]
    if rule.of == (ALL,):
        return every
    if rule.of == (ALL_GRADED,):
        listed = set(given)
        return [(item, s) for item, s in every if (item.name, s) in listed]
    return [(item, s) for item, s in every if item.name in rule.of]


def _part_of_score(name: str, earlier: PossibleScore) -> ScorePart:
    score = earlier.score
    reasons = tuple((why, "") for why in score.reason)
    return ScorePart(
        name,
        score.value,
        earlier.possible,
        earlier.least,
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
    least, most = min(possible, default=Decimal(0)), max(possible, default=Decimal(0))
    return ScorePart("", None, possible, least, most)


def _part_of_number(item: Item, side: Side | None, graded: ItemGrade | None) -> ScorePart:
    """Make the part of an item that is a number: what it could be cannot be listed."""
    of_number = item.number.range if item.number is not None else None
    least, most = of_number or (Decimal(0), Decimal(0))
    if graded is not None and graded.points is not None:
        only = frozenset({graded.points})
        return ScorePart(item.name, graded.points, only, least, most, used=(graded,))
    slot = (item.name, side)
    if graded is not None and not graded.applies:
        return _part_of_nothing(slot, graded.missing, frozenset(), (least, most))
    reasons = ((_why_without_grade(item, graded), slot_name(*slot)),)
    return ScorePart(item.name, None, frozenset(), least, most, (slot,), reasons=reasons)


def _part_of_nothing(
    slot: Slot, word: str, possible: frozenset[Decimal], ends: tuple[Decimal, Decimal]
) -> ScorePart:
    """Make the part of an item that does not apply."""
    more = word.casefold() != NOT_APPLICABLE
    return ScorePart(
        slot[0],
        None,
        possible,
        *ends,
        reasons=((Clause("scoring.why.word", (("word", word),)), ""),) if more else (),
        applies=False,
        not_applicable=(slot,),
    )


def _why_without_grade(item: Item, graded: ItemGrade | None) -> Clause:
    """Say why an item has no grade: the word of the record, or that the record has none."""
    if graded is not None:
        return Clause("scoring.why.missing", (("word", graded.missing),))
    taken = item.taken_from is not None
    return Clause("scoring.why.no_exact_value" if taken else "scoring.why.not_recorded")


def _part_of_item(
    item: Item,
    side: Side | None,
    graded: ItemGrade | None,
    points_of_grades: Mapping[str, Decimal],
    blank: ScorePart,
    untestable: Mapping[str, Decimal],
) -> ScorePart:
    name, slot, low, high = item.name, (item.name, side), blank.least, blank.most
    if graded is None or graded.grade is None:
        return _part_without_grade(item, side, graded, blank, untestable)
    points = points_of_grades.get(graded.grade)
    if points is None:
        no_place = Clause("scoring.why.no_place", (("grade", graded.grade),))
        why = ((no_place, slot_name(*slot)),)
        return ScorePart(name, None, blank.possible, low, high, (slot,), reasons=why)
    return ScorePart(name, points, frozenset((points,)), low, high, used=(graded,))


def _part_without_grade(
    item: Item,
    side: Side | None,
    graded: ItemGrade | None,
    blank: ScorePart,
    untestable: Mapping[str, Decimal],
) -> ScorePart:
    """Make the part of an item that has a word in the place of a grade, or nothing."""
    name, slot, ends = item.name, (item.name, side), (blank.least, blank.most)
    if graded is not None and not graded.applies:
        return _part_of_nothing(slot, graded.missing, blank.possible, ends)
    if graded is not None and graded.missing in untestable:
        points = untestable[graded.missing]
        return ScorePart(name, points, frozenset((points,)), *ends, used=(graded,))
    why = ((_why_without_grade(item, graded), slot_name(*slot)),)
    return ScorePart(name, None, blank.possible, *ends, (slot,), reasons=why)


def _work_out_score(
    scale: Scale,
    rule: ScoreRule,
    parts: Sequence[ScorePart],
    settings: Mapping[str, str],
    blank: Score,
) -> PossibleScore:
    if any(p.not_applicable for p in parts):
        blank = replace(blank, not_applicable=_each_once(p.not_applicable for p in parts))
    if parts and not any(p.applies for p in parts):
        why = _joined([r for p in parts for r in p.reasons])
        return PossibleScore(replace(blank, printed=NOT_APPLICABLE, reason=why), frozenset())
    if blank.not_applicable and _needs_all_parts(rule):
        # A formula of other parts than its own would be another formula, and a sum of half of its
        # items would still be read against the whole range.
        without = _each_once([*(p.missing for p in parts), blank.not_applicable])
        named = ", ".join(slot_name(*slot) for slot in blank.not_applicable)
        others = [reason for p in parts if p.applies for reason in p.reasons]
        without_place = (("word", NOT_APPLICABLE), ("items", named))
        why = (*_joined(others), Clause("scoring.why.missing", without_place))
        refused = replace(blank, missing=without, not_applicable=(), reason=why)
        return PossibleScore(refused, frozenset())
    if rule.rule == "decide":
        return _decide(scale, rule, parts, blank)
    parts = [p for p in parts if p.applies]
    score = _make_score(scale, rule, parts, settings, blank)
    if score.value is not None:
        return PossibleScore(score, frozenset({score.value}))
    before = reachable(rule, [p.possible for p in parts], parts) if score.missing else ()
    possible = frozenset(add_offset(scale, rule, settings, value) for value in before)
    if not possible:
        return PossibleScore(score, possible)
    return PossibleScore(replace(score, bounds=(min(possible), max(possible))), possible)


def _decide(
    scale: Scale, rule: ScoreRule, parts: Sequence[ScorePart], blank: Score
) -> PossibleScore:
    """Score by the first step that holds; what could still decide is missing."""
    value, possible, undecided = take_step(scale, rule, parts)
    used = _used(parts)
    if value is not None:
        printed = _printed(scale, rule, value)
        score = replace(blank, value=value, printed=printed, used=used)
        return PossibleScore(score, frozenset({value}))
    deciding = [p for p in parts if p.name in undecided]
    why = _why_not_scorable(deciding)
    missing = _each_once(p.missing for p in deciding)
    bounds = (min(possible), max(possible)) if possible else None
    refused = replace(blank, missing=missing, used=used, reason=why, bounds=bounds)
    return PossibleScore(refused, possible)


def _used(parts: Sequence[ScorePart]) -> tuple[ItemGrade, ...]:
    return tuple({(grade.item, grade.side): grade for p in parts for grade in p.used}.values())


def _needs_all_parts(rule: ScoreRule) -> bool:
    if rule.rule == "formula":
        return True
    return rule.rule == "sum" and rule.range is not None and rule.answered is None


def _make_score(
    scale: Scale,
    rule: ScoreRule,
    parts: Sequence[ScorePart],
    settings: Mapping[str, str],
    blank: Score,
) -> Score:
    missing = _each_once(p.missing for p in parts)
    used = _used(parts)
    given = [p for p in parts if p.points is not None]
    points = [p.points for p in given if p.points is not None]
    if len(points) < _least_given(rule, len(parts)) or not parts:
        why = _why_not_scorable(parts)
        return replace(blank, missing=missing, used=used, reason=why)
    before = (
        combine(rule, points, given)
        if rule.answered is None
        else prorate(rule, points, given, len(parts))
    )
    if before is None:
        return replace(blank, missing=missing, used=used, reason=(_no_value(rule, given),))
    value = add_offset(scale, rule, settings, before)
    return Score(
        blank.case,
        blank.visit,
        blank.scale,
        blank.name,
        blank.side,
        value,
        _printed(scale, rule, value),
        used=used,
        not_applicable=blank.not_applicable,
        unit=blank.unit,
    )


def _each_once(slots_of_parts: Iterable[Iterable[Slot]]) -> tuple[Slot, ...]:
    return tuple(dict.fromkeys(slot for of_part in slots_of_parts for slot in of_part))


def _least_given(rule: ScoreRule, parts: int) -> int:
    """Count the parts that must have points."""
    if rule.rule == "either":
        return 1
    return parts if rule.answered is None else min(rule.answered, parts)


def _no_value(rule: ScoreRule, parts: Sequence[ScorePart]) -> Clause:
    """Say why parts that all have points give no score."""
    if rule.rule == "either":
        return Clause("scoring.why.only_one", (("items", ", ".join(p.name for p in parts)),))
    if rule.rule == "attainment":
        return Clause("scoring.why.no_value.weights", ())
    points = ", ".join(f"{p.name} {plain(p.points)}" for p in parts if p.points is not None)
    of_formula = rule.rule == "formula"
    name = "scoring.why.no_value.formula" if of_formula else "scoring.why.no_value.table"
    return Clause(name, (("points", points),))


def _printed(scale: Scale, rule: ScoreRule, value: Decimal) -> str:
    if rule.printed_as == "grade":
        return grade_label(scale, rule, value)
    return format_number(value, rule.digits)


def grade_label(scale: Scale, rule: ScoreRule, points: Decimal) -> str:
    """Find the label of the grade, or band, with these points, for a score printed as one."""
    if rule.named:
        return band_with(rule.named, points)
    grades = (g for grades in scale.grade_sets.values() for g in grades)
    return next(g.code for g in grades if g.points == points)


def _why_not_scorable(parts: Sequence[ScorePart]) -> tuple[Clause, ...]:
    """Say why a score is not scorable; where there is no part, nothing was graded."""
    return _joined([r for p in parts for r in p.reasons]) or (Clause("scoring.why.no_item"),)


def _joined(reasons: Sequence[tuple[Clause, str]]) -> tuple[Clause, ...]:
    """Say each thing that is wrong once: `not assessed: right pinch grip, left pinch grip`."""
    named: dict[Clause, list[str]] = {}
    for why, name in dict.fromkeys(reasons):
        named.setdefault(why, []).append(name)
    return tuple(dict.fromkeys(_with_items(why, names) for why, names in named.items()))


def _with_items(why: Clause, names: Sequence[str]) -> Clause:
    if not any(names):
        return why
    return why._replace(filled=(*why.filled, ("items", ", ".join(names))))
