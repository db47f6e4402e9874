"""Read a REDCap project from its two CSV files: the data, and the dictionary beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cpreport.exchange.import_cases import content_of
from cpreport.exchange.read_delimited import read_delimited
from cpreport.exchange.read_sheets import RawSheet
from cpreport.exchange.redcap_fields import (
    VISIT,
    RedcapField,
    added_column,
    choices_of,
    columns_of_fields,
    event_words,
    is_own_project,
    visit_of_row,
)
from cpreport.exchange.source_tables import (
    SourceColumn,
    SourceData,
    SourceRow,
    SourceTable,
    text_of,
)
from cpreport.problems import Place, Problem, Refused

#: Headings of a dictionary, as the program and its interface write them.
_DICTIONARY: Mapping[str, tuple[str, str]] = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "kind": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": (
        "Choices, Calculations, OR Slider Labels", "select_choices_or_calculations",
    ),
    "validation": (
        "Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number",
    ),
    "identifies": ("Identifier?", "identifier"),
}  # fmt: skip
_EVENT, _INSTRUMENT, _INSTANCE = (
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
)  # fmt: skip
#: More files than lie beside an export.
_MOST_BESIDE = 200


def is_redcap_csv(raw: RawSheet) -> bool:
    """Whether a sheet is the data of a REDCap project, or its dictionary."""
    heads = _heads(raw)
    own = {_EVENT, _INSTRUMENT, _DICTIONARY["name"][0], "Repeat Instrument"} & set(heads)
    return bool(own) or any(head.endswith("_complete") for head in heads[1:])


def is_dictionary(raw: RawSheet) -> bool:
    """Whether a sheet is the data dictionary of a project."""
    return _DICTIONARY["name"][0] in _heads(raw)


def begins_a_dictionary(head: bytes) -> bool:
    """Whether a file that begins so is the data dictionary of a project."""
    return any(name.encode() in head for name in _DICTIONARY["name"])


def read_redcap_csv(raw: RawSheet, path: Path) -> SourceData:
    """Read the data by the dictionary that lies beside them.

    Raises
    ------
    Refused
        Where there is no dictionary, or the data were exported with labels.
    """
    heads = _heads(raw)
    if is_dictionary(raw):
        raise _refused(path, "this is the dictionary of a project", "import the file of its data")
    fields = _fields_beside(path, heads)
    if not fields:
        message = "this is an export of REDCap, and its data dictionary does not lie beside it"
        hint = "download it from the same project (Data Dictionary), and put it into this folder"
        raise _refused(path, message, hint)
    names = {one.name for one in fields}
    if not names & set(heads):
        message = "the headings are labels, and labels stand in the place of codes"
        raise _refused(path, message, "export the raw data")
    return _data(raw, path.name, tuple(fields))


def _refused(path: Path, why: str, hint: str) -> Refused:
    return Refused([Problem("CP861", Place(path.name), why, help=hint)])


def _heads(raw: RawSheet) -> list[str]:
    return [text_of(cell) for cell in raw.rows[0].cells] if raw.rows else []


def _fields_beside(path: Path, heads: Sequence[str]) -> list[RedcapField]:
    """Read the dictionary in the same folder that has most of the headings."""
    best: list[RedcapField] = []
    most = -1
    for other in sorted(path.parent.glob("*.csv"))[:_MOST_BESIDE]:
        if other == path:
            continue
        fields = _dictionary(other)
        known = {one.name for one in fields} | {one.label for one in fields}
        if fields and len(known & set(heads)) > most:
            best, most = fields, len(known & set(heads))
    return best if most > 0 else []


def _dictionary(path: Path) -> list[RedcapField]:
    try:
        raw = read_delimited(content_of(path), path.name).sheet
    except Refused:
        return []
    heads = _heads(raw)
    at = {key: next((heads.index(h) for h in names if h in heads), -1)
          for key, names in _DICTIONARY.items()}  # fmt: skip
    if min(at["name"], at["form"], at["kind"]) < 0:
        return []
    return [_field(row, at) for row in raw.rows[1:]]


def _field(row: SourceRow, at: Mapping[str, int]) -> RedcapField:
    told = {key: text_of(row.cells[n]) if 0 <= n < len(row.cells) else "" for key, n in at.items()}
    choices = choices_of(told["choices"]) if told["kind"] not in ("calc", "slider") else {}
    return RedcapField(
        told["name"], told["form"], told["kind"], told["label"], told["validation"], choices,
        told["identifies"].casefold() in ("y", "yes", "1"),
    )  # fmt: skip


def _data(raw: RawSheet, file: str, fields: Sequence[RedcapField]) -> SourceData:
    heads = _heads(raw)
    at = {head: n for n, head in enumerate(heads) if head}
    described = {column.name: column for column in columns_of_fields(fields)}
    record = fields[0].name
    skipped = (_EVENT, _INSTRUMENT, _INSTANCE)
    known = [name for name in described if name in at and name != record]
    others = [head for head in at if head not in described and head not in (record, *skipped)]
    columns = (
        SourceColumn(record, kind="case"),
        SourceColumn(VISIT, kind="visit"),
        *(described[name] for name in known),
        *(added_column(name) for name in others),
    )
    order = [at[name] for name in (*known, *others)]
    rows = tuple(_rows(raw, at, at.get(record, 0), order))
    table = SourceTable(file, "", columns, rows, by_line=True)
    events = {text_of(row.cells[1]): event_words(text_of(row.cells[1])) for row in rows}
    events.pop("", None)
    own = is_own_project(described)
    return SourceData(file, "data of a REDCap project", (table,), events=events, own=own)


def _rows(
    raw: RawSheet, at: Mapping[str, int], record: int, order: Sequence[int]
) -> Iterator[SourceRow]:
    for row in raw.rows[1:]:
        cells = row.cells + ("",) * (len(at) - len(row.cells))
        said = (text_of(cells[at[n]]) if n in at else "" for n in (_EVENT, _INSTRUMENT, _INSTANCE))
        visit = visit_of_row(*said)
        told = (" ".join(text_of(cells[n]).split()) for n in order)
        yield SourceRow(row.number, (cells[record], visit, *told))
