"""Say what the data files of a package hold; codebook and schema are both made of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Words that stand for a missing value in any column; a reason may follow in brackets where the
#: column holds text.
MISSING = ("not assessed", "not reported", "not applicable", "not scorable")

Type = Literal["string", "integer", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data file.

    allowed : tuple of str
        The only values it may have, beside the missing words; empty for any.
    key : bool
        Whether it is one of the columns that together name a row.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file: a row is what `of` says."""

    name: str
    of: str
    columns: tuple[Column, ...] = field(default=())

    @property
    def path(self) -> str:
        """Where it stands in the package."""
        return f"data/{self.name}.csv"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)


_CASE = Column("case", "string", "Study id of the patient", key=True)
_VISIT = Column("visit", "string", "Assessment occasion, as declared by the series", key=True)
_DAY = Column("day", "number", "Days since the first session; negative before it", "days")
_SCALE = Column("scale", "string", "Id of the scale; its definition is in scales/", key=True)
_SIDE = Column("side", "string", "Side of the body", allowed=("right", "left"), key=True)
_DIRECTIONS = ("better", "unchanged", "worse", "mixed", "not assessable")

ITEM_GRADES = DataFile(
    "item-grades",
    "one graded item of a scale at a visit",
    (
        _CASE,
        _VISIT,
        _DAY,
        _SCALE,
        Column("item", "string", "Item of the scale", key=True),
        _SIDE,
        Column("grade", "string", "Grade as graded; an ordinal label, such as 1+"),
        Column("code", "number", "Numeric code of the grade; the codebook says what it stands for"),
    ),
)
SCORES = DataFile(
    "scores",
    "one score of a scale at a visit, computed from the item grades",
    (
        _CASE,
        _VISIT,
        _DAY,
        _SCALE,
        Column("score", "string", "Name of the score in the definition of the scale", key=True),
        _SIDE,
        Column("value", "number", "The score; of an ordinal grade, its numeric code", "points"),
        Column("printed", "string", "The score as the manuscript prints it"),
        Column("missing_items", "string", "Items for want of which it is not scorable"),
    ),
)
CHANGES = DataFile(
    "changes",
    "one item or score of a scale compared between two visits, later minus earlier",
    (
        _CASE,
        _SCALE,
        Column("kind", "string", "What was compared", allowed=("item", "score"), key=True),
        Column("name", "string", "Name of the item or score", key=True),
        _SIDE,
        Column("earlier", "string", "At the earlier visit, as printed"),
        Column("later", "string", "At the later visit, as printed"),
        Column("change", "number", "Later minus earlier; of grades, in steps of the scale"),
        Column("direction", "string", "What the change means", allowed=_DIRECTIONS),
    ),
)
OUTCOMES = DataFile(
    "outcomes",
    "the verdict on one declared outcome of a patient",
    (
        _CASE,
        Column("outcome", "string", "Key of the outcome: its results begin with it", key=True),
        Column("scale", "string", "Id of the scale that is judged"),
        Column("label", "string", "What the scale stands for"),
        Column("primary", "string", "Whether it is a primary outcome", allowed=("yes", "no")),
        Column("rule", "string", "Name of the improvement rule"),
        Column("score", "string", "The score that the rule judges, where it judges one"),
        Column("verdict", "string", "What the rule gives", allowed=_DIRECTIONS),
    ),
)
SESSIONS = DataFile(
    "sessions",
    "one treatment occasion",
    (
        _CASE,
        Column("session", "integer", "Number of the session, over all treatments", key=True),
        Column("treatment", "string", "What was given"),
        _DAY,
        Column("routes", "string", "Routes of administration, with semicolons between them"),
        Column("dose", "string", "Dose as recorded"),
        Column("volume", "string", "Volume as recorded"),
    ),
)
ADVERSE_EVENTS = DataFile(
    "adverse-events",
    "one adverse event; a patient without any has one row with the number 0, whose term says "
    "whether there were none or nobody asked",
    (
        _CASE,
        Column("event", "integer", "Number of the event; 0 where there is none", key=True),
        Column("term", "string", "What happened; `none` where no event was recorded"),
        Column("grade", "integer", "Severity in the CTCAE", allowed=("1", "2", "3", "4", "5")),
        Column("ctcae_version", "string", "Version of the CTCAE"),
        Column("onset_day", "number", "Days from the first session to the onset", "days"),
        Column("session", "integer", "Number of the session that it followed"),
        Column("duration", "string", "Duration as recorded"),
        Column("serious", "string", "Whether it was serious", allowed=("yes", "no")),
        Column("serious_criteria", "string", "Why it was serious, with semicolons between them"),
        Column("relatedness", "string", "Relation to the treatment, in WHO-UMC terms"),
        Column("action", "string", "What was done"),
        Column("outcome", "string", "How it ended"),
    ),
)
CODEBOOK = DataFile(
    "codebook",
    "one column of a data file, one value that a column may have, or one grade of a scale",
    (
        Column("file", "string", "The data file", key=True),
        Column("column", "string", "The column", key=True),
        Column("scale", "string", "Id of the scale, where a grade is described", key=True),
        Column("items", "string", "Name of the set of grades in the scale", key=True),
        Column("value", "string", "The value described; `any` for the whole column", key=True),
        Column("code", "number", "Numeric code of a grade"),
        Column("type", "string", "Type of the column", allowed=("string", "integer", "number")),
        Column("unit", "string", "Unit of the column"),
        Column("meaning", "string", "What it means"),
    ),
)

#: Every data file, in the order in which they are described.
DATA_FILES = (
    ITEM_GRADES, SCORES, CHANGES, OUTCOMES, SESSIONS, ADVERSE_EVENTS, CODEBOOK,
)  # fmt: skip


def schema(file: DataFile) -> dict[str, object]:
    """Give the Table Schema of a data file (Frictionless Data Package, version 1)."""
    return {
        "fields": [_field(column) for column in file.columns],
        "missingValues": list(MISSING),
        "primaryKey": list(file.keys),
    }


def _field(column: Column) -> Mapping[str, object]:
    constraints: dict[str, object] = {}
    if column.allowed:
        integers = column.type == "integer"
        constraints["enum"] = [int(v) if integers else v for v in column.allowed]
    described: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": column.meaning,
    }
    if column.unit:
        described["unit"] = column.unit
    return {**described, "constraints": constraints} if constraints else described
