"""Write what Methods must say of scoring, improvement and statistics.

The texts are Markdown and tell only what was used. Their words stand in the catalogue
(`catalogue/methods.yaml`) and are spelled alike in British and American English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cpreport.cases.measure_record import CategoryMeasure, NumberMeasure
from cpreport.cases.visit_pair import VisitPair
from cpreport.numbers import format_number, in_words, plain
from cpreport.outcomes.comparing import is_weighted
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.grade_changes import is_split, points_of
from cpreport.outcomes.improvement_rules import ImprovementRule
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.means import has_mean
from cpreport.outcomes.score_lines import held_thresholds
from cpreport.outcomes.scoring_words import (
    better_way,
    score_in_words,
    score_label,
    short_label,
    threshold_in_words,
    threshold_kind,
)
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.spelling import spell
from cpreport.outcomes.statistics import smallest_signed_rank_p
from cpreport.outcomes.wording import begun_small, capital, clause, join_names, sentence
from cpreport.scales.categories import order_text
from cpreport.scales.definition import Item, Scale, ScoreRule
from cpreport.scales.graded import Score
from cpreport.scales.names import grades_of
from cpreport.scales.number_text import references_text
from cpreport.scales.phase_points import phase_points
from cpreport.scales.phrases import join_words
from cpreport.scales.score_rules import choices_in_force

#: A quartile that a text prints by its result.
_QUARTILE = re.compile(r"\.(?:q1|q3|iqr)[\"']")
#: Up to this many changed pairs no two-sided p of an exact signed-rank test can be below 0.05.
_TOO_FEW_FOR_P = 5


def improvement_text(findings: Findings) -> str:
    """Say which visits were compared, and by which rule each outcome was judged."""
    paragraphs = [" ".join(_comparison(findings))]
    rules = rules_in_words(findings)
    paragraphs += rules
    if rules:
        compared = findings.say("methods.improvement.compared")
        paragraphs.append(f"{compared}{_composite(findings)}")
    return "\n\n".join(paragraphs)


def rules_in_words(findings: Findings) -> tuple[str, ...]:
    """State every improvement rule in use, with the outcomes that it judges."""
    rules = {judged.rule.name: judged.rule for judged in findings.judged}
    said, sided = [], []
    for rule in rules.values():
        outcomes = [judged for judged in findings.judged if judged.rule.name == rule.name]
        text = rule.in_words(findings.say)
        said.append(f"{_judgement(findings, rule, outcomes)} {text}")
        if _judges_sides(rule, outcomes):
            sided.append(len(said) - 1)
    # What is true of the sides of several outcomes is told once, behind their rules.
    of_sides = findings.say("methods.rule.sides") if sided else ""
    if len(sided) == 1:
        said[sided[0]] += f" {of_sides}"
    elif sided:
        said.append(of_sides)
    return tuple(said)


def _comparison(findings: Findings) -> Iterator[str]:
    """Say what a change is, of several comparisons each; or that there is none."""
    if not findings.pairs:
        yield findings.say("methods.improvement.none")
    for n, pair in enumerate(findings.pairs):
        earlier, later = compared_labels(findings, pair)
        if not n:
            yield findings.say("methods.improvement.comparison", earlier=earlier, later=later)
        else:
            yield findings.say("methods.improvement.comparison.also", earlier=earlier, later=later)
    if findings.judged:
        yield findings.say("methods.improvement.judged")


def _composite(findings: Findings) -> str:
    """Define what is counted over several outcomes; nothing where there is one."""
    number = len(findings.judged)
    if number < 2:
        return ""
    if number == 2:
        return f" {findings.say('methods.improvement.composite.two')}"
    said = findings.say("methods.improvement.composite", n=in_words(Decimal(number)))
    return f" {said}"


def _judgement(findings: Findings, rule: ImprovementRule, outcomes: Sequence[JudgedOutcome]) -> str:
    names = join_names([_outcome(findings, judged) for judged in outcomes])
    return findings.say("methods.improvement.rule", rule=rule.name, outcomes=names)


def _judges_sides(rule: ImprovementRule, outcomes: Sequence[JudgedOutcome]) -> bool:
    """Whether a rule says something of sides, and a score that it judges has them."""
    rules = [r for j in outcomes for r in j.scale.scores if r.name == j.score]
    return rule.sided and any(r.per == "side" for r in rules)


def _outcome(findings: Findings, judged: JudgedOutcome) -> str:
    primary = judged.outcome.primary
    what = judged.scale.name
    if judged.score is not None:
        rule = judged.scale.rule_by_name[judged.score]
        what = score_label(judged.scale, rule)
    if not judged.scale.is_measured:
        # “muscle strength (Medical Research Council muscle strength)” would say it twice.
        what = what.removesuffix(f" {judged.outcome.label}")
    return findings.say(
        "methods.improvement.outcome",
        outcome=judged.outcome.label,
        primary=findings.say("methods.improvement.outcome.primary") if primary else "",
        score=findings.say("methods.improvement.outcome.score", score=what)
        if what.casefold() != judged.outcome.label.casefold()
        else "",
        better=better_way(findings.say, judged.scale),
    )


def scoring_text(findings: Findings) -> str:
    """Say how each scale in use was graded, coded and scored, and which thresholds are known."""
    used = _graded_scales(findings)
    scales = [scale for scale in used if not scale.is_measured]
    numbers = [scale for scale in used if scale.number is not None]
    # That nothing was replaced is said once, of grades where there are any.
    replaced = "" if scales else findings.say("methods.scoring.nothing_replaced")
    paragraphs = list(_numbers(findings, numbers, replaced))
    categories = [scale for scale in used if scale.category is not None]
    paragraphs += _categories(findings, categories, "" if numbers else replaced)
    if scales:
        paragraphs += [
            findings.say("methods.scoring.grades"),
            "\n".join(f"- {' '.join(_scale_sentences(findings, scale))}" for scale in scales),
        ]
    if findings.pairs and (scales or any(scale.thresholds for scale in used)):
        paragraphs.append(_thresholds(findings, used))
    classified = _classifications(findings)
    if classified:
        systems = join_names(classified)
        paragraphs.append(findings.say("methods.scoring.classified", systems=systems))
    return "\n\n".join(paragraphs)


def _numbers(findings: Findings, scales: Sequence[Scale], replaced: str) -> Iterator[str]:
    """Say of each measured number its unit, its reference and its better direction."""
    if not scales:
        return
    yield findings.say("methods.scoring.numbers", replaced=replaced)
    yield "\n".join(f"- {_number(findings, s, s.number)}" for s in scales if s.number is not None)
    scores = [score for scale in scales for score in _scores_of(findings, scale)]
    if any(made is not None and made.is_converted for made in (s.made_from for s in scores)):
        yield findings.say("methods.scoring.converted")
    if any(score.qualifier not in ("", "~") for score in scores):
        limits = "methods.scoring.limits"
        yield findings.say(limits if findings.pairs else "methods.scoring.limits.alone")
    if any(score.qualifier == "~" for score in scores):
        about = "methods.scoring.about"
        yield findings.say(about if findings.pairs else "methods.scoring.about.alone")


def _categories(findings: Findings, scales: Sequence[Scale], replaced: str) -> Iterator[str]:
    """List the values of each category, and say what its order is used for."""
    if not scales:
        return
    yield findings.say("methods.scoring.categories", replaced=replaced)
    yield "\n".join(f"- {_category(findings, s, s.category)}" for s in scales if s.category)
    if any(scale.is_ordered for scale in scales):
        yield findings.say("methods.scoring.category.steps")


def _category(findings: Findings, scale: Scale, category: CategoryMeasure) -> str:
    return findings.say(
        "methods.scoring.category" if category.ordered else "methods.scoring.category.unordered",
        name=scale.name,
        short=scale.full_name.removeprefix(scale.name),
        sides=findings.say("methods.scoring.number.sides") if category.sided else "",
        values=order_text(category),
        repeats=_repeats(findings, category),
    )


def _number(findings: Findings, scale: Scale, number: NumberMeasure) -> str:
    return findings.say(
        "methods.scoring.number",
        name=scale.name,
        short=scale.full_name.removeprefix(scale.name),
        unit=findings.say("methods.scoring.number.unit", unit=number.unit) if number.unit else "",
        sides=findings.say("methods.scoring.number.sides") if number.sided else "",
        better=better_way(findings.say, scale),
        reference=findings.say(
            "methods.scoring.number.reference", reference=references_text(findings.say, number)
        )
        if number.reference
        else "",
        repeats=_repeats(findings, number),
    )


def _repeats(findings: Findings, measure: NumberMeasure | CategoryMeasure) -> str:
    """Say which of several values of one visit counts, where the measure says so."""
    if measure.repeats is None:
        return ""
    return findings.say("methods.scoring.repeats", rule=measure.repeats)


def _graded_scales(findings: Findings) -> list[Scale]:
    """List the scales that any case has a grade or score on: outcomes first, in declared order."""
    graded = {scale for case in findings.cases for scale in case.scale_ids}
    outcomes = [judged.scale.id for judged in findings.judged]
    names = dict.fromkeys([*outcomes, *findings.scored.scales])
    return [findings.scale(name) for name in names if name in graded]


def _classifications(findings: Findings) -> list[str]:
    used = dict.fromkeys(system for case in findings.cases for system in case.classification)
    scales = findings.scored.scales
    return [f"{scales[name].name} ({name})" if name in scales else name for name in used]


def _scale_sentences(findings: Findings, scale: Scale) -> Iterator[str]:
    yield findings.say(
        "methods.scoring.scale",
        scale=scale.name,
        id=scale.id,
        measures=clause(scale.measures),
        way=_way(findings, scale),
    )
    if grades := _grades(findings, scale):
        named = "methods.scoring.grades_of.sided" if scale.sided else "methods.scoring.grades_of"
        yield findings.say(named, grades=_with_signs(grades))
    yield from _coding(findings, scale)
    settings = findings.scored.settings.get(scale.id, {})
    for rule in _used_rules(findings, scale):
        yield _score(findings, scale, rule, score_in_words(findings.say, scale, rule, settings))
    if any(s.basis == "entered total" for s in _scores_of(findings, scale)):
        yield findings.say("methods.scoring.entered")
    yield from _other_settings(findings, scale)
    if scale.acknowledgement:
        yield sentence(scale.acknowledgement)


def _grades(findings: Findings, scale: Scale) -> str:
    """List the permitted grades; by items where these have grades of their own."""
    items = dict.fromkeys(
        grade.item for case in findings.cases for grade in case.items if grade.scale == scale.id
    )
    by_grades: dict[str, list[str]] = {}
    for item in scale.items:
        if item.name in items:
            codes = _permitted(scale, item)
            by_grades.setdefault(codes, []).append(item.name)
    if len(by_grades) == 1:
        return next(iter(by_grades))
    return "; ".join(f"{codes} ({join_names(names)})" for codes, names in by_grades.items())


def _with_signs(grades: str) -> str:
    """Print a sign behind a grade as one, and not as a hyphen: “3−, 3, 3+”."""
    return re.sub(r"(?<=\d)-(?!\w)", "\N{MINUS SIGN}", grades)


def _permitted(scale: Scale, item: Item) -> str:
    if item.number is None:
        return join_words([grade.code for grade in grades_of(scale, item)], "or")
    ends = " to ".join(plain(end) for end in item.number.range or ())
    return " ".join(filter(None, (ends or "numbers", item.number.unit)))


def _coding(findings: Findings, scale: Scale) -> Iterator[str]:
    """Say how grades became numbers, where that is not the number they are."""
    points = {
        grade.grade: grade.points
        for case in findings.cases
        for grade in case.items
        if grade.scale == scale.id and grade.grade is not None and grade.points is not None
    }
    in_order = sorted(points.items(), key=lambda pair: (pair[1], pair[0]))
    coded = [
        findings.say("methods.scoring.coding.code", grade=_with_signs(code), points=_points(value))
        for code, value in in_order
        if plain(value) != code
    ]
    if not coded:
        return
    note = scale.coding_notes.get(scale.main_coding or "")
    yield findings.say(
        "methods.scoring.coding", codes=join_names(coded), note=f" ({clause(note)})" if note else ""
    )
    weighted = is_weighted(points_of(scale.grade_sets.values()))
    if not weighted and any(is_split(value) for _, value in in_order):
        yield findings.say("methods.scoring.steps")


def _way(findings: Findings, scale: Scale) -> str:
    if scale.kind == "classification":
        return findings.say("methods.scoring.scale.classification")
    return findings.say("methods.scoring.scale.better", better=scale.better)


def _points(value: Decimal) -> str:
    return format_number(value, 0 if value == value.to_integral_value() else 2)


def _used_rules(findings: Findings, scale: Scale) -> list[ScoreRule]:
    used = {score.name for score in _scores_of(findings, scale)}
    return [rule for rule in scale.scores if rule.name in used]


def _scores_of(findings: Findings, scale: Scale) -> Iterator[Score]:
    return (s for case in findings.cases for s in case.scores if s.scale == scale.id)


def _score(findings: Findings, scale: Scale, rule: ScoreRule, how: str) -> str:
    limits = mark = ""
    if rule.range is not None:
        low, high = map(plain, rule.range)
        limits = findings.say("methods.scoring.score.range", low=low, high=high)
    if rule.descriptive:
        mark = findings.say("methods.scoring.score.descriptive")
        mark += f"; {clause(rule.note)}" if rule.note else ""
    return findings.say(
        "methods.scoring.score",
        score=capital(short_label(scale, rule)),
        how=how,
        range=limits,
        descriptive=mark,
    )


def _other_settings(findings: Findings, scale: Scale) -> Iterator[str]:
    """Say what was chosen against the default, where no score has said it."""
    choices = choices_in_force(scale, findings.scored.settings.get(scale.id, {}))
    said = {name for rule in _used_rules(findings, scale) for name in (rule.offset, rule.coding)}
    for setting in scale.settings:
        if setting.name not in said and choices[setting.name] != setting.default:
            choice = setting.choices[choices[setting.name]]
            yield findings.say(
                "methods.scoring.setting",
                setting=capital(clause(setting.label)),
                choice=clause(choice),
            )


def _thresholds(findings: Findings, scales: Iterable[Scale]) -> str:
    held = [(scale, t) for scale in scales for _, t in held_thresholds(findings, scale)]
    if not held:
        return findings.say("methods.scoring.thresholds.none")
    known = [
        findings.say(
            "methods.scoring.thresholds.one",
            threshold=threshold_in_words(findings.say, threshold),
            score=_score_threshold(scale, threshold.score),
        )
        for scale, threshold in held
    ]
    kinds = dict.fromkeys(threshold.kind for _, threshold in held)
    spelled = "; ".join([f"{kind}, {threshold_kind(findings.say, kind)}" for kind in kinds])
    return findings.say("methods.scoring.thresholds", kinds=spelled, thresholds="; ".join(known))


def _score_threshold(scale: Scale, score: str) -> str:
    rule = scale.rule_by_name.get(score)
    return score_label(scale, rule) if rule is not None else f"{scale.name}, {score}"


def statistics_text(findings: Findings) -> str:
    """Say how counts, scores and adverse events were described, and why there is no p-value."""
    return " ".join(_statistics(findings))


def _statistics(findings: Findings) -> Iterator[str]:
    yield findings.say("methods.statistics.descriptive")
    judged = [j for j in findings.judged if findings.has(j.key, "improved")]
    if any(findings.result(j.key, "improved").interval_printed for j in judged):
        yield findings.say("methods.statistics.counts")
    graded = _graded_scales(findings)
    ordered = [scale for scale in graded if scale.is_ordered]
    used = [rule for scale in ordered for rule in _used_rules(findings, scale)]
    if used:
        quartiles = ""
        if _are_quartiles_printed(findings):
            quartiles = findings.say("methods.statistics.scores.quartiles")
        yield findings.say(
            "methods.statistics.scores" if findings.pairs else "methods.statistics.scores.alone",
            quartiles=quartiles,
        )
        yield from _means(findings)
    if len(ordered) < len(graded):
        yield findings.say("methods.statistics.counted")
    if phased := _phased(findings):
        yield findings.say("methods.statistics.phases", names=join_names(phased))
    groups = findings.record.groups
    if groups is not None:
        by = spell(findings, capital(groups.by)).lower()
        yield findings.say("methods.statistics.groups", by=by)
    if any(rule.printed_as == "grade" for rule in used):
        yield findings.say("methods.statistics.grades")
    if any(scale.number is None for scale in ordered):
        yield findings.say("methods.statistics.no_mean")
    if any(case.items for case in findings.cases):
        yield findings.say("methods.statistics.items")
    yield _no_p_values(findings, max((_changed_pairs(findings, j) for j in judged), default=0))
    yield from _adverse_events(findings)
    yield findings.say("methods.statistics.ages", form=findings.say("methods.ages"))
    if findings.unit_of_time == "months":
        yield findings.say("methods.statistics.months")
    if findings.unit_of_time == "years":
        yield findings.say("methods.statistics.years")
    yield findings.say("methods.statistics.numbers")


def _phased(findings: Findings) -> list[str]:
    """Name the scales whose phases are compared in some patient."""
    scored = findings.scored
    every = (
        points.scale.name
        for case in findings.cases
        for points in phase_points(scored.series.record, scored.scales, case.scores)
    )
    return list(dict.fromkeys(every))


def _means(findings: Findings) -> Iterator[str]:
    """Say of which values a mean is given, where the series asks for it."""
    record = findings.record
    every = [scale for scale in _graded_scales(findings) if has_mean(record, scale)]
    names = [begun_small(scale.name) for scale in every]
    if names:
        yield findings.say("methods.statistics.mean", names=join_names(names))


def _are_quartiles_printed(findings: Findings) -> bool:
    """Whether a table prints quartiles, as the series asks, or the authors' text does."""
    series = findings.scored.series
    if "median (quartiles)" in series.record.summaries:
        return True
    texts = [section.text for section in series.sections.values()]
    abstract = series.record.abstract
    texts += [abstract] if isinstance(abstract, str) else (abstract or {}).values()
    return any(_QUARTILE.search(text) for text in (*texts, *series.record.key_points))


