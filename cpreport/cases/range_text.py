"""Read a range of numbers: `0 to 5`, `up to 5`, `at least 60`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from cpreport.cases.values import parse_number, refusal

_SPAN = re.compile(
    r"(?:(?P<low>[-−]?[0-9.]+)\s*(?:to|–|\.\.)\s*(?P<high>[-−]?[0-9.]+)"
    r"|(?:up to|at most|≤)\s*(?P<most>[-−]?[0-9.]+)"
    r"|(?:from|at least|≥)\s*(?P<least>[-−]?[0-9.]+))"
)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from one to another, both included; None where one side is open."""

    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)


def parse_range(text: str) -> NumberRange:
    """Read `0 to 5`, `up to 5` or `at least 60`.

    Raises
    ------
    PydanticCustomError
        Where the text is none of these.
    """
    match = _SPAN.fullmatch(str(text).strip())
    if match is None:
        hint = "write two numbers with `to` between them, and no unit"
        raise refusal(
            f"`{text}` is no range", allowed=("0 to 5", "up to 5", "at least 60"), hint=hint
        )
    low, high = match["low"] or match["least"], match["high"] or match["most"]
    span = NumberRange(parse_number(low) if low else None, parse_number(high) if high else None)
    if span.low is not None and span.high is not None and span.low >= span.high:
        raise refusal(f"`{text}` does not begin below its end", hint="write the lower number first")
    return span


RangeText = Annotated[
    NumberRange,
    BeforeValidator(parse_range),
    WithJsonSchema({"type": "string", "examples": ["0 to 5", "up to 5", "at least 60"]}),
]
