"""Say how the columns of a source become case files: `map.yaml`, read, checked and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from cpreport.cases.reader import IMPORT_MAP, read_text
from cpreport.cases.text import Source, leaves
from cpreport.cases.validation import validate
from cpreport.cases.values import FileRecord, Record, Text, TextList, YesNo
from cpreport.cases.yaml_text import read_yaml
from cpreport.exchange.scalar_text import double_quoted
from cpreport.problems import Problem, has_error

#: Stands in a map for what only somebody who knows the patients can say.
ASKED = "?"
#: What a code stands for that is a value after all.
A_VALUE = "a value"
#: Of a sheet with a row a visit that does not name it: by its dates, the earliest first.
BY_DATE = "by date"
#: Where no column names a visit, and every patient has one row.
ONE_VISIT = "visit 1"
#: Says of a code that it gives no entry at all.
NO_ENTRY_AT_ALL = "nothing"
#: Roles of a column that say what the other cells of its row are about.
ROLES = ("case", "visit", "measure", "item", "side", "value")
DATE_FORMS = ("year-month-day", "day.month.year", "month.day.year", "serial numbers")

Identifies = Literal[
    "name", "first name", "last name", "also_known_as", "date_of_birth", "record_number",
    "address", "contacts",
]  # fmt: skip


class MappedSheet(Record):
    """One sheet of the source, and what all of its rows are about."""

    sheet: Text
    header_rows: int = Field(1, ge=1, le=9)
    case: Text | None = Field(None, description="The patient, where the whole sheet is of one")
    visit: Text | None = Field(None, description="The visit, where the sheet is of one")
    measure: Text | None = Field(None, description="The measure, where the sheet is of one")
    not_taken: Text | None = Field(None, description="Why nothing of it is taken")


class MappedColumn(Record):
    """One column of the source, and where in a case file its values belong."""

    model_config = ConfigDict(populate_by_name=True)

    column: Text
    sheet: Text | None = Field(None, description="Its sheet, where another has the same heading")
    role: Text | None = Field(None, alias="is", description="What it is, or its way in a case file")
    measure: Text | None = Field(None, description="The scale or measure that it is of")
    item: Text | None = Field(None, description="Of a grade: the item of the scale")
    score: Text | None = Field(None, description="Of an entered total: the score, or `total`")
    side: Text | None = Field(None, description="The side that it is of, where it is of one")
    visit: Text | None = Field(None, description="The visit that it is of, where it is of one")
    unit: Text | None = Field(None, description="Unit of its numbers")
    identity: Identifies | None = Field(None, description="Its place in identities.yaml")
    not_taken: Text | None = Field(None, description="Why it is not taken")
    dates: Text | None = Field(None, description=f"How dates are written: {', '.join(DATE_FORMS)}")
    decimal: Text | None = Field(None, description="`comma`, where numbers have one")
    values: dict[str, str] = Field(
        default_factory=dict, description="What stands in it, and what it means in a case file"
    )
    missing: dict[str, Text] = Field(
        default_factory=dict, description="Codes for what is missing, of this column alone"
    )


class DeclaredNumber(Record):
    """A number that no series declares yet, as `measures` of series.yaml would."""

    name: Text
    unit: Text | None = None


class ImportMap(FileRecord):
    """How one source becomes case files."""

    confirmed: YesNo = False
    file: Text
    sheets: tuple[MappedSheet, ...] = ()
    columns: tuple[MappedColumn, ...] = Field(min_length=1)
    visits: dict[str, Text] = Field(
        default_factory=dict, description="Visits as the source names them, and as the series does"
    )
    unplanned: TextList = Field(
        (), description="Which of these only some patients had, as the series does not plan them"
    )
    missing: dict[str, Text] = Field(
        default_factory=dict, description="What stands for a missing value, in all columns"
    )
    everybody: dict[str, Text] = Field(
        default_factory=dict, description="What no column says, and holds for every patient"
    )
    measures: dict[str, DeclaredNumber] = Field(default_factory=dict)

    @property
    def by_name(self) -> Mapping[tuple[str, str], MappedColumn]:
        """Every column by its sheet and its heading."""
        return {(column.sheet or "", column.column): column for column in self.columns}


def read_map(folder: Path) -> tuple[ImportMap | None, list[Problem]]:
    """Read the map of a series folder; None where there is none, or it cannot be read."""
    if not (folder / IMPORT_MAP).exists():
        return None, []
    text, problems = read_text(folder, IMPORT_MAP)
    if text is None:
        return None, problems
    record, found = parse_map(text)
    return record, [*problems, *found]


def parse_map(text: str) -> tuple[ImportMap | None, list[Problem]]:
    """Read a map from its text; None where it cannot be read."""
    root, problems = read_yaml(text, IMPORT_MAP)
    if root is None or has_error(problems):
        return None, problems
    source = Source(IMPORT_MAP, root)
    record, found = validate(ImportMap, source)
    if record is not None:
        record._source = source
    return record, [*problems, *found]


def open_questions(found: ImportMap) -> Iterator[Problem]:
    """Name every place of a map that still asks."""
    for path, scalar in leaves(found.source.root):
        # A heading may be a question mark; what column is meant is never asked.
        if scalar.text.strip() == ASKED and path[-1] != "column":
            code = str(path[-1])
            about = _about(found, path)
            yield Problem("CP872", scalar.place, f"`{code}`{about} is not answered", help=_ANSWER)


_ANSWER = "write what it is in the place of `?`; the comment above says what is asked"


def _about(found: ImportMap, path: tuple[str | int, ...]) -> str:
    if path[0] == "columns" and isinstance(path[1], int):
        return f" of the column `{found.columns[path[1]].column}`"
    return ""


_HEAD = """\
# How {source} becomes case files. Look at each line and change what is not right; put what you know
# in the place of each "?". Then write `confirmed: yes` and run the same command again.
"""
_PLAIN = re.compile(r"[A-Za-z0-9(][A-Za-z0-9 _.+*/()<>=-]*")


def map_text(record: ImportMap, notes: Mapping[str, str]) -> str:
    """Write a map as YAML that is read from top to bottom.

    Parameters
    ----------
    notes : mapping of str to str
        What is said in a comment above a part, or above a column by its sheet and heading.
    """
    parts = [_HEAD.format(source=record.file), "confirmed: no\n"]
    parts.append(f"file: {quoted(record.file)}\n")
    for name in ("visits", "missing", "everybody"):
        if said := getattr(record, name):
            parts.append("\n" + _comment(notes.get(name, "")) + f"{name}:\n")
            parts += [f"  {quoted(key)}: {quoted(value)}\n" for key, value in said.items()]
        if name == "visits" and record.unplanned:
            parts.append(f"unplanned: [{', '.join(map(quoted, record.unplanned))}]\n")
    if record.measures:
        parts.append("\n" + _comment(notes.get("measures", "")) + "measures:\n")
        for key, number in record.measures.items():
            parts.append(f"  {quoted(key)}: {_braces(number.model_dump(exclude_none=True))}\n")
    if record.sheets:
        parts.append("\n" + _comment(notes.get("sheets", "")) + "sheets:\n")
        for sheet in record.sheets:
            parts.append(
                f"  - {_braces(sheet.model_dump(exclude_none=True, exclude_defaults=True))}\n"
            )
    parts.append("\n" + _comment(notes.get("columns", "")) + "columns:\n")
    for column in record.columns:
        if note := notes.get(f"{column.sheet or ''}\n{column.column}"):
            parts.append("".join(f"  {line}\n" for line in _comment(note).splitlines()))
        said = column.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True)
        parts.append(f"  - {_braces(said)}\n")
    return "".join(parts)


def _comment(note: str) -> str:
    return "".join(f"# {line}\n" for line in note.splitlines())


def _braces(said: Mapping[str, object]) -> str:
    told = (
        f"{quoted(key)}: {_braces(value) if isinstance(value, dict) else quoted(str(value))}"
        for key, value in said.items()
    )
    return f"{{{', '.join(told)}}}"


def quoted(text: str) -> str:
    """Write a text as YAML reads it back, in quotation marks where it needs them."""
    plain = _PLAIN.fullmatch(text) and text == text.strip() and not text.endswith((":", "-"))
    return text if plain else double_quoted(text)
