"""Match the declared outcomes with scales, rules and scores, or say what cannot be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from cpreport.cases.series import Outcome
from cpreport.outcomes.change_records import Comparison, ScoreChange
from cpreport.outcomes.improvement_rules import RULES, ImprovementRule, agreed_direction
from cpreport.outcomes.result import Direction, result_id
from cpreport.outcomes.rule_by_size import ANY_CHANGE, INTO_REFERENCE, rule_for
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.definition import Scale, Side
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.grading import unknown_scale
from cpreport.scales.names import fold, scale_of

#: What a patient who can be judged by one change is judged.
_JUDGED: tuple[Direction, ...] = ("better", "unchanged", "worse")


@dataclass(frozen=True, slots=True)
class JudgedOutcome:
    """One declared outcome with all that its verdicts need.

    outcome : Outcome
        As declared, with the scale, rule and score named as the library names them.
    key : str
        What its results' ids begin with: the scale's id, with the score where a scale is judged
        more than once.
    score : str or None
        The judged score, for rules that judge one.
    """

    key: str
    outcome: Outcome
    scale: Scale
    rule: ImprovementRule
    score: str | None = None

    def verdict(self, comparison: Comparison, side: Side | None = None) -> Direction:
        """Judge one case by the rule, or what is on one of its sides alone.

        A side of which a limit leaves several verdicts possible counts with each of them.
        """
        if self.rule.judges == "items":
            return self.rule.verdict(comparison.items, ())
        possible = map(self._possible, self.judged_scores(comparison, side))
        found = {agreed_direction(verdicts) for verdicts in product(*possible)}
        return found.pop() if len(found) == 1 else "not assessable"

    def _possible(self, change: ScoreChange) -> tuple[Direction, ...]:
        """List the verdicts that a change may have: one, where both values are exact."""
        verdict = self.rule.verdict((), (change,))
        if verdict != "not assessable" or change.number is None:
            return (verdict,)
        # Where the way is known, the other way is not open; a state may lie on any side.
        way = "not assessable" if self.rule.state is not None else change.direction
        excluded = {"better": "worse", "worse": "better"}.get(way)
        return tuple(d for d in _JUDGED if d != excluded)

    def judged_scores(
        self, comparison: Comparison, side: Side | None = None
    ) -> tuple[ScoreChange, ...]:
        """List the changes of the judged score, on every side or on one."""
        own = (change for change in comparison.scores if change.name == self.score)
        return tuple(change for change in own if side in (None, change.side))


def judged_outcomes(scored: ScoredSeries) -> tuple[tuple[JudgedOutcome, ...], tuple[Problem, ...]]:
    """List the outcomes that can be judged, in order, and say what is wrong with the others."""
    judged: dict[str, JudgedOutcome] = {}
    problems: list[Problem] = []
    declared = scored.series.record.outcomes
    if declared and not scored.series.record.pairs:
        return (), (_nothing_compared(scored),)
    scales = [scale_of(scored.scales, outcome.scale) for outcome in declared]
    times = Counter(scale.id for scale in scales if scale is not None)
    for n, (outcome, scale) in enumerate(zip(declared, scales, strict=True)):
        if scale is None:
            place = _place(scored, n, "scale")
            problems.append(unknown_scale(outcome.scale, place, scored.scales, None))
            continue
        found = _judge(scored, n, outcome, scale, once=times[scale.id] == 1)
        if isinstance(found, Problem):
            problems.append(found)
        elif found.key in judged:
            problems.append(_judged_twice(_place(scored, n, "scale"), found))
        else:
            judged[found.key] = found
    return tuple(judged.values()), tuple(problems)


def _judge(
    scored: ScoredSeries, n: int, outcome: Outcome, scale: Scale, *, once: bool
) -> JudgedOutcome | Problem:
    if scale.kind == "classification":
        return _classification(scored, n, scale)
    rule = rule_for(outcome.rule, scale)
    if isinstance(rule, str):
        message, _, hint = rule.partition("; ")
        known = _rules_of(scale)
        return Problem("CP304", _place(scored, n, "rule"), message, allowed=known, help=hint)
    if scale.is_measured and (wrong := _unfit(scored, n, scale, rule)) is not None:
        return wrong
    if rule.error is not None and outcome.source is None:
        return _uncited(scored, n)
    score = _score_name(scale, outcome.score or scale.main_score)
    score = score if rule.judges == "score" else None
    wrong = next(_score_problems(scored, n, outcome, rule, scale, score), None)
    if wrong is not None:
        return wrong
    key = result_id(scale.id, None if once else score)
    named = {"scale": scale.id, "rule": rule.name, "score": score}
    return JudgedOutcome(key, outcome.model_copy(update=named), scale, rule, score)


def _unfit(scored: ScoredSeries, n: int, scale: Scale, rule: ImprovementRule) -> Problem | None:
    """Say why a rule cannot judge a measure."""
    if rule.judges == "items":
        kind, size = "category", "by at least 2 steps"
        if scale.number is not None:
            kind, size = "number", "by at least 10 %"
        message = f"the rule `{rule.name}` judges items, and {scale.id} is a {kind}"
        hint = f"write `{ANY_CHANGE}` or a size, such as `{size}`"
        return Problem("CP305", _place(scored, n, "rule"), message, help=hint)
    if rule.threshold and scale.number is not None and scale.number.better == "in reference":
        message = f"{scale.id} has no amount of change for the better: it is better in its range"
        hint = f"write `{INTO_REFERENCE}`"
        return Problem("CP305", _place(scored, n, "rule"), message, help=hint)
    better = (scale.number or scale.category).better  # type: ignore[union-attr]
    if better == "none" and rule.name != INTO_REFERENCE and rule.state is None:
        message = f"no direction of {scale.id} is better, so that no change can be judged"
        hint = f"add `better: higher` or `better: lower` to {scale.id} under `measures`"
        return Problem("CP305", _place(scored, n, "rule"), message, help=hint)
    return None


def _rules_of(scale: Scale) -> tuple[str, ...]:
    if scale.number is not None:
        return ("by at least 10 %", "reaches 10", INTO_REFERENCE, ANY_CHANGE)
    if scale.category is not None:
        value = scale.category.grades[0]
        return ("by at least 2 steps", f"reaches {value}", f"is at least {value}", ANY_CHANGE)
    return tuple(RULES)


def _uncited(scored: ScoredSeries, n: int) -> Problem:
    message = "nothing says from which work the standard deviation and the reliability are"
    hint = "add `source: …`, the key of the work in references.bib"
    return Problem("CP305", _place(scored, n, "rule"), message, help=hint)


def _classification(scored: ScoredSeries, n: int, scale: Scale) -> Problem:
    return Problem(
        "CP305",
        _place(scored, n, "scale"),
        f"{scale.id} is a classification: another level is a reclassification, which is neither "
        "better nor worse",
        help="leave it out of the outcomes; levels graded at visits are reported as reclassified "
        "or the same",
    )


def _score_name(scale: Scale, written: str | None) -> str | None:
    """Spell a score's name as the scale does; one that it does not have stays as written."""
    names = (s.name for s in scale.scores)
    return next((n for n in names if written and fold(n) == fold(written)), written)


