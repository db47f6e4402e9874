"""Take findings, and give what several tables share: their visits, scores, words and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cpreport.cases.series import DeclaredVisit
from cpreport.numbers import printed
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.scoring_words import score_in_words, threshold_with_caution
from cpreport.outcomes.wording import clause, extra_digits, listed, sentence
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side, Threshold
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import scale_of

#: Words that British and American English spell differently, in British spelling.
_AMERICAN = {"Aetiology": "Etiology", "Centre": "Center"}


def spelled(findings: Findings, word: str) -> str:
    """Spell a word as the series' language does."""
    american = findings.scored.series.record.language == "en-US"
    return _AMERICAN.get(word, word) if american else word


def sentence_case(text: str) -> str:
    """Begin with a capital and leave the rest as it is.

    >>> sentence_case("MRC sum score"), sentence_case("elbow flexors")
    ('MRC sum score', 'Elbow flexors')
    """
    return text[:1].upper() + text[1:]


def visits_of(findings: Findings, cases: Iterable[ScoredCase]) -> tuple[DeclaredVisit, ...]:
    """Give the visits that any of the cases recorded, in declared order."""
    recorded = {visit.id for case in cases for visit in case.case.visits}
    return tuple(v for v in findings.scored.series.record.visits if v.id in recorded)


def compared_labels(findings: Findings) -> tuple[str, str]:
    """Give the labels of the earlier and the later compared visit."""
    record = findings.scored.series.record
    labels = {visit.id: visit.label for visit in record.visits}
    earlier, later = record.compare
    return labels.get(earlier, earlier), labels.get(later, later)


def scales_of(findings: Findings, cases: Sequence[ScoredCase]) -> tuple[Scale, ...]:
    """Give the scales that any of the cases was graded on: outcomes first, as declared."""
    graded = {grade.scale: None for case in cases for grade in case.items}
    declared = (scale_of(findings.scored.scales, o.scale) for o in findings.outcomes)
    ids = dict.fromkeys([*(s.id for s in declared if s is not None), *graded])
    return tuple(findings.scale(id) for id in ids if id in graded)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score of a scale, on its side where it has one."""

    scale: Scale
    rule: ScoreRule
    side: Side | None

    @property
    def label(self) -> str:
        """The score in words, with its side and its mark where it is no official score."""
        side = f", {self.side}" if self.side else ""
        mark = " (descriptive)" if self.rule.descriptive else ""
        return f"{short_label(self.scale, self.rule)}{side}{mark}"


def short_label(scale: Scale, rule: ScoreRule) -> str:
    """Give a score's label without the name of its scale, to stand under the scale's heading."""
    label = rule.label
    for name in (scale.name, scale.id):
        rest = label.removeprefix(name).lstrip(",: ")
        if label != name and rest != label:
            label = rest
    return sentence_case(label)


def score_lines(scales: Iterable[Scale]) -> tuple[ScoreLine, ...]:
    """Give every score of the scales, as the scale orders them, right before left."""
    return tuple(
        ScoreLine(scale, rule, side)
        for scale in scales
        for rule in scale.scores
        for side in (SIDES if rule.per == "side" else (None,))
    )


def scale_heading(scale: Scale) -> str:
    """Name a scale with its id and its better direction, as a heading of rows.

    The id is left out where it is the name.
    """
    id = f" ({scale.id})" if scale.id != scale.name else ""
    return f"{scale.name}{id}, {scale.better} is better"


def scoring_notes(findings: Findings, scales: Iterable[Scale]) -> tuple[str, ...]:
    """Say how each score is computed, scale by scale."""
    return tuple(
        f"{scale.id}. {'. '.join(_scored_how(findings, scale))}."
        for scale in scales
        if scale.scores
    )


def _scored_how(findings: Findings, scale: Scale) -> list[str]:
    settings = findings.scored.settings.get(scale.id, {})
    return [
        f"{short_label(scale, rule)}{_range(rule)}, {score_in_words(scale, rule, settings)}"
        + (f"; {clause(rule.note)}" if rule.descriptive and rule.note else "")
        for rule in scale.scores
    ]


def _range(rule: ScoreRule) -> str:
    if rule.range is None:
        return ""
    low, high = (printed(limit, extra_digits(limit, 0)) for limit in rule.range)
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
    labels = {visit.id: visit.label for visit in findings.scored.series.record.visits}
    lacking: dict[tuple[str, ...], list[str]] = {}
    for score in (score for case in cases for score in case.scores if score.value is None):
        whose = f"{score.case}, " if named else ""
        name = f"{score.side} {score.name}" if score.side else score.name
        visit = labels.get(score.visit, score.visit)
        lacking.setdefault((whose, score.scale, visit, score.reason), []).append(name)
    return tuple(
        f"Not scorable: {whose}{scale} {listed(names)}, “{visit}” ({reason})."
        for (whose, scale, visit, reason), names in lacking.items()
    )


def threshold_keys(line: ScoreLine) -> tuple[str, ...]:
    """Give the last part of the ids under which a score's change meets its thresholds."""
    kinds = [t.kind for t in line.scale.thresholds if t.score == line.rule.name]
    times = (kinds[: n + 1].count(kind) for n, kind in enumerate(kinds))
    return tuple(k if n == 1 else f"{k}.{n}" for k, n in zip(kinds, times, strict=True))


def threshold_notes(scales: Iterable[Scale]) -> tuple[str, ...]:
    """Give the published thresholds of the scales, and what is said where none is known."""
    notes: list[str] = []
    without: dict[str, list[str]] = {}
    for scale in scales:
        notes += [_threshold_note(scale, threshold) for threshold in scale.thresholds]
        if not scale.thresholds and scale.no_threshold:
            without.setdefault(scale.no_threshold, []).append(scale.id)
    notes += [sentence(f"{listed(ids)}: {text}") for text, ids in without.items()]
    return tuple(notes)


def _threshold_note(scale: Scale, threshold: Threshold) -> str:
    rule = next((r for r in scale.scores if r.name == threshold.score), None)
    score = short_label(scale, rule).lower() if rule is not None else threshold.score
    return f"Published threshold, {scale.id} {score}: {threshold_with_caution(threshold)}."


def abbreviations(known: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give the note that says what abbreviations stand for; none where there are none.

    >>> abbreviations([("MAS", "Modified Ashworth Scale"), ("pain", "pain")])
    ('MAS, Modified Ashworth Scale.',)
    """
    said = [f"{short}, {full}" for short, full in dict(known).items() if short != full]
    return (f"{'; '.join(said)}.",) if said else ()


#: Kinds of thresholds, spelled out.
THRESHOLD_KINDS = {
    "MDC95": "minimal detectable change with 95% confidence",
    "MDC": "minimal detectable change",
    "MCID": "minimal clinically important difference",
}
