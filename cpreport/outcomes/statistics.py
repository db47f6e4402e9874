"""Compute the few statistics that a handful of patients can bear, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

#: Fixed, so that no setting of the process changes a digit; half is rounded away from zero.
EXACT = Context(prec=50, rounding=ROUND_HALF_UP)

#: Decimals kept of what has no end (proportions, months): far more than is ever printed.
KEPT_DECIMALS = 9
_LAST_KEPT = Decimal(1).scaleb(-KEPT_DECIMALS)

#: The 97.5 % point of the normal distribution.
_Z = Decimal("1.95996398454005423552459443052055152795555")

#: A term of a sum that is smaller than this share of it changes none of the digits kept.
_COUNTS_NOT = Decimal("1e-40")

_QUARTER, _HALF, _THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)

Interval = tuple[Decimal, Decimal]


def cut_digits(value: Decimal) -> Decimal:
    """Cut an endless decimal to the digits that are kept, without idle zeros.

    >>> cut_digits(Decimal(1) / Decimal(3))
    Decimal('0.333333333')
    """
    number = value.quantize(_LAST_KEPT, context=EXACT).normalize(EXACT)
    if number == number.to_integral_value():
        return number.quantize(Decimal(1), context=EXACT)
    return number


def quantile(values: Sequence[Decimal], share: Fraction) -> Decimal:
    """Compute a quantile by linear interpolation between order statistics (type 7).

    The definition is number 7 of Hyndman and Fan (doi 10.1080/00031305.1996.10473566), the default
    of R, numpy and pandas.

    Parameters
    ----------
    values : sequence of Decimal
        At least one; in any order.
    share : Fraction
        Between 0 and 1.

    >>> quantile([Decimal(n) for n in (20, 35, 40, 61)], Fraction(1, 4))
    Decimal('31.25')
    """
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    rest = position - below
    if not rest:
        return ordered[below]
    with localcontext(EXACT):
        part = Decimal(rest.numerator) / Decimal(rest.denominator)
        return ordered[below] + part * (ordered[below + 1] - ordered[below])


def attained_quantile(values: Sequence[Decimal], share: Fraction) -> Decimal:
    """Find the lowest value that at least this share of all values does not exceed (type 1).

    It is always one of the values, so that the quantile of grades is a grade. Between two middle
    grades it is the lower-coded one. Definition 1 of Hyndman and Fan
    (doi 10.1080/00031305.1996.10473566).

    >>> attained_quantile([Decimal(n) for n in (1, 2, 3, 4)], Fraction(1, 2))
    Decimal('2')
    """
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def five_numbers(
    values: Sequence[Decimal], by: Callable[[Sequence[Decimal], Fraction], Decimal] = quantile
) -> dict[str, Decimal]:
    """Compute minimum, quartiles and maximum of at least one value by one kind of quantile."""
    return {
        "median": by(values, _HALF),
        "min": min(values),
        "max": max(values),
        "q1": by(values, _QUARTER),
        "q3": by(values, _THREE_QUARTERS),
    }


def mean(values: Sequence[Decimal]) -> Decimal:
    """Compute the arithmetic mean of at least one value.

    >>> mean([Decimal(n) for n in (2, 4, 9)])
    Decimal('5')
    """
    with localcontext(EXACT):
        return sum(values, Decimal(0)) / len(values)


def standard_deviation(values: Sequence[Decimal]) -> Decimal | None:
    """Compute the standard deviation of a sample, divided by n - 1; None of a single value.

    >>> standard_deviation([Decimal(n) for n in (2, 4, 4, 4, 5, 5, 7, 9, 5)])
    Decimal('2')
    """
    if len(values) < 2:
        return None
    middle = mean(values)
    with localcontext(EXACT):
        return (sum(((v - middle) ** 2 for v in values), Decimal(0)) / (len(values) - 1)).sqrt()


def wilson(events: int, of: int) -> Interval:
    """Compute the 95 % Wilson score interval of a proportion, without continuity correction.

    Wilson 1927, doi 10.1080/01621459.1927.10502953.

    Raises
    ------
    ValueError
        Where the events are fewer than none, or more than all.

    >>> wilson(3, 4)
    (Decimal('0.300641843'), Decimal('0.954412739'))
    """
    _countable(events, of)
    with localcontext(EXACT):
        n, share, z2 = Decimal(of), Decimal(events) / Decimal(of), _Z * _Z
        middle = share + z2 / (2 * n)
        half = _Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
        scale = 1 + z2 / n
        # Where nothing or everything was counted the limit is 0 or 1 by algebra, not by rounding.
        low = (middle - half) / scale if events else Decimal(0)
        high = (middle + half) / scale if events < of else Decimal(1)
    return cut_digits(low), cut_digits(high)


def clopper_pearson(events: int, of: int) -> Interval:
    """Compute the exact two-sided 95 % interval of a proportion (binomial distribution).

    Clopper and Pearson 1934, doi 10.1093/biomet/26.4.404.

    Raises
    ------
    ValueError
        Where the events are fewer than none, or more than all.

    >>> clopper_pearson(0, 4)
    (Decimal('0'), Decimal('0.602364636'))
    """
    _countable(events, of)
    tail = Decimal("0.025")
    low, high = Decimal(0), Decimal(1)
    if events > 0:
        low = _crossing(lambda p: 1 - _at_most(events - 1, of, p), tail, rising=True)
    if events < of:
        high = _crossing(lambda p: _at_most(events, of, p), tail, rising=False)
    return cut_digits(low), cut_digits(high)


def upper_limit_without_events(of: int) -> Decimal:
    """Compute the exact one-sided upper 95 % limit of a risk when none of n had the event.

    It is 1 - 0.05^(1/n). The rule of three, 3/n (Hanley and Lippman-Hand 1983,
    doi 10.1001/jama.1983.03330370053031), approximates it from about n = 30 on and is not used.

    Raises
    ------
    ValueError
        Where nobody was counted.

    >>> upper_limit_without_events(4)
    Decimal('0.527129195')
    """
    _countable(0, of)
    with localcontext(EXACT):
        return cut_digits(1 - Decimal("0.05") ** (Decimal(1) / Decimal(of)))


def smallest_signed_rank_p(pairs: int) -> Fraction:
    """Compute the smallest two-sided p of a Wilcoxon signed-rank test of some changed pairs.

    Of all 2^n signs it is twice the one where every pair changes the same way.
    Wilcoxon 1945, doi 10.2307/3001968.

    >>> smallest_signed_rank_p(4)
    Fraction(1, 8)
    """
    return min(Fraction(1), Fraction(2, 2**pairs))


def _countable(events: int, of: int) -> None:
    if not (of > 0 and 0 <= events <= of):
        raise ValueError(f"{events} of {of} is no proportion")


def _at_most(events: int, of: int, share: Decimal) -> Decimal:
    """Compute the binomial probability of at most so many events.

    The largest term comes first, and from it each next one, both ways, as long as it counts: of
    ten thousand patients a few hundred terms do.
    """
    rest = 1 - share
    top = min(events, int((of + 1) * share))
    largest = math.comb(of, top) * share**top * rest ** (of - top)
    total = term = largest
    for k in range(top, 0, -1):
        term *= k * rest / ((of - k + 1) * share)
        total += term
        if term < total * _COUNTS_NOT:
            break
    term = largest
    for k in range(top, events):
        term *= (of - k) * share / ((k + 1) * rest)
        total += term
        if term < total * _COUNTS_NOT:
            break
    return total


def _crossing(function: Callable[[Decimal], Decimal], height: Decimal, *, rising: bool) -> Decimal:
    """Find by bisection where a monotonic function between 0 and 1 passes a height."""
    with localcontext(EXACT):
        low, high = Decimal(0), Decimal(1)
        for _ in range(100):
            middle = (low + high) / 2
            if (function(middle) < height) == rising:
                low = middle
            else:
                high = middle
        return (low + high) / 2
