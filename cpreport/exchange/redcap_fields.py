"""Describe the fields of a REDCap project as columns, whichever file tells of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cpreport.exchange.source_tables import SourceColumn

#: The column that says which visit a row is of, made of event, instrument and instance.
VISIT = "event and instance"
#: Columns that REDCap adds to the fields of a project, and what they are.
_CONTEXT = ("redcap_data_access_group",)
_IDENTIFIES = ("redcap_survey_identifier",)
_YES_NO = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_FILES = ("file", "signature")
_CHOICE = ("radio", "dropdown", "select", "sql", "yesno", "truefalse")
_TAG = re.compile(r"<[^<>]*>")
_ARM = re.compile(r"_arm_[0-9]+$")


@dataclass(frozen=True, slots=True)
class RedcapField:
    """A field as a project defines it.

    kind : str
        REDCap's own word: `text`, `notes`, `radio`, `calc`, `checkbox` …
    validation : str
        How its text is validated: `date_ymd`, `number_comma_decimal` …
    """

    name: str
    form: str
    kind: str
    label: str = ""
    validation: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    identifies: bool = False


def choices_of(text: str) -> dict[str, str]:
    """Read choices: `0, Female | 1, Male`; a label may hold commas.

    >>> choices_of("1, one|2, two, or more")
    {'1': 'one', '2': 'two, or more'}
    """
    pairs = (part.partition(",") for part in text.split("|") if part.strip())
    return {code.strip(): _plain(label) for code, _, label in pairs}


def columns_of_fields(fields: Iterable[RedcapField]) -> Iterator[SourceColumn]:
    """Describe the columns of fields in their order: a checkbox has one for each of its boxes."""
    form = ""
    for one in fields:
        if form and one.form != form:
            yield _status(form)
        form = one.form
        if one.kind == "descriptive" or one.name == f"{one.form}_complete":
            continue
        if one.name in (*_CONTEXT, *_IDENTIFIES) or one.name.endswith("_timestamp"):
            yield added_column(one.name)
            continue
        if one.kind == "checkbox":
            for code, label in one.choices.items():
                told = f"{_plain(one.label)}: {label}"
                yield SourceColumn(
                    box_name(one.name, code), label=told, kind="checkbox", form=one.form,
                    identifies=one.identifies,
                )  # fmt: skip
            continue
        yield _column(one)
    if form:
        yield _status(form)


def _column(one: RedcapField) -> SourceColumn:
    return SourceColumn(
        one.name,
        label=_plain(one.label),
        kind=_kind(one),
        choices=_YES_NO.get(one.kind, one.choices if one.kind in _CHOICE else {}),
        form=one.form,
        identifies=one.identifies,
        comma="comma_decimal" in one.validation,
    )


def _kind(one: RedcapField) -> str:
    if one.kind in _FILES:
        return "file"
    if one.kind == "calc":
        return "calculated"
    if one.kind in _CHOICE:
        return "choice"
    if one.validation.startswith(("date_", "datetime_")):
        return "date"
    numeric = one.validation.startswith(("number", "integer", "int")) or one.kind == "slider"
    return "number" if numeric else ""


def _status(form: str) -> SourceColumn:
    return SourceColumn(f"{form}_complete", kind="status", form=form)


def box_name(name: str, code: str) -> str:
    """Name the column of one box of a checkbox as exports do.

    >>> box_name("race", "-99")
    'race____99'
    """
    return f"{name}___{code.casefold().replace('-', '_')}"


def added_column(name: str) -> SourceColumn:
    """Describe a column that is none of the project's fields."""
    context = name in _CONTEXT or name.endswith("_timestamp")
    return SourceColumn(name, kind="context" if context else "", identifies=name in _IDENTIFIES)


def is_own_project(names: Iterable[str]) -> bool:
    """Whether the fields of a project are those that `cpreport export --to redcap` defines."""
    return {"visit_day", "consent_publication", "consent_data_sharing"} <= set(names)


def visit_of_row(event: str, instrument: str, instance: str) -> str:
    """Say which visit a row is of: its event, and the number of what is filled in repeatedly."""
    return " ".join(part for part in (event, instrument, instance) if part)


def event_words(event: str) -> str:
    """Write the name of an event as a series may name it.

    >>> event_words("visit_1_arm_1")
    'visit 1'
    """
    first, *rest = event.split(" ")
    return " ".join([_ARM.sub("", first), *rest]).replace("_", " ")


def _plain(label: str) -> str:
    return " ".join(_TAG.sub(" ", label).split())
