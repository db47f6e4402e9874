"""Type values as written (ages, dates, yes and no), or say what is allowed.

What cannot be read as such a value is refused: every `parse_…` raises `PydanticCustomError`, from
which the reader makes a problem with its place.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cpreport.cases.text import Source
from cpreport.colours import LEAST_CONTRAST, contrast, readable_on

#: The words that stand for a missing value (design, invariant 3).
NOT_REPORTED = "not reported"
MISSING_WORDS = ("not assessed", NOT_REPORTED, "not applicable")

#: Mean length of a month, so that relative months never depend on the calendar.
DAYS_PER_MONTH = Decimal("30.4375")


class Record(BaseModel):
    """A frozen record of what a file says; unknown keys are problems, never ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def _private(self, name: str) -> Any:
        """Look up a private attribute; pydantic's own way there takes ten times as long."""
        return (self.__pydantic_private__ or {})[name]


class FileRecord(Record):
    """A record that fills a file of its own."""

    _source: Source = PrivateAttr()

    @property
    def source(self) -> Source:
        """The file this record was read from, for places."""
        source: Source = self._private("_source")
        return source


class NotIdentifying(Record):
    """A text of the outputs that looks as if it identified somebody, and why it does not."""

    text: str = Field(min_length=1, description="As it is printed")
    reason: str = Field(min_length=1, description="Printed in the privacy report")


class ChecklistAnswer(Record):
    """What the authors say of an item of a reporting checklist that no field speaks of."""

    stands: str | None = Field(
        None, min_length=1, description="Words of the finished document, as they stand there"
    )
    not_applicable: str | None = Field(None, min_length=1, description="Why it does not apply")

    @model_validator(mode="after")
    def _says_one_thing(self) -> ChecklistAnswer:
        if (self.stands is None) == (self.not_applicable is None):
            raise refusal("it says where an item stands, or why it does not apply: one of both")
        return self


NotIdentifyingTexts = Annotated[
    tuple[NotIdentifying, ...],
    Field(description="What the privacy search warns of in the outputs, and may be printed"),
]
ChecklistAnswers = Annotated[
    dict[str, dict[str, ChecklistAnswer]],
    Field(description="Answers to items of reporting checklists, by guideline and item"),
]


# Asked of every grade, and there are few different ones.
@lru_cache(maxsize=1024)
def is_missing(text: str) -> bool:
    """Whether a value is one of the missing words, with or without a reason after it.

    >>> is_missing("not applicable (no second visit)")
    True
    """
    return text.strip().casefold().startswith(MISSING_WORDS)


def refusal(message: str, *, allowed: tuple[str, ...] = (), hint: str = "") -> PydanticCustomError:
    """Make the error that the reader turns into a problem with its place."""
    return PydanticCustomError(
        "value", "{what}", {"what": message, "allowed": allowed, "help": hint}
    )


@dataclass(frozen=True, slots=True)
class Age:
    """An age in whole months, as exact as it was stated.

    months : int
        Completed months.
    to_the_month : bool
        Whether months were stated ("6 years 4 months") or only years.
    """

    months: int
    to_the_month: bool

    @property
    def years(self) -> int:
        """Completed years."""
        return self.months // 12

    @property
    def beyond(self) -> int:
        """The least number of months that the patient had not completed."""
        return self.months + (1 if self.to_the_month else 12)


#: From this age on a patient is adult.
ADULT_YEARS = 18
#: No exact age above this may be told (45 CFR 164.514(b)(2)(i)(C)), so no group may begin there.
_OLDEST_TOLD = 89


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """The group of ages that a patient is in, where no exact age is told.

    text : str
        As it is printed, such as `60 to 69 years` or `adult`.
    months : int
        The least that a patient of the group has completed.
    beyond : int or None
        The least number of months that none of the group has completed; None where it is open.
    """

    text: str
    months: int
    beyond: int | None


