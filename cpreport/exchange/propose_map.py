"""Propose how the columns of a source become case files, and ask what only its owner knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from cpreport.cases.values import MISSING_WORDS, NOT_REPORTED, is_missing
from cpreport.exchange.entry_kinds import ENTRY, PARTS, WAYS
from cpreport.exchange.heading_words import (
    HeadingRead,
    KnownNames,
    as_written,
    is_list,
    is_visit,
    items_by_name,
    place_in_list,
    read_heading,
    side_named,
    visits_named,
    words_of_heading,
)
from cpreport.exchange.import_map import (
    ASKED,
    BY_DATE,
    DeclaredNumber,
    ImportMap,
    MappedColumn,
    MappedSheet,
)
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_tables import OddCell, SourceColumn, SourceData, SourceTable
from cpreport.privacy.scan.shapes import shapes_in
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold, grade_among, grade_of, grades_of
from cpreport.scales.reader import needs_unit
from cpreport.scales.units import converted, fold_unit

#: So many different values of a column are looked at.
MOST_LOOKED_AT = 60
_WORDS_FOR_MISSING = {
    "na": NOT_REPORTED, "n/a": NOT_REPORTED, "n.a.": NOT_REPORTED, "-": NOT_REPORTED,
    "--": NOT_REPORTED, ".": NOT_REPORTED, "?": NOT_REPORTED, "unknown": NOT_REPORTED,
    "unk": NOT_REPORTED, "missing": NOT_REPORTED, "k.a.": NOT_REPORTED,
    "keine angabe": NOT_REPORTED, "null": NOT_REPORTED, "#n/a": NOT_REPORTED,
    "n.d.": MISSING_WORDS[0], "nd": MISSING_WORDS[0], "not done": MISSING_WORDS[0],
    "not tested": MISSING_WORDS[0], "nt": MISSING_WORDS[0],
}  # fmt: skip
#: Numbers that often stand for what is missing, and as often for themselves.
_CODES = frozenset(
    f"{sign}{code}"
    for sign, codes in (
        ("", (9, 77, 88, 99, 777, 888, 999, 8888, 9999)),
        ("-", (1, 7, 8, 9, 77, 88, 95, 96, 97, 98, 99, 777, 888, 999, 9999)),
    )
    for code in codes
)
#: Of these a number that can be is asked about.
_CODES_ANYWHERE = _CODES - {"9", "77", "88"}
_SEXES = {
    "m": "male", "male": "male", "männlich": "male", "mann": "male", "homme": "male", "boy": "male",
    "hombre": "male", "f": "female", "female": "female", "w": "female", "weiblich": "female",
    "frau": "female", "femme": "female", "girl": "female", "mujer": "female", "woman": "female",
    "man": "male", "intersex": "intersex",
}  # fmt: skip
_YES_NO = {
    "yes": "yes", "y": "yes", "ja": "yes", "j": "yes", "oui": "yes", "si": "yes", "sí": "yes",
    "true": "yes", "no": "no", "n": "no", "nein": "no", "non": "no", "false": "no",
}  # fmt: skip
_REQUIRED = ("patient.age", "patient.sex", "patient.diagnosis", "consent.publication.given")
#: What an entry of a list needs, where no column says it.
_OF_AN_ENTRY = {
    "adverse_events[]": ("grade", "onset", "duration", "serious", "relatedness", "action",
                         "outcome"),
    **{f"treatment[{number}].sessions[]": ("routes",) for number in ("", *range(1, 100))},
}  # fmt: skip
_ID = re.compile(r"[A-Za-z]{0,6}[-_ ]?[0-9]{1,5}")
_NUMBER = re.compile(r"[<>≤≥~]?\s*[-−+]?[0-9]+(?:[.,][0-9]+)?")
#: What may be a code for a missing value, where numbers are expected.
_ABBREVIATED = re.compile(r"[A-Z]{2,4}")
_COMMA = re.compile(r"[<>≤≥~]?\s*[-−+]?[0-9]+,[0-9]+")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.0)?")
_SLASHES = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2,4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+Z?)?")
_TREATED = re.compile(r"treatment\[[0-9]+\]\.name")
_WHEN = re.compile(r"\.(?:date|month|week|day|hour|from)$")
#: In a list of events or sessions: the entry has no such part.
_NO_PART = ("not applicable", "not recorded")
_WHO = {"e-mail address": "contacts", "telephone number": "contacts"}
#: Where no column names a visit, and every patient has one row.
ONE_VISIT = "visit 1"


@dataclass(frozen=True, slots=True)
class ProposedMap:
    """A map as proposed.

    notes : mapping of str to str
        What is said of it in comments, by part or column.
    """

    record: ImportMap
    notes: Mapping[str, str]


@dataclass(slots=True)
class _Proposal:
    """A map as far as it is made."""

    known: KnownNames
    data: SourceData
    notes: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    visits: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    measures: dict[str, DeclaredNumber] = field(default_factory=dict)
    everybody: dict[str, str] = field(default_factory=dict)

    def note(self, sheet: str, name: str, words: str) -> None:
        key = f"{sheet}\n{name}"
        self.notes[key] = f"{self.notes[key]}\n{words}" if key in self.notes else words


def propose_map(data: SourceData, known: KnownNames) -> ProposedMap:
    """Propose the map of a source.

    Parameters
    ----------
    known : KnownNames
        The measures and visits of the series, and the measures that come with cpreport.

    Raises
    ------
    Refused
        Where it has no value to be taken.
    """
    made = _Proposal(known, data)
    for code, label in data.missing.items():
        made.missing[code] = fold(_missing_word(label)) or NOT_REPORTED
    shared = _shared_headings(data.tables)
    for table in data.tables:
        _propose_table(made, table, data.tables, "" if table.name in shared else table.name)
    if not made.columns:
        raise unreadable(data.file, "no value stands in it below a heading")
    _ask_for_everybody(made)
    # As the source orders them, where it does.
    named = dict.fromkeys((*data.events, *made.visits))
    made.visits = {name: made.visits[name] for name in named if name in made.visits}
    several = len(data.tables) > 1 or any("not_taken" in sheet for sheet in made.sheets)
    plain = all(set(sheet) <= {"sheet", "header_rows"} for sheet in made.sheets)
    simple = plain and all(sheet.get("header_rows", 1) == 1 for sheet in made.sheets)
    record = ImportMap(
        file=data.file,
        sheets=tuple(MappedSheet(**s) for s in made.sheets) if several or not simple else (),
        columns=tuple(MappedColumn(**said) for said in made.columns.values()),
        visits=made.visits,
        unplanned=_unplanned(made),
        missing=made.missing,
        everybody=made.everybody,
        measures=made.measures,
    )
    return ProposedMap(record, {**_PART_NOTES, **made.notes})


_PART_NOTES = {
    "visits": "Visits as the source names them, and as the series is to name them.",
    "missing": (
        "What stands for a missing value: `not assessed`, `not reported` or `not applicable`; "
        "`a value` where it is one\nafter all. A number counts as missing only where a scale has "
        "no such grade or total. Empty\ncells give no entry."
    ),
    "everybody": "What no column says, for every patient; also where a column has an empty cell.",
    "measures": "Numbers that are to be declared in series.yaml, as they are named and measured.",
    "sheets": "Sheets, the rows of headings they have, and what all rows of a sheet are about.",
    "columns": (
        "Columns: what each is, or the measure, item, side and visit of its values.\n"
        "`identity` goes to identities.yaml alone."
    ),
}


def _shared_headings(tables: Sequence[SourceTable]) -> frozenset[str]:
    """Name the sheets whose columns need not be told apart: the same headings, or others."""
    shapes = [tuple(column.name for column in table.columns) for table in tables]
    common, _ = Counter(shapes).most_common(1)[0] if shapes else ((), 0)
    first = {table.name for table, shape in zip(tables, shapes, strict=True) if shape == common}
    known, alone = set(common), set(first)
    for table, shape in zip(tables, shapes, strict=True):
        if shape != common and known.isdisjoint(shape):
            alone.add(table.name)
            known |= set(shape)
    return frozenset(alone)


# --- one table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Looked:
    """A table with what its headings say, and what its columns hold."""

    table: SourceTable
    key: str
    said: tuple[HeadingRead, ...]
    samples: tuple[tuple[str, ...], ...]
    case: int | None


def _propose_table(
    made: _Proposal, table: SourceTable, others: Sequence[SourceTable], key: str
) -> None:
    sheet: dict[str, Any] = {"sheet": table.name or table.file}
    if table.header_rows > 1:
        sheet["header_rows"] = table.header_rows
    made.sheets.append(sheet)
    measure = made.known.phrases.get(fold(table.name), "")
    said = tuple(_read(column, made.known, measure) for column in table.columns)
    samples = tuple(_distinct(table, n) for n in range(len(table.columns)))
    case = _case_column(table, said)
    looked = _Looked(table, key, _voted(said, samples, made.known), samples, case)
    if measure:
        sheet["measure"] = measure
    if not table.rows:
        sheet["not_taken"] = "it has headings alone"
        return
    if case is None and not _of_one_case(table, others, made, sheet):
        sheet["not_taken"] = "no column of it says which patient a row is about"
        return
    if is_visit(fold(table.name)) or fold(table.name) in made.known.visits:
        sheet["visit"] = table.name
        _add_visit(made, table.name)
    _propose_columns(made, looked, sheet)


def _read(column: SourceColumn, known: KnownNames, measure: str) -> HeadingRead:
    if place := place_in_list(column.form, column.name):
        return HeadingRead(place=place)
    said = read_heading(column.name, known, measure)
    if column.label and not said.unit:
        said = replace(said, unit=read_heading(column.label, known, measure).unit)
    if column.label and (said.rest or not any((said.place, said.identity, said.measure))):
        by_label = read_heading(column.label, known, measure)
        # A label such as `Name` may be of a drug: the name of the field says of which form it is.
        alone = not column.name.casefold().startswith(fold(column.form).replace(" ", "_") + "_")
        told = by_label.place or by_label.identity
        if (alone and told) or (by_label.measure and not by_label.rest):
            return by_label
    return said


def _distinct(table: SourceTable, column: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in table.values(column):
        found[value] = None
        if len(found) >= MOST_LOOKED_AT:
            break
    return tuple(found)


def _case_column(table: SourceTable, said: Sequence[HeadingRead]) -> int | None:
    """Find the column of study ids: by its heading, a running number last; else by its values."""
    if "case" in (kinds := [column.kind for column in table.columns]):
        return kinds.index("case")
    named = [n for n, one in enumerate(said) if one.place == "case"]
    plain = [n for n in named if fold(table.columns[n].name) not in ("no", "nr", "code", "record")]
    if named:
        return (plain or named)[0]
    for n, one in enumerate(said[:2]):
        values = list(table.values(n))[:MOST_LOOKED_AT]
        known = one.place or one.identity or one.measure
        if values and not known and all(_ID.fullmatch(v) and not v.isdecimal() for v in values):
            return n
    return None


def _of_one_case(
    table: SourceTable, others: Sequence[SourceTable], made: _Proposal, sheet: dict[str, Any]
) -> bool:
    """Whether a sheet is of one patient: its name is an id, or it is one of several alike."""
    shape = [column.name for column in table.columns]
    alike = [o for o in others if [column.name for column in o.columns] == shape]
    named = _ID.fullmatch(table.name) is not None and not is_visit(fold(table.name))
    if table.name and (named or len(alike) > 1) and fold(table.name) not in made.known.phrases:
        sheet["case"] = table.name
        return not visits_named((table.name,), made.known)
    return False


def _voted(
    said: tuple[HeadingRead, ...], samples: Sequence[Sequence[str]], known: KnownNames
) -> tuple[HeadingRead, ...]:
    """Name the measure of items that stand alone: the one that has most of a table's items."""
    votes: Counter[str] = Counter()
    for one in said:
        if one.rest and not one.measure:
            votes.update(s.id for s in known.measures.values() if one.rest in items_by_name(s))
    if not votes:
        return said
    (best, count), *more = votes.most_common(2)
    if count < 2 or (more and more[0][1] == count):
        return said
    items = items_by_name(known.measures[best])
    return tuple(
        replace(one, measure=best, item=items[one.rest].name, rest="")
        if one.rest in items and not one.measure
        else one
        for one in said
    )


