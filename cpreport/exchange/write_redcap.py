"""Write a series as a REDCap project: data dictionary, events, their forms, and the data.

Four CSV files as REDCap exports and imports them. A grade's code keeps to letters, digits and
underscores, its label is the grade itself: `1plus, 1+`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cpreport.data.csv_text import csv_parts
from cpreport.exchange.study_forms import FormEntry, FormField, SeriesForms

#: The columns of a data dictionary, as REDCap writes and asks for them.
DICTIONARY = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
EVENTS = ("event_name", "arm_num", "unique_event_name", "custom_event_label")
FORM_EVENTS = ("arm_num", "unique_event_name", "form")
RECORD, EVENT = "record_id", "redcap_event_name"
INSTRUMENT, INSTANCE = "redcap_repeat_instrument", "redcap_repeat_instance"
#: The event in which everything stands that belongs to no visit.
_NO_VISIT = "patient"
#: REDCap cuts the name of an event here before it adds the arm.
_LONGEST_EVENT = 18
_COMPLETE = "2"


def redcap_files(series: SeriesForms) -> dict[str, bytes]:
    """Write the files of a REDCap project, by name; without entries there is no file of data."""
    events = event_names(series)
    files = {
        "dictionary.csv": _csv([DICTIONARY, *_dictionary(series)]),
        "events.csv": _csv([EVENTS, *((v or _NO_VISIT, "1", e, "") for v, e in events.items())]),
        "form_events.csv": _csv([FORM_EVENTS, *_mapping(series, events)]),
    }
    if series.entries:
        files["data.csv"] = _csv(_data(series, events))
    return files


def event_names(series: SeriesForms) -> dict[str, str]:
    """Name the event of each visit as REDCap does; that of no visit stands under an empty id."""
    names: dict[str, str] = {}
    for visit in ("", *(visit for visit, _ in series.visits)):
        slug = re.sub(r"[^a-z0-9]+", "_", (visit or _NO_VISIT).casefold()).strip("_")
        name, count = slug[:_LONGEST_EVENT], 0
        while f"{name}_arm_1" in names.values():
            count += 1
            end = f"{count:x}"
            name = slug[: _LONGEST_EVENT - len(end)] + end
        names[visit] = f"{name}_arm_1"
    return names


def choice_code(choice: str) -> str:
    """Write the code of a choice in the letters that REDCap takes.

    >>> choice_code("1+"), choice_code("5-"), choice_code("not assessed"), choice_code("-1")
    ('1plus', '5minus', 'not_assessed', 'minus1')
    """
    spelt = choice.casefold().replace("+", "plus")
    spelt = re.sub(r"^[-−](?=\d)|(?<=\d)[-−]$", "minus", spelt)
    return re.sub(r"[^a-z0-9_.]+", "_", spelt).strip("_") or "other"


def choice_codes(field: FormField) -> dict[str, str]:
    """Name the code of each choice of a field; no two have the same."""
    codes: dict[str, str] = {}
    for choice, _ in field.choices:
        code, count = choice_code(choice), 1
        while code in codes.values():
            count += 1
            code = f"{choice_code(choice)}_{count}"
        codes.setdefault(choice, code)
    return codes


def _dictionary(series: SeriesForms) -> Iterator[Sequence[str]]:
    first = FormField(RECORD, "Study id")
    for form in series.forms:
        for field in (first, *form.fields) if form is series.forms[0] else form.fields:
            choices = " | ".join(f"{c}, {_plain(said)}" for said, c in choice_codes(field).items())
            told = {
                "Variable / Field Name": field.name,
                "Form Name": form.name,
                "Field Type": "dropdown" if choices else "text",
                "Field Label": field.label,
                "Choices, Calculations, OR Slider Labels": choices,
                "Field Note": _note(field),
                "Text Validation Type OR Show Slider Number": (
                    "number" if field.kind == "number" else ""
                ),
            }
            yield tuple(told.get(column, "") for column in DICTIONARY)


def _plain(choice: str) -> str:
    """Write a label without the sign that parts choices."""
    return choice.replace("|", "/")


def _note(field: FormField) -> str:
    """Say what the grades mean, or in which unit a number is."""
    meanings = [f"{choice}: {' '.join(said.split())}" for choice, said in field.choices if said]
    return "; ".join(meanings) if meanings else field.unit


def _mapping(series: SeriesForms, events: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for visit, event in events.items():
        for form in series.forms:
            if (form.of == "visit") == bool(visit):
                yield "1", event, form.name


def _data(series: SeriesForms, events: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield a row an event of a patient, and a row each for what is filled in repeatedly."""
    fields = {field.name: field for form in series.forms for field in form.fields}
    columns = [
        name
        for form in series.forms
        for name in (*(field.name for field in form.fields), f"{form.name}_complete")
    ]
    yield RECORD, EVENT, INSTRUMENT, INSTANCE, *columns
    for case in series.cases:
        entries = [entry for entry in series.entries if entry.case == case]
        for visit, event in events.items():
            together = [one for one in entries if one.visit == visit and not one.number]
            if together:
                filled = _filled(together, fields)
                yield case, event, "", "", *(filled.get(column, "") for column in columns)
        for one in (entry for entry in entries if entry.number):
            filled = _filled([one], fields)
            row = (filled.get(column, "") for column in columns)
            yield case, events[""], one.form, str(one.number), *row


def _filled(entries: Sequence[FormEntry], fields: Mapping[str, FormField]) -> dict[str, str]:
    filled: dict[str, str] = {}
    for entry in entries:
        for name, text in entry.values.items():
            field = fields[name]
            filled[name] = choice_codes(field).get(text, text) if field.choices else text
        filled[f"{entry.form}_complete"] = _COMPLETE
    return filled


def _csv(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> bytes:
    return "".join(csv_parts(rows)).encode()
