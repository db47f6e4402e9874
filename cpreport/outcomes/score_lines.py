"""The scores of scales as rows of tables and figures, with their headings and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cpreport.catalogue import Say
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.scoring_words import better_way, short_label
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side, Threshold
from cpreport.scales.engine import sides_of
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import scale_of
from cpreport.scales.number_text import references_text


def scales_of(findings: Findings, cases: Sequence[ScoredCase]) -> tuple[Scale, ...]:
    """List the scales that any of the cases has a grade or score on: outcomes come first."""
    graded = {scale: None for case in cases for scale in case.scale_ids}
    declared = (scale_of(findings.scored.scales, o.scale) for o in findings.outcomes)
    ids = dict.fromkeys([*(s.id for s in declared if s is not None), *graded])
    return tuple(findings.scale(scale_id) for scale_id in ids if scale_id in graded)


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
        for side in sides_of(rule)
    )


def scale_heading(say: Say, scale: Scale, unit: str = "") -> str:
    """Name a scale with its abbreviation and its better direction, as a heading of rows.

    unit : str
        That of all values in the rows, where these leave it out.
    """
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
    return f"{', '.join(filter(None, (scale.full_name, unit, way)))}{reference}"


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