def _propose_columns(made: _Proposal, looked: _Looked, sheet: dict[str, Any]) -> None:
    table = looked.table
    roles = {one.place for one in looked.said}
    down = _items_down(made, looked)
    by_row = bool(roles & {"item", "measure"}) or down is not None
    if down is not None and "measure" not in roles and "measure" not in sheet:
        sheet["measure"] = _measure_of_items(made, looked.samples[down])
    taken: set[str] = set()
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for n, column in enumerate(table.columns):
        if (looked.key, column.name) in made.columns:
            continue
        said = _propose_column(made, looked, n, by_row=by_row, taken=taken)
        full = {"column": column.name, **({"sheet": looked.key} if looked.key else {}), **said}
        first[looked.key, column.name] = full
    made.columns.update(first)
    _name_visits(made, looked, sheet)
    for (_, name), said in first.items():
        _ask_about_values(made, looked, name, said)


def _items_down(made: _Proposal, looked: _Looked) -> int | None:
    """Find the column whose values are items of a measure, where no heading says so."""
    for n, one in enumerate(looked.said):
        if one.place == "item":
            return n
        column = looked.table.columns[n]
        if one.place or one.measure or one.identity or n == looked.case or column.choices:
            continue
        if _measures_of_items(made, looked.samples[n]):
            return n
    return None


