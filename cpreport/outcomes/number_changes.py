"""Compare measured numbers, those that are known only as a limit by what the limit still tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.catalogue import Clause
from cpreport.numbers import format_signed
from cpreport.outcomes.change_records import EARLIER, LATER, Ends, NumberChange, ScoreChange
from cpreport.outcomes.result import Direction
from cpreport.scales.graded import Score
from cpreport.scales.number_text import signed_text, span

#: A limit itself is left out of what it leaves possible.
_STRICT = ("<", ">")
_HUNDRED = Decimal(100)


def number_change(number: NumberMeasure, earlier: Score | None, later: Score | None) -> ScoreChange:
    """Compare one number at two visits; where either is a limit there is no exact change."""
    name, side = next((s.name, s.side) for s in (earlier, later) if s is not None)
    reason = why_not_comparable(earlier, later)
    if reason or earlier is None or later is None or earlier.value is None or later.value is None:
        return ScoreChange(name, side, earlier, later, None, "not assessable", reason=reason)
    before, after = ends_of(number, earlier), ends_of(number, later)
    amount = _minus(after, before)
    strict = earlier.qualifier in _STRICT or later.qualifier in _STRICT
    exact = all(score.qualifier in ("", "~") for score in (earlier, later))
    approximate = "~" in (earlier.qualifier, later.qualifier)
    told = NumberChange(
        amount,
        None if _may_be_negative(number) else _share(before, after),
        (_inside(earlier.reference, before), _inside(later.reference, after)),
        approximate,
    )
    known = exact or any(end is not None for end in amount)
    return ScoreChange(
        name,
        side,
        earlier,
        later,
        later.value - earlier.value if exact else None,
        _towards_reference((earlier.reference, before), (later.reference, after))
        if number.better == "in reference"
        else _direction(number, before, after, strict=strict),
        reason=() if known else (Clause("results.why.limits"),),
        number=told,
    )


def ends_of(number: NumberMeasure, score: Score) -> Ends:
    """Find the lowest and the highest number that a value may be; None where there is no limit."""
    low, high = (number.range.low, number.range.high) if number.range else (None, None)
    if score.qualifier in ("<", "≤"):
        return low, score.value
    if score.qualifier in (">", "≥"):
        return score.value, high
    return score.value, score.value


def why_not_comparable(earlier: Score | None, later: Score | None) -> tuple[Clause, ...]:
    """Say why two measured values cannot be compared; empty where they can."""
    if earlier is None or later is None:
        return (Clause("results.why.not_recorded"),)
    ends = ((EARLIER, earlier), (LATER, later))
    return tuple(
        Clause("results.why.word", (("when", (when,)), ("word", score.printed)))
        for when, score in ends
        if score.value is None
    )


def _minus(after: Ends, before: Ends) -> Ends:
    def difference(a: Decimal | None, b: Decimal | None) -> Decimal | None:
        return None if a is None or b is None else a - b

    return difference(after[0], before[1]), difference(after[1], before[0])


def _may_be_negative(number: NumberMeasure) -> bool:
    """Whether a quantity has values below 0, so that its 0 is not its absence: logMAR, °C."""
    low = number.range.low if number.range is not None else None
    return low is not None and low < 0


def _share(before: Ends, after: Ends) -> Ends | None:
    """Work out the change in per cent of the earlier value; None where that is not above 0."""
    low, high = before
    if low is None or low < 0:
        return None

    def share(a: Decimal | None, b: Decimal | None) -> Decimal | None:
        return None if a is None or b is None or b <= 0 else _HUNDRED * (a - b) / b

    # A negative later value falls the further below, the smaller the earlier one is.
    positive = after[0] is not None and after[0] >= 0
    least = high if positive else low
    most = low if after[1] is not None and after[1] >= 0 else high
    highest = share(after[1], most)
    if positive and high is None:
        # Nothing loses more than all of it, however large it was.
        return None if highest is None else (-_HUNDRED, highest)
    found = share(after[0], least), highest
    return None if found == (None, None) else found


def is_inside(number: NumberMeasure, score: Score) -> bool | None:
    """Whether a value lies in the reference range; None where that is not known."""
    return _inside(score.reference, ends_of(number, score))


def _inside(reference: NumberRange | None, ends: Ends) -> bool | None:
    """Whether a value lies in the reference range; None where its limits allow both."""
    if reference is None:
        return None
    nearest, farthest = _distance(reference, ends)
    if farthest == 0:
        return True
    return False if nearest > 0 else None


def _distance(span: NumberRange, ends: Ends) -> tuple[Decimal, Decimal | None]:
    """Find the least and the greatest distance from a range; None where there is no greatest."""
    low, high = ends
    if low is None and high is not None and span.low in (None, 0):
        # Nothing below is outside: a quantity whose reference begins at 0 has nothing below 0.
        low = min(high, *(end for end in (span.low, span.high) if end is not None))
    if high is None and low is not None and span.high is None and span.low is not None:
        high = max(low, span.low)
    known = [_outside(span, end) for end in (low, high) if end is not None]
    overlaps = (low is None or span.high is None or low <= span.high) and (
        high is None or span.low is None or high >= span.low
    )
    least = Decimal(0) if overlaps else min(known)
    return least, max(known) if len(known) == len(ends) else None


def _outside(span: NumberRange, value: Decimal) -> Decimal:
    below = span.low - value if span.low is not None else Decimal(0)
    above = value - span.high if span.high is not None else Decimal(0)
    return max(below, above, Decimal(0))


def _direction(number: NumberMeasure, before: Ends, after: Ends, *, strict: bool) -> Direction:
    if number.better == "none":
        return "not assessable"
    low, high = improvement(number.better == "higher", _minus(after, before))
    if low == high == 0:
        return "unchanged"
    if low is not None and (low > 0 or (low == 0 and strict)):
        return "better"
    if high is not None and (high < 0 or (high == 0 and strict)):
        return "worse"
    return "not assessable"


def _towards_reference(
    earlier: tuple[NumberRange | None, Ends], later: tuple[NumberRange | None, Ends]
) -> Direction:
    """Say whether a value came nearer to the reference range of its patient."""
    (old, before), (new, after) = earlier, later
    if old is None or new is None:
        return "not assessable"
    was, now = _distance(old, before), _distance(new, after)
    if was[1] is not None and now[1] is not None and len({*was, *now}) == 1:
        return "unchanged"
    if now[1] is not None and now[1] < was[0]:
        return "better"
    return "worse" if was[1] is not None and was[1] < now[0] else "not assessable"


def improvement(higher_is_better: bool, amount: Ends) -> Ends:
    """Turn the ends of a change so that more is better."""
    if higher_is_better:
        return amount
    low, high = amount
    return (None if high is None else -high), (None if low is None else -low)


def verdict_by_size(ends: Ends, least: Decimal) -> Direction:
    """Judge an improvement by its size; where its limits allow two verdicts there is none.

    >>> verdict_by_size((Decimal(84), None), Decimal(50)), verdict_by_size((None, None), Decimal(1))
    ('better', 'not assessable')
    """
    low, high = ends
    if low is not None and low >= least:
        return "better"
    if high is not None and high <= -least:
        return "worse"
    if low is not None and high is not None and -least < low and high < least:
        return "unchanged"
    return "not assessable"


def change_text(number: NumberMeasure, change: ScoreChange) -> str:
    """Print a change with its sign and unit: `−84 mg/L`, or `below −84 mg/L` of a limit.

    What was recorded as about right gives a change that is about right: `~−77 mg/L`.
    """
    if change.value is not None:
        return _about(change) + signed_text(number, change.value)
    return _limits_text(change, lambda told: told.amount, lambda n: signed_text(number, n))


def share_text(change: ScoreChange) -> str:
    """Print a change in per cent of the earlier value; empty where there is none."""
    if change.number is None or change.number.share is None:
        return ""
    low, high = change.number.share
    if low is not None and low == high:
        return _about(change) + per_cent(low)
    return _limits_text(change, lambda told: told.share or (None, None), per_cent)


def _limits_text(
    change: ScoreChange, ends: Callable[[NumberChange], Ends], show: Callable[[Decimal], str]
) -> str:
    low, high = ends(change.number) if change.number is not None else (None, None)
    about = _about(change)
    earlier, later = (score.qualifier if score else "" for score in (change.earlier, change.later))
    if low is not None and high is not None:
        return about + span(show(low), show(high))
    if high is not None:
        return f"{'below' if earlier == '>' or later == '<' else 'at most'} {about}{show(high)}"
    if low is not None:
        return f"{'above' if earlier == '<' or later == '>' else 'at least'} {about}{show(low)}"
    return ""


def _about(change: ScoreChange) -> str:
    return "~" if change.number is not None and change.number.approximate else ""


def per_cent(share: Decimal) -> str:
    """Print a change in per cent with its sign."""
    return f"{format_signed(share, 0 if abs(share) >= 10 else 1)}%"


def limits_told(changes: Sequence[ScoreChange]) -> bool:
    """Whether any change is known only as a limit, so that no summary of all can be exact."""
    return any(c.number is not None and c.value is None for c in changes)