_GROUP = re.compile(
    r"(?P<low>[0-9]{1,3})\s*(?:to|-|–)\s*(?P<high>[0-9]{1,3})\s*(?P<unit>years?|months?)"
    r"|(?P<least>[0-9]{1,2})\s*years? or (?:older|more)",
    re.IGNORECASE,
)
_GROUPS = {
    "adult": AgeGroup("adult", 12 * ADULT_YEARS, None),
    "child": AgeGroup("child", 0, 12 * ADULT_YEARS),
}

_AGE = re.compile(
    r"(?:(?P<years>[0-9]{1,3})\s*(?:years?|y|yrs?))?[\s,]*(?:(?P<months>[0-9]{1,4})\s*(?:months?|mo|m))?",
    re.IGNORECASE,
)


def parse_age(text: str) -> Age:
    """Read an age such as `6 years`, `18 months` or `6 years 4 months`."""
    match = _AGE.fullmatch(str(text).strip())
    if not match or not (match["years"] or match["months"]):
        raise refusal(
            f"`{text}` is not an age",
            allowed=("6 years", "18 months", "6 years 4 months"),
            hint="write the number with its unit",
        )
    if match["years"] and int(match["months"] or 0) >= 12:
        raise refusal(
            f"`{text}` is no possible age", hint="give fewer than 12 months after the years"
        )
    age = Age(int(match["years"] or 0) * 12 + int(match["months"] or 0), bool(match["months"]))
    if age.years > 125:
        raise refusal(f"`{text}` is no possible age", hint="check the number and its unit")
    return age


def parse_age_as_told(text: str) -> Age | AgeGroup | None:
    """Read an age, a group of ages such as `60 to 69 years` or `adult`, or `not reported`."""
    written = " ".join(str(text).split()).casefold()
    if written == NOT_REPORTED:
        return None
    if written in _GROUPS:
        return _GROUPS[written]
    match = _GROUP.fullmatch(written)
    if match is None:
        return parse_age(text)
    if match["least"]:
        return AgeGroup(f"{match['least']} years or older", 12 * int(match["least"]), None)
    low, high = int(match["low"]), int(match["high"])
    unit = "months" if match["unit"].startswith("month") else "years"
    length = 12 if unit == "years" else 1
    if high <= low:
        raise refusal(f"`{text}` is no possible age", hint="write the lower age first")
    if high * length > 12 * _OLDEST_TOLD:
        hint = f"ages above {_OLDEST_TOLD} are one group: write `{min(low, 90)} years or older`"
        raise refusal(f"`{text}` tells an age above {_OLDEST_TOLD}", hint=hint)
    return AgeGroup(f"{low} to {high} {unit}", low * length, (high + 1) * length)


def parse_date(text: str) -> dt.date:
    """Read a calendar date written year-month-day."""
    written = str(text).strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise refusal(f"`{text}` is not a date", hint="write year-month-day, such as 2023-03-01")
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise refusal(
            f"`{text}` is not in the calendar", hint="check the day and the month"
        ) from None


def parse_yes_no(text: str, more: tuple[str, ...] = ()) -> bool:
    """Read `yes` or `no`, and nothing else.

    Parameters
    ----------
    more : tuple of str
        What else the place allows, to be named in the refusal.
    """
    known = {"yes": True, "no": False, "true": True, "false": False}
    try:
        return known[str(text).strip().casefold()]
    except KeyError:
        raise refusal(f"`{text}` is neither yes nor no", allowed=("yes", "no", *more)) from None


def parse_yes_no_if_reported(text: str) -> bool | None:
    """Read `yes`, `no` or `not reported`, which is neither."""
    if str(text).strip().casefold() == NOT_REPORTED:
        return None
    return parse_yes_no(text, more=(NOT_REPORTED,))


def parse_count(text: Any) -> int:
    """Read a number of things, such as `3`."""
    written = str(text).strip()
    if not re.fullmatch(r"[0-9]{1,5}", written):
        raise refusal(f"`{text}` is no whole number", hint="write digits, such as 2")
    return int(written)


def parse_number(text: str) -> Decimal:
    """Read a decimal number as written, keeping its digits: nine at most on each side."""
    written = str(text).strip()
    if not re.fullmatch(r"[-−]?[0-9]{1,9}(\.[0-9]{1,9})?", written):
        raise refusal(f"`{text}` is not a number", hint="write digits, such as 12 or 4.5")
    return Decimal(written.replace("−", "-"))


