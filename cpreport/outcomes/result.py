"""Hold results, each one reported number with its printed form and source, and their ledger."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from sys import intern
from types import MappingProxyType
from typing import Any, Literal

from cpreport.numbers import format_number, in_words, with_unit
from cpreport.problems import Place
from cpreport.records import by_fields

#: What stands for a value that is missing.
NOT_ASSESSED, NOT_REPORTED, NOT_COMPARABLE = "not assessed", "not reported", "not comparable"
#: What stands for a value that the files do not mention at all.
NOT_RECORDED = "not recorded"

Direction = Literal["better", "unchanged", "worse", "mixed", "not assessable"]

_SIGNS: Mapping[Direction | None, str] = MappingProxyType({"better": " ▲", "worse": " ▼"})


def sign_of(direction: Direction | None) -> str:
    """Choose the sign that follows a number which became better or worse; empty for any other.

    Colour alone never says which way a change went.

    >>> sign_of("better"), sign_of("unchanged")
    (' ▲', '')
    """
    return _SIGNS.get(direction, "")


@by_fields
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
        """Print the result, so that `{{ results["…"] }}` does."""
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
    def n_of_n_in_words(self) -> str:
        """`three of four`, `none of four`; or the number in words where there is no N."""
        n = "none" if self.value == 0 else self.in_words
        return f"{n} of {self.of_in_words}" if self.of is not None else self.in_words

    @property
    def with_unit(self) -> str:
        """The printed form with its unit, once: `11.2 months`, `1 patient`, `6 years`."""
        if not isinstance(self.value, Decimal) or not self.unit:
            return self.printed
        if self.unit.removesuffix("s") in self.printed:
            return self.printed
        one = abs(self.value) == 1 and self.unit.endswith("s")
        return with_unit(self.printed, self.unit[:-1] if one else self.unit)


#: Where a result of the series goes back to more than so many, a report has no use for them.
_MOST_SOURCES = 25


class Ledger(Mapping[str, Result]):
    """Every result of a series by id, in the order it was computed."""

    def __init__(self, results: Mapping[str, Result]) -> None:
        self._results = dict(results)
        self._by_case: dict[str | None, list[Result]] = {}
        for result in self._results.values():
            self._by_case.setdefault(result.case, []).append(result)

    def __getitem__(self, key: str) -> Result:
        return self._results[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)

    @property
    def of_series(self) -> tuple[Result, ...]:
        """The results that belong to no case alone."""
        return tuple(self._by_case.get(None, ()))

    def of_case(self, case: str) -> tuple[Result, ...]:
        """List the results that belong to a case."""
        return tuple(self._by_case.get(case, ()))

    def owner(self, key: str) -> str | None:
        """Find the case that a result belongs to; None where it is of the series, or of nobody."""
        result = self._results.get(key)
        return result.case if result is not None else None

    def named(self, ids: Collection[str]) -> tuple[Result, ...]:
        """Pick the results that have these ids, in the order of the ledger."""
        return tuple(result for key, result in self._results.items() if key in ids)

    def near(self, written: str) -> Iterable[str]:
        """Name the results that somebody who wrote such an id may have meant."""
        return self

    def of_report(self, case: str, named: Iterable[str] = ()) -> Ledger:
        """Keep the results of the series and of one case, with others that its report names.

        What a result of the series was computed from is one result a patient; of a large series it
        is given with those that are named alone.
        """
        own = (*self._in_short, *self.of_case(case), *(self[key] for key in named if key in self))
        return Ledger({result.id: result for result in own})

    @cached_property
    def _in_short(self) -> tuple[Result, ...]:
        return tuple(
            replace(result, sources=(), places=())
            if max(len(result.sources), len(result.places)) > _MOST_SOURCES
            else result
            for result in self.of_series
        )

    def told(self, cases: Collection[str], tell: Callable[[Result], Result | None]) -> Ledger:
        """Keep the results of the series and of these cases as they may be told.

        Parameters
        ----------
        tell : callable
            Gives a result as it may be told, or None where it may not.
        """
        every = (r for r in self._results.values() if r.case is None or r.case in cases)
        return Ledger({r.id: r for r in map(tell, every) if r is not None})

    def __reduce__(self) -> tuple[Any, ...]:
        return Ledger, (self._results,)


class LedgerOnDemand(Ledger):
    """The results of a series, and those of its cases, worked out as they are asked for.

    cases : collection of str
        The ids of the cases, in order.
    load : callable
        Takes such an id, and gives the case's results by their ids; it keeps at hand what is
        asked for several times in a row.
    """

    def __init__(
        self, of_series: Ledger, cases: Collection[str], load: Callable[[str], Mapping[str, Result]]
    ) -> None:
        super().__init__(of_series)
        self._load = load
        # Ids of results begin with the id of their case as `result_id` writes it.
        self._cases = {result_id(case): case for case in reversed(tuple(cases))}
        self._most_dots = max((case.count(".") for case in self._cases), default=0)

    def __getitem__(self, key: str) -> Result:
        if key in self._results:
            return self._results[key]
        for case in self._owners(key):
            if (found := self._load(case).get(key)) is not None:
                return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        yield from self._results
        for case in self._in_order():
            yield from (key for key in self._load(case) if key not in self._results)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of_case(self, case: str) -> tuple[Result, ...]:
        """Work out the results that belong to a case."""
        found = self._load(case).values() if result_id(case) in self._cases else ()
        return tuple(result for result in found if result.case == case)

    def owner(self, key: str) -> str | None:
        """Find the case whose id a result's begins with; None where it is of the series."""
        owners = () if key in self._results else tuple(self._owners(key))
        if len(owners) > 1:
            return next((case for case in owners if key in self._load(case)), None)
        return owners[0] if owners else None

    def _owners(self, key: str) -> Iterator[str]:
        """Yield the cases that a result may be of; more than one where their ids hold dots."""
        parts = key.split(".", self._most_dots + 1)
        for count in range(1, len(parts)):
            if (case := self._cases.get(".".join(parts[:count]))) is not None:
                yield case

    def _in_order(self) -> tuple[str, ...]:
        return tuple(reversed(self._cases.values()))

    def named(self, ids: Collection[str]) -> tuple[Result, ...]:
        """Pick the results that have these ids, those of cases by the order of the cases."""
        owners = {self.owner(key) for key in ids}
        of_cases = (r for case in self._in_order() if case in owners for r in self.of_case(case))
        return (*super().named(ids), *(result for result in of_cases if result.id in ids))

    def near(self, written: str) -> Iterable[str]:
        """Name the results of the series and those of the one case whose id is most like."""
        like = difflib.get_close_matches(written.partition(".")[0], self._cases, n=1)
        return (
            *self._results,
            *(result for case in like for result in self._load(self._cases[case])),
        )

    def told(self, cases: Collection[str], tell: Callable[[Result], Result | None]) -> Ledger:
        """Keep the results as they may be told, those of the cases as they are asked for."""

        def loaded(case: str) -> Ledger:
            return Ledger({r.id: r for r in map(tell, self.of_case(case)) if r is not None})

        return LedgerOnDemand(super().told((), tell), cases, loaded)

    def __reduce__(self) -> tuple[Any, ...]:
        return LedgerOnDemand, (Ledger(self._results), self._in_order(), self._load)


