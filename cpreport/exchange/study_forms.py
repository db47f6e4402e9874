"""Hold the forms of a study database, and what they were filled in with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cpreport.data.columns import NOT_APPLICABLE, NOT_RECORDED, NOT_REPORTED, DataFile
from cpreport.scales.definition import Side

FieldKind = Literal["choice", "number", "text"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing that a form asks.

    name : str
        Stable, of small letters, digits and underscores; no other field of the series has it.
    label : str
        What it is in words, the measure first: `MAS elbow flexors right`.
    choices : tuple of (str, str)
        What it is chosen from, each with what it means.
    scale, item : str
        The measure, and its item or score; empty for what belongs to none.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    scale: str = ""
    item: str = ""
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class StudyForm:
    """One form; `of` says whether it is filled in once a patient, at each visit, or repeatedly."""

    name: str
    title: str
    fields: tuple[FormField, ...]
    of: Literal["patient", "visit", "repeated"] = "visit"

    def asks_of(self, scale: str) -> bool:
        """Whether any of its fields is of a measure."""
        return any(one.scale == scale for one in self.fields)


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form as filled in: what stands in its fields, by their names.

    visit : str
        Empty for a form that belongs to no visit.
    number : int
        Of a form that is filled in repeatedly, counted from 1; else 0.
    """

    case: str
    form: str
    values: Mapping[str, str] = field(repr=False)
    visit: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class SeriesForms:
    """A series as forms, with the entries of the patients whose data may be shared.

    visits : tuple of (str, str)
        Ids and labels, in their order.
    unplanned : frozenset of str
        The ids of those visits that the series does not plan.
    zero : str
        What days are counted from: `the first session`.
    """

    title: str
    visits: tuple[tuple[str, str], ...]
    unplanned: frozenset[str]
    forms: tuple[StudyForm, ...]
    entries: tuple[FormEntry, ...]
    zero: str

    def form(self, name: str) -> StudyForm:
        """Look up a form by its name."""
        return next(form for form in self.forms if form.name == name)

    @property
    def cases(self) -> tuple[str, ...]:
        """The study ids of those who have entries."""
        return tuple(dict.fromkeys(entry.case for entry in self.entries))


#: Where a word that a row has may be said in the place of what its record does not have.
_NOT_THERE: Mapping[str, tuple[str, ...]] = {
    NOT_APPLICABLE: ("ctcae_version", "session", "treatment_at_onset", "serious_criteria"),
    NOT_REPORTED: ("session",),
    NOT_RECORDED: ("since", "treated", "begun", "ended"),
}


def said_in_row(file: DataFile, row: Mapping[str, str]) -> dict[str, str]:
    """Leave out of a row of a list the words for what its record does not have.

    A row with the number 0 says with its term that there is no entry.
    """
    _, number, *_ = file.header
    if row[number] == "0":
        return {number: "0", "term": row["term"]}
    return {
        key: text
        for key, text in row.items()
        if key != "case" and text and key not in _NOT_THERE.get(text, ())
    }


def field_name(*parts: str) -> str:
    """Join parts to the name of a field.

    >>> field_name("MAS", "elbow flexors", "right")
    'mas_elbow_flexors_right'
    >>> field_name("6MWT")
    'f_6mwt'
    """
    name = re.sub(r"[^a-z0-9]+", "_", " ".join(parts).casefold()).strip("_")
    return name if name[:1].isalpha() else f"f_{name}"