def _measures_of_items(made: _Proposal, values: Sequence[str]) -> list[str]:
    """Find the measures that have all of some items but one at most, those that miss none first."""
    folded = {fold(value) for value in values if not _NUMBER.fullmatch(value)}
    lacking = {
        scale.id: len(folded - set(items))
        for scale in made.known.measures.values()
        if len(folded & set(items := items_by_name(scale))) > 1
    }
    return sorted((name for name, left in lacking.items() if left <= 1), key=lacking.__getitem__)


def _measure_of_items(made: _Proposal, values: Sequence[str]) -> str:
    """Name the one measure that has all the items of a column; ask where several have them."""
    found = _measures_of_items(made, values)
    return found[0] if len(found) == 1 else ASKED


def _propose_column(
    made: _Proposal, looked: _Looked, n: int, *, by_row: bool, taken: set[str]
) -> dict[str, Any]:
    """Propose what one column is."""
    column, said = looked.table.columns[n], looked.said[n]
    if n == looked.case:
        return {"role": "case"}
    if column.kind == "visit":
        return {"role": "visit"}
    if column.identifies or said.identity:
        return _identifying(said, column)
    if any(other.kind == "entries" for other in looked.table.columns):
        return _of_an_entry(made, looked, n)
    worked_out = column.kind == "calculated" and (said.place or said.measure)
    if (why := _declared_untaken(column)) and not worked_out:
        return {"not_taken": why}
    if not looked.samples[n]:
        return {"not_taken": "it is empty"}
    if by_row and n == _items_down(made, looked):
        return {"role": "item"}
    if said.place:
        return _placed(made, looked, n, taken)
    if said.measure and not said.rest:
        return _valued(made, looked, n)
    if by_row and not said.rest and (said.visit or said.side):
        given = {"side": said.side, "visit": said.visit}
        return {"role": "value", **{key: value for key, value in given.items() if value}}
    if (told := _told_by_content(looked.samples[n])) is not None:
        return told
    return _unknown(made, looked, n)


