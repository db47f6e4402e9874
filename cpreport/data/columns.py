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
    meaning: str
    type: ColumnType = "string"
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


_CASE = DataColumn("case", "Study id of the patient", key=True)
_VISIT = DataColumn("visit", "Assessment occasion, as declared by the series", key=True)
#: What days are counted from, however the series tells it.
_ZERO = "the first treatment, or from what `time` in series.yaml names"
_DAY = DataColumn("day", f"Days from {_ZERO}; negative before it", "number", "days")
_FROM = DataColumn("from_day", "Day on which it began", "number", "days")
_TO = DataColumn(
    "to_day", "Day on which it ended; not applicable where it went on", "number", "days"
)
_SCALE = DataColumn("scale", "Id of the scale, or of the measured number", key=True)
_SIDE = DataColumn("side", "Side of the body", allowed=("right", "left"), key=True)
_COMPARED = (
    DataColumn("earlier_visit", "The earlier of the two compared visits", key=True),
    DataColumn("later_visit", "The later of the two compared visits", key=True),
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
        DataColumn("item", "Item of the scale", key=True),
        _SIDE,
        DataColumn("grade", "Grade as graded; an ordinal label, such as 1+"),
        DataColumn(
            "code", "Numeric code of the grade; the codebook says what it stands for", "number"
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
            "Name of the score in the definition of the scale; `value` of a measured number",
            key=True,
        ),
        _SIDE,
        DataColumn(
            "value",
            "The score or number, to be read with its qualifier; of an ordinal grade, its code",
            "number",
        ),
        DataColumn("printed", f"The score {_PRINTED}"),
        DataColumn(
            "missing_items", "Items for want of which it is not scorable, each with its side"
        ),
        DataColumn(
            "basis",
            "Whether it was computed from the item grades, entered as a total, or measured",
            allowed=("items", "entered total", "measurement"),
        ),
        DataColumn(
            "qualifier",
            "What a value that is no exact number is: below, above or about it",
            allowed=("<", "≤", ">", "≥", "~"),
        ),
        DataColumn("unit", "Unit of the value"),
    ),
)
CHANGES = DataFile(
    "changes",
    "one item or score of a scale compared between two visits, later minus earlier",
    (
        _CASE,
        *_COMPARED,
        _SCALE,
        DataColumn("kind", "What was compared", allowed=("item", "score"), key=True),
        DataColumn("name", "Name of the item or score", key=True),
        _SIDE,
        DataColumn("earlier", "At the earlier visit, as printed"),
        DataColumn("later", "At the later visit, as printed"),
        DataColumn("change", "Later minus earlier; of grades, in steps of the scale", "number"),
        DataColumn("direction", "What the change means", allowed=_DIRECTIONS),
    ),
)
OUTCOMES = DataFile(
    "outcomes",
    "the verdict on one declared outcome of a patient",
    (
        _CASE,
        DataColumn("outcome", "Key of the outcome: its results begin with it", key=True),
        *_COMPARED,
        DataColumn("scale", "Id of the scale that is judged"),
        DataColumn("label", "What the scale stands for"),
        DataColumn("primary", "Whether it is a primary outcome", allowed=("yes", "no")),
        DataColumn("rule", "Name of the improvement rule"),
        DataColumn("score", "The score that the rule judges, where it judges one"),
        DataColumn("verdict", "What the rule gives", allowed=_DIRECTIONS),
        DataColumn("better", "Judged items, or scores, that changed for the better", "integer"),
        DataColumn("unchanged", "Judged items, or scores, that did not change", "integer"),
        DataColumn("worse", "Judged items, or scores, that changed for the worse", "integer"),
        DataColumn("not_comparable", "Judged items, or scores, that lack a visit", "integer"),
    ),
)
SESSIONS = DataFile(
    "sessions",
    "one treatment occasion",
    (
        _CASE,
        DataColumn("session", "Number of the session, over all treatments", "integer", key=True),
        DataColumn("treatment", "What was given"),
        _DAY,
        DataColumn("routes", "Routes of administration, with semicolons between them"),
        DataColumn("dose", "Dose as recorded"),
        DataColumn("volume", "Volume as recorded"),
    ),
)
CONDITIONS = DataFile(
    "conditions",
    "one comorbidity of a patient, or one entry of a history that is a list; of a patient without "
    "comorbidities one row with the number 0",
    (
        _CASE,
        DataColumn("kind", "What it is", allowed=("comorbidity", "history"), key=True),
        DataColumn("number", "Number in its list; 0 where there is none", "integer", key=True),
        DataColumn("term", "Its name; `none` where there is none"),
        DataColumn("since", "Since when, or when, as recorded"),
        DataColumn("treated", "How it is or was treated, as recorded"),
    ),
)
TREATMENTS = DataFile(
    "treatments",
    "one phase of a treatment's course, or one treatment that was given in sessions or once",
    (
        _CASE,
        DataColumn("treatment", "Number of the treatment in its case", "integer", key=True),
        DataColumn(
            "phase", "Number of the phase of its course; 1 where it has none", "integer", key=True
        ),
        DataColumn("name", "What was given"),
        DataColumn("kind", "What it is", allowed=("drug", "procedure", "device", "therapy")),
        _FROM,
        _TO,
        DataColumn("dose", "Dose as recorded; of sessions it stands with each of them"),
        DataColumn("route", "Route as recorded"),
        DataColumn("frequency", "How often, as recorded"),
        DataColumn("sessions", "Number of its sessions", "integer"),
    ),
)
CONCOMITANT = DataFile(
    "concomitant",
    "one thing that went on beside the treatment, where the case tells it with its times",
    (
        _CASE,
        DataColumn("number", "Number in its case", "integer", key=True),
        DataColumn("what", "What went on"),
        DataColumn("begun", "Beginning as recorded, a date as its day"),
        DataColumn("ended", "End as recorded, a date as its day"),
        _FROM,
        _TO,
    ),
)
COURSE = DataFile(
    "course",
    "one other thing that happened to a patient",
    (
        _CASE,
        DataColumn("number", "Number in its case", "integer", key=True),
        DataColumn("what", "What happened"),
        _DAY,
    ),
)
ADVERSE_EVENTS = DataFile(
    "adverse-events",
    "one adverse event; a patient without any has one row with the number 0, whose term says "
    "whether there were none or nobody asked",
    (
        _CASE,
        DataColumn("event", "Number of the event; 0 where there is none", "integer", key=True),
        DataColumn("term", "What happened; `none` where no event was recorded"),
        DataColumn("grading", "What graded its severity", allowed=tuple(GRADES)),
        DataColumn(
            "grade",
            "Severity as graded: 1 to 5 in the CTCAE, I to V in the Clavien-Dindo classification",
            allowed=tuple(grade for grades in GRADES.values() for grade in grades),
        ),
        DataColumn("ctcae_version", "Version of the CTCAE"),
        DataColumn("onset_day", f"Days to the onset, from {_ZERO}", "number", "days"),
        DataColumn(
            "session",
            "Number of the session that it followed: as recorded, else the last by its onset",
            "integer",
        ),
        DataColumn(
            "treatment_at_onset",
            "Courses that had begun and not ended on the day of the onset, each with its dose",
        ),
        DataColumn("duration", "Duration as recorded"),
        DataColumn("serious", "Whether it was serious", allowed=("yes", "no")),
        DataColumn("serious_criteria", "Why it was serious, with semicolons between them"),
        DataColumn("relatedness", "Relation to the treatment, in WHO-UMC terms"),
        DataColumn("action", "What was done"),
        DataColumn("outcome", "How it ended"),
    ),
)
RESULTS = DataFile(
    "results",
    "one reported number, grade or verdict, as text, tables and figures print it",
    (
        DataColumn("id", "Id of the result, as `cpreport explain` takes it", key=True),
        DataColumn("label", "What it is, in words"),
        DataColumn("value", "Exact value; of a grade or a verdict, its word"),
        DataColumn("printed", f"The result {_PRINTED}"),
        DataColumn("unit", "Unit of the value"),
        DataColumn("of", "The N of an `n of N`", "integer"),
        DataColumn(
            "interval_low", "Lower 95% confidence limit of the share, from 0 to 1", "number"
        ),
        DataColumn("interval_high", "Upper 95% confidence limit of the share", "number"),
        DataColumn("interval_printed", f"The interval {_PRINTED}"),
        DataColumn("direction", "What a change means", allowed=_DIRECTIONS),
        DataColumn("method", "How it was computed, in a sentence"),
        DataColumn("sources", "Ids of the results it was computed from, parted by blanks"),
        DataColumn("places", "File, line and column it was read from, parted by blanks"),
        DataColumn("case", "Study id of the patient it is about, if of one alone"),
    ),
)
PROBLEMS = DataFile(
    "problems",
    "one thing that is wrong with a series, as the Python toolkit frames it",
    (
        DataColumn("code", "Its code, such as CP104"),
        DataColumn("title", "The title of the code"),
        DataColumn("severity", "Whether it stops a build", allowed=("error", "warning")),
        DataColumn("case", "Study id of the patient whose report it stops, if of one"),
        DataColumn("place", "File, line and column; of a workbook, sheet and cell"),
        DataColumn("found", "What was found"),
        DataColumn("allowed", "What is allowed there, with semicolons between"),
        DataColumn("fix", "The likely fix"),
    ),
)
CHECKLIST = DataFile(
    "checklist",
    "one place where an item of a reporting guideline stands, or one item that stands nowhere",
    (
        DataColumn("guideline", "Id of the guideline"),
        DataColumn("about", "Study id of the patient, or `series`"),
        DataColumn("item", "Number of the item in the guideline"),
        DataColumn("section", "Section of the guideline"),
        DataColumn("asks", "What is asked, in our own words"),
        DataColumn(
            "wording verified",
            "Whether the wording was compared with the guideline",
            allowed=("yes", "no"),
        ),
        DataColumn("state", "Whether the item is reported"),
        DataColumn("document", "`article`, or the case whose report it is"),
        DataColumn("part", "Section of the document"),
        DataColumn("float", "Figure or table"),
        DataColumn("pdf page", "Page of the PDF", "integer"),
        DataColumn("pdf line", "Line of that page", "integer"),
        DataColumn("docx section", "Section of the DOCX"),
        DataColumn("docx paragraph", "Paragraph of that section", "integer"),
        DataColumn("words", "First words of the place"),
        DataColumn("reason", "Why it is not reported, or does not apply"),
        DataColumn("source", "Where the item is published"),
    ),
)
CODEBOOK = DataFile(
    "codebook",
    "one column of a data file, one value that a column may have, one grade of a scale, or one "
    "measured number",
    (
        DataColumn("file", "The data file", key=True),
        DataColumn("column", "The column", key=True),
        DataColumn("scale", "Id of the scale or number described, if any", key=True),
        DataColumn("items", "Name of the set of grades in the scale", key=True),
        DataColumn("value", "The value described; `any` for the whole column", key=True),
        DataColumn("code", "Numeric code of a grade", "number"),
        DataColumn("type", "Type of the column", allowed=("string", "integer", "number")),
        DataColumn("unit", "Unit of the column"),
        DataColumn("meaning", "What it means"),
    ),
)
