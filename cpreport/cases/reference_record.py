"""The reference range of a number: one for everybody, or bands by sex and age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpreport.cases.range_text import RangeText
from cpreport.cases.values import Record, refusal


class ReferenceBand(Record):
    """A reference range, and whom it is for."""

    sex: Literal["female", "male"] | None = Field(None, description="Default: both")
    age: RangeText | None = Field(
        None, description="Completed years at the visit, such as `18 to 49`; default: any"
    )
    age_in_months: RangeText | None = Field(
        None, description="Completed months at the visit, for infants; in the place of `age`"
    )
    range: RangeText = Field(description="What is usual in them, in the unit of the measure")

    @model_validator(mode="after")
    def _has_one_age(self) -> ReferenceBand:
        if self.age is not None and self.age_in_months is not None:
            raise refusal("an age stands twice", hint="write `age`, or `age_in_months`")
        return self

    @property
    def whom(self) -> tuple[object, ...]:
        """Whom it is for."""
        return self.sex, self.age, self.age_in_months


def _as_bands(written: Any) -> Any:
    """Read one range as a band for everybody."""
    if isinstance(written, str):
        return ({"range": written},)
    return (written,) if isinstance(written, Mapping) else written


def _each_for_somebody(bands: tuple[ReferenceBand, ...]) -> tuple[ReferenceBand, ...]:
    seen = [band.whom for band in bands]
    twice = next((n for n, whom in enumerate(seen) if whom in seen[:n]), None)
    if twice is not None:
        hint = "give each its sex or its age: {sex: female, age: 18 to 49, range: 12 to 16}"
        raise refusal("two reference ranges are for the same people", hint=hint)
    return bands


class _OrOneRange:
    """Tell editors that a list may be one range."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "examples": ["0 to 5"]}, handler(schema)]}


#: `0 to 5`, or bands as a list; the first that a patient is in holds.
References = Annotated[
    tuple[ReferenceBand, ...],
    AfterValidator(_each_for_somebody),
    BeforeValidator(_as_bands),
    Field(min_length=1),
    _OrOneRange(),
]
