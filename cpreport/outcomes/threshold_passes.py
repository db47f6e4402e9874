"""Hold a change against the published thresholds of its score: MDC and MCID."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.cases.measure_record import NumberMeasure
from cpreport.outcomes.change_records import Ends, NumberChange, ScoreChange, ThresholdPass
from cpreport.outcomes.number_changes import ends_of, improvement
from cpreport.scales.definition import Scale, Threshold


def of_exact(
    scale: Scale, score: str, earlier: Decimal, change: Decimal
) -> tuple[ThresholdPass, ...]:
    """Hold the change of a score against its thresholds."""
    share = 100 * change / earlier if earlier > 0 else None
    told = NumberChange((change, change), None if share is None else (share, share))
    return tuple(_passes(scale, score, (earlier, earlier), told))


def of_measured(
    scale: Scale, number: NumberMeasure, change: ScoreChange
) -> tuple[ThresholdPass, ...]:
    """Hold the change of a number; where a limit leaves open whether it passes, nothing is told."""
    if change.number is None or change.earlier is None:
        return ()
    return tuple(_passes(scale, change.name, ends_of(number, change.earlier), change.number))


def _passes(
    scale: Scale, score: str, earlier: Ends, change: NumberChange
) -> Iterator[ThresholdPass]:
    """Yield a pass for every threshold that is for this earlier value.

    A change passes an MDC where it is larger, whichever way it goes: up to the MDC it may be error
    of measurement. It passes an MCID where it is at least as large.
    """
    kinds: dict[str, int] = {}
    for threshold in (t for t in scale.thresholds if t.score == score):
        seen = kinds[threshold.kind] = kinds.get(threshold.kind, 0) + 1
        if not _is_for(threshold, earlier):
            continue
        size = change.share if threshold.per_cent else change.amount
        passed = size and _is_beyond(threshold, improvement(scale.better == "higher", size))
        if passed is not None:
            key = threshold.kind if seen == 1 else f"{threshold.kind}.{seen}"
            yield ThresholdPass(key, threshold, passed)


def _is_for(threshold: Threshold, earlier: Ends) -> bool:
    """Whether the earlier value surely is one that a threshold is for."""
    if threshold.baseline is None:
        return True
    return all(end is not None and threshold.baseline.holds(end) for end in earlier)


def _is_beyond(threshold: Threshold, gain: Ends) -> bool | None:
    """Whether a gain or a loss is beyond a threshold; None where its limits allow both."""
    least, most = gain
    for_worse = threshold.value if threshold.worse is None else threshold.worse

    def beyond(size: Decimal, limit: Decimal) -> bool:
        return size >= limit if threshold.kind == "MCID" else size > limit

    if least is not None and beyond(least, threshold.value):
        return True
    if most is not None and beyond(-most, for_worse):
        return True
    if least is None or most is None:
        return None
    may = beyond(most, threshold.value) or beyond(-least, for_worse)
    return None if may else False
