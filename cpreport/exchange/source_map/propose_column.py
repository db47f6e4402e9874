"""Propose what one column of a source is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cpreport.cases.values import NOT_REPORTED, is_missing
from cpreport.exchange.source_map.entry_kinds import ENTRY, PARTS, WAYS
from cpreport.exchange.source_map.heading_words import (
    HeadingRead,
    as_written,
    is_list,
    side_named,
    words_of_heading,
)
from cpreport.exchange.source_map.import_map import ASKED, DeclaredNumber
from cpreport.exchange.source_map.looked_table import (
    MOST_LOOKED_AT,
    NUMBER,
    LookedTable,
    item_column,
    varies_within_a_patient,
)
from cpreport.exchange.source_map.proposal import Proposal
from cpreport.exchange.source_map.propose_missing import is_missing_code
from cpreport.exchange.source_tables import OddCell, SourceColumn, SourceTable
from cpreport.privacy.scan.shapes import shapes_in
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold, grade_among, grades_of
from cpreport.scales.reader import needs_unit
from cpreport.scales.units import converted, fold_unit

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
_COMMA = re.compile(r"[<>≤≥~]?\s*[-−+]?[0-9]+,[0-9]+")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.0)?")
_SLASHES = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{2,4})")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+Z?)?")
_WHO = {"e-mail address": "contacts", "telephone number": "contacts"}


def propose_column(
    made: Proposal, looked: LookedTable, n: int, *, by_row: bool, taken: set[str]
) -> dict[str, Any]:
    """Propose what one column is."""
    column, said = looked.table.columns[n], looked.said[n]
    if n == looked.case:
        return {"role": "case"}
    if column.kind == "visit":
        return {"role": "visit"}
    if column.identifies or said.identity:
        return _identifying(said)
    if any(other.kind == "entries" for other in looked.table.columns):
        return _of_an_entry(made, looked, n)
    worked_out = column.kind == "calculated" and (said.place or said.measure)
    if (why := _declared_untaken(column)) and not worked_out:
        return {"not_taken": why}
    if not looked.samples[n]:
        return {"not_taken": "it is empty"}
    if by_row and n == item_column(made.known, looked):
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


def _of_an_entry(made: Proposal, looked: LookedTable, n: int) -> dict[str, Any]:
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


def _shared_by_all(looked: LookedTable, n: int) -> str | None:
    """Find the one condition that every patient has; none of drugs and procedures."""
    assert looked.case is not None
    found: dict[str, set[str]] = {}
    for row in looked.table.rows:
        found.setdefault(str(row.cells[looked.case]), set()).add(str(row.cells[n]))
    common = set.intersection(*found.values()) if len(found) > 1 else set()
    is_condition = looked.table.columns[n].name == "condition"
    return common.pop() if is_condition and len(common) == 1 else None


def _identifying(said: HeadingRead) -> dict[str, Any]:
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


def _placed(made: Proposal, looked: LookedTable, n: int, taken: set[str]) -> dict[str, Any]:
    """Propose a column of which the heading says what it is."""
    said, column = looked.said[n], looked.table.columns[n]
    place = said.place
    if place == "patient.age" and varies_within_a_patient(looked, n):
        place = "visit.age"
    if place == "case" or (place in taken and not said.visit):
        return {"not_taken": "another column says so already"}
    taken.add(place)
    told: dict[str, Any] = {"role": place}
    if said.visit and place.startswith("visit."):
        told["visit"] = said.visit
    samples = looked.samples[n]
    told_ages = [value for value in samples if value not in made.data.missing]
    if place.endswith(".age") and all(map(NUMBER.fullmatch, told_ages)):
        told["unit"] = "months" if said.unit.startswith("mo") else "years"
    if place.endswith("date"):
        told |= _dates(made, looked, n)
    if place == "patient.sex":
        told |= _translated(samples, column, _SEXES)
    if place.endswith((".given", ".serious")):
        told |= _translated(samples, column, _YES_NO)
    if is_list(column.form) and not made.data.own:
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


def _codes_of_measures(made: Proposal, table: SourceTable, n: int) -> dict[str, str]:
    """Name the measure of each code that is known by its words; the others give no entry."""
    codes = dict.fromkeys(table.values(n))
    return {code: made.known.phrases.get(fold(code), "nothing") for code in codes}


def _unsaid(samples: Sequence[str], column: SourceColumn) -> dict[str, Any]:
    """Take the word for what a source does not mention as no entry of its key."""
    words = {value: fold(column.choices.get(value, value)) for value in samples}
    none = {value: "nothing" for value, word in words.items() if word == "not recorded"}
    return {"missing": none} if none else {}


def _labels(column: SourceColumn) -> dict[str, str]:
    """Translate codes into their labels, where these are no explanations of the codes."""
    return {
        code: label
        for code, label in column.choices.items()
        if code != label and not label.startswith(f"{code} =")
    }


def _translated(
    samples: Sequence[str], column: SourceColumn, words: Mapping[str, str]
) -> dict[str, Any]:
    """Translate codes into words by what the source declares, else by the words themselves."""
    values: dict[str, str] = {}
    for value in (*column.choices, *(s for s in samples if s not in column.choices)):
        meant = words.get(fold(column.choices.get(value, value)))
        if is_missing_code(value) and meant is None and value not in column.choices:
            continue
        missing = missing_word(column.choices.get(value, value))
        if meant or missing or value in samples:
            values[value] = meant or missing or ASKED
    return {"values": values} if any(key != value for key, value in values.items()) else {}


def missing_word(label: str) -> str:
    """Find the missing word that a label says; empty for any other."""
    if fold(label) in ("unknown", "missing", "not known", "no information"):
        return NOT_REPORTED
    return " ".join(label.split()) if is_missing(label) else ""


def _dates(made: Proposal, looked: LookedTable, n: int) -> dict[str, Any]:
    """Say how a column writes its dates, or ask where both ways are possible."""
    column = looked.table.columns[n]
    texts = [
        cell for row in looked.table.rows if isinstance(cell := row.cells[n], str) and cell
    ][: MOST_LOOKED_AT * 10]  # fmt: skip
    odd = [text for text in texts if not _ISO.fullmatch(text)]
    if not odd or column.kind == "date":
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


def _valued(made: Proposal, looked: LookedTable, n: int) -> dict[str, Any]:
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


def _unit(made: Proposal, looked: LookedTable, n: int, scale: Scale) -> dict[str, Any]:
    """Name the unit of a number: as the heading does, else as the series; else it is asked."""
    number = scale.number
    if number is None or number.unit is None:
        return {}
    said = looked.said[n].unit or looked.table.columns[n].unit
    if said and (
        fold_unit(said) == fold_unit(number.unit) or converted(Fraction(1), said, number.unit)
    ):
        return {"unit": said}
    if all(not NUMBER.fullmatch(value) for value in looked.samples[n]):
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
        elif word := missing_word(label):
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


def _unknown(made: Proposal, looked: LookedTable, n: int) -> dict[str, Any]:
    """Propose a number to be declared where a column has a unit; else take nothing."""
    column, said, samples = looked.table.columns[n], looked.said[n], looked.samples[n]
    numeric = sum(map(bool, map(NUMBER.fullmatch, samples))) > len(samples) / 2
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


def _is_of_a_visit(looked: LookedTable, n: int) -> bool:
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


def _measure_id(words: str, made: Proposal) -> str:
    name = re.sub(r"\W+", "-", words).strip("-_")
    name = name if name[:1].isalpha() else f"m-{name}"
    return name if fold(name) not in made.known.phrases else f"{name}-2"
