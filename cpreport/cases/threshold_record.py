"""The records of published thresholds that a change is held against: MDC and MCID."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cpreport.cases.range_text import RangeText
from cpreport.cases.values import Number, Record, Text, YesNo


class ThresholdSize(Record):
    """A published MDC or MCID: how large it is, and whom it was found in."""

    kind: Literal["MDC95", "MDC", "MCID"]
    value: Number = Field(description="In the points of the score, or the unit of the measure")
    worse: Number | None = Field(
        None, description="The same for a change for the worse, where that is another"
    )
    per_cent: YesNo = Field(
        False, description="Whether `value` and `worse` are per cent of the earlier value"
    )
    baseline: RangeText | None = Field(
        None, description="Earlier values that it is for; to others it is not applied"
    )
    population: Text
    same_population: YesNo = Field(
        description="Whether it was found in people like the usual patients here"
    )


class MeasureThreshold(ThresholdSize):
    """A published MDC or MCID of a measure of the series."""

    source: Text = Field(description="Key of the work in references.bib")