def parse_year(text: str) -> str:
    """Read a year; the day of a document could be held against the days of a patient."""
    written = str(text).strip()
    if not re.fullmatch(r"(19|20)\d\d", written):
        hint = "write the year alone, such as 2026; days of the article go under `publication`"
        raise refusal(f"`{text}` is not a year", hint=hint)
    return written


def parse_ror(text: str) -> str:
    """Read an identifier of the Research Organization Registry, as its address."""
    bare = re.sub(r"^https?://", "", str(text).strip().lower()).removeprefix("ror.org/")
    if not re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", bare):
        hint = "copy it from ror.org: 0, six letters or digits, two digits"
        raise refusal(f"`{text}` is not a ROR identifier", hint=hint)
    return f"https://ror.org/{bare}"


def parse_funder_id(text: str) -> str:
    """Read an identifier of the Open Funder Registry, as a DOI."""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", str(text).strip().lower())
    if not re.fullmatch(r"10\.13039/[0-9]+", bare):
        hint = "copy the DOI from the Open Funder Registry, such as 10.13039/100000001"
        raise refusal(f"`{text}` is not a funder’s identifier", hint=hint)
    return bare


def parse_colour(text: str) -> str:
    """Read a colour that is not too pale for letters on white paper (WCAG 2.2, 4.5 to 1)."""
    written = f"#{str(text).strip().lower().removeprefix('#')}"
    if not re.fullmatch(r"#[0-9a-f]{6}", written):
        hint = 'write six hexadecimal digits, such as "#0b5566" with the quotes'
        raise refusal(f"`{text}` is not a colour", hint=hint)
    ratio = contrast(written, "#ffffff")
    if ratio < LEAST_CONTRAST:
        raise refusal(
            f"`{text}` is too pale to be read on white: its contrast is {ratio:.1f},"
            f" and {LEAST_CONTRAST} is the least",
            hint=f'the nearest that can be read is "{readable_on("#ffffff", written)}"',
        )
    return written


def as_list(value: Any) -> Any:
    """Read a single text as a list of one."""
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
Prose = Annotated[
    str, Field(min_length=1, description="Markdown, with inline results and citations")
]
YesNo = Annotated[
    bool, BeforeValidator(parse_yes_no), WithJsonSchema({"enum": ["yes", "no", True, False]})
]
YesNoIfReported = Annotated[
    bool | None,
    BeforeValidator(parse_yes_no_if_reported),
    WithJsonSchema({"enum": ["yes", "no", True, False, NOT_REPORTED]}),
]
Date = Annotated[
    dt.date,
    BeforeValidator(parse_date),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
AgeText = Annotated[
    Age,
    BeforeValidator(parse_age),
    WithJsonSchema({"type": "string", "examples": ["6 years", "18 months"]}),
]
AgeAsTold = Annotated[
    Age | AgeGroup | None,
    BeforeValidator(parse_age_as_told),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["6 years", "18 months", "60 to 69 years", "adult", NOT_REPORTED],
        }
    ),
]
Number = Annotated[
    Decimal, BeforeValidator(parse_number), WithJsonSchema({"type": ["number", "string"]})
]
Count = Annotated[
    int,
    BeforeValidator(parse_count),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "pattern": r"^\d{1,5}$"}),
]
Year = Annotated[
    str,
    BeforeValidator(parse_year),
    WithJsonSchema({"type": ["integer", "string"], "pattern": r"^(19|20)\d\d$"}),
]
Colour = Annotated[
    str,
    BeforeValidator(parse_colour),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}),
]
Ror = Annotated[
    str, BeforeValidator(parse_ror), WithJsonSchema({"type": "string", "pattern": "0[a-z0-9]{8}$"})
]
FunderId = Annotated[
    str,
    BeforeValidator(parse_funder_id),
    WithJsonSchema({"type": "string", "pattern": r"10\.13039/\d+$"}),
]
TextList = Annotated[tuple[Text, ...], BeforeValidator(as_list)]
