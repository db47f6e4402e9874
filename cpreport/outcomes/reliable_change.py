"""Compute the reliable change index: a change in standard errors of a difference of two values.

The index is the change divided by SD × √2 × √(1 − reliability); a change is reliable where it lies
beyond 1.96 (Jacobson and Truax 1991, doi 10.1037/0022-006X.59.1.12). Standard deviation and
reliability are those of a cited population.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from cpreport.numbers import plain
from cpreport.outcomes.statistics import EXACT

_WRITTEN = re.compile(
    r"reliable change \(SD (?P<sd>[0-9]{1,9}(?:\.[0-9]{1,9})?)[,;] "
    r"reliability (?P<reliability>0?\.[0-9]{1,9})\)",
    re.IGNORECASE,
)
#: How many standard errors of a difference a change may be without being reliable.
LIMIT = Decimal("1.96")


@dataclass(frozen=True, slots=True)
class MeasurementError:
    """What is published of how far values of one patient differ by themselves.

    sd : Decimal
        Standard deviation in the cited population, in the unit of the value.
    reliability : Decimal
        Between 0 and 1.
    """

    sd: Decimal
    reliability: Decimal

    @property
    def of_difference(self) -> Decimal:
        """The standard error of a difference of two values.

        >>> round(MeasurementError(Decimal("7.5"), Decimal("0.80")).of_difference, 2)
        Decimal('4.74')
        """
        with localcontext(EXACT):
            return self.sd * (2 * (1 - self.reliability)).sqrt()

    def index(self, change: Decimal) -> Decimal:
        """Divide a change by that error.

        >>> round(MeasurementError(Decimal("7.5"), Decimal("0.80")).index(Decimal(-15)), 2)
        Decimal('-3.16')
        """
        with localcontext(EXACT):
            return change / self.of_difference

    @property
    def said(self) -> str:
        """As the rule says it: `SD 7.5, reliability 0.8`."""
        return f"SD {plain(self.sd)}, reliability {plain(self.reliability)}"


def measurement_error(written: str) -> MeasurementError | None:
    """Read `reliable change (SD 7.5, reliability 0.80)`; None where it is not that."""
    match = _WRITTEN.fullmatch(" ".join(written.split()))
    if match is None or not Decimal(match["sd"]):
        return None
    return MeasurementError(Decimal(match["sd"]), Decimal(match["reliability"]))
