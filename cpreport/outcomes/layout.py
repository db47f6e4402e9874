"""Lay out what tables and figures share: visits, scales, scores and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.series import DeclaredVisit
from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Say
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.scoring_words import better_way, short_label
from cpreport.outcomes.wording import begun_small
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side, Threshold
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import scale_of
from cpreport.scales.number_text import references_text

#: Words that British and American English spell differently, in British spelling.
_AMERICAN = {"Aetiology": "Etiology", "Centre": "Center"}

CHANGE = "Change"

#: An article tells up to so many patients one by one. Its figures are drawn for so many lanes, and
#: a page holds about as many rows; of more, nobody reads each, and a thousand would be a thousand
#: pages.
MOST_ONE_BY_ONE = 25


def one_by_one(findings: Findings) -> bool:
    """Whether the article tells every patient; else it sums up, and a supplement tells them."""
    return len(findings.cases) <= MOST_ONE_BY_ONE


def spell(findings: Findings, word: str) -> str:
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
    """List the visits that any of the cases recorded, in declared order.

    Of one case alone its unplanned visits are among them, in the order of time: no other patient
    missed them.
    """
    every = tuple(cases)
    recorded = {visit.id for case in every for visit in case.case.visits}
    declared = [v for v in findings.scored.series.record.visits if v.id in recorded]
    if len(every) != 1:
        return tuple(declared)
    (case,) = every
    for visit in (visit for visit in case.case.visits if visit.unplanned):
        day = case.days.get(visit.id)
        later = (n for n, v in enumerate(declared) if _is_later(case.days.get(v.id), day))
        one = DeclaredVisit(id=visit.id, label=visit.label or visit.id)
        declared.insert(next(later, len(declared)), one)
    return tuple(declared)


def _is_later(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def compared_labels(findings: Findings, pair: VisitPair | None = None) -> tuple[str, str]:
    """Look up the labels of an earlier and a later compared visit.

    Parameters
    ----------
    pair : VisitPair or None
        None for the main one.
    """
    record = findings.scored.series.record
    labels = {visit.id: visit.label for visit in record.visits}
    earlier, later = (pair or record.pairs[0]).visits
    return labels.get(earlier, earlier), labels.get(later, later)


def change_heading(findings: Findings, pair: VisitPair) -> str:
    """Head a column of changes: `Change`, or of several `Change to Month 12`.

    Where two changes end at one visit, it names both ends.
    """
    pairs = findings.pairs
    if len(pairs) == 1:
        return CHANGE
    earlier, later = compared_labels(findings, pair)
    if sum(other.later == pair.later for other in pairs) == 1:
        return f"{CHANGE} to {begun_small(later)}"
    return f"{CHANGE}, {begun_small(earlier)} to {begun_small(later)}"


def scales_of(findings: Findings, cases: Sequence[ScoredCase]) -> tuple[Scale, ...]:
    """List the scales that any of the cases has a grade or score on: outcomes come first."""
    graded = {scale: None for case in cases for scale in case.scale_ids}
    declared = (scale_of(findings.scored.scales, o.scale) for o in findings.outcomes)
    ids = dict.fromkeys([*(s.id for s in declared if s is not None), *graded])
    return tuple(findings.scale(scale_id) for scale_id in ids if scale_id in graded)


def which_change(findings: Findings, pair: VisitPair) -> str:
    """Tell several comparisons apart in a heading: `, before to month 12`; nothing of one."""
    if len(findings.pairs) == 1:
        return ""
    return f", {' to '.join(map(begun_small, compared_labels(findings, pair)))}"


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


def score_lines(scales: Iterable[Scale]) -> tuple[ScoreLine, ...]:
    """List every score of the scales, as the scale orders them, right before left."""
    return tuple(
        ScoreLine(scale, rule, side)
        for scale in scales
        for rule in scale.scores
        for side in (SIDES if rule.per == "side" else (None,))
    )


def scale_heading(say: Say, scale: Scale) -> str:
    """Name a scale with its abbreviation and its better direction, as a heading of rows."""
    number = scale.number
    classification = scale.kind == "classification"
    way = (
        say("methods.scoring.scale.classification")
        if classification
        else say("methods.scoring.scale.better", better=better_way(say, scale))
    )
    reference = ""
    if number is not None and number.reference:
        span = references_text(say, number)
        reference = say("methods.scoring.number.reference", reference=span)
    return f"{scale.full_name}, {way}{reference}"


def line_heading(say: Say, line: ScoreLine) -> str:
    """Name a score with its scale, as a heading of rows; a number is named once."""
    if line.scale.number is None:
        return f"{scale_heading(say, line.scale)}: {line.label}"
    return f"{scale_heading(say, line.scale)}{f': {line.side}' if line.side else ''}"


def threshold_keys(line: ScoreLine) -> tuple[str, ...]:
    """Name the last part of the ids under which a score's change meets its thresholds."""
    kinds = [t.kind for t in line.scale.thresholds if t.score == line.rule.name]
    times = (kinds[: n + 1].count(kind) for n, kind in enumerate(kinds))
    return tuple(k if n == 1 else f"{k}.{n}" for k, n in zip(kinds, times, strict=True))


def held_thresholds(findings: Findings, scale: Scale) -> Iterator[tuple[str, Threshold]]:
    """Walk the thresholds of a scale that changes of the series were held against, by their key."""
    for rule in scale.scores:
        of_score = [t for t in scale.thresholds if t.score == rule.name]
        for key, threshold in zip(
            threshold_keys(ScoreLine(scale, rule, None)), of_score, strict=True
        ):
            score = (scale.id, rule.name)
            if any(findings.has(*score, side, key, "better") for side in (None, *SIDES)):
                yield key, threshold
