"""Compare two phases of one patient by nonoverlap: NAP, Tau-U and PND.

NAP is the share of all pairs of a baseline and a treatment value in which the treatment value is
better, ties counted half (Parker and Vannest 2009, doi 10.1016/j.beth.2008.10.006). Tau-U takes the
trend of the baseline from the pairs (Parker, Vannest, Davis and Sauber 2011, doi
10.1016/j.beth.2010.08.006). PND is the share of the treatment values that are better than the best
of the baseline (Scruggs, Mastropieri and Casto 1987, doi 10.1177/074193258700800206). Neither an
interval nor a p-value is given: values of one patient in order are not independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations

from cpreport.numbers import format_number
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.ids import score_id
from cpreport.outcomes.means import NOT_COMPUTABLE
from cpreport.outcomes.result import Result, count_result, missing_result, result_id
from cpreport.outcomes.scoring_words import score_label
from cpreport.outcomes.statistics import EXACT, cut_digits
from cpreport.scales.graded import ScoredCase
from cpreport.scales.phase_points import LEAST, PhasePoints, phase_points

PHASES = "phases"
#: The indices, as the ids of their results end.
INDICES = ("NAP", "Tau-U", "PND")


def nap(baseline: Sequence[Decimal], treatment: Sequence[Decimal]) -> Fraction:
    """Compute the nonoverlap of all pairs of values of which more is better.

    >>> nap([Decimal(1), Decimal(2)], [Decimal(2), Decimal(3)])
    Fraction(7, 8)
    """
    return (1 + Fraction(_dominance(baseline, treatment), len(baseline) * len(treatment))) / 2


def tau_u(baseline: Sequence[Decimal], treatment: Sequence[Decimal]) -> Fraction:
    """Compute Tau-U, corrected for the trend of the baseline, of values of which more is better.

    >>> tau_u([Decimal(n) for n in (3, 3, 4, 5)], [Decimal(n) for n in (4, 5, 6, 7, 7)])
    Fraction(11, 20)
    """
    trend = sum(_sign(later - earlier) for earlier, later in combinations(baseline, 2))
    return Fraction(_dominance(baseline, treatment) - trend, len(baseline) * len(treatment))


def pnd(baseline: Sequence[Decimal], treatment: Sequence[Decimal]) -> Fraction:
    """Compute the share of treatment values above every value of the baseline.

    >>> pnd([Decimal(1), Decimal(2)], [Decimal(2), Decimal(3)])
    Fraction(1, 2)
    """
    best = max(baseline)
    return Fraction(sum(value > best for value in treatment), len(treatment))


def _dominance(baseline: Sequence[Decimal], treatment: Sequence[Decimal]) -> int:
    """Count the pairs in which the treatment value is above, less those in which it is below."""
    return sum(_sign(after - before) for before in baseline for after in treatment)


def _sign(difference: Decimal) -> int:
    return (difference > 0) - (difference < 0)


def phase_results(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    """Report the number of values in each phase and the indices, score by score."""
    scored = series.scored
    for points in phase_points(scored.series.record, scored.scales, case.scores):
        yield from _counts(series, case.id, points)
        yield from _indices(series, case.id, points)


def phases_id(case: str, points: PhasePoints, part: str) -> str:
    """Name a result of two phases: `P01.phases.pain.value.NAP`."""
    return result_id(case, PHASES, points.scale.id, points.scale.main_score, points.side, part)


def _label(points: PhasePoints) -> str:
    rule = points.scale.rule_by_name[points.scale.main_score]
    return score_label(points.scale, rule, points.side)


def _counts(series: ComparedSeries, case: str, points: PhasePoints) -> Iterator[Result]:
    for name, there in (("baseline", points.baseline), ("treatment", points.treatment)):
        yield count_result(
            phases_id(case, points, name),
            series.say("results.phases.n", what=_label(points), phase=name),
            len(there),
            unit="values",
            method=series.say("results.phases.n.how"),
            sources=tuple(map(score_id, there)),
            case=case,
        )


def _indices(series: ComparedSeries, case: str, points: PhasePoints) -> Iterator[Result]:
    say, sources = series.say, tuple(map(score_id, (*points.baseline, *points.treatment)))
    for part in INDICES:
        key = phases_id(case, points, part)
        label = say("results.phases", index=part, what=_label(points))
        if points.lacking:
            why = say(points.lacking, n=str(LEAST))
            yield missing_result(key, label, NOT_COMPUTABLE, method=why, sources=sources, case=case)
            continue
        value = _in_decimals(_index(part, points))
        share = part == "PND"
        yield Result(
            key,
            label,
            cut_digits(100 * value if share else value),
            f"{format_number(100 * value, 0)}%" if share else format_number(value, 2),
            "%" if share else "",
            method=say(
                _HOW[part],
                baseline=str(len(points.baseline)),
                treatment=str(len(points.treatment)),
                pairs=str(len(points.baseline) * len(points.treatment)),
            ),
            sources=sources,
            case=case,
        )


_HOW = {
    "NAP": "results.phases.nap.how",
    "Tau-U": "results.phases.tau_u.how",
    "PND": "results.phases.pnd.how",
}
_COMPUTED = {"NAP": nap, "Tau-U": tau_u, "PND": pnd}


def _index(part: str, points: PhasePoints) -> Fraction:
    higher = points.scale.better == "higher"
    baseline, treatment = (
        [s.value if higher else -s.value for s in phase if s.value is not None]
        for phase in (points.baseline, points.treatment)
    )
    return _COMPUTED[part](baseline, treatment)


def _in_decimals(number: Fraction) -> Decimal:
    with localcontext(EXACT):
        return Decimal(number.numerator) / Decimal(number.denominator)
