"""Define the columns of every data file, whichever command writes it.

`build`, `package`, `score`, `export`, the attachments of PDFs and the frames of `frames.py` all
print these columns; the codebook, `datapackage.json` and docs/data.md are made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cpreport.cases.case import GRADES

NOT_ASSESSED, NOT_REPORTED = "not assessed", "not reported"
NOT_APPLICABLE, NOT_SCORABLE = "not applicable", "not scorable"
NOT_RECORDED = "not recorded"
#: Words that stand for a missing value in any column, so that no cell is ever blank, with what they
#: mean; a reason may follow in brackets where the column holds text.
MISSING: Mapping[str, str] = {
    NOT_ASSESSED: "it was not assessed",
    NOT_REPORTED: "the record does not say it",
    NOT_APPLICABLE: "there can be no value here",
    NOT_SCORABLE: "a score that lacks a grade of an item it needs",
    NOT_RECORDED: "the file does not mention it",
}

ColumnType = Literal["string", "integer", "number"]


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of a data file.

    allowed : tuple of str
        The only values it may have, beside the missing words; empty for any.
    key : bool
        Whether it is one of the columns that together name a row.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    key: bool = False


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file: a row is what `of` says."""

    name: str
    of: str
    columns: tuple[DataColumn, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns: its first line."""
        return tuple(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)


_CASE = DataColumn("case", "string", "Study id of the patient", key=True)
_VISIT = DataColumn("visit", "string", "Assessment occasion, as declared by the series", key=True)
#: What days are counted from, however the series tells it.
_ZERO = "the first treatment, or from what `time` in series.yaml names"
_DAY = DataColumn("day", "number", f"Days from {_ZERO}; negative before it", "days")
_FROM = DataColumn("from_day", "number", "Day on which it began", "days")
_TO = DataColumn(
    "to_day", "number", "Day on which it ended; not applicable where it went on", "days"
)
_SCALE = DataColumn("scale", "string", "Id of the scale, or of the measured number", key=True)
_SIDE = DataColumn("side", "string", "Side of the body", allowed=("right", "left"), key=True)
_COMPARED = (
    DataColumn("earlier_visit", "string", "The earlier of the two compared visits", key=True),
    DataColumn("later_visit", "string", "The later of the two compared visits", key=True),
)
_PRINTED = "as the manuscript prints it"
_DIRECTIONS = ("better", "unchanged", "worse", "mixed", "not assessable")

ITEM_GRADES = DataFile(
    "item-grades",
    "one graded item of a scale at a visit",
    (
        _CASE,
        _VISIT,
        _DAY,
        _SCALE,
        DataColumn("item", "string", "Item of the scale", key=True),
        _SIDE,
        DataColumn("grade", "string", "Grade as graded; an ordinal label, such as 1+"),
        DataColumn(
            "code", "number", "Numeric code of the grade; the codebook says what it stands for"
        ),
    ),
)
SCORES = DataFile(
    "scores",
    "one score of a scale at a visit, computed from the item grades or entered as a total, or one "
    "measured number",
    (
        _CASE,
        _VISIT,
        _DAY,
        _SCALE,
        DataColumn(
            "score",
            "string",
            "Name of the score in the definition of the scale; `value` of a measured number",
            key=True,
        ),
        _SIDE,
        DataColumn(
            "value",
            "number",
            "The score or number, to be read with its qualifier; of an ordinal grade, its code",
        ),
        DataColumn("printed", "string", f"The score {_PRINTED}"),
        DataColumn(
            "missing_items",
            "string",
            "Items for want of which it is not scorable, each with its side",
        ),
        DataColumn(
            "basis",
            "string",
            "Whether it was computed from the item grades, entered as a total, or measured",
            allowed=("items", "entered total", "measurement"),
        ),
        DataColumn(
            "qualifier",
            "string",
            "What a value that is no exact number is: below, above or about it",
            allowed=("<", "≤", ">", "≥", "~"),
        ),
        DataColumn("unit", "string", "Unit of the value"),
    ),
)
CHANGES = DataFile(
    "changes",
    "one item or score of a scale compared between two visits, later minus earlier",
    (
        _CASE,
        *_COMPARED,
        _SCALE,
        DataColumn("kind", "string", "What was compared", allowed=("item", "score"), key=True),
        DataColumn("name", "string", "Name of the item or score", key=True),
        _SIDE,
        DataColumn("earlier", "string", "At the earlier visit, as printed"),
        DataColumn("later", "string", "At the later visit, as printed"),
        DataColumn("change", "number", "Later minus earlier; of grades, in steps of the scale"),
        DataColumn("direction", "string", "What the change means", allowed=_DIRECTIONS),
    ),
)
OUTCOMES = DataFile(
    "outcomes",
    "the verdict on one declared outcome of a patient",
    (
        _CASE,
        DataColumn("outcome", "string", "Key of the outcome: its results begin with it", key=True),
        *_COMPARED,
        DataColumn("scale", "string", "Id of the scale that is judged"),
        DataColumn("label", "string", "What the scale stands for"),
        DataColumn("primary", "string", "Whether it is a primary outcome", allowed=("yes", "no")),
        DataColumn("rule", "string", "Name of the improvement rule"),
        DataColumn("score", "string", "The score that the rule judges, where it judges one"),
        DataColumn("verdict", "string", "What the rule gives", allowed=_DIRECTIONS),
        DataColumn("better", "integer", "Judged items, or scores, that changed for the better"),
        DataColumn("unchanged", "integer", "Judged items, or scores, that did not change"),
        DataColumn("worse", "integer", "Judged items, or scores, that changed for the worse"),
        DataColumn("not_comparable", "integer", "Judged items, or scores, that lack a visit"),
    ),
)
SESSIONS = DataFile(
    "sessions",
    "one treatment occasion",
    (
        _CASE,
        DataColumn("session", "integer", "Number of the session, over all treatments", key=True),
        DataColumn("treatment", "string", "What was given"),
        _DAY,
        DataColumn("routes", "string", "Routes of administration, with semicolons between them"),
        DataColumn("dose", "string", "Dose as recorded"),
        DataColumn("volume", "string", "Volume as recorded"),
    ),
)
CONDITIONS = DataFile(
    "conditions",
    "one comorbidity of a patient, or one entry of a history that is a list; of a patient without "
    "comorbidities one row with the number 0",
    (
        _CASE,
        DataColumn("kind", "string", "What it is", allowed=("comorbidity", "history"), key=True),
        DataColumn("number", "integer", "Number in its list; 0 where there is none", key=True),
        DataColumn("term", "string", "Its name; `none` where there is none"),
        DataColumn("since", "string", "Since when, or when, as recorded"),
        DataColumn("treated", "string", "How it is or was treated, as recorded"),
    ),
)
TREATMENTS = DataFile(
    "treatments",
    "one phase of a treatment's course, or one treatment that was given in sessions or once",
    (
        _CASE,
        DataColumn("treatment", "integer", "Number of the treatment in its case", key=True),
        DataColumn(
            "phase", "integer", "Number of the phase of its course; 1 where it has none", key=True
        ),
        DataColumn("name", "string", "What was given"),
        DataColumn(
            "kind", "string", "What it is", allowed=("drug", "procedure", "device", "therapy")
        ),
        _FROM,
        _TO,
        DataColumn("dose", "string", "Dose as recorded; of sessions it stands with each of them"),
        DataColumn("route", "string", "Route as recorded"),
        DataColumn("frequency", "string", "How often, as recorded"),
        DataColumn("sessions", "integer", "Number of its sessions"),
    ),
)
CONCOMITANT = DataFile(
    "concomitant",
    "one thing that went on beside the treatment, where the case tells it with its times",
    (
        _CASE,
        DataColumn("number", "integer", "Number in its case", key=True),
        DataColumn("what", "string", "What went on"),
        DataColumn("begun", "string", "Beginning as recorded, a date as its day"),
        DataColumn("ended", "string", "End as recorded, a date as its day"),
        _FROM,
        _TO,
    ),
)
COURSE = DataFile(
    "course",
    "one other thing that happened to a patient",
    (
        _CASE,
        DataColumn("number", "integer", "Number in its case", key=True),
        DataColumn("what", "string", "What happened"),
        _DAY,
    ),
)
ADVERSE_EVENTS = DataFile(
    "adverse-events",
    "one adverse event; a patient without any has one row with the number 0, whose term says "
    "whether there were none or nobody asked",
    (
        _CASE,
        DataColumn("event", "integer", "Number of the event; 0 where there is none", key=True),
        DataColumn("term", "string", "What happened; `none` where no event was recorded"),
        DataColumn("grading", "string", "What graded its severity", allowed=tuple(GRADES)),
        DataColumn(
            "grade",
            "string",
            "Severity as graded: 1 to 5 in the CTCAE, I to V in the Clavien-Dindo classification",
            allowed=tuple(grade for grades in GRADES.values() for grade in grades),
        ),
        DataColumn("ctcae_version", "string", "Version of the CTCAE"),
        DataColumn("onset_day", "number", f"Days to the onset, from {_ZERO}", "days"),
        DataColumn(
            "session",
            "integer",
            "Number of the session that it followed: as recorded, else the last by its onset",
        ),
        DataColumn(
            "treatment_at_onset",
            "string",
            "Courses that had begun and not ended on the day of the onset, each with its dose",
        ),
        DataColumn("duration", "string", "Duration as recorded"),
        DataColumn("serious", "string", "Whether it was serious", allowed=("yes", "no")),
        DataColumn(
            "serious_criteria", "string", "Why it was serious, with semicolons between them"
        ),
        DataColumn("relatedness", "string", "Relation to the treatment, in WHO-UMC terms"),
        DataColumn("action", "string", "What was done"),
        DataColumn("outcome", "string", "How it ended"),
    ),
)
RESULTS = DataFile(
    "results",
    "one reported number, grade or verdict, as text, tables and figures print it",
    (
        DataColumn("id", "string", "Id of the result, as `cpreport explain` takes it", key=True),
        DataColumn("label", "string", "What it is, in words"),
        DataColumn("value", "string", "Exact value; of a grade or a verdict, its word"),
        DataColumn("printed", "string", f"The result {_PRINTED}"),
        DataColumn("unit", "string", "Unit of the value"),
        DataColumn("of", "integer", "The N of an `n of N`"),
        DataColumn(
            "interval_low", "number", "Lower 95% confidence limit of the share, from 0 to 1"
        ),
        DataColumn("interval_high", "number", "Upper 95% confidence limit of the share"),
        DataColumn("interval_printed", "string", f"The interval {_PRINTED}"),
        DataColumn("direction", "string", "What a change means", allowed=_DIRECTIONS),
        DataColumn("method", "string", "How it was computed, in a sentence"),
        DataColumn(
            "sources", "string", "Ids of the results it was computed from, parted by blanks"
        ),
        DataColumn("places", "string", "File, line and column it was read from, parted by blanks"),
        DataColumn("case", "string", "Study id of the patient it is about, if of one alone"),
    ),
)
PROBLEMS = DataFile(
    "problems",
    "one thing that is wrong with a series, as the Python toolkit frames it",
    (
        DataColumn("code", "string", "Its code, such as CP104"),
        DataColumn("title", "string", "The title of the code"),
        DataColumn("severity", "string", "Whether it stops a build", allowed=("error", "warning")),
        DataColumn("case", "string", "Study id of the patient whose report it stops, if of one"),
        DataColumn("place", "string", "File, line and column; of a workbook, sheet and cell"),
        DataColumn("found", "string", "What was found"),
        DataColumn("allowed", "string", "What is allowed there, with semicolons between"),
        DataColumn("fix", "string", "The likely fix"),
    ),
)
CHECKLIST = DataFile(
    "checklist",
    "one place where an item of a reporting guideline stands, or one item that stands nowhere",
    (
        DataColumn("guideline", "string", "Id of the guideline"),
        DataColumn("about", "string", "Study id of the patient, or `series`"),
        DataColumn("item", "string", "Number of the item in the guideline"),
        DataColumn("section", "string", "Section of the guideline"),
        DataColumn("asks", "string", "What is asked, in our own words"),
        DataColumn(
            "wording verified",
            "string",
            "Whether the wording was compared with the guideline",
            allowed=("yes", "no"),
        ),
        DataColumn("state", "string", "Whether the item is reported"),
        DataColumn("document", "string", "`article`, or the case whose report it is"),
        DataColumn("part", "string", "Section of the document"),
        DataColumn("float", "string", "Figure or table"),
        DataColumn("pdf page", "integer", "Page of the PDF"),
        DataColumn("pdf line", "integer", "Line of that page"),
        DataColumn("docx section", "string", "Section of the DOCX"),
        DataColumn("docx paragraph", "integer", "Paragraph of that section"),
        DataColumn("words", "string", "First words of the place"),
        DataColumn("reason", "string", "Why it is not reported, or does not apply"),
        DataColumn("source", "string", "Where the item is published"),
    ),
)
CODEBOOK = DataFile(
    "codebook",
    "one column of a data file, one value that a column may have, one grade of a scale, or one "
    "measured number",
    (
        DataColumn("file", "string", "The data file", key=True),
        DataColumn("column", "string", "The column", key=True),
        DataColumn("scale", "string", "Id of the scale or number described, if any", key=True),
        DataColumn("items", "string", "Name of the set of grades in the scale", key=True),
        DataColumn("value", "string", "The value described; `any` for the whole column", key=True),
        DataColumn("code", "number", "Numeric code of a grade"),
        DataColumn("type", "string", "Type of the column", allowed=("string", "integer", "number")),
        DataColumn("unit", "string", "Unit of the column"),
        DataColumn("meaning", "string", "What it means"),
    ),
)
