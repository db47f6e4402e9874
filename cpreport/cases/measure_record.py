"""The records of measures that a series declares: numbers with units, and categories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from cpreport.cases.values import (
    Number,
    Record,
    Text,
    TextList,
    YesNo,
    is_missing,
    parse_number,
    refusal,
)

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


def _known_kind(written: Any) -> Any:
    if isinstance(written, str) and written not in _KINDS_OF_MEASURE:
        raise refusal(f"`{written}` is no kind of measure", allowed=_KINDS_OF_MEASURE)
    return written


_KINDS_OF_MEASURE = ("number", "category")


class NumberMeasure(Record):
    """A number that is measured at visits, such as a laboratory value or a joint angle."""

    name: Text
    kind: Annotated[Literal["number"], BeforeValidator(_known_kind)] = "number"
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
    molar_mass: Number | None = Field(
        None, description="Grams of a mole, with which an amount becomes a mass: mmol/L to mg/dL"
    )
    sided: YesNo = Field(False, description="Whether it is measured on the right and on the left")
    words: TextList = Field((), description="What may stand in place of a number, such as `unable`")
    repeats: Literal["mean", "median", "best", "worst", "last"] | None = Field(
        None, description="Which value counts where a visit has a list of several"
    )

    @model_validator(mode="after")
    def _can_take_repeats(self) -> NumberMeasure:
        if self.repeats == "mean" and self.digits is None:
            raise refusal(
                "the mean of several values needs `digits`",
                hint="say how many decimals are printed, such as digits: 1",
            )
        if self.repeats in ("best", "worst") and self.better not in ("higher", "lower"):
            raise refusal(
                f"no value is the {self.repeats} where no direction is better",
                hint="add `better: higher` or `better: lower`",
            )
        return self

    @model_validator(mode="after")
    def _has_its_reference(self) -> NumberMeasure:
        if self.better == "in reference" and self.reference is None:
            raise refusal(
                "`better: in reference` needs a reference", hint="add it, such as reference: 0 to 5"
            )
        return self


class CategoryMeasure(Record):
    """A category that is recorded at visits, such as a visual acuity or a response."""

    name: Text
    kind: Literal["category"] = "category"
    grades: TextList = Field(
        min_length=2, description="The permitted values as they are printed, from one end"
    )
    better: Literal["higher", "lower", "none"] = Field(
        "none",
        description="Whether the end of the list is better (`higher`) or its beginning (`lower`); "
        "`none` for values without an order",
    )
    sided: YesNo = Field(False, description="Whether it is recorded on the right and on the left")
    words: TextList = Field(
        (), description="What may stand in place of a value, such as `not testable`"
    )
    repeats: Literal["median", "best", "worst", "last"] | None = Field(
        None, description="Which value counts where a visit has a list of several"
    )

    @property
    def ordered(self) -> bool:
        """Whether its values have an order, so that they can be better and worse."""
        return self.better != "none"

    @model_validator(mode="after")
    def _can_take_repeats(self) -> CategoryMeasure:
        if self.repeats not in (None, "last") and not self.ordered:
            raise refusal(
                f"no value is the {self.repeats} where values have no order",
                hint="add `better: higher` or `better: lower`, or write `repeats: last`",
            )
        return self

    @model_validator(mode="after")
    def _has_each_value_once(self) -> CategoryMeasure:
        seen: dict[str, str] = {}
        for text in (*self.grades, *self.words):
            folded = " ".join(text.split()).casefold()
            if folded in seen:
                raise refusal(f"`{text}` stands twice in the list", hint="write each value once")
            if is_missing(text):
                raise refusal(
                    f"`{text}` is a missing word, and no value",
                    hint="leave it out: it may be recorded anyway",
                )
            seen[folded] = text
        return self


def _kind_of(written: Any) -> str:
    if isinstance(written, CategoryMeasure):
        return "Category"
    named = isinstance(written, dict) and written.get("kind") == "category"
    return "Category" if named else "Number"


#: A measure as `measures` declares it.
Measure = Annotated[
    Annotated[NumberMeasure, Tag("Number")] | Annotated[CategoryMeasure, Tag("Category")],
    Discriminator(_kind_of),
]
