"""Say what a scale is: its items, grades, scores, thresholds and sources, as in its YAML file.

A file may be short: one grade set written `0: unable`, items written as plain names. The records
are the same either way: short forms are filled in while they are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PrivateAttr, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from cpreport.cases.measure_record import CategoryMeasure, NumberMeasure
from cpreport.cases.threshold_record import ThresholdSize
from cpreport.cases.values import Number, Prose, Record, Text, TextList, YesNo

Side = Literal["right", "left"]
SIDES: tuple[Side, Side] = ("right", "left")

#: What a score is made of, where its items are not named one by one.
ALL, ALL_GRADED = "all", "all graded"

#: Name of the grade set of a scale that has only one.
ONE_SET = "grades"

#: What an item may be taken from, beside the numbers of the series.
AGE, AGE_IN_MONTHS, SEX = "age", "age in months", "sex"

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


class NumberItem(Record):
    """What a number may be, where an item is measured and not graded.

    range : (Decimal, Decimal)
        The least and the most that can be.
    digits : int
        Decimals that are printed.
    """

    unit: Text | None = Field(None, description="Its unit, as printed: `mm`, `10*9/L`")
    better: Literal["higher", "lower"] | None = Field(
        None, description="Which direction is better for the patient; default: the scale's"
    )
    range: tuple[Number, Number] | None = None
    digits: int = Field(0, ge=0, le=4)


class Item(_ShortForm):
    """One thing that is graded.

    grades : str
        Name of the grade set.
    region : str
        Such as `upper limb`; groups rows in tables and figures.
    """

    name: Text
    grades: Text = ONE_SET
    number: NumberItem | None = Field(
        None, description="Where it is a number: what it may be, in place of grades"
    )
    region: Text | None = None
    sided: YesNo | None = Field(
        None, description="Whether it is graded on the right and on the left; default: the scale's"
    )
    taken_from: Text | None = Field(
        None,
        description="What it is where a visit does not give it: `age`, `age in months` or `sex` "
        "of the patient, or a number by its id, as measured at the visit",
    )
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


class Band(Record):
    """One step of a number: what is above the step before it, up to its own limit.

    name : str
        What the step is called, such as `moderate`.
    points : Decimal
        What it counts; default: its place, counted from 0.
    """

    name: Text | None = None
    points: Number | None = None
    up_to: Number | None = Field(None, description="Its limit, which still belongs to it")
    below: Number | None = Field(None, description="Its limit, which belongs to the next step")

    def holds(self, value: Decimal) -> bool:
        """Whether a number keeps the limit; the last step has none."""
        if self.below is not None:
            return value < self.below
        return self.up_to is None or value <= self.up_to


class DecisionStep(Record):
    """One step of a decision: what it is called, and when it is taken.

    name : str
        What it is called, such as `partial response`.
    points : Decimal
        What it counts; default: its place, counted from 0.
    """

    name: Text
    points: Number | None = None
    when: dict[str, TextList] = Field(
        default_factory=dict,
        description="Parts, each with its grades, its number or a range (`at least 5`, `above 5`, "
        "`up to 5`, `below 5`, `2 to 5`), all of which must hold; a step without is always taken",
    )


class Shortcut(Record):
    """Grades that decide a score at once, whatever else was graded or left out.

    when : dict of str to list of str
        Items, each with the grades that it must have.
    gives : Decimal
        The score then.
    """

    when: dict[str, TextList]
    gives: Number


class ScoreRule(Record):
    """How grades make one score.

    `cpreport/scales/score_rules.py` says what each rule computes; a score whose item is missing is
    never computed, unless `answered`, `shortcuts` or `untestable` say what stands for it.
    """

    name: Text
    label: Text = Field(description="The score in words; default: its name")
    rule: Literal[
        "sum", "mean", "median", "count", "percentage", "rescale", "max", "min", "product",
        "either", "bands", "lookup", "decide", "formula", "attainment", "entered",
    ]  # fmt: skip
    of: TextList = Field(
        (),
        description="`all` items, `all graded` at the visit, items by name, or earlier scores; "
        "of a score that is only entered, nothing",
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
    weights: dict[str, Number] = Field(
        default_factory=dict,
        description="What the points of a part are multiplied by, by its name; default: 1",
    )
    constant: Number = Field(Decimal(0), description="What is added to a sum")
    answered: int | None = Field(
        None,
        ge=1,
        description="So many parts must have a value; the mean of those stands for the others",
    )
    unanswered: Number | None = Field(
        None, description="What each missing part counts, where enough are answered"
    )
    to: tuple[Number, Number] | None = Field(
        None,
        description="For the rule `rescale`: what the least and the most possible sum become; "
        "default: 0 and 100",
    )
    bands: tuple[Band, ...] = Field((), description="For the rule `bands`: its steps, from below")
    table: dict[str, Number] = Field(
        default_factory=dict,
        description="For the rule `lookup`: what every value becomes; of several parts their "
        "values in their order, with commas",
    )
    steps: tuple[DecisionStep, ...] = Field(
        (), description="For the rule `decide`: its steps; the first that holds is taken"
    )
    formula: Text | None = Field(
        None,
        description="For the rule `formula`: names of the parts with _ for spaces, numbers, "
        "+ - * / ^ and ln, log10, sqrt, min, max, round",
    )
    weighed_by: dict[str, Text] = Field(
        default_factory=dict,
        description="For the rule `attainment`: the item that holds the weight of a goal, by goal; "
        "where a visit gives none of them, every goal weighs 1",
    )
    shortcuts: tuple[Shortcut, ...] = Field(
        (), description="Grades that decide the score at once; the first that holds does"
    )
    untestable: Number | None = Field(
        None, description="What an item counts that cannot be tested; default: it is missing"
    )
    range: tuple[Number, Number] | None = None
    unit: Text | None = Field(None, description="Its unit, where it is none of points: `%`")
    digits: int = Field(0, ge=0, le=4)
    printed_as: Literal["number", "grade"] = "number"
    missing: Literal["refuse"] = Field(
        "refuse", description="A score with a missing item is not scorable"
    )
    descriptive: YesNo = Field(False, description="Not an official score; printed with that mark")
    note: Text | None = None
    _by_values: dict[tuple[Decimal, ...], Decimal] = PrivateAttr(default_factory=dict)

    @property
    def named(self) -> tuple[Band | DecisionStep, ...]:
        """What a score is printed as that is neither a number nor a grade: bands, or steps."""
        return self.bands or self.steps

    @model_validator(mode="before")
    @classmethod
    def _write_out(cls, written: Any) -> Any:
        """Fill in the label, and what a decision is made of."""
        if not isinstance(written, Mapping):
            return written
        full = dict(written)
        if "name" in written:
            full.setdefault("label", written["name"])
        if written.get("rule") == "decide" and "of" not in written:
            full["of"] = _deciding(written.get("steps"))
        return full


def _deciding(steps: Any) -> list[Any]:
    """Name every part that a step of a decision looks at, once."""
    asked = (s.get("when") for s in steps or () if isinstance(s, Mapping))
    return list(dict.fromkeys(name for when in asked if isinstance(when, Mapping) for name in when))


class Threshold(ThresholdSize):
    """A published MDC or MCID of a score, with the population it comes from.

    Only what its source calls so, for this very score of the same items: anything near it stands
    under `thresholds_elsewhere`, which is shown and never applied.
    """

    score: Text
    source: PublishedSource
    _unit: str = PrivateAttr("points")

    @property
    def unit(self) -> str:
        """The unit of its size, where that is none in per cent."""
        unit: str = self._private("_unit")
        return unit


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
    field: Text | None = Field(
        None, description="Field of medicine that the list of scales groups it under"
    )
    measures: Text
    kind: Literal["outcome", "classification"] = "outcome"
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "ordinal"
    better: Literal["higher", "lower"]
    sided: YesNo = Field(
        False, description="Whether every item is graded on the right and on the left"
    )
    items: tuple[Item, ...] = ()
    grades: Grades = Field((), description="The grades of all items, as `code: meaning`")
    grade_sets: dict[str, Grades] = Field(
        default_factory=dict, description="Several sets of grades, by the name items give them"
    )
    untestable: dict[str, Text] = Field(
        default_factory=dict,
        description="Words of the form for what cannot be tested, with their meaning",
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
    _category: CategoryMeasure | None = PrivateAttr(None)

    @property
    def number(self) -> NumberMeasure | None:
        """What a series declares of it, where it is a number that is measured and not graded."""
        number: NumberMeasure | None = self._private("_number")
        return number

    @property
    def unit(self) -> str:
        """The unit of a number that is measured; empty where it, or the scale, has none."""
        return (self.number.unit or "") if self.number is not None else ""

    @property
    def category(self) -> CategoryMeasure | None:
        """What a series declares of it, where it is a category that is recorded as a whole."""
        category: CategoryMeasure | None = self._private("_category")
        return category

    @property
    def abbreviation(self) -> str:
        """The id where it is read as an abbreviation; one in small letters is for files alone."""
        return "" if self.id.islower() or self.id == self.name else self.id

    @property
    def full_name(self) -> str:
        """The name, with the abbreviation that it lacks: `Modified Ashworth Scale (MAS)`."""
        known = not self.abbreviation or self.abbreviation in self.name.split()
        return self.name if known else f"{self.name} ({self.abbreviation})"

    @property
    def short_name(self) -> str:
        """What it is called in short, where it is."""
        return self.abbreviation or self.name

    @property
    def is_measured(self) -> bool:
        """Whether it is recorded as one value under `measurements`, and has no items."""
        return self.number is not None or self.category is not None

    @property
    def is_ordered(self) -> bool:
        """Whether its values have an order, which categories may lack."""
        return self.category is None or self.category.ordered

    @cached_property
    def slots(self) -> tuple[tuple[Item, Side | None], ...]:
        """Every item, each on its sides."""
        return tuple((item, side) for item in self.items for side in sides_of_item(self, item))

    @cached_property
    def item_by_name(self) -> Mapping[str, Item]:
        """The items by the scale's own names; of two that are named alike, the first."""
        return {item.name: item for item in reversed(self.items)}

    @cached_property
    def rule_by_name(self) -> Mapping[str | None, ScoreRule]:
        """The rules of the scores by their names; of two that are named alike, the first."""
        return {rule.name: rule for rule in reversed(self.scores)}

    @cached_property
    def points_by_set(self) -> Mapping[str, tuple[Decimal, ...]]:
        """The points of the grades of each set, ascending."""
        return {
            name: tuple(sorted({grade.points for grade in grades}))
            for name, grades in self.grade_sets.items()
        }

    @cached_property
    def points_by_coding(self) -> Mapping[str | None, Mapping[str, Mapping[str, Decimal]]]:
        """By coding, grade set and grade, the points; None is the main coding."""
        sets = self.grade_sets.items()
        main = {name: {g.code: g.points for g in grades} for name, grades in sets}
        return {None: main} | {
            coding: {
                name: {g.code: points[g.code] for g in grades if g.code in points}
                for name, grades in sets
            }
            for coding, points in self.codings.items()
        }

    @cached_property
    def grade_by_code(self) -> Mapping[str, Mapping[str, Grade]]:
        """By grade set, the grades by their codes as the scale writes them."""
        return {name: {g.code: g for g in grades} for name, grades in self.grade_sets.items()}

    @cached_property
    def takes_from_case(self) -> bool:
        """Whether some item is taken from the case where a visit does not give it."""
        return any(item.taken_from is not None for item in self.items)

    def __copy__(self) -> Scale:
        """Copy the scale without what was worked out of it: a copy may have other items."""
        copied = super().__copy__()
        for name, of_class in vars(Scale).items():
            if isinstance(of_class, cached_property):
                copied.__dict__.pop(name, None)
        return copied

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


def sides_of_item(scale: Scale, item: Item) -> tuple[Side | None, ...]:
    """Name the sides an item is graded on: right and left, or None where it has none."""
    sided = scale.sided if item.sided is None else item.sided
    return SIDES if sided else (None,)


def asked_items(scale: Scale) -> tuple[Item, ...]:
    """List the items that a visit gives; the others are taken from the case."""
    return tuple(item for item in scale.items if item.taken_from is None)


def mixed_sides(scale: Scale) -> bool:
    """Whether some items of a scale are graded on both sides, and others once."""
    return len({sides_of_item(scale, item) for item in scale.items}) > 1


def has_sides(scale: Scale) -> bool:
    """Whether a scale, or at least one item of it, is graded on the right and on the left."""
    return scale.sided or any(item.sided for item in scale.items)


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
