"""The record of a measure that is a number: its unit, its direction, and what it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cpreport.cases.values import Record, Text, TextList, YesNo, parse_number, refusal

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


class NumberMeasure(Record):
    """A number that is measured at visits, such as a laboratory value or a joint angle."""

    name: Text
    unit: Text | None = Field(
        None, description="As it is printed, such as `mg/L`; none for a bare number"
    )
    digits: int | None = Field(
        None, ge=0, le=6, description="Decimals that are printed; default: as recorded"
    )
    better: Literal["higher", "lower", "in reference", "none"] = Field(
        "none", description="Which way is an improvement; `none` for what only describes"
    )
    reference: RangeText | None = Field(
        None, description="Reference range of the laboratory, such as `0 to 5`"
    )
    range: RangeText | None = Field(None, description="What is possible; anything else is refused")
    plausible: RangeText | None = Field(
        None, description="What is likely; anything else is pointed out"
    )
    sided: YesNo = Field(False, description="Whether it is measured on the right and on the left")
    words: TextList = Field((), description="What may stand in place of a number, such as `unable`")

    @model_validator(mode="after")
    def _has_its_reference(self) -> NumberMeasure:
        if self.better == "in reference" and self.reference is None:
            raise refusal(
                "`better: in reference` needs a reference", hint="add it, such as reference: 0 to 5"
            )
        return self
