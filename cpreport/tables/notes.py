"""Write the notes that stand beneath tables of scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Clause, clauses_in_words
from cpreport.numbers import format_number
from cpreport.outcomes.conversion_words import made_in_words
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction
from cpreport.outcomes.scoring_words import (
    score_in_words,
    short_label,
    slots_in_words,
    threshold_in_words,
)
from cpreport.outcomes.shown_visits import change_heading, compared_labels, which_change
from cpreport.outcomes.wording import capital, clause, extra_digits, join_names, sentence
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Threshold
from cpreport.scales.graded import NOT_SCORABLE, Score, ScoredCase
from cpreport.scales.phrases import slot_name


def change_notes(findings: Findings, said: str = "tables.shared.change") -> Iterator[str]:
    """Say of each comparison which visit is taken from which, by a sentence of the catalogue."""
    for pair in findings.pairs:
        earlier, later = compared_labels(findings, pair)
        what = change_heading(findings, pair)
        yield findings.say(said, what=what, later=later, earlier=earlier)


def verdict_notes(findings: Findings, cases: Sequence[ScoredCase]) -> Iterator[str]:
    """Say where a rule judges otherwise than by the direction of the change."""
    outcomes, pairs = findings.judged, findings.pairs
    if any(
        findings.result(case.id, j.key, pair.key, "verdict").direction == "unchanged"
        and any(way in _OPPOSITE for way in _directions(findings, case, j, pair))
        for case in cases
        for j in outcomes
        for pair in pairs
    ):
        yield findings.say("tables.shared.any_size")
    judged = [
        findings.say(
            "tables.shared.judged.one",
            case=case.id,
            outcome=j.outcome.label,
            between=which_change(findings, pair),
            verdict=str(verdict),
        )
        for case in cases
        for j in outcomes
        for pair in pairs
        if (verdict := findings.result(case.id, j.key, pair.key, "verdict").direction) in _OPPOSITE
        and any(_OPPOSITE[verdict] == way for way in _directions(findings, case, j, pair))
    ]
    if judged:
        yield findings.say("tables.shared.judged", judged="; ".join(judged))


_OPPOSITE: Mapping[Direction | None, Direction] = {"better": "worse", "worse": "better"}


def _directions(
    findings: Findings, case: ScoredCase, judged: JudgedOutcome, pair: VisitPair
) -> Iterator[Direction | None]:
    """Yield the direction in which the judged score changed, or that of each side."""
    for side in (None, *SIDES):
        change = (case.id, "change", pair.key, judged.scale.id, judged.score, side)
        if findings.has(*change):
            yield findings.result(*change).direction


def scoring_notes(findings: Findings, scales: Iterable[Scale]) -> tuple[str, ...]:
    """Say how each score is computed, scale by scale."""
    return tuple(
        f"{scale.id}. {'. '.join(_how_scored(findings, scale))}."
        for scale in scales
        if scale.scores and not scale.is_measured
    )


def _how_scored(findings: Findings, scale: Scale) -> list[str]:
    settings = findings.scored.settings.get(scale.id, {})
    said = []
    for rule in scale.scores:
        name = capital(short_label(scale, rule))
        caution = f"; {clause(rule.note)}" if rule.descriptive and rule.note else ""
        said.append(
            f"{name}{_range(rule)}, {score_in_words(findings.say, scale, rule, settings)}{caution}"
        )
    return said


def _range(rule: ScoreRule) -> str:
    if rule.range is None:
        return ""
    low, high = (format_number(limit, extra_digits(limit, 0)) for limit in rule.range)
    return f" ({low} to {high})"


def not_scorable_notes(
    findings: Findings, cases: Sequence[ScoredCase], *, named: bool = False
) -> tuple[str, ...]:
    """Say which scores have no value, and why.

    Parameters
    ----------
    named : bool
        Begin each with the patient's id.
    """
    labels = findings.scored.visit_labels
    names: dict[tuple[str, str, tuple[Clause, ...], str], list[str]] = {}
    lacking_items = (s for case in cases for s in case.scores if s.status == NOT_SCORABLE)
    for score in lacking_items:
        visit = f"“{labels.get(score.visit, score.visit)}”"
        name = f"{score.side} {score.name}" if score.side else score.name
        names.setdefault((score.case, score.scale, score.reason, visit), []).append(name)
    visits: dict[tuple[str, str, tuple[Clause, ...], str], list[str]] = {}
    for (case, scale, reason, visit), lacking in names.items():
        visits.setdefault((case, scale, reason, join_names(lacking)), []).append(visit)
    return tuple(
        findings.say(
            "tables.shared.not_scorable",
            case=findings.say("tables.shared.not_scorable.case", case=case) if named else "",
            scale=scale,
            scores=lacking,
            visits=join_names(at),
            reason=clauses_in_words(findings.say, reason),
        )
        for (case, scale, reason, lacking), at in visits.items()
    )


def basis_notes(
    findings: Findings,
    cases: Sequence[ScoredCase],
    *,
    told: Iterable[Scale] = (),
    named: bool = False,
) -> tuple[str, ...]:
    """Say which scores are entered totals, and which were scored without what does not apply.

    Parameters
    ----------
    told : iterable of Scale
        Those whose scoring is told beside: what is always an entered total is not said again.
    named : bool
        Begin each with the patient's id.
    """
    always = {(scale.id, r.name) for scale in told for r in scale.scores if r.rule == "entered"}
    scores: dict[str, list[Score]] = {}
    every = (score for case in cases for score in case.scores)
    for score in every:
        if (score.scale, score.name) in always or (score.value is None and score.made_from is None):
            continue
        scores.setdefault(f"{score.scale} {slot_name(score.name, score.side)}", []).append(score)
    said: dict[str, list[str]] = {}
    for name, of_name in scores.items():
        by_basis: dict[str, list[Score]] = {}
        for score in of_name:
            by_basis.setdefault(_basis_in_words(findings, score), []).append(score)
        for what, such in by_basis.items():
            if what and len(such) == len(of_name) > 1:
                said.setdefault(what, []).append(
                    findings.say("tables.shared.basis.every", score=name)
                )
            elif what:
                said.setdefault(what, []).extend(_where(findings, name, such, named=named))
    return tuple(
        findings.say("tables.shared.basis", what=what, scores="; ".join(where))
        for what, where in said.items()
    )


def _basis_in_words(findings: Findings, score: Score) -> str:
    """Say what a score was made of, where that is not all its items."""
    if score.basis == "entered total":
        return findings.say("tables.shared.basis.entered")
    if score.not_applicable:
        return findings.say(
            "tables.shared.basis.without", items=slots_in_words(findings.say, score)
        )
    if score.made_from is not None:
        return made_in_words(findings.say, score.made_from)
    return ""


def _where(findings: Findings, name: str, scores: Iterable[Score], *, named: bool) -> Iterator[str]:
    labels = findings.scored.visit_labels
    visits: dict[str, list[str]] = {}
    for score in scores:
        visits.setdefault(score.case, []).append(f"“{labels.get(score.visit, score.visit)}”")
    for case, at in visits.items():
        yield f"{f'{case}, ' if named else ''}{name}, {join_names(at)}"


def threshold_notes(findings: Findings, scales: Iterable[Scale]) -> tuple[str, ...]:
    """Cite the published thresholds of the scales, and say so where none is known."""
    notes: list[str] = []
    without: dict[str, list[str]] = {}
    for scale in scales:
        notes += [_threshold_note(findings, scale, threshold) for threshold in scale.thresholds]
        if not scale.thresholds and scale.no_threshold:
            without.setdefault(scale.no_threshold, []).append(scale.id)
    notes += [sentence(f"{join_names(ids)}: {text}") for text, ids in without.items()]
    return tuple(notes)


def _threshold_note(findings: Findings, scale: Scale, threshold: Threshold) -> str:
    if scale.is_measured:
        return findings.say(
            "tables.shared.threshold.measure",
            measure=scale.name,
            threshold=threshold_in_words(findings.say, threshold),
        )
    rule = scale.rule_by_name.get(threshold.score)
    score = short_label(scale, rule) if rule is not None else threshold.score
    return findings.say(
        "tables.shared.threshold",
        scale=scale.id,
        score=score,
        threshold=threshold_in_words(findings.say, threshold),
    )


def abbreviations(known: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Write the note that says what abbreviations stand for; none where there are none.

    >>> abbreviations([("MAS", "Modified Ashworth Scale"), ("", "Pain"), ("age", "age")])
    ('MAS, Modified Ashworth Scale.',)
    """
    said = [f"{short}, {full}" for short, full in dict(known).items() if short not in ("", full)]
    return (f"{'; '.join(said)}.",) if said else ()
