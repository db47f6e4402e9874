"""Say what a scale is: its items, grades, scores, thresholds and sources, as in its YAML file.

A file may be short: one grade set written `0: unable`, items written as plain names. The records
are the same either way: short forms are filled in while they are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.values import Number, Prose, Record, Text, TextList, YesNo

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")

#: What a score is made of, where its items are not named one by one.
ALL, ALL_GRADED = "all", "all graded"

#: Name of the grade set of a scale that has only one.
ONE_SET = "grades"

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class PublishedSource(Record):
    """A published source.

    note : str
        What it found, or what must be known when using it.
    """

    citation: Text
    doi: Text | None = None
    note: Text | None = None


class _ShortForm(Record):
    """A record that may be written as one plain text, which then fills its first field."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


class Grade(_ShortForm):
    """One permitted grade of an item.

    code : str
        The label as graded, such as `1+`; what is printed. In a file it is the key.
    points : Decimal
        Place in the scale's main coding, used for order, plotting and sums. Where a file gives
        none, the main coding does, and without one the code itself.
    """

    code: Text
    meaning: Text
    points: Number
    synonyms: TextList = ()


class Item(_ShortForm):
    """One thing that is graded.

    grades : str
        Name of the grade set.
    region : str
        Such as `upper limb`; groups rows in tables and figures.
    """

    name: Text
    grades: Text = ONE_SET
    region: Text | None = None
    synonyms: TextList = ()

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, written: Any) -> Any:
        return {"name": written} if isinstance(written, str) else written