def _score_problems(
    scored: ScoredSeries,
    n: int,
    outcome: Outcome,
    rule: ImprovementRule,
    scale: Scale,
    score: str | None,
) -> Iterator[Problem]:
    names = tuple(s.name for s in scale.scores)
    if rule.judges == "items" and not scale.items:
        yield Problem(
            "CP305",
            _place(scored, n, "rule"),
            f"the rule `{rule.name}` judges items, and only totals of {scale.id} are entered",
            allowed=tuple(r.name for r in RULES.values() if r.judges == "score"),
        )
        return
    if rule.judges == "items":
        if outcome.score is not None:
            yield Problem(
                "CP305",
                _place(scored, n, "score"),
                f"the rule `{rule.name}` judges items, not the score `{outcome.score}`",
                help="leave out `score`, or choose a rule that judges a score",
            )
        return
    if score is None:
        yield Problem(
            "CP305",
            _place(scored, n, "rule"),
            f"the rule `{rule.name}` needs a score, and {scale.id} has no main one",
            allowed=names,
            help="name the score to judge as `score`" if names else "choose a rule for items",
        )
    elif score not in names:
        yield Problem(
            "CP305",
            _place(scored, n, "score"),
            f"`{score}` is not a score of {scale.id}",
            allowed=names,
            help=nearest(score, names),
        )
    elif rule.threshold and not _thresholds(scale, score, rule.threshold):
        other = tuple(r.name for r in RULES.values() if r.threshold is None)
        known = other if scale.number is None else _rules_of(scale)
        yield Problem(
            "CP304",
            _place(scored, n, "rule"),
            f"the rule `{rule.name}` needs a published {rule.threshold}, "
            f"and none is known for the {scale.id} score `{score}`",
            allowed=known,
            help=f"add it to {scale.id} under `measures` as `thresholds`" if scale.number else "",
        )


def _thresholds(scale: Scale, score: str, kind: str) -> list[str]:
    return [t.kind for t in scale.thresholds if t.score == score and t.kind.startswith(kind)]


def _judged_twice(place: Place, outcome: JudgedOutcome) -> Problem:
    return Problem(
        "CP105",
        place,
        f"{outcome.key} is judged twice",
        help="judge a scale once, or judge different scores of it by name",
    )


def _nothing_compared(scored: ScoredSeries) -> Problem:
    visits = [visit.id for visit in scored.series.record.visits]
    return Problem(
        "CP007",
        scored.series.record.source.key_place("outcomes"),
        "`compare` is missing: outcomes are judged by what changed between two visits",
        help=f"add `compare: [{visits[0]}, {visits[-1]}]`; a series that only describes leaves "
        "`outcomes` out",
    )


def _place(scored: ScoredSeries, n: int, key: str) -> Place:
    return scored.series.record.source.place("outcomes", n, key)
