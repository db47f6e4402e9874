"""What the rooms to the right are given: the scored series with its results ledger."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.cases.series import Outcome
from cpreport.outcomes.result import Ledger, Result
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase, ScoredSeries


@dataclass(frozen=True, slots=True)
class Findings:
    """A scored series and every number that may be printed about it."""

    scored: ScoredSeries
    ledger: Ledger

    @property
    def cases(self) -> tuple[ScoredCase, ...]:
        """The cases in order of id."""
        return self.scored.cases

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that `series.yaml` declares, in its order."""
        return self.scored.series.record.outcomes

    def scale(self, id: str) -> Scale:
        """Give a scale by its id."""
        return self.scored.scales[id]

    def result(self, *parts: str | None) -> Result:
        """Give the result whose id is made of these parts (None is left out)."""
        return self.ledger[result_id(*parts)]

    def has(self, *parts: str | None) -> bool:
        """Whether the ledger has such a result."""
        return result_id(*parts) in self.ledger


def result_id(*parts: str | None) -> str:
    """Join parts to a result id: spaces become `_`, None is left out.

    >>> result_id("P01", "before", "MAS", "elbow flexors", "right")
    'P01.before.MAS.elbow_flexors.right'
    """
    return ".".join("_".join(p.split()) for p in parts if p is not None)
