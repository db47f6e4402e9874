"""Write what Methods must say of scoring, improvement and statistics.

The texts are Markdown and tell only what was used. Their words are spelled alike in British and
American English.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cpreport.numbers import format_number, plain
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.improvement_rules import ImprovementRule
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.scoring_words import (
    better_words,
    score_in_words,
    score_label,
    short_label,
    threshold_in_words,
)
from cpreport.outcomes.statistics import smallest_signed_rank_p
from cpreport.outcomes.wording import capital, clause, join_names, sentence
from cpreport.scales.definition import Scale, ScoreRule
from cpreport.scales.graded import Score
from cpreport.scales.names import grades_of
from cpreport.scales.number_text import range_text
from cpreport.scales.phrases import join_words
from cpreport.scales.score_rules import choices_in_force

#: Up to this many patients no two-sided p of an exact signed-rank test can be below 0.05.
_TOO_FEW_FOR_P = 5


def improvement_text(findings: Findings) -> str:
    """Say which visits were compared, and by which rule each outcome was judged."""
    paragraphs = [_comparison(findings)]
    rules = {judged.rule.name: judged.rule for judged in findings.judged}
    for rule in rules.values():
        outcomes = [judged for judged in findings.judged if judged.rule.name == rule.name]
        paragraphs.append(f"{_judgement(rule, outcomes)} {_rule_text(rule, outcomes)}")
    if rules:
        paragraphs.append(
            "Only what was assessed at both visits was compared, and scores only where both were "
            "computed over the same items. A patient with nothing to compare was not assessable."
        )
    return "\n\n".join(paragraphs)


def _comparison(findings: Findings) -> str:
    record = findings.scored.series.record
    labels = {visit.id: visit.label for visit in record.visits}
    earlier, later = (labels.get(visit, visit) for visit in record.compare)
    return (
        f"Change is the value at the visit “{later}” minus the value at the visit “{earlier}”. "
        "For each outcome a patient was judged better, unchanged, worse, mixed or not assessable."
    )


def _judgement(rule: ImprovementRule, outcomes: Sequence[JudgedOutcome]) -> str:
    names = [_outcome(judged) for judged in outcomes]
    return f"The rule “{rule.name}” was used for {join_names(names)}."


def _rule_text(rule: ImprovementRule, outcomes: Sequence[JudgedOutcome]) -> str:
    """Quote the rule's text; what it says of sides only where a judged score has sides."""
    rules = [r for j in outcomes for r in j.scale.scores if r.name == j.score]
    return rule.text if any(r.per == "side" for r in rules) else rule.core


def _outcome(judged: JudgedOutcome) -> str:
    primary = "primary outcome; " if judged.outcome.primary else ""
    what = judged.scale.name
    if judged.score is not None:
        rule = next(r for r in judged.scale.scores if r.name == judged.score)
        what = score_label(judged.scale, rule)
    return f"{judged.outcome.label} ({primary}{what}; {better_words(judged.scale)})"


def scoring_text(findings: Findings) -> str:
    """Say how each scale in use was graded, coded and scored, and which thresholds are known."""
    used = _graded_scales(findings)
    scales = [scale for scale in used if scale.number is None]
    paragraphs = list(_numbers(findings, [scale for scale in used if scale.number is not None]))
    if scales:
        paragraphs += [
            "Grades are reported as graded. Nothing missing was replaced: an item that was not "
            "assessed stays so, and a score that needs it is not scorable.",
            "\n".join(f"- {' '.join(_scale_sentences(findings, scale))}" for scale in scales),
            _thresholds(scales),
        ]
    classified = _classifications(findings)
    if classified:
        paragraphs.append(
            f"Patients were classified by the {join_names(classified)}; levels are reported as "
            "recorded and never averaged."
        )
    return "\n\n".join(paragraphs)


def _numbers(findings: Findings, scales: Sequence[Scale]) -> Iterator[str]:
    """Say of each measured number its unit, its reference and its better direction."""
    if not scales:
        return
    yield (
        "Measured numbers are reported as recorded, with their units. Nothing missing was replaced."
    )
    yield "\n".join(f"- {_number(scale)}." for scale in scales)
    of_numbers = {scale.id for scale in scales}
    scores = [s for case in findings.cases for s in case.scores if s.scale in of_numbers]
    if any(score.qualifier not in ("", "~") for score in scores):
        yield (
            "A value that is known only as a limit, such as one below the limit of detection, was "
            "never computed with as if it were exact: its change is given as a limit, too."
        )
    if any(score.qualifier == "~" for score in scores):
        yield "What was recorded as about right (~) was computed with, and is marked (~) again."


def _number(scale: Scale) -> str:
    number = scale.number
    if number is None:
        return ""
    said = [
        f"**{scale.name}** ({scale.id})" if scale.id != scale.name else f"**{scale.name}**",
        f" in {number.unit}" if number.unit else "",
        " on each side" if number.sided else "",
        f": {better_words(scale)}",
    ]
    if number.reference is not None:
        said.append(f"; reference {range_text(number, number.reference)}")
    return "".join(said)


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
    sides = " on each side" if scale.sided else ""
    yield f"**{scale.name}** ({scale.id}): {clause(scale.measures)}; {better_words(scale)}."
    if grades := _grades(findings, scale):
        yield f"Grades{sides}: {grades}."
    yield from _coding(findings, scale)
    settings = findings.scored.settings.get(scale.id, {})
    for rule in _used_rules(findings, scale):
        yield _score(scale, rule, score_in_words(scale, rule, settings))
    if any(s.basis == "entered total" for s in _scores_of(findings, scale)):
        yield "Where its items are not held, the total is reported as it was entered."
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
            codes = join_words([grade.code for grade in grades_of(scale, item)], "or")
            by_grades.setdefault(codes, []).append(item.name)
    if len(by_grades) == 1:
        return next(iter(by_grades))
    return "; ".join(f"{codes} ({join_names(names)})" for codes, names in by_grades.items())


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
        f"{code} counts as {_points(value)}" for code, value in in_order if plain(value) != code
    ]
    if not coded:
        return
    note = scale.coding_notes.get(scale.main_coding or "")
    yield (
        f"Where numbers are needed, for order, plots and sums, {join_names(coded)}"
        f"{f' ({clause(note)})' if note else ''}."
    )


