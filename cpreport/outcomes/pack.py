"""Pack cases into a twenty-fifth of their memory, and unpack each when it is due."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import judged_outcomes
from cpreport.outcomes.layout import MOST_ONE_BY_ONE, one_by_one
from cpreport.outcomes.ledger import find_case, with_one_id_each
from cpreport.outcomes.result import Ledger, LedgerOnDemand, Result
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase, ScoredSeries
from cpreport.scales.scoring import in_order_of

#: Cases that are at hand: whatever goes through all of them asks each for several things. Where an
#: article tells them one by one all are, as its figures ask each case for every item.
_AT_HAND = MOST_ONE_BY_ONE


@dataclass(frozen=True, slots=True)
class Packed:
    """A case and its results, apart from each other: most of what asks for one needs no other.

    scales : tuple of str
        Ids of the scales that the results are of.
    """

    case: bytes
    results: bytes
    scales: tuple[str, ...]


def pack(case: ScoredCase, results: Iterable[Result], scales: Iterable[Scale]) -> Packed:
    """Pack a case with its results on some scales."""
    return Packed(_pressed(case), _pressed(tuple(results)), tuple(scale.id for scale in scales))


def _pressed(thing: object) -> bytes:
    # Packed by this very build and nobody else, so that unpacking runs nothing foreign.
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(content: bytes) -> Any:
    return pickle.loads(zlib.decompress(content))


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
    packs : mapping of str to Packed
        By the ids of the cases, in order.
    """

    def __init__(
        self,
        scored: ScoredSeries,
        scales: Sequence[Scale],
        in_use: Sequence[str],
        packs: Mapping[str, Packed],
    ) -> None:
        self._given = scored, scales, in_use, packs
        self._case_at_hand = lru_cache(_AT_HAND)(self._unpack_case)
        self._results_at_hand = lru_cache(_AT_HAND)(self._unpack_results)

    @property
    def setting(self) -> tuple[str, ...]:
        """Name what decides a case's results besides its own file and what the series shares."""
        _, scales, in_use, _ = self._given
        return (*(scale.id for scale in scales), ":", *in_use)

    def case(self, case_id: str) -> ScoredCase:
        """Unpack a case."""
        return self._case_at_hand(case_id)

    def results(self, case_id: str) -> Ledger:
        """Unpack the results of a case."""
        return self._results_at_hand(case_id)

    def _unpack_case(self, case_id: str) -> ScoredCase:
        _, _, in_use, packs = self._given
        return in_order_of(_unpacked(packs[case_id].case), in_use)

    def _unpack_results(self, case_id: str) -> Ledger:
        scored, scales, _, packs = self._given
        if packs[case_id].scales == tuple(scale.id for scale in scales):
            return Ledger({result.id: result for result in _unpacked(packs[case_id].results)})
        case, outcomes = self.case(case_id), judged_outcomes(scored)[0]
        _, results = find_case(scored, case, scales, outcomes)
        return with_one_id_each(results, case.case.source.file)[0]

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