def _no_p_values(findings: Findings, changed: int) -> str:
    """Say what a test could show: as little as the largest number of changed pairs allows."""
    said = ""
    if 0 < changed <= _TOO_FEW_FOR_P:
        smallest = smallest_signed_rank_p(changed)
        p = plain(Decimal(smallest.numerator) / Decimal(smallest.denominator))
        counted = "methods.statistics.no_p_value.smallest"
        said = findings.say(counted, changed, n=in_words(Decimal(changed)), p=p)
    return findings.say("methods.statistics.no_p_value", smallest=said)


def _changed_pairs(findings: Findings, judged: JudgedOutcome) -> int:
    """Count the patients who changed on an outcome, in the comparison in which most did."""

    def changed(pair: VisitPair) -> int:
        key = (judged.key, pair.key)
        counts = [findings.result(*key, word).value for word in ("improved", "worse")]
        return sum(int(count) for count in counts if isinstance(count, Decimal))

    return max(map(changed, findings.pairs), default=0)


def _adverse_events(findings: Findings) -> Iterator[str]:
    assessed = findings.ledger["adverse_events.assessed"]
    if assessed.value:
        yield findings.say("methods.statistics.looked_for", zero=findings.zero)
    if findings.has("adverse_events.patients.upper95"):
        by_session = findings.has("adverse_events.sessions.upper95")
        rough = findings.say("methods.statistics.no_event.sessions") if by_session else ""
        yield findings.say("methods.statistics.no_event", sessions=rough)
    elif findings.ledger["adverse_events.patients"].interval is not None:
        yield findings.say("methods.statistics.events")