def _of_an_entry(made: _Proposal, looked: _Looked, n: int) -> dict[str, Any]:
    """Ask what each condition, drug or procedure is to this series; its parts follow."""
    column = looked.table.columns[n]
    if column.kind != "entries":
        role = PARTS.get(column.name)
        return {"role": role} if role else {"not_taken": "no part of a case is known by this name"}
    made.note(looked.key, column.name, f"Each is: {', '.join(WAYS)}, or nothing.")
    shared = _shared_by_all(looked, n)
    return {"role": ENTRY, "values": {
        value: ASKED if shared is None else "diagnosis" if value == shared else "comorbidity"
        for value in dict.fromkeys(looked.table.values(n))
    }}  # fmt: skip


def _shared_by_all(looked: _Looked, n: int) -> str | None:
    """Find the one condition that every patient has; none of drugs and procedures."""
    assert looked.case is not None
    found: dict[str, set[str]] = {}
    for row in looked.table.rows:
        found.setdefault(str(row.cells[looked.case]), set()).add(str(row.cells[n]))
    common = set.intersection(*found.values()) if len(found) > 1 else set()
    is_condition = looked.table.columns[n].name == "condition"
    return common.pop() if is_condition and len(common) == 1 else None


def _identifying(said: HeadingRead, column: SourceColumn) -> dict[str, Any]:
    if said.identity:
        return {"identity": said.identity}
    return {"not_taken": "the source says that it identifies the patient"}


def _declared_untaken(column: SourceColumn) -> str:
    """Say why a field of a form can be nothing of a case; empty where it may be."""
    return {
        "status": "whether a form is complete",
        "file": "the name of a file",
        "context": "it says when a form was filled in, or by whom",
        "calculated": "calculated there, and no measure is known by this name",
    }.get(column.kind, "")


