"""Take cases with their results, and keep each in a twentieth of the memory until it is due."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger, LedgerOnDemand, Result
from cpreport.scales.graded import ScoredCase

#: Cases whose results are at hand: whatever goes through all cases asks each for several.
_AT_HAND = 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A case and its results, apart from each other: most of what asks for one needs no other."""

    case: bytes
    results: bytes


def packed(case: ScoredCase, results: Iterable[Result]) -> Packed:
    """Pack a case and its results."""
    return Packed(_pressed(case), _pressed(tuple(results)))


def with_packed(of_series: Findings, packs: Mapping[str, Packed]) -> Findings:
    """Add to the results of a series those of its cases, unpacked as they are asked for.

    Parameters
    ----------
    packs : mapping of str to Packed
        By the ids of the cases, in order.
    """
    results = {id: pack.results for id, pack in packs.items()}
    ledger = LedgerOnDemand(of_series.ledger, tuple(results), partial(_ledger_of, results))
    return replace(of_series, ledger=ledger)


def whole(pack: Packed) -> ScoredCase:
    """Give a case as it was packed."""
    case: ScoredCase = _unpacked(pack.case)
    return case


def _pressed(thing: object) -> bytes:
    # Packed by this very build and nobody else, so that unpacking runs nothing foreign.
    return zlib.compress(pickle.dumps(thing, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(content: bytes) -> Any:
    return pickle.loads(zlib.decompress(content))


def _ledger_of(results: Mapping[str, bytes], case: str) -> Ledger:
    return _ledger(results[case])


@lru_cache(_AT_HAND)
def _ledger(content: bytes) -> Ledger:
    return Ledger({result.id: result for result in _unpacked(content)})