def ids_near(results: Mapping[str, Result], written: str) -> Iterable[str]:
    """Name the results that somebody who wrote an unknown id may have meant."""
    return results.near(written) if isinstance(results, Ledger) else results


def result_id(first: str | None, *others: str | None) -> str:
    """Join parts to a result id: spaces become `_`, None is left out.

    >>> result_id("P01", "before", "MAS", "elbow flexors", "right")
    'P01.before.MAS.elbow_flexors.right'
    """
    # A result's id stands again in whatever is computed from it: in memory it is there once.
    begin, rest = _joined(first), _joined(*others)
    return intern(f"{begin}.{rest}" if begin and rest else begin or rest)


# A large series names its cases one after the other, again and again: fewer would all be forgotten.
# What follows the name of a case is the same in most others.
@lru_cache(maxsize=65536)
def _joined(*parts: str | None) -> str:
    return ".".join("_".join(part.split()) for part in parts if part)


def count_result(
    key: str,
    label: str,
    number: int,
    *,
    of: int | None = None,
    unit: str = "patients",
    method: str = "",
    sources: tuple[str, ...] = (),
    places: tuple[Place, ...] = (),
    case: str | None = None,
) -> Result:
    """Make the result of a count: of patients, where it says nothing else."""
    value = Decimal(number)
    return Result(
        key,
        label,
        value,
        format_number(value),
        unit,
        of,
        method,
        sources=sources,
        places=places,
        case=case,
    )


def missing_result(
    key: str,
    label: str,
    word: str,
    *,
    method: str = "",
    direction: Direction | None = None,
    sources: tuple[str, ...] = (),
    places: tuple[Place, ...] = (),
    case: str | None = None,
) -> Result:
    """Make the result of what is missing: a word in the place of a value."""
    return Result(
        key,
        label,
        None,
        word,
        method=method,
        direction=direction,
        sources=sources,
        places=places,
        case=case,
    )