def _placed(made: _Proposal, looked: _Looked, n: int, taken: set[str]) -> dict[str, Any]:
    """Propose a column of which the heading says what it is."""
    said, column = looked.said[n], looked.table.columns[n]
    place = said.place
    if place == "patient.age" and _varies(looked, n):
        place = "visit.age"
    if place == "case" or (place in taken and not said.visit):
        return {"not_taken": "another column says so already"}
    taken.add(place)
    told: dict[str, Any] = {"role": place}
    if said.visit and place.startswith("visit."):
        told["visit"] = said.visit
    samples = looked.samples[n]
    told_ages = [value for value in samples if value not in made.data.missing]
    if place.endswith(".age") and all(map(_NUMBER.fullmatch, told_ages)):
        told["unit"] = "months" if said.unit.startswith("mo") else "years"
    if place.endswith("date"):
        told |= _dates(made, looked, n)
    if place == "patient.sex":
        told |= _translated(samples, column, _SEXES)
    if place.endswith((".given", ".serious")):
        told |= _translated(samples, column, _YES_NO)
    if is_list(column.form):
        told |= _unsaid(looked.samples[n], column)
    labels = _labels(column)
    if labels and "values" not in told:
        unsaid = told.get("missing", {})
        told["values"] = {code: label for code, label in labels.items() if code not in unsaid}
    if column.kind == "codes":
        told["values"] = _codes_of_measures(made, looked.table, n)
    if place == "side" and not all(side_named(value) for value in samples):
        told |= _translated(samples, column, {"right": "right", "left": "left"})
    return told


def _codes_of_measures(made: _Proposal, table: SourceTable, n: int) -> dict[str, str]:
    """Name the measure of each code that is known by its words; the others give no entry."""
    codes = dict.fromkeys(table.values(n))
    return {code: made.known.phrases.get(fold(code), "nothing") for code in codes}


def _unsaid(samples: Sequence[str], column: SourceColumn) -> dict[str, Any]:
    """Take words for what an entry does not have as no entry of its key."""
    words = {value: fold(column.choices.get(value, value)) for value in samples}
    none = {value: "nothing" for value, word in words.items() if word in _NO_PART}
    return {"missing": none} if none else {}


def _labels(column: SourceColumn) -> dict[str, str]:
    """Translate codes into their labels, where these are no explanations of the codes."""
    return {
        code: label
        for code, label in column.choices.items()
        if code != label and not label.startswith(f"{code} =")
    }


def _varies(looked: _Looked, n: int) -> bool:
    """Whether a value of a patient is another in another row."""
    if looked.case is None:
        return False
    first: dict[str, str] = {}
    for row in looked.table.rows:
        case, value = str(row.cells[looked.case]), row.cells[n]
        if isinstance(value, str) and value and first.setdefault(case, value) != value:
            return True
    return False


def _translated(
    samples: Sequence[str], column: SourceColumn, words: Mapping[str, str]
) -> dict[str, Any]:
    """Translate codes into words by what the source declares, else by the words themselves."""
    values: dict[str, str] = {}
    for value in (*column.choices, *(s for s in samples if s not in column.choices)):
        meant = words.get(fold(column.choices.get(value, value)))
        if _is_missing_code(value) and meant is None and value not in column.choices:
            continue
        missing = _missing_word(column.choices.get(value, value))
        if meant or missing or value in samples:
            values[value] = meant or missing or ASKED
    return {"values": values} if any(key != value for key, value in values.items()) else {}


def _missing_word(label: str) -> str:
    """Find the missing word that a label says; empty for any other."""
    if fold(label) in ("unknown", "missing", "not known", "no information"):
        return NOT_REPORTED
    return " ".join(label.split()) if is_missing(label) else ""


def _dates(made: _Proposal, looked: _Looked, n: int) -> dict[str, Any]:
    """Say how a column writes its dates, or ask where both ways are possible."""
    column = looked.table.columns[n]
    texts = [
        cell for row in looked.table.rows if isinstance(cell := row.cells[n], str) and cell
    ][: MOST_LOOKED_AT * 10]  # fmt: skip
    odd = [text for text in texts if not _ISO.fullmatch(text)]
    if not odd or _is_date_typed(column):
        return {}
    if all(_SERIAL.fullmatch(text) for text in odd):
        if len(odd) < len(texts) or any(isinstance(r.cells[n], OddCell) for r in looked.table.rows):
            return {}
        made.note(looked.key, column.name,
                  "These are numbers; `serial numbers` where Excel counted days so.")  # fmt: skip
        return {"dates": ASKED}
    if any("." in text for text in odd):
        return {"dates": "day.month.year"}
    parts = [found for text in odd if (found := _SLASHES.fullmatch(text))]
    first = any(int(found[1]) > 12 for found in parts)
    second = any(int(found[2]) > 12 for found in parts)
    if first != second:
        return {"dates": "day.month.year" if first else "month.day.year"}
    if parts:
        made.note(looked.key, column.name,
                  f"Is `{parts[0][0]}` day.month.year or month.day.year?")  # fmt: skip
        return {"dates": ASKED}
    return {}


def _is_date_typed(column: SourceColumn) -> bool:
    return column.kind == "date"


