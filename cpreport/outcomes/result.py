"""Hold results, each one reported number with its printed form and source, and their ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Literal

from cpreport.numbers import in_words, printed, with_unit
from cpreport.problems import Place

#: What stands for a value that is missing.
NOT_ASSESSED, NOT_REPORTED, NOT_COMPARABLE = "not assessed", "not reported", "not comparable"

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
        The printed form, or the missing word. Ages and ranges carry their unit; other numbers
        leave it to the column or the sentence (`with_unit` prints it in any case).
    unit : str
        `points`, `months`, `patients`, … or empty.
    of : int or None
        The N of an "n of N".
    method : str
        How it was computed, in one sentence.
    interval : (Decimal, Decimal) or None
        95 % confidence limits of the proportion, between 0 and 1, where they were computed.
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
        """A whole number in words up to twelve, without its unit; else the printed form."""
        if isinstance(self.value, Decimal) and self.value == self.value.to_integral_value():
            return in_words(self.value)
        return self.printed

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

    @property
    def with_unit(self) -> str:
        """The printed form with its unit, once: `11.2 months`, `1 patient`, `6 years`."""
        if not isinstance(self.value, Decimal) or not self.unit:
            return self.printed
        if self.unit.removesuffix("s") in self.printed:
            return self.printed
        one = abs(self.value) == 1 and self.unit.endswith("s")
        return with_unit(self.printed, self.unit[:-1] if one else self.unit)


class Ledger(Mapping[str, Result]):
    """Every result of a series by id, in the order it was computed."""

    def __init__(self, results: Mapping[str, Result]) -> None:
        self._results = dict(results)
        self._by_case: dict[str | None, list[Result]] = {}
        for result in self._results.values():
            self._by_case.setdefault(result.case, []).append(result)

    def __getitem__(self, id: str) -> Result:
        return self._results[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    def of_case(self, case: str) -> tuple[Result, ...]:
        """Give the results that belong to a case."""
        return tuple(self._by_case.get(case, ()))

    def of_report(self, case: str, others: Iterable[str] = ()) -> Ledger:
        """Give the results of the series and of one case, with some of other cases."""
        named = [self._results[id] for id in others if id in self._results]
        own = (*self._by_case.get(None, ()), *self.of_case(case), *named)
        return Ledger({result.id: result for result in own})

    def __reduce__(self) -> tuple[type[Ledger], tuple[dict[str, Result]]]:
        return Ledger, (self._results,)


class LedgerOnDemand(Ledger):
    """The results of a series, and those of its cases as they are asked for by id.

    cases : collection of str
        The ids of the cases.
    load : callable
        Takes such an id, and gives the ledger that has the case's results.
    """

    def __init__(
        self, of_series: Ledger, cases: Collection[str], load: Callable[[str], Ledger]
    ) -> None:
        super().__init__(of_series)
        self._cases, self._load = cases, load

    def __getitem__(self, id: str) -> Result:
        if id in self._results:
            return self._results[id]
        case = id.partition(".")[0]
        if case not in self._cases:
            raise KeyError(id)
        return self._load(case)[id]


def result_id(*parts: str | None) -> str:
    """Join parts to a result id: spaces become `_`, None is left out.

    >>> result_id("P01", "before", "MAS", "elbow flexors", "right")
    'P01.before.MAS.elbow_flexors.right'
    """
    # A result's id stands again in whatever is computed from it: in memory it is there once.
    return intern(".".join([_joined(part) for part in parts if part is not None]))


@lru_cache(maxsize=4096)
def _joined(part: str) -> str:
    return "_".join(part.split())


def counted(
    id: str,
    label: str,
    number: int,
    *,
    of: int | None = None,
    unit: str = "",
    method: str = "",
    sources: tuple[str, ...] = (),
    places: tuple[Place, ...] = (),
    case: str | None = None,
) -> Result:
    """Make the result of a count."""
    value = Decimal(number)
    return Result(
        id,
        label,
        value,
        printed(value),
        unit,
        of,
        method,
        sources=sources,
        places=places,
        case=case,
    )


def missing(
    id: str,
    label: str,
    word: str,
    *,
    of: int | None = None,
    method: str = "",
    direction: Direction | None = None,
    sources: tuple[str, ...] = (),
    places: tuple[Place, ...] = (),
    case: str | None = None,
) -> Result:
    """Make the result of what is missing: a word in the place of a value."""
    return Result(
        id,
        label,
        None,
        word,
        of=of,
        method=method,
        direction=direction,
        sources=sources,
        places=places,
        case=case,
    )
