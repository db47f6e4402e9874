"""Sum up every case's grades and scores, scale by scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Say
from cpreport.numbers import format_number, format_signed
from cpreport.outcomes.case_scales import ITEM_COUNTS
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange, ThresholdPass
from cpreport.outcomes.grade_changes import is_split, points_of, steps_between, steps_text
from cpreport.outcomes.ids import item_count_id, score_change_id, score_id
from cpreport.outcomes.means import NOT_COMPUTABLE, has_mean, mean_results
from cpreport.outcomes.number_changes import change_text, limits_told, per_cent, share_text
from cpreport.outcomes.result import (
    NOT_COMPARABLE,
    NOT_RECORDED,
    Direction,
    Result,
    count_result,
    result_id,
)
from cpreport.outcomes.score_lines import ScoreLine, threshold_keys
from cpreport.outcomes.scoring_words import score_label, threshold_in_words
from cpreport.outcomes.series_categories import category_counts, change_counts
from cpreport.outcomes.statistics import attained_quantile, cut_digits
from cpreport.outcomes.summaries import ALL_NUMBERS, NumberForm, plain_form, summary
from cpreport.outcomes.wording import extra_digits, range_text
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side
from cpreport.scales.engine import unit_of
from cpreport.scales.graded import NOT_SCORABLE, Score
from cpreport.scales.number_text import digits_of, in_unit, span

#: The sentences that say how medians and quartiles are defined.
LINEAR = "results.summary.linear"
ATTAINED = "results.summary.attained"
ATTAINED_LIMITS = "results.summary.attained_limits"
ATTAINED_CHANGE = "results.summary.attained_change"


def series_scale_results(series: ComparedSeries, results: Mapping[str, Result]) -> Iterator[Result]:
    """Sum up the scores, changes and item counts of all patients, scale by scale."""
    for scale in series.scales:
        yield from score_results(series, scale)
        if scale.kind == "outcome" and not scale.is_measured:
            for pair in series.pairs:
                yield from _item_counts(series, scale, pair, results)


@dataclass(frozen=True, slots=True)
class _AllChanges:
    """One score of a scale, compared in every patient who has it."""

    scale: Scale
    rule: ScoreRule
    side: Side | None
    changes: tuple[tuple[Comparison, ScoreChange], ...] = ()
    pair: str | None = None
    between: str = ""

    @property
    def id(self) -> str:
        return result_id(self.scale.id, self.rule.name, self.side, self.pair)

    @property
    def label(self) -> str:
        return score_label(self.scale, self.rule, self.side)


def score_results(series: ComparedSeries, scale: Scale) -> Iterator[Result]:
    """Sum up every score of a scale at each visit, and its changes."""
    recorded = _by_name(series, scale)
    for rule in scale.scores:
        for side in (None, *SIDES):
            of_score = recorded.get((rule.name, side), {})
            for visit in _visits_with(series, of_score):
                score = _AllChanges(scale, rule, side)
                yield from _at_visit(series, score, visit, of_score.get(visit, ()))
            for pair in series.pairs:
                changes = tuple(_changes(series, scale, pair, (rule.name, side)))
                if changes:
                    between = series.between(pair)
                    score = _AllChanges(scale, rule, side, changes, pair.key, between)
                    yield from _change(series, score)
                    yield from _thresholds(series.say, score)


def _changes(
    series: ComparedSeries, scale: Scale, pair: VisitPair, name: tuple[str, Side | None]
) -> Iterator[tuple[Comparison, ScoreChange]]:
    """Walk the changes of one score between two visits, patient by patient."""
    for case in series.scored.cases:
        comparison = series.of(case.id, scale.id, pair)
        for change in comparison.scores:
            if (change.name, change.side) == name:
                yield comparison, change


def _by_name(
    series: ComparedSeries, scale: Scale
) -> dict[tuple[str, Side | None], dict[str, list[Score]]]:
    """Part the scores of a scale by what they are, and by visit."""
    found: dict[tuple[str, Side | None], dict[str, list[Score]]] = {}
    for case in series.scored.cases:
        for score in series.scores.get((case.id, scale.id), ()):
            of_score = found.setdefault((score.name, score.side), {})
            of_score.setdefault(score.visit, []).append(score)
    return found


def _visits_with(series: ComparedSeries, recorded: Mapping[str, Sequence[Score]]) -> Iterator[str]:
    """Name the visits with a score, in declared order; the compared ones both, where one has it."""
    pairs = (p.visits for p in series.pairs if any(v in recorded for v in p.visits))
    compared = tuple(visit for pair in pairs for visit in pair)
    declared = (visit.id for visit in series.scored.series.record.visits)
    for visit in dict.fromkeys((*declared, *compared)):
        if visit in recorded or visit in compared:
            yield visit


def _at_visit(
    series: ComparedSeries, score: _AllChanges, visit: str, scores: Sequence[Score]
) -> Iterator[Result]:
    prefix = result_id(score.id, visit)
    say = series.say
    label = say("results.of_visit", what=score.label, visit=series.label(visit))
    values = {score_id(s): s.value for s in scores if s.value is not None}
    yield count_result(
        f"{prefix}.n",
        say("results.scored", what=label),
        len(values),
        of=len(series.scored.cases),
        method=say(
            "results.scored.number.how" if score.scale.is_measured else "results.scored.how"
        ),
        sources=tuple(score_id(s) for s in scores),
    )
    means = has_mean(series.scored.series.record, score.scale)
    if score.scale.number is not None:
        yield from _of_numbers(say, prefix, label, score.scale.number, scores, means=means)
        return
    category = score.scale.category
    if category is not None:
        yield from category_counts(say, prefix, label, category, scores)
        if not category.ordered:
            return
    words = {s.status for s in scores if s.value is None}
    absent = NOT_RECORDED if not words else words.pop() if len(words) == 1 else NOT_SCORABLE
    if score.rule.printed_as == "grade":
        labels = {s.value: s.printed for s in scores if s.value is not None}
        form = _grade_form(labels)
        yield from summary(say, prefix, label, values, form, ALL_NUMBERS, ATTAINED, absent)
    else:
        form = plain_form(_number(score.rule.digits), unit_of(score.rule))
        yield from summary(say, prefix, label, values, form, ALL_NUMBERS, LINEAR, absent)
        if means:
            show = partial(format_number, digits=score.rule.digits + 1)
            unit = unit_of(score.rule)
            yield from mean_results(say, prefix, label, values, unit, (show, show), absent)


def _of_numbers(
    say: Say,
    prefix: str,
    label: str,
    number: NumberMeasure,
    scores: Sequence[Score],
    *,
    means: bool,
) -> Iterator[Result]:
    """Sum up measured numbers; a limit has its place in their order, where that is known."""
    there = [score for score in scores if score.value is not None]
    words = {score.status for score in scores}
    absent = NOT_RECORDED if not words else words.pop() if len(words) == 1 else NOT_COMPUTABLE
    if all(score.qualifier in ("", "~") for score in there):
        values = {score_id(s): s.value for s in there if s.value is not None}
        show = _printed_values(there), format_number
        form = _form_of_number(number, *show)
        yield from summary(say, prefix, label, values, form, ALL_NUMBERS, LINEAR, absent)
        if means:
            yield from _mean_of_numbers(say, prefix, label, number, values, show, absent)
        return
    if means:
        yield from mean_results(say, prefix, label, {}, "", (str, str), NOT_COMPUTABLE)
    in_order = sorted(there, key=_place_in_order)
    if not _is_ordered(in_order):
        # Some value lies beyond another's limit: nobody knows which is larger.
        absent, why = NOT_COMPUTABLE, "results.summary.no_order"
        yield from summary(say, prefix, label, {}, _grade_form({}), ALL_NUMBERS, "", absent, why)
        return
    places = {key: Decimal(n) for n, key in enumerate(map(_place_in_order, in_order))}
    labels = {places[_place_in_order(s)]: s.printed for s in in_order}
    ranks = {score_id(s): places[_place_in_order(s)] for s in there}
    by_place = _grade_form(labels)
    form = replace(
        by_place,
        unit=lambda _: number.unit or "",
        span=lambda low, high: span(labels[low], labels[high]),
    )
    yield from summary(say, prefix, label, ranks, form, ALL_NUMBERS, ATTAINED_LIMITS)


#: Where a limit stands among numbers: below, at, or above its own.
_SIDES_OF_LIMIT = {"<": -2, "≤": -1, "": 0, "~": 0, "≥": 1, ">": 2}


def _place_in_order(score: Score) -> tuple[Decimal, int]:
    return score.value or Decimal(0), _SIDES_OF_LIMIT[score.qualifier]


def _is_ordered(in_order: Sequence[Score]) -> bool:
    """Whether every lower limit is above all others, and every upper limit below."""
    places = [_place_in_order(s) for s in in_order]
    low = max((n for n, (_, side) in enumerate(places) if side < 0), default=-1)
    high = min((n for n, (_, side) in enumerate(places) if side > 0), default=len(places))
    return all(p == places[0] for p in places[: low + 1]) and all(
        p == places[-1] for p in places[high:]
    )


def _printed_values(scores: Iterable[Score]) -> dict[Decimal, str]:
    """Map values to how they are printed; where two are the same, an exact one goes before `~`."""
    in_order = sorted(scores, key=lambda score: score.qualifier, reverse=True)
    return {score.value: score.printed for score in in_order if score.value is not None}


def _printed_changes(number: NumberMeasure, changes: Iterable[ScoreChange]) -> dict[Decimal, str]:
    """Map exact changes to how they are printed."""
    exact = [change for change in changes if change.value is not None and change.number is not None]
    exact.sort(key=lambda change: change.number is not None and not change.number.approximate)
    return {c.value: change_text(number, c) for c in exact if c.value is not None}


def _as_printed(
    printed: Mapping[Decimal, str], between: Callable[[Decimal], str], unit: str
) -> NumberForm:
    """Make the form of numbers: those of a patient as printed there, and others between them.

    What lies between two numbers of which one is about right is about right, too.
    """

    def show(value: Decimal) -> str:
        if value in printed:
            return printed[value]
        beside = max(v for v in printed if v < value), min(v for v in printed if v > value)
        return _about(printed[v] for v in beside) + between(value)

    return NumberForm(show, cut_digits, lambda _: unit, lambda a, b: span(show(a), show(b)))


def _about(printed: Iterable[str]) -> str:
    """Choose the sign before what is computed from such numbers."""
    return "~" if any(text.startswith("~") for text in printed) else ""


def _form_of_number(
    number: NumberMeasure,
    printed: Mapping[Decimal, str],
    show_number: Callable[[Decimal, int], str],
) -> NumberForm:
    """Make the form of numbers with their unit, with one more digit between."""
    digits = _digits(number, printed)

    def between(value: Decimal) -> str:
        return in_unit(number, show_number(value, extra_digits(value, digits)))

    return _as_printed(printed, between, number.unit or "")


def _digits(number: NumberMeasure, values: Iterable[Decimal]) -> int:
    return max((digits_of(number, value) for value in values), default=0)


def _mean_of_numbers(
    say: Say,
    prefix: str,
    label: str,
    number: NumberMeasure,
    values: Mapping[str, Decimal],
    show: tuple[Mapping[Decimal, str], Callable[[Decimal, int], str]],
    absent: str,
) -> Iterator[Result]:
    """Compute mean and deviation of numbers, to one more digit than they have."""
    printed, show_number = show
    digits = _digits(number, values.values()) + 1

    def with_unit(value: Decimal) -> str:
        return _about(printed.values()) + in_unit(number, show_number(value, digits))

    bare = partial(format_number, digits=digits)
    yield from mean_results(
        say, prefix, label, values, number.unit or "", (with_unit, bare), absent
    )


def _changes_of_numbers(
    say: Say,
    prefix: str,
    label: str,
    number: NumberMeasure,
    score: _AllChanges,
    values: dict[str, Decimal],
    *,
    means: bool,
) -> Iterator[Result]:
    """Sum up changes; where one is known only as a limit, there is no exact summary of all."""
    changes = [change for _, change in score.changes]
    show = _printed_changes(number, changes), format_signed
    absent, why = NOT_COMPARABLE, "results.summary.none"
    if limits_told(changes):
        values, absent, why = {}, NOT_COMPUTABLE, "results.summary.limits"
    form = _form_of_number(number, *show)
    yield from summary(say, prefix, label, values, form, ALL_NUMBERS, LINEAR, absent, why)
    if means:
        yield from _mean_of_numbers(say, prefix, label, number, values, show, absent)
    shares = {
        f"{score_change_id(comparison, change)}.percent": (change.number.share[0], change)
        for comparison, change in score.changes
        if change.value is not None and change.number is not None and change.number.share
    }
    exact = {key: share for key, (share, _) in shares.items() if share is not None}
    if values and len(exact) == len(values):
        told = {share: share_text(c) for share, c in shares.values() if share is not None}
        form = _as_printed(told, per_cent, "%")
        of_share = say("results.percent", what=label)
        yield from summary(say, f"{prefix}.percent", of_share, exact, form, ALL_NUMBERS, LINEAR)


def _change(series: ComparedSeries, score: _AllChanges) -> Iterator[Result]:
    prefix = result_id(score.id, "change")
    say = series.say
    label = say("results.change", what=f"{score.label}{score.between}")
    ids = tuple(score_change_id(comparison, change) for comparison, change in score.changes)
    values = {
        source: change.value
        for source, (_, change) in zip(ids, score.changes, strict=True)
        if change.value is not None
    }
    yield count_result(
        result_id(score.id, "pairs"),
        say("results.pairs", what=f"{score.label}{score.between}"),
        len(values) if score.scale.is_ordered else sum(not c.reason for _, c in score.changes),
        of=len(series.scored.cases),
        method=say(_how_paired(score.scale)),
        sources=ids,
    )
    means = has_mean(series.scored.series.record, score.scale)
    if score.scale.category is not None:
        changes = list(zip(ids, (change for _, change in score.changes), strict=True))
        yield from change_counts(say, prefix, label, changes, ordered=score.scale.is_ordered)
        if not score.scale.is_ordered:
            return
    if (number := score.scale.number) is not None:
        yield from _changes_of_numbers(say, prefix, label, number, score, values, means=means)
        return
    if score.rule.printed_as == "grade":
        far, form = _grade_changes(score, values)
        words = (ATTAINED_CHANGE, NOT_COMPARABLE)
        yield from summary(say, prefix, label, far, form, ALL_NUMBERS, *words)
    else:
        form = plain_form(_signed_number(score.rule.digits), unit_of(score.rule))
        yield from summary(say, prefix, label, values, form, ALL_NUMBERS, LINEAR, NOT_COMPARABLE)
        if means:
            digits = score.rule.digits + 1
            show = partial(format_signed, digits=digits), partial(format_number, digits=digits)
            unit = unit_of(score.rule)
            yield from mean_results(say, prefix, label, values, unit, show, NOT_COMPARABLE)


def _how_paired(scale: Scale) -> str:
    if scale.number is not None:
        return "results.pairs.number.how"
    return "results.pairs.category.how" if scale.category is not None else "results.pairs.how"


def _grade_changes(
    score: _AllChanges, values: Mapping[str, Decimal]
) -> tuple[Mapping[str, Decimal], NumberForm]:
    """Count changes in whole grades, or all of them in steps where any is a part of a grade."""
    form = plain_form(format_signed, "grades")
    if score.scale.category is not None:
        form = plain_form(steps_text, "steps")
    elif any(map(is_split, values.values())):
        permitted = points_of(score.scale.grade_sets.values())
        pairs = (change for _, change in score.changes if change.value is not None)
        ends = ([e.value for e in (c.earlier, c.later) if e and e.value is not None] for c in pairs)
        steps = (steps_between(permitted, before, after) for before, after in ends)
        values, form = dict(zip(values, steps, strict=True)), plain_form(steps_text, "steps")
    return values, replace(form, quantile=attained_quantile)


def _number(digits: int) -> Callable[[Decimal], str]:
    return lambda value: format_number(value, extra_digits(value, digits))


def _signed_number(digits: int) -> Callable[[Decimal], str]:
    return lambda value: format_signed(value, extra_digits(value, digits))


def _grade_form(labels: Mapping[Decimal, str]) -> NumberForm:
    """Make the form of scores that are grades: every number is one that some patient has."""
    return NumberForm(
        lambda points: labels[points],
        lambda points: labels[points],
        lambda _: "",
        lambda low, high: range_text(labels[low], labels[high]),
        attained_quantile,
    )


def _thresholds(say: Say, score: _AllChanges) -> Iterator[Result]:
    """Count by threshold those whose change passes it, of those whom it is for."""
    held: dict[str, dict[str, tuple[ThresholdPass, Direction]]] = {}
    for comparison, change in score.changes:
        for one in change.thresholds:
            source = f"{score_change_id(comparison, change)}.{one.key}"
            held.setdefault(one.key, {})[source] = (one, change.direction)
    keys = threshold_keys(ScoreLine(score.scale, score.rule, None))
    for key in (key for key in keys if key in held):
        of_key = held[key]
        threshold = next(iter(of_key.values()))[0].threshold
        passed = [way for one, way in of_key.values() if one.passed]
        for word, number in (
            ("better", passed.count("better")),
            ("worse", passed.count("worse")),
            ("not_passed", len(of_key) - len(passed)),
        ):
            yield count_result(
                result_id(score.id, key, word),
                say(_HELD[word], what=f"{score.label}{score.between}", kind=threshold.kind),
                number,
                of=len(of_key),
                method=say("results.held.how", threshold=threshold_in_words(say, threshold)),
                sources=tuple(of_key),
            )


#: What is said of a change held against a threshold, by the last part of the id.
_HELD = {
    "better": "results.held.better",
    "worse": "results.held.worse",
    "not_passed": "results.held.not_passed",
}


def _item_counts(
    series: ComparedSeries, scale: Scale, pair: VisitPair, results: Mapping[str, Result]
) -> Iterator[Result]:
    say = series.say
    words = [(part, part.replace("_", " ")) for _, part in ITEM_COUNTS]
    for part, said in [*words, ("at_best", say("results.items.at_best"))]:
        sources = tuple(
            item_count_id(case.id, scale.id, pair, part) for case in series.scored.cases
        )
        counts = [results[source] for source in sources]
        yield count_result(
            result_id(scale.id, pair.key, "items", part),
            say("results.items.all", scale=scale.name, direction=said) + series.between(pair),
            sum(int(c.value) for c in counts if isinstance(c.value, Decimal)),
            of=sum(c.of or 0 for c in counts),
            unit="items",
            method=say("results.items.all.how"),
            sources=sources,
        )
    yield from _patients_with_items(series, scale, pair, results)


def _patients_with_items(
    series: ComparedSeries, scale: Scale, pair: VisitPair, results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count the patients with any item better, and with any worse, whatever their verdict."""

    def number(case_id: str, part: str) -> Decimal:
        value = results[item_count_id(case_id, scale.id, pair, part)].value
        return value if isinstance(value, Decimal) else Decimal(0)

    parts = [part for _, part in ITEM_COUNTS if part != "not_comparable"]
    patients = [case.id for case in series.scored.cases]
    compared = [case_id for case_id in patients if any(number(case_id, p) for p in parts)]
    for part in ("better", "worse") if compared else ():
        yield count_result(
            result_id(scale.id, pair.key, "items", part, "patients"),
            series.say("results.items.patients", scale=scale.name, direction=part)
            + series.between(pair),
            sum(number(case_id, part) > 0 for case_id in compared),
            of=len(compared),
            method=series.say("results.items.patients.how", direction=part),
            sources=tuple(item_count_id(one, scale.id, pair, part) for one in compared),
        )