def _valued(made: _Proposal, looked: _Looked, n: int) -> dict[str, Any]:
    """Propose a column that holds values of a measure."""
    said, column = looked.said[n], looked.table.columns[n]
    told: dict[str, Any]
    scale = made.known.measures[said.measure]
    if scale.kind == "classification":
        labels = _labels(column)
        told = {"role": f"patient.classification.{scale.id}"}
        return told | ({"values": labels} if labels else {})
    told = {"measure": scale.id}
    given = {"item": said.item, "score": said.score, "side": said.side, "visit": said.visit}
    told |= {key: value for key, value in given.items() if value}
    if not scale.items and scale.number is None and scale.main_score and not said.score:
        told["score"] = scale.main_score
    if scale.number is not None:
        told |= _unit(made, looked, n, scale)
    if column.choices and scale.is_measured and (labels := _labels(column)):
        told["values"] = labels
    if column.choices and said.item:
        told |= _grades_of_choices(scale, said.item, column, looked.samples[n])
    if column.comma or _has_commas(looked.samples[n]):
        told["decimal"] = "comma"
    return told


def _has_commas(samples: Iterable[str]) -> bool:
    return any(_COMMA.fullmatch(value) for value in samples)


def _unit(made: _Proposal, looked: _Looked, n: int, scale: Scale) -> dict[str, Any]:
    """Name the unit of a number: as the heading does, else as the series; else it is asked."""
    number = scale.number
    if number is None or number.unit is None:
        return {}
    said = looked.said[n].unit or looked.table.columns[n].unit
    if said and (
        fold_unit(said) == fold_unit(number.unit) or converted(Fraction(1), said, number.unit)
    ):
        return {"unit": said}
    if all(not _NUMBER.fullmatch(value) for value in looked.samples[n]):
        return {}
    if not needs_unit(scale):
        return {}
    made.note(looked.key, looked.table.columns[n].name,
              f"In which unit? cpreport knows {scale.name} in {number.unit}.")  # fmt: skip
    return {"unit": ASKED}


def _grades_of_choices(
    scale: Scale, item: str, column: SourceColumn, samples: Sequence[str]
) -> dict[str, Any]:
    """Translate the codes of a form into the grades that its labels name."""
    grades = grades_of(scale, item)
    values: dict[str, str] = {}
    for code, label in column.choices.items():
        words = re.split(r"[\s:=,;–-]+", label.strip(), maxsplit=1)
        named = grade_among(grades, label) or grade_among(grades, words[0])
        named = named or next((g for g in grades if fold(g.meaning) == fold(label)), None)
        if named is not None:
            values[code] = named.code
        elif word := _missing_word(label):
            values[code] = word
        elif code in samples:
            values[code] = ASKED
    return {"values": values} if any(code != grade for code, grade in values.items()) else {}


def _told_by_content(samples: Sequence[str]) -> dict[str, Any] | None:
    """Find in its values what a column tells of who somebody is."""
    looked_at = samples[:20]
    kinds = [{shape.kind for shape in shapes_in(value)} for value in looked_at]
    for kind, key in _WHO.items():
        if looked_at and sum(kind in found for found in kinds) * 2 >= len(looked_at):
            return {"identity": key}
    return None


def _unknown(made: _Proposal, looked: _Looked, n: int) -> dict[str, Any]:
    """Propose a number to be declared where a column has a unit; else take nothing."""
    column, said, samples = looked.table.columns[n], looked.said[n], looked.samples[n]
    numeric = sum(map(bool, map(_NUMBER.fullmatch, samples))) > len(samples) / 2
    declared = column.kind == "number" and not is_list(column.form)
    if said.measure:
        scale = made.known.measures[said.measure]
        return {"not_taken": f"`{said.rest}` is no item or score of {scale.id}"}
    unit = said.unit if fold_unit(said.unit) == said.unit else ""
    if numeric and (unit or declared) and not column.choices and said.rest:
        name = _measure_id(column.name if declared else _spelt(column, said), made)
        made.measures[name] = DeclaredNumber(name=_label(column, said), unit=unit or None)
        told: dict[str, Any] = {"measure": name}
        told |= {k: v for k, v in {"side": said.side, "visit": said.visit}.items() if v}
        return told | ({"decimal": "comma"} if column.comma or _has_commas(samples) else {})
    if column.kind == "date" and _is_of_a_visit(looked, n):
        return {"role": "visit.date"}
    if column.kind == "checkbox":
        return {"not_taken": "a box to tick; unticked and never asked are the same in it"}
    if max(map(len, samples)) > 30:
        return {"not_taken": "free text; its place may be patient.history, findings or visit.note"}
    return {"not_taken": "no measure and no part of a case is known by this name"}


