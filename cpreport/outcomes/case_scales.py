"""Report one case compared on one scale: its grades, scores, changes and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from sys import intern

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Say, clause_in_words, clauses_in_words
from cpreport.numbers import format_number, format_signed
from cpreport.outcomes.case_numbers import (
    against_thresholds,
    how_measured,
    number_change_result,
    share_results,
)
from cpreport.outcomes.category_changes import category_change_result, how_recorded
from cpreport.outcomes.change_records import (
    EARLIER,
    LATER,
    ComparedSeries,
    Comparison,
    End,
    ItemChange,
    ScoreChange,
    ThresholdPass,
)
from cpreport.outcomes.comparing import points_of_item
from cpreport.outcomes.grade_changes import ReportedChange, grade_change, points_of
from cpreport.outcomes.ids import (
    ids_of_ends,
    item_change_id,
    item_count_id,
    item_id,
    score_change_id,
    score_id,
)
from cpreport.outcomes.result import (
    NOT_COMPARABLE,
    NOT_RECORDED,
    Direction,
    Result,
    count_result,
    missing_result,
)
from cpreport.outcomes.scoring_words import (
    better_way,
    score_in_words,
    score_label,
    slots_in_words,
    threshold_in_words,
)
from cpreport.outcomes.statistics import cut_digits
from cpreport.outcomes.wording import join_names, range_text, sentence, signed_points
from cpreport.scales.definition import Scale, ScoreRule, Side
from cpreport.scales.engine import unit_of
from cpreport.scales.graded import NOT_APPLICABLE, ItemGrade, Score, ScoredCase
from cpreport.scales.names import better_of, is_number, scale_of
from cpreport.scales.phrases import slot_name

#: Directions with the last part of the ids that count items.
ITEM_COUNTS: tuple[tuple[Direction, str], ...] = (
    ("better", "better"),
    ("unchanged", "unchanged"),
    ("worse", "worse"),
    ("not assessable", "not_comparable"),
)


def visit_results(series: ComparedSeries, case: ScoredCase, scale: Scale) -> Iterator[Result]:
    """Report every grade and every score of a case on a scale, visit by visit."""
    graded = [grade for grade in case.items if grade.scale == scale.id]
    listed = _taken(series, case, scale)
    listed |= {(g.visit, g.item, g.side): item_id(g) for g in graded}
    say = series.say
    as_number, as_grade = say("results.item.number.how"), say("results.item.grade.how")
    labels = {visit.id: series.label(visit.id) for visit in case.case.visits}
    for grade in graded:
        how = as_number if is_number(scale, grade.item) else as_grade
        what = f"{scale.name}, {slot_name(grade.item, grade.side)}"
        label = _of_visit(say, what, labels[grade.visit])
        yield _grade(grade, listed[grade.visit, grade.item, grade.side], label, how)
    scores = [score for score in case.scores if score.scale == scale.id]
    ways = _ways(series, scale) if scores else {}
    for score in scores:
        yield _score(series, scale, score, listed, ways)


def _ways(series: ComparedSeries, scale: Scale) -> dict[str, str]:
    """Say of each score of a scale how it is computed; of a measured one it is said by value."""
    if scale.is_measured:
        return {}
    settings = series.scored.settings.get(scale.id, {})
    return {rule.name: score_in_words(series.say, scale, rule, settings) for rule in scale.scores}


def _taken(
    series: ComparedSeries, case: ScoredCase, scale: Scale
) -> dict[tuple[str, str, Side | None], str]:
    """Name the results of the numbers that a scale takes from the visits of a case."""
    taken = {
        measure.id: item.name
        for item in scale.items
        if item.taken_from
        and (measure := scale_of(series.scored.scales, item.taken_from)) is not None
    }
    return {
        (score.visit, taken[score.scale], None): score_id(score)
        for score in case.scores
        if taken and score.scale in taken
    }


def change_results(series: ComparedSeries, compared: Comparison) -> Iterator[Result]:
    """Report every change of a case on a scale between the compared visits."""
    if compared.scale.kind == "classification":
        yield from (_reclassification(series, compared, item) for item in compared.items)
        return
    minus = _minus(series, compared.pair, better_way(series.say, compared.scale))
    ids = tuple(item_change_id(compared, item) for item in compared.items)
    for item, change_id in zip(compared.items, ids, strict=True):
        own = better_of(compared.scale, item.item)
        of_item = minus if own == compared.scale.better else _minus(series, compared.pair, own)
        yield _item_change(series, compared, item, change_id, of_item)
    for score in compared.scores:
        label = _change_label(series, compared, score)
        yield _score_change(series.say, compared, score, label, minus)
        yield from share_results(series.say, compared, score, label)
        for threshold in score.thresholds:
            yield _threshold(series, compared, score, threshold)
    if not compared.scale.is_measured:
        yield from _item_counts(series, compared, ids)


def _grade(grade: ItemGrade, grade_id: str, label: str, how: str) -> Result:
    return Result(
        grade_id,
        label,
        grade.grade,
        grade.missing if grade.grade is None else grade.grade,
        method=how,
        places=(grade.place,),
        case=grade.case,
    )


def _of_visit(say: Say, what: str, visit: str) -> str:
    return intern(say("results.of_visit", what=what, visit=visit))


def _score(
    series: ComparedSeries,
    scale: Scale,
    score: Score,
    listed: Mapping[tuple[str, str, Side | None], str],
    ways: Mapping[str, str],
) -> Result:
    rule, say = scale.rule_by_name[score.name], series.say
    as_grade = rule.printed_as == "grade"
    used = {(score.visit, grade.item, grade.side): grade for grade in score.used}
    unusable = ((score.visit, item, side) for item, side in score.missing)
    sources = (
        *(listed[key] for key in used if key in listed),
        *(listed[key] for key in unusable if key in listed),
    )
    # Age and sex are results of no scale: where they stand is all that can be said of them.
    of_patient = (grade.place for key, grade in used.items() if key not in listed)
    return Result(
        score_id(score),
        _of_visit(say, score_label(scale, rule, score.side), series.label(score.visit)),
        _value(score, as_grade=as_grade),
        score.printed,
        "" if score.value is None else score.unit,
        method=_how_scored(say, scale, rule, score, ways),
        sources=sources,
        places=tuple(place for place in (score.place, *of_patient) if place is not None),
        case=score.case,
    )


def _value(score: Score, *, as_grade: bool) -> Decimal | str | None:
    if score.value is None:
        return None
    # A limit is no number: it must not be counted with.
    limit = score.qualifier not in ("", "~")
    return score.printed if as_grade or limit else cut_digits(score.value)


def _how_scored(
    say: Say, scale: Scale, rule: ScoreRule, score: Score, ways: Mapping[str, str]
) -> str:
    if scale.number is not None:
        return how_measured(say, scale.number, score)
    if scale.category is not None:
        return how_recorded(say, scale.category, score)
    how = ways[rule.name]
    parts = [
        sentence(f"{how}{say('methods.scoring.score.descriptive')}" if rule.descriptive else how)
    ]
    if score.basis == "entered total":
        entered = say("results.score.entered")
        parts += [entered] if entered not in parts else []
    elif score.value is None:
        parts.append(sentence(_no_value(say, score)))
    elif score.not_applicable:
        parts.append(say("results.score.without", items=slots_in_words(say, score)))
    if score.bounds is not None:
        limits = (format_number(limit, rule.digits) for limit in score.bounds)
        parts.append(say("results.score.bounds", range=range_text(*limits)))
    return " ".join(parts)


def _no_value(say: Say, score: Score) -> str:
    """Say that a score has no value, and why."""
    if not score.reason:
        return score.printed
    why = clauses_in_words(say, score.reason)
    return say("results.score.none.why", word=score.printed, why=why)


def _item_change(
    series: ComparedSeries, compared: Comparison, change: ItemChange, change_id: str, minus: str
) -> Result:
    what = f"{compared.scale.name}, {slot_name(change.item, change.side)}"
    label = series.say("results.change", what=f"{what}{series.between(compared.pair)}")
    sources = tuple(item_id(g) for g in (change.earlier, change.later) if g is not None)
    if change.points is None:
        return missing_result(
            change_id,
            label,
            NOT_COMPARABLE if change.applies else NOT_APPLICABLE,
            method=series.say(
                "results.change.none.how", why=_missing_grades(series, compared.pair, change)
            ),
            direction=change.direction,
            sources=sources,
            case=compared.case,
        )
    far = _how_far(compared.scale, change)
    return Result(
        change_id,
        label,
        far.value,
        far.printed,
        far.unit,
        method=minus + _at_end(series.say, change.end) + _of_steps(series.say, far),
        direction=change.direction,
        sources=sources,
        case=compared.case,
    )


def _reclassification(series: ComparedSeries, compared: Comparison, change: ItemChange) -> Result:
    """Report a level that was given anew: another one is neither better nor worse."""
    change_id = item_change_id(compared, change)
    what = f"{compared.scale.name}, {slot_name(change.item, change.side)}"
    label = series.say("results.reclassified", what=f"{what}{series.between(compared.pair)}")
    sources = tuple(item_id(g) for g in (change.earlier, change.later) if g is not None)
    levels = [g.grade for g in (change.earlier, change.later) if g is not None and g.grade]
    if change.points is None or len(levels) < len(compared.pair.visits):
        return missing_result(
            change_id,
            label,
            NOT_COMPARABLE,
            method=series.say(
                "results.change.none.how", why=_missing_grades(series, compared.pair, change)
            ),
            sources=sources,
            case=compared.case,
        )
    same = levels[0] == levels[1]
    before, after = levels
    said = series.say(
        "results.reclassified.same" if same else "results.reclassified.from_to",
        earlier=before,
        later=after,
    )
    return Result(
        change_id,
        label,
        said,
        said,
        method=series.say("results.reclassified.how"),
        sources=sources,
        case=compared.case,
    )


def _how_far(scale: Scale, change: ItemChange) -> ReportedChange:
    """Measure a change of an item: in its unit, in points of weights, or between grades."""
    points = change.points or Decimal(0)
    item = scale.item_by_name.get(change.item)
    number = item.number if item is not None else None
    if number is not None or change.weighted:
        unit = number.unit if number is not None else ""
        return ReportedChange(cut_digits(points), signed_points(points), unit or "points")
    ends = (e.points for e in (change.earlier, change.later) if e and e.points is not None)
    return grade_change(points_of_item(scale, change.item), *ends)


def _score_how_far(scale: Scale, rule: ScoreRule, change: ScoreChange) -> ReportedChange:
    if rule.printed_as == "grade":
        ends = (e.value for e in (change.earlier, change.later) if e and e.value is not None)
        return grade_change(points_of(scale.grade_sets.values()), *ends)
    value = change.value or Decimal(0)
    return ReportedChange(cut_digits(value), format_signed(value, rule.digits), unit_of(rule))


def _of_steps(say: Say, far: ReportedChange) -> str:
    return say("results.change.steps") if far.unit == "steps" else ""


def _missing_grades(series: ComparedSeries, pair: VisitPair, change: ItemChange) -> str:
    said = []
    for visit, grade in zip(pair.visits, (change.earlier, change.later), strict=True):
        if grade is None or grade.points is None:
            word = NOT_RECORDED if grade is None else grade.missing
            said.append(
                series.say("results.change.none.item", word=str(word), visit=series.label(visit))
            )
    return join_names(said)


def _minus(series: ComparedSeries, pair: VisitPair, better: str) -> str:
    earlier, later = (series.label(visit) for visit in pair.visits)
    return series.say("results.change.how", earlier=earlier, later=later, better=better)


def _at_end(say: Say, end: End | None) -> str:
    if end is None:
        return ""
    return say("results.change.at_best" if end == "best" else "results.change.at_worst")


def _change_label(series: ComparedSeries, compared: Comparison, change: ScoreChange) -> str:
    label = score_label(compared.scale, compared.scale.rule_by_name[change.name], change.side)
    return series.say("results.change", what=f"{label}{series.between(compared.pair)}")


def _score_change(
    say: Say, compared: Comparison, change: ScoreChange, label: str, minus: str
) -> Result:
    rule = compared.scale.rule_by_name[change.name]
    change_id = score_change_id(compared, change)
    sources = ids_of_ends(change)
    if change.reason:
        return missing_result(
            change_id,
            label,
            NOT_COMPARABLE if change.applies else NOT_APPLICABLE,
            method=say("results.change.none.how", why=clauses_in_words(say, change.reason)),
            direction=change.direction,
            sources=sources,
            case=compared.case,
        )
    if compared.scale.category is not None:
        return category_change_result(say, compared, change, label, minus)
    if compared.scale.number is not None or change.value is None:
        return number_change_result(say, compared, change, label, minus)
    far = _score_how_far(compared.scale, rule, change)
    return Result(
        change_id,
        label,
        far.value,
        far.printed,
        far.unit,
        method="".join(
            [
                minus,
                _at_end(say, change.end),
                _of_steps(say, far),
                against_thresholds(say, change),
                _of_totals(say, change),
            ]
        ),
        direction=change.direction,
        sources=sources,
        case=compared.case,
    )


def _of_totals(say: Say, change: ScoreChange) -> str:
    """Say of which values nobody holds the items."""
    ends = ((EARLIER, change.earlier), (LATER, change.later))
    entered = [
        clause_in_words(say, which)
        for which, s in ends
        if s is not None and s.basis == "entered total"
    ]
    if not entered:
        return ""
    return say("results.change.totals", len(entered), which=join_names(entered))


def _threshold(
    series: ComparedSeries, compared: Comparison, change: ScoreChange, passed: ThresholdPass
) -> Result:
    rule, say = compared.scale.rule_by_name[change.name], series.say
    change_id = score_change_id(compared, change)
    kind = passed.threshold.kind
    value = "passed" if passed.passed else "not passed"
    how = "results.threshold.how.at_least" if kind == "MCID" else "results.threshold.how"
    label = score_label(compared.scale, rule, change.side)
    return Result(
        f"{change_id}.{passed.key}",
        say("results.threshold", what=f"{label}{series.between(compared.pair)}", kind=kind),
        value,
        value,
        method=say(how, threshold=threshold_in_words(say, passed.threshold)),
        direction=change.direction if passed.passed else None,
        sources=(change_id,),
        case=compared.case,
    )


def _item_counts(
    series: ComparedSeries, compared: Comparison, ids: tuple[str, ...]
) -> Iterator[Result]:
    say, between = series.say, series.between(compared.pair)
    scale = compared.scale
    items = [item for item in compared.items if item.applies]
    found = Counter(item.direction for item in items)
    counts = [(part, part.replace("_", " "), found[direction]) for direction, part in ITEM_COUNTS]
    at_best = sum(item.end == "best" for item in compared.items)
    for part, words, number in [*counts, ("at_best", say("results.items.at_best"), at_best)]:
        yield count_result(
            item_count_id(compared.case, scale.id, compared.pair, part),
            say("results.items", scale=scale.name, direction=f"{words}{between}"),
            number,
            of=len(items),
            unit="items",
            method=say("results.items.how", direction=words),
            sources=ids,
            case=compared.case,
        )
