"""What a scale is: its items, grades, scores, thresholds and sources, as its YAML file says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cpreport.cases.values import Number, Prose, Record, Text, TextList, YesNo

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")


class Cited(Record):
    """A published source."""

    citation: Text
    doi: Text | None = None
    note: Text | None = None


class Grade(Record):
    """One permitted grade of an item.

    code : str
        The label as graded, such as `1+`; what is printed.
    points : Decimal
        Place in the scale's main coding, used for order, plotting and sums.
    """

    code: Text
    meaning: Text
    points: Number
    synonyms: TextList = ()


class Item(Record):
    """One thing that is graded.

    grades : str
        Name of the grade set.
    region : str
        Such as `upper limb`; groups rows in tables and figures.
    """

    name: Text
    grades: Text
    region: Text | None = None
    synonyms: TextList = ()


class ScoreRule(Record):
    """How grades make one score. See `cpreport/scales/scoring.py` for what each rule computes."""

    name: Text
    label: Text
    rule: Literal["sum", "mean", "median", "count", "percentage"]
    of: TextList = Field(description="Item names, `all graded`, or names of earlier scores")
    per: Literal["side", "patient"] = "patient"
    coding: Text | None = Field(
        None, description="Coding that gives the points; default: the main one"
    )
    grades_allowed: TextList = ()
    offset: Text | None = Field(
        None, description="Name of the setting that decides an added constant"
    )
    range: tuple[Number, Number] | None = None
    digits: int = 0
    printed_as: Literal["number", "grade"] = "number"
    descriptive: YesNo = Field(False, description="Not an official score; printed with that mark")
    note: Text | None = None


class Threshold(Record):
    """A published MDC or MCID, with the population it comes from."""

    kind: Literal["MDC95", "MDC", "MCID"]
    score: Text
    value: Number
    population: Text
    same_population: YesNo = Field(
        description="Whether it was found in people like the usual patients here"
    )
    source: Cited


class Setting(Record):
    """A choice that published forms differ in, made in `series.yaml`."""

    name: Text
    label: Text
    choices: dict[str, Text]
    default: Text


class Scale(Record):
    """A clinical instrument."""

    id: Text
    name: Text
    version: Text | None = None
    measures: Text
    kind: Literal["outcome", "classification"] = "outcome"
    level: Literal["nominal", "ordinal", "interval", "ratio"]
    better: Literal["higher", "lower"]
    sided: YesNo = Field(description="Whether every item is graded on the right and on the left")
    items: tuple[Item, ...]
    grade_sets: dict[str, tuple[Grade, ...]]
    codings: dict[str, dict[str, Text]] = Field(default_factory=dict)
    coding_notes: dict[str, Text] = Field(default_factory=dict)
    scores: tuple[ScoreRule, ...] = ()
    main_score: Text | None = Field(
        None, description="The score that stands for the scale where one is asked for"
    )
    settings: tuple[Setting, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    no_threshold: Text | None = Field(
        None, description="What is printed where no threshold is known"
    )
    reliability: tuple[Cited, ...] = ()
    licence: Text
    acknowledgement: Text | None = None
    sources: tuple[Cited, ...] = Field(min_length=1)
    notes: Prose | None = None