def _points(value: Decimal) -> str:
    return format_number(value, 0 if value == value.to_integral_value() else 2)


def _used_rules(findings: Findings, scale: Scale) -> list[ScoreRule]:
    used = {score.name for score in _scores_of(findings, scale)}
    return [rule for rule in scale.scores if rule.name in used]


def _scores_of(findings: Findings, scale: Scale) -> Iterator[Score]:
    return (s for case in findings.cases for s in case.scores if s.scale == scale.id)


def _score(scale: Scale, rule: ScoreRule, how: str) -> str:
    limits = (
        "" if rule.range is None else f"; range {plain(rule.range[0])} to {plain(rule.range[1])}"
    )
    note = f"; {clause(rule.note)}" if rule.descriptive and rule.note else ""
    mark = "; descriptive only" if rule.descriptive else ""
    return f"{capital(short_label(scale, rule))}: {how}{limits}{mark}{note}."


def _other_settings(findings: Findings, scale: Scale) -> Iterator[str]:
    """Say what was chosen against the default, where no score has said it."""
    choices = choices_in_force(scale, findings.scored.settings.get(scale.id, {}))
    said = {name for rule in _used_rules(findings, scale) for name in (rule.offset, rule.coding)}
    for setting in scale.settings:
        if setting.name not in said and choices[setting.name] != setting.default:
            choice = setting.choices[choices[setting.name]]
            yield f"{capital(clause(setting.label))}: {clause(choice)}."


def _thresholds(scales: Iterable[Scale]) -> str:
    known = [
        f"{threshold_in_words(threshold)} for the {_score_threshold(scale, threshold.score)}"
        for scale in scales
        for threshold in scale.thresholds
    ]
    if any(t.same_population for scale in scales for t in scale.thresholds):
        return f"Changes are held against published thresholds: {'; '.join(known)}."
    none = (
        "No minimal detectable change (MDC) and no minimal clinically important difference (MCID) "
        "of these scales is known to be validated in patients like these"
    )
    if not known:
        return f"{none}, so that no change is held against one."
    return f"{none}. Published thresholds are given for orientation: {'; '.join(known)}."


def _score_threshold(scale: Scale, score: str) -> str:
    rule = next((rule for rule in scale.scores if rule.name == score), None)
    return score_label(scale, rule) if rule is not None else f"{scale.name}, {score}"


def statistics_text(findings: Findings) -> str:
    """Say how counts, scores and adverse events were described, and why there is no p-value."""
    return " ".join(_statistics(findings))


def _statistics(findings: Findings) -> Iterator[str]:
    yield (
        "All results are descriptive. Counts of patients are given as n of N with the 95% Wilson "
        "interval of the proportion; patients who were not assessable are part of N."
    )
    yield (
        "Scores and changes are described by median, quartiles (linear interpolation, type 7) and "
        "range, over the patients who have them."
    )
    if _has_grade_scores(findings):
        yield (
            "For scores that are grades these are attained grades (type 1), of two middle grades "
            "the lower."
        )
    yield (
        "No mean of ordinal grades over patients was computed. Items of one patient are not "
        "independent: they are counted and not tested."
    )
    yield _no_p_values(len(findings.cases))
    yield from _adverse_events(findings)
    yield (
        "Months are mean months of 30.4375 days. Numbers are computed as exact decimals and "
        "rounded half away from zero when they are printed."
    )


def _has_grade_scores(findings: Findings) -> bool:
    return any(
        rule.printed_as == "grade"
        for scale in _graded_scales(findings)
        for rule in _used_rules(findings, scale)
    )


def _no_p_values(patients: int) -> str:
    text = "No p-value was computed: a case series has no comparison group and tests no hypothesis"
    if 0 < patients <= _TOO_FEW_FOR_P:
        smallest = smallest_signed_rank_p(patients)
        p = format_number(Decimal(smallest.numerator) / Decimal(smallest.denominator), 3)
        text += (
            f", and with {patients} patient{'s' if patients > 1 else ''} the smallest two-sided p "
            f"of an exact Wilcoxon signed-rank test is {p}"
        )
    return f"{text}."


def _adverse_events(findings: Findings) -> Iterator[str]:
    assessed = findings.ledger["adverse_events.assessed"]
    if assessed.value:
        yield (
            "Adverse events count as looked for in a patient whose record says how they were "
            "looked for and shows a visit after the first session; shares are of these patients."
        )
    if findings.has("adverse_events.patients.upper95"):
        yield (
            "As no adverse event occurred in them, the exact one-sided upper 95% limit of the "
            "risk is given, 1 − 0.05^(1/n). The patient is the unit: sessions of one patient are "
            "not independent, so that a limit by session is a rough guide only."
        )
    elif findings.ledger["adverse_events.patients"].interval is not None:
        yield (
            "The proportion of patients with an adverse event is given with its exact two-sided "
            "95% (Clopper-Pearson) interval."
        )
