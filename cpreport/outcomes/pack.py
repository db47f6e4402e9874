"""Pack cases into a twenty-fifth of their memory, and unpack each when it is due."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Protocol

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import judged_outcomes
from cpreport.outcomes.ledger import find_case, with_one_id_each
from cpreport.outcomes.one_by_one import few_enough, one_by_one
from cpreport.outcomes.result import LedgerOnDemand, Result
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase, ScoredSeries
from cpreport.scales.scoring import in_order_of

#: Cases that are at hand: whatever goes through all of them asks each for several things. Where an
#: article tells them one by one all are, as its figures ask each case for every item.
_AT_HAND = 25
#: Cases of which those results are that are asked for by themselves, fifteen kilobytes a case: the
#: pages of a build go through all cases several times.
_FEW_AT_HAND = 2_000


class Pack(Protocol):
    """A case and its results, apart from each other: most of what asks for one needs no other."""

    @property
    def scales(self) -> tuple[str, ...]:
        """Ids of the scales that the results are of."""

    def scored_case(self) -> ScoredCase:
        """Unpack the case."""

    def at_hand(self) -> tuple[Result, ...]:
        """Unpack the results that are asked for by themselves; none where all are packed in one."""

    def results(self) -> tuple[Result, ...]:
        """Unpack all results."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A case that this build has read, with its results."""

    case: bytes
    all_results: bytes
    scales: tuple[str, ...]

    def scored_case(self) -> ScoredCase:
        """Unpack the case."""
        case: ScoredCase = _unpacked(self.case)
        return case

    def at_hand(self) -> tuple[Result, ...]:
        """Give none: all are packed in one."""
        return ()

    def results(self) -> tuple[Result, ...]:
        """Unpack all results."""
        results: tuple[Result, ...] = _unpacked(self.all_results)
        return results


def pack(case: ScoredCase, results: Iterable[Result], scales: Iterable[Scale]) -> Packed:
    """Pack a case with its results on some scales."""
    return Packed(_pressed(case), _pressed(tuple(results)), tuple(scale.id for scale in scales))


def _pressed(thing: object) -> bytes:
    # Packed by this very build and nobody else, so that unpacking runs nothing foreign.
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(content: bytes) -> Any:
    return pickle.loads(zlib.decompress(content))


class _ResultsOfCase(Mapping[str, Result]):
    """The results of a case: of few of them it is asked more often than of all."""

    def __init__(self, few: Mapping[str, Result], load: Callable[[], Iterable[Result]]) -> None:
        self._few = few
        self._load = load

    @cached_property
    def _every(self) -> dict[str, Result]:
        return {result.id: result for result in self._load()}

    def __getitem__(self, key: str) -> Result:
        return self._few[key] if key in self._few else self._every[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._every)

    def __len__(self) -> int:
        return len(self._every)


class PackedCases:
    """The cases of a series, packed, each with its results as they are in that series.

    Parameters
    ----------
    scored : ScoredSeries
        Without cases.
    scales : sequence of Scale
        Those that the series uses: a case that was not graded on one has results on it, too.
    in_use : sequence of str
        Ids of scales in the order of the scores.
    packs : mapping of str to Pack
        By the ids of the cases, in order.
    """

    def __init__(
        self,
        scored: ScoredSeries,
        scales: Sequence[Scale],
        in_use: Sequence[str],
        packs: Mapping[str, Pack],
    ) -> None:
        self._given = scored, scales, in_use, packs
        at_hand = len(packs) if few_enough(len(packs)) else _AT_HAND
        self._case_at_hand = lru_cache(at_hand)(self._unpack_case)
        self._results_at_hand = lru_cache(at_hand)(self._unpack_results)
        self._few_at_hand = lru_cache(_FEW_AT_HAND)(self._unpack_few)

    @property
    def setting(self) -> tuple[str, ...]:
        """Name what decides a case's results besides its own file and what the series shares."""
        _, scales, in_use, _ = self._given
        return (*(scale.id for scale in scales), ":", *in_use)

    def case(self, case_id: str) -> ScoredCase:
        """Unpack a case."""
        return self._case_at_hand(case_id)

    def results(self, case_id: str) -> Mapping[str, Result]:
        """Unpack the results of a case."""
        return self._results_at_hand(case_id)

    def _unpack_case(self, case_id: str) -> ScoredCase:
        _, _, in_use, packs = self._given
        return in_order_of(packs[case_id].scored_case(), in_use)

    def _unpack_results(self, case_id: str) -> Mapping[str, Result]:
        pack = self._given[3][case_id]
        few = self._few_at_hand(case_id)
        return _ResultsOfCase(few, lambda: self._every_result(case_id, pack))

    def _unpack_few(self, case_id: str) -> Mapping[str, Result]:
        return {result.id: result for result in self._given[3][case_id].at_hand()}

    def _every_result(self, case_id: str, pack: Pack) -> tuple[Result, ...]:
        scored, scales, _, _ = self._given
        if pack.scales == tuple(scale.id for scale in scales):
            return pack.results()
        case, outcomes = self.case(case_id), judged_outcomes(scored)[0]
        _, results = find_case(scored, case, scales, outcomes)
        return tuple(with_one_id_each(results, case.case.source.file)[0].values())

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedCases, self._given


def with_cases(of_series: Findings, cases: PackedCases) -> Findings:
    """Add to the results of a series those of its cases, given as they are asked for.

    The cases themselves are whole where the article tells each of them, and else stay bare.
    """
    names = tuple(case.id for case in of_series.cases)
    ledger = LedgerOnDemand(of_series.ledger, names, cases.results)
    found = replace(of_series, ledger=ledger)
    return found.only(*map(cases.case, names)) if one_by_one(of_series) else found