class _ByCode:
    """Read grades written as a mapping by code, in the order of the file."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        by_code = handler(dict[str, Grade])
        return core_schema.no_info_after_validator_function(lambda d: tuple(d.values()), by_code)


Grades = Annotated[tuple[Grade, ...], _ByCode()]


class ScoreRule(Record):
    """How grades make one score.

    `cpreport/scales/score_rules.py` says what each rule computes; a score whose item is missing is
    never computed.
    """

    name: Text
    label: Text = Field(description="The score in words; default: its name")
    rule: Literal["sum", "mean", "median", "count", "percentage"]
    of: TextList = Field(
        description="`all` items, `all graded` at the visit, items by name, or earlier scores"
    )
    per: Literal["side", "patient"] = "patient"
    coding: Text | None = Field(
        None,
        description="Coding that gives the points, or the setting that decides which one does; "
        "default: the main coding. A grade that the coding does not list cannot enter the score",
    )
    offset: Text | None = Field(
        None, description="Name of the setting that decides an added constant"
    )
    counts: TextList = Field((), description="For the rule `count`: the grades that are counted")
    range: tuple[Number, Number] | None = None
    digits: int = Field(0, ge=0, le=4)
    printed_as: Literal["number", "grade"] = "number"
    missing: Literal["refuse"] = Field(
        "refuse", description="A score with a missing item is not scorable"
    )
    descriptive: YesNo = Field(False, description="Not an official score; printed with that mark")
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _label(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and "name" in written and "label" not in written:
            return {**written, "label": written["name"]}
        return written


class Threshold(Record):
    """A published MDC or MCID of a score, with the population it comes from.

    Only what its source calls so, for this very score of the same items: anything near it stands
    under `thresholds_elsewhere`, which is shown and never applied.
    """

    kind: Literal["MDC95", "MDC", "MCID"]
    score: Text
    value: Number
    population: Text
    same_population: YesNo = Field(
        description="Whether it was found in people like the usual patients here"
    )
    source: PublishedSource


class ThresholdElsewhere(Record):
    """A published MDC or MCID of something that is not computed here: shown, never applied."""

    kind: Literal["MDC95", "MDC", "MCID"]
    of: Text
    value: Text
    population: Text
    source: PublishedSource


class Added(Record):
    """A constant that a choice adds to a score: always, or where the score is as said.

    above, at : Decimal
        Added only to a score above this value, or at this value.
    """

    points: Number
    above: Number | None = None
    at: Number | None = None


class Setting(Record):
    """A choice that published forms differ in, made in `series.yaml`.

    choices : dict of str to str
        Each choice with its meaning.
    adds : dict of str to Added
        What a choice adds to a score whose `offset` names this setting.
    codings : dict of str to str
        The coding that a choice takes for a score whose `coding` names this setting.
    """

    name: Text
    label: Text
    choices: dict[str, Text]
    default: Text
    adds: dict[str, Added] = Field(default_factory=dict)
    codings: dict[str, Text] = Field(default_factory=dict)


class Mistake(Record):
    """Grades of another form that are often written by mistake, and what to say then."""

    written: TextList
    help: Text


class Scale(Record):
    """A clinical instrument.

    `grades` and `source` are the short forms of `grade_sets` and `sources`; whichever a file
    uses, the latter two are filled.
    """

    id: Text
    name: Text
    synonyms: TextList = ()
    grade_name: Text | None = Field(
        None, description="What a grade is called after, such as `Modified Ashworth`"
    )
    version: Text | None = None
    measures: Text
    kind: Literal["outcome", "classification"] = "outcome"
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "ordinal"
    better: Literal["higher", "lower"]
    sided: YesNo = Field(
        False, description="Whether every item is graded on the right and on the left"
    )
    items: tuple[Item, ...]
    grades: Grades = Field((), description="The grades of all items, as `code: meaning`")
    grade_sets: dict[str, Grades] = Field(
        default_factory=dict, description="Several sets of grades, by the name items give them"
    )
    main_coding: Text | None = Field(
        None, description="The coding that gives the points; default: the grades' own numbers"
    )
    codings: dict[str, dict[str, Number]] = Field(default_factory=dict)
    coding_notes: dict[str, Text] = Field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    scores: tuple[ScoreRule, ...] = ()
    main_score: Text | None = Field(
        None, description="The score that stands for the scale where one is asked for"
    )
    settings: tuple[Setting, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    thresholds_elsewhere: tuple[ThresholdElsewhere, ...] = ()
    no_threshold: Text | None = Field(
        None, description="What is printed where no threshold is known"
    )
    reliability: tuple[PublishedSource, ...] = ()
    licence: Text = "not stated"
    acknowledgement: Text | None = None
    source: PublishedSource | None = None
    sources: tuple[PublishedSource, ...] = ()
    seen: tuple[Text, ...] = Field(
        (),
        description="Which page or table of which source was seen when the file was written, and "
        "what stands in for a source that was not seen",
    )
    notes: Prose | None = None
    _number: NumberMeasure | None = PrivateAttr(None)

    @property
    def number(self) -> NumberMeasure | None:
        """What a series declares of it, where it is a number that is measured and not graded."""
        return self._number

    @model_validator(mode="before")
    @classmethod
    def _write_out_grades(cls, written: Any) -> Any:
        """Fill in code and points of every grade, so that places in the file stay the same."""
        if not isinstance(written, Mapping):
            return written
        codings, main = written.get("codings"), written.get("main_coding")
        coding = codings.get(main) if isinstance(codings, Mapping) else None
        points = coding if isinstance(coding, Mapping) else {}
        full = dict(written)
        if "grades" in full:
            full["grades"] = _write_out_set(full["grades"], points)
        if isinstance(sets := full.get("grade_sets"), Mapping):
            full["grade_sets"] = {name: _write_out_set(s, points) for name, s in sets.items()}
        return full

    @model_validator(mode="after")
    def _join_short_forms(self) -> Scale:
        joined: dict[str, object] = {}
        if self.grades and ONE_SET not in self.grade_sets:
            joined["grade_sets"] = {ONE_SET: self.grades, **self.grade_sets}
        if self.source is not None and self.source not in self.sources:
            joined["sources"] = (self.source, *self.sources)
        if self.main_score is None and len(self.scores) == 1:
            joined["main_score"] = self.scores[0].name
        return self.model_copy(update=joined) if joined else self


def _write_out_set(grades: Any, points: Mapping[str, Any]) -> Any:
    if not isinstance(grades, Mapping):
        return grades
    return {code: _write_out_grade(code, written, points) for code, written in grades.items()}


def _write_out_grade(code: str, written: Any, points: Mapping[str, Any]) -> Any:
    full = {"meaning": written} if isinstance(written, str) else written
    if not isinstance(full, Mapping):
        return written
    own = points.get(code, code if _NUMBER.fullmatch(code) else None)
    return {"code": code, **({} if own is None else {"points": own}), **full}
