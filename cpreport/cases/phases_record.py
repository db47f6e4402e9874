"""The record of two phases in which patients were measured again and again."""

from __future__ import annotations

from pydantic import Field, model_validator

from cpreport.cases.values import Record, TextList, refusal


class Phases(Record):
    """Visits before and under treatment that are compared as phases of a single-case design."""

    baseline: TextList = Field(min_length=1, description="Ids of the visits before treatment")
    treatment: TextList = Field(min_length=1, description="Ids of the visits under treatment")
    of: TextList = Field(
        min_length=1, description="The scales and measures whose main score is compared"
    )

    @model_validator(mode="after")
    def _has_each_visit_once(self) -> Phases:
        visits = (*self.baseline, *self.treatment)
        twice = next((v for n, v in enumerate(visits) if v in visits[:n]), None)
        if twice is not None:
            raise refusal(f"`{twice}` stands twice in the phases", hint="write each visit once")
        return self
