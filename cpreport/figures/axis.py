"""Take the months that a figure must show, and give their positions on the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from cpreport.figures.canvas import Canvas
from cpreport.numbers import MINUS


@dataclass(frozen=True, slots=True)
class MonthAxis:
    """A scale of months between two positions in mm."""

    low: float
    high: float
    left: float
    right: float
    step: int

    def x(self, month: float) -> float:
        """Give the position of a month."""
        return self.left + (month - self.low) / (self.high - self.low) * (self.right - self.left)

    def ticks(self) -> range:
        """Give the months that are labelled."""
        first = math.ceil(self.low / self.step) * self.step
        return range(first, math.floor(self.high) + 1, self.step)

    def draw(self, canvas: Canvas, bottom: float) -> None:
        """Draw the ticks and their numbers."""
        look = canvas.look
        canvas.line(self.left, bottom, self.right, bottom, colour=look.muted)
        for month in self.ticks():
            x = self.x(month)
            canvas.line(x, bottom, x, bottom + 1.2, colour=look.muted)
            label = f"{MINUS if month < 0 else ''}{abs(month)}"
            canvas.text(x, bottom + 3.4, label, align="center", size=look.small, colour=look.muted)
        canvas.text(
            (self.left + self.right) / 2, bottom + 7.0, "Months since the first session",
            align="center", size=look.small, colour=look.muted,
        )  # fmt: skip


def month_axis(months: Iterable[float], left: float, right: float) -> MonthAxis:
    """Give an axis that shows all these months, with a little air at both ends."""
    every = [0.0, *months]
    low, high = min(every), max(every)
    air = max(0.4, (high - low) * 0.03)
    span = high - low + 2 * air
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if span / s <= 13), 120)
    return MonthAxis(low - air, high + air, left, right, step)
