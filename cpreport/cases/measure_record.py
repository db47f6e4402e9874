"""The records of measures that a series declares: numbers with units, and categories."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from cpreport.cases.range_text import RangeText
from cpreport.cases.reference_record import References
from cpreport.cases.threshold_record import MeasureThreshold
from cpreport.cases.values import Number, Record, Text, TextList, YesNo, is_missing, refusal


def _known_kind(written: Any) -> Any:
    if isinstance(written, str) and written not in _KINDS_OF_MEASURE:
        raise refusal(f"`{written}` is no kind of measure", allowed=_KINDS_OF_MEASURE)
    return written


_KINDS_OF_MEASURE = ("number", "category")
#: Values of one visit that are named by their place among several, with that place.
NAMED_VALUES = {"first": 0, "second": 1, "third": 2, "last": -1}


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
    reference: References = Field(
        (),
        description="Reference range of the laboratory, such as `0 to 5`; or a list of ranges by "
        "sex and age, of which the first that the patient is in holds",
    )
    range: RangeText | None = Field(None, description="What is possible; anything else is refused")
    plausible: RangeText | None = Field(
        None, description="What is likely; anything else is pointed out"
    )
    molar_mass: Number | None = Field(
        None, description="Grams of a mole, with which an amount becomes a mass: mmol/L to mg/dL"
    )
    thresholds: tuple[MeasureThreshold, ...] = Field(
        (), description="Published MDC and MCID that changes are held against"
    )
    sided: YesNo = Field(False, description="Whether it is measured on the right and on the left")
    words: TextList = Field((), description="What may stand in place of a number, such as `unable`")
    repeats: (
        Literal["mean", "median", "best", "worst", "first", "second", "third", "last"] | None
    ) = Field(None, description="Which value counts where a visit has a list of several")

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
    def _can_take_thresholds(self) -> NumberMeasure:
        if self.better not in ("higher", "lower") and any(t.worse for t in self.thresholds):
            raise refusal(
                "no change is for the worse where no direction is better",
                hint="add `better: higher` or `better: lower`, or leave out `worse`",
            )
        return self

    @model_validator(mode="after")
    def _has_its_reference(self) -> NumberMeasure:
        if self.better == "in reference" and not self.reference:
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
    repeats: Literal["median", "best", "worst", "first", "second", "third", "last"] | None = Field(
        None, description="Which value counts where a visit has a list of several"
    )

    @property
    def ordered(self) -> bool:
        """Whether its values have an order, so that they can be better and worse."""
        return self.better != "none"

    @model_validator(mode="after")
    def _can_take_repeats(self) -> CategoryMeasure:
        if self.repeats not in (None, *NAMED_VALUES) and not self.ordered:
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
