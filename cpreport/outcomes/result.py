"""A result: one reported number with its printed form and where it comes from; and the ledger of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpreport.outcomes.numbers import in_words
from cpreport.problems import Place

Direction = Literal["better", "unchanged", "worse", "mixed", "not assessable"]


@dataclass(frozen=True, slots=True)
class Result:
    """One reported number (or grade, or verdict), the only source of its printed form.

    id : str
        Stable and readable, such as `MAS.improved` or `P01.before.MI.arm.right`.
    label : str
        What it is, in words a reader of the article understands.
    value : Decimal, str or None
        The exact value; a grade or verdict is text; None where it is missing.
    printed : str
        The printed form, or the missing word.
    unit : str
        `points`, `months`, `patients`, … or empty.
    of : int or None
        The N of an "n of N".
    method : str
        How it was computed, in one sentence.
    interval : (Decimal, Decimal) or None
        95 % confidence limits where they were computed.
    interval_printed : str
        The limits as printed, or empty.
    direction : Direction or None
        For changes and verdicts.
    sources : tuple of str
        Ids of the results it was computed from.
    places : tuple of Place
        Places in the case files it was read from, where it was read and not computed.
    case : str or None
        The case it belongs to; None for the series.
    """

    id: str
    label: str
    value: Decimal | str | None
    printed: str
    unit: str = ""
    of: int | None = None
    method: str = ""
    interval: tuple[Decimal, Decimal] | None = None
    interval_printed: str = ""
    direction: Direction | None = None
    sources: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    case: str | None = None

    def __str__(self) -> str:
        """Give the printed form, so that `{{ results["…"] }}` prints it."""
        return self.printed

    @property
    def in_words(self) -> str:
        """The number in words up to twelve, in digits above; the printed form of anything else."""
        return in_words(self.value) if isinstance(self.value, Decimal) else self.printed

    @property
    def In_words(self) -> str:
        """The number in words, for the start of a sentence."""
        return self.in_words[:1].upper() + self.in_words[1:]

    @property
    def of_in_words(self) -> str:
        """The N of "n of N" in words."""
        return in_words(Decimal(self.of)) if self.of is not None else ""

    @property
    def n_of_n(self) -> str:
        """`3 of 4`, or the printed form where there is no N."""
        return f"{self.printed} of {self.of}" if self.of is not None else self.printed


class Ledger(Mapping[str, Result]):
    """Every result of a series by id, in the order it was computed."""

    def __init__(self, results: Mapping[str, Result]) -> None:
        self._results = dict(results)

    def __getitem__(self, id: str) -> Result:
        return self._results[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    def of_case(self, case: str) -> tuple[Result, ...]:
        """Give the results that belong to a case."""
        return tuple(r for r in self._results.values() if r.case == case)
