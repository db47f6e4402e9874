"""Draw from a seed, the same on every machine and version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A row of draws that follows from its seed alone.

    Python keeps its promise of the same numbers only for `random()` itself; `choice`, `sample` and
    `shuffle` have changed between versions. All draws here come from it.
    """

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def happens(self, share: float) -> bool:
        """Say yes in this share of draws."""
        return self._random() < share

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number; both ends are possible."""
        return low + int(self._random() * (high - low + 1))

    def one(self, of: Sequence[T]) -> T:
        """Draw one."""
        return of[int(self._random() * len(of))]

    def one_by_weight(self, *of: tuple[int, T]) -> T:
        """Draw one, as often as its weight says."""
        point = self._random() * sum(weight for weight, _ in of)
        for weight, thing in of:
            point -= weight
            if point < 0:
                return thing
        return of[-1][1]

    def some(self, count: int, of: Sequence[T]) -> list[T]:
        """Draw so many different ones, in their own order."""
        left = count
        drawn = []
        for place, thing in enumerate(of):
            if self._random() * (len(of) - place) < left:
                drawn.append(thing)
                left -= 1
        return drawn