def _is_of_a_visit(looked: _Looked, n: int) -> bool:
    """Whether a date is the one of its form, and of rows that name a visit."""
    columns = looked.table.columns
    visit = next((k for k, column in enumerate(columns) if column.kind == "visit"), None)
    form = columns[n].form
    dates = [column for column in columns if column.kind == "date" and column.form == form]
    if visit is None or len(dates) > 1:
        return False
    return all(row.cells[visit] for row in looked.table.rows if row.cells[n])


def _label(column: SourceColumn, said: HeadingRead) -> str:
    words = column.label or _spelt(column, said)
    return words if _is_abbreviation(words) else words[:1].upper() + words[1:]


def _spelt(column: SourceColumn, said: HeadingRead) -> str:
    """Spell words as the heading does where they are an abbreviation, such as mBI."""
    written = as_written(said.rest, words_of_heading(column.name))
    return written if _is_abbreviation(written) else said.rest


def _is_abbreviation(words: str) -> bool:
    return words not in (words.lower(), words.capitalize())


def _measure_id(words: str, made: _Proposal) -> str:
    name = re.sub(r"\W+", "-", words).strip("-_")
    name = name if name[:1].isalpha() else f"m-{name}"
    return name if fold(name) not in made.known.phrases else f"{name}-2"


# --- visits, missing values, everybody -----------------------------------------------------------


def _add_visit(made: _Proposal, name: str) -> None:
    if name and name not in made.visits:
        words = made.data.events.get(name, name)
        known = made.known.visits
        made.visits[name] = known.get(fold(name)) or known.get(fold(words)) or words


def _name_visits(made: _Proposal, looked: _Looked, sheet: dict[str, Any]) -> None:
    """List the visits of a table; where no column names them, by their dates or as one."""
    columns = [made.columns[looked.key, c.name] for c in looked.table.columns]
    values = [n for n, c in enumerate(columns) if _needs_visit(c)]
    named = next((n for n, c in enumerate(columns) if c.get("role") == "visit"), None)
    for n in values:
        _add_visit(made, str(columns[n].get("visit", "")))
    without = [n for n in values if "visit" not in columns[n]]
    if not without or "visit" in sheet:
        return
    if named is not None:
        blank = False
        for row in looked.table.rows:
            if any(row.cells[n] for n in without):
                text = row.cells[named]
                blank = blank or not text
                _add_visit(made, text if isinstance(text, str) else text.text)
        if not blank:
            return
        sheet["visit"] = ONE_VISIT
    elif any(c.get("role") == "visit.date" for c in columns) and _repeats(looked):
        sheet["visit"] = BY_DATE
        for number in range(1, _most_rows(looked) + 1):
            _add_visit(made, f"visit {number}")
        return
    else:
        sheet["visit"] = ONE_VISIT
    _add_visit(made, ONE_VISIT)


def _unplanned(made: _Proposal) -> tuple[str, ...]:
    """Name the visits that only some patients had: as the source says, or the series of its own."""
    declared = set(made.known.visits.values())
    return tuple(
        name
        for name in dict.fromkeys(made.visits.values())
        if name in made.data.unplanned or (made.data.own and declared and name not in declared)
    )


def _needs_visit(said: Mapping[str, Any]) -> bool:
    role = str(said.get("role", ""))
    return "measure" in said or role == "value" or role.startswith("visit.")


def _rows_by_case(looked: _Looked) -> Counter[str]:
    if looked.case is None:
        return Counter({"": len(looked.table.rows)})
    return Counter(str(row.cells[looked.case]) for row in looked.table.rows)


def _repeats(looked: _Looked) -> bool:
    return _most_rows(looked) > 1


def _most_rows(looked: _Looked) -> int:
    return max(_rows_by_case(looked).values(), default=0)


def _is_missing_code(value: str) -> bool:
    return fold(value) in _WORDS_FOR_MISSING or value.casefold() in _WORDS_FOR_MISSING


def _ask_about_values(made: _Proposal, looked: _Looked, name: str, said: dict[str, Any]) -> None:
    """Ask what codes for missing values mean, of each column that is taken."""
    if made.data.own:
        # What is missing in an export of cpreport's own stands there in words.
        return
    if "not_taken" in said or "identity" in said or said.get("role") in ("case", ENTRY):
        return
    n = next(k for k, column in enumerate(looked.table.columns) if column.name == name)
    for value in _all_codes(looked, n):
        word = _WORDS_FOR_MISSING.get(value.casefold())
        if value in made.missing or value in said.get("values", {}):
            continue
        if word is not None:
            made.missing[value] = word
        elif (where := _asked_where(made, said, value)) == "all":
            made.missing[value] = ASKED
        elif where:
            said.setdefault("missing", {})[value] = ASKED
            made.note(
                looked.key, name, f"Is {value} a value here, or does it say that one is missing?"
            )


