"""The visits that a series compares: pairs, of which the first is the main one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from cpreport.cases.values import Text, refusal


@dataclass(frozen=True, slots=True)
class VisitPair:
    """Two visits that are compared.

    key : str or None
        What stands in the ids of its results; None for the main pair, whose ids need no more.
    """

    earlier: str
    later: str
    key: str | None = None

    @property
    def visits(self) -> tuple[str, str]:
        """Ids of the earlier and the later visit."""
        return self.earlier, self.later


def pairs_of(compared: Sequence[tuple[str, str]]) -> tuple[VisitPair, ...]:
    """Name each pair but the first by its later visit, or by both where that names two.

    >>> [pair.key for pair in pairs_of([("before", "month 3"), ("before", "month 12")])]
    [None, 'month 12']
    """
    times = Counter(later for _, later in compared[1:])
    return tuple(
        VisitPair(
            earlier,
            later,
            None if not n else later if times[later] == 1 else f"{earlier} to {later}",
        )
        for n, (earlier, later) in enumerate(compared)
    )


def _as_pairs(written: Any) -> Any:
    """Read one pair as a list of one.

    Raises
    ------
    PydanticCustomError
        Where it is neither a pair nor a list of pairs.
    """
    pairs = [written] if _is_pair(written) else written
    if not isinstance(pairs, list | tuple) or not all(map(_is_pair, pairs)):
        raise refusal(
            "`compare` names no two visits",
            allowed=("[before, month 3]", "[[before, month 3], [before, month 12]]"),
            hint="write the earlier visit, then the later one; leave `compare` out where nothing "
            "is compared",
        )
    return pairs


def _is_pair(written: Any) -> bool:
    return (
        isinstance(written, list | tuple)
        and len(written) == 2
        and all(isinstance(visit, str) for visit in written)
    )


_PAIR = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
Pairs = Annotated[
    tuple[tuple[Text, Text], ...],
    BeforeValidator(_as_pairs),
    WithJsonSchema({"anyOf": [_PAIR, {"type": "array", "items": _PAIR}]}),
]