def _all_codes(looked: _Looked, n: int) -> list[str]:
    found = {
        value
        for value in looked.table.values(n)
        if value in _CODES
        or value.casefold() in _WORDS_FOR_MISSING
        or _ABBREVIATED.fullmatch(value)
    }
    return sorted(found)


def _asked_where(made: _Proposal, said: Mapping[str, Any], value: str) -> str:
    """Say of a number whether it is asked about: in `all` columns of scales, `here`, or not."""
    scale = made.known.measures.get(str(said.get("measure", "")))
    role = str(said.get("role", ""))
    if role in ("visit", "measure", "item", "side") or role.endswith("date"):
        return ""
    if _ABBREVIATED.fullmatch(value):
        number = scale is not None and (scale.number is not None or "score" in said)
        return "all" if number else ""
    if scale is None or scale.number is not None:
        numeric = scale is not None or role in ("value", "visit.age", "patient.age") or (
            str(said.get("measure", "")) in made.measures
        )  # fmt: skip
        if role == "value" and value in _CODES:
            return "all"
        return "here" if numeric and value in _CODES_ANYWHERE else ""
    item = said.get("item")
    if item is not None:
        return "" if grade_of(scale, str(item), value) is not None else "all"
    return "all"


def _ask_for_everybody(made: _Proposal) -> None:
    """Propose `not reported` for what every case must say and not every row does."""
    roles = {str(said.get("role", "")) for said in made.columns.values()}
    sorted_rows = [said["values"] for said in made.columns.values() if said.get("role") == ENTRY]
    _ask_for_treatments(made, roles)
    for place in _REQUIRED:
        if place == "patient.diagnosis" and any("diagnosis" in v.values() for v in sorted_rows):
            continue
        if place not in roles or _has_blanks(made, place):
            made.everybody[place] = NOT_REPORTED
    for start, keys in _OF_AN_ENTRY.items():
        if any(role.startswith(start) for role in roles):
            for key in keys:
                if not any(role.startswith(f"{start}.{key}") for role in roles):
                    made.everybody[f"{start}.{key}"] = NOT_REPORTED
    if "treatment[1].name" not in roles and any(r.startswith("treatment[1]") for r in roles):
        made.everybody["treatment[1].name"] = ASKED
    for consent in ("publication", "data_sharing"):
        start = f"consent.{consent}"
        if f"{start}.given" in roles and (
            f"{start}.date" not in roles or _has_blanks(made, f"{start}.date")
        ):
            made.everybody[f"{start}.date_withheld"] = "yes"
    times = [f"visit.{key}" for key in ("date", "month", "week", "day") if f"visit.{key}" in roles]
    if not times or any(_has_blanks(made, time) for time in times):
        made.everybody["visits[].time"] = NOT_REPORTED
    made.everybody["adverse_events"] = NOT_REPORTED


def _ask_for_treatments(made: _Proposal, roles: Collection[str]) -> None:
    """Propose that nobody reports when a treatment was, or by which route, where none says so."""
    if "entry.session.date" in roles:
        made.everybody["treatment[].sessions[].routes"] = NOT_REPORTED
    named = [role.removesuffix(".name") for role in roles if _TREATED.fullmatch(role)]
    for start in (*named, *(["treatment[]"] if ENTRY in roles else [])):
        times = [role for role in roles if role.startswith(start) and _WHEN.search(role)]
        if not times or any(_has_blanks(made, role) for role in times):
            made.everybody[f"{start}.time"] = NOT_REPORTED


def _has_blanks(made: _Proposal, place: str) -> bool:
    for table in made.data.tables:
        for n, column in enumerate(table.columns):
            for key in (table.name, ""):
                said = made.columns.get((key, column.name))
                if said is not None and said.get("role") == place:
                    return any(not row.cells[n] for row in table.rows)
    return False


def questions(record: ImportMap) -> Iterator[str]:
    """Name what a proposed map asks."""
    for name in ("visits", "missing", "everybody"):
        yield from (key for key, value in getattr(record, name).items() if value == ASKED)
    for column in record.columns:
        for said in (column.values, column.missing):
            yield from (f"{column.column}: {key}" for key, value in said.items() if value == ASKED)
        for key in ("unit", "dates", "decimal", "visit"):
            if getattr(column, key) == ASKED:
                yield f"{column.column}: {key}"
    yield from (f"{sheet.sheet}: measure" for sheet in record.sheets if sheet.measure == ASKED)
