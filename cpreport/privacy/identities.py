"""Read who the patients of a series are; no problem and no repr shows a value of it.

Only `letters/`, which prints identities, and the privacy scan, which only searches for them, may
import this module; a test holds that.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, Secret, SecretStr, ValidationError

from cpreport.cases.reader import read_text
from cpreport.cases.text import Mapping as Group
from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.cases.values import Record, YesNo, parse_date
from cpreport.cases.yaml_text import read_yaml
from cpreport.privacy.openness import is_open_to_others
from cpreport.problems import Place, Problem

FILE = "identities.yaml"
#: Comes with the example series; everybody in it is invented, so anybody may read it.
EXAMPLE = "identities.example.yaml"
#: What might be taken for the file, and would be searched for by nobody.
_OTHERS = ("identities.yml", "identities.json")
#: More than any series needs; what is larger is something else.
_LARGEST = 5_000_000
#: A case id is no secret, but what stands in its place may be one.
_SAID = {
    "CP001": "the file cannot be read as UTF-8 text",
    "CP002": "this is not YAML that can be read",
    "CP005": "a key stands here a second time",
    "CP006": "this is not a key here",
    "CP007": "a key is missing here",
    "CP010": "a value is missing here",
    "CP201": "this is not a date",
}
_HELP = "see identities.example.yaml for the form; what stands there is not shown on purpose"


def _as_list(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else [value]


def _secret_date(value: object) -> Secret[dt.date]:
    return Secret[dt.date](parse_date(str(value)))


SecretText = Annotated[SecretStr, Field(min_length=1)]
SecretList = Annotated[tuple[SecretText, ...], BeforeValidator(_as_list)]


class _Private(Record):
    """A record whose errors do not show what was written."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True
    )


class Recipient(_Private):
    """Who is written a letter about a patient."""

    role: Literal["family", "patient", "referrer", "school"]
    name: SecretText
    address: SecretText | None = None
    language: SecretText | None = None
    confirmed: YesNo = Field(
        False, description="Whether the patient or the family agreed to this recipient"
    )


class Identity(_Private):
    """Who one patient is. No value of it is in any publication."""

    name: SecretText
    also_known_as: SecretList = Field(
        (), description="Former names, short names, the name in another script, parents' names"
    )
    form_of_address: SecretText | None = Field(
        None, description="How a letter addresses the patient where no sex should be told"
    )
    date_of_birth: Annotated[Secret[dt.date], BeforeValidator(_secret_date)] | None = None
    record_number: SecretList = Field((), description="Every number the patient is filed under")
    address: SecretText | None = Field(None, description="Lines or parts with commas between")
    contacts: SecretList = Field((), description="Telephone numbers and e-mail addresses")
    recipients: tuple[Recipient, ...] = ()
    first_session: Annotated[Secret[dt.date], BeforeValidator(_secret_date)] | None = Field(
        None, description="Day of the first session, where the case file has only relative times"
    )
    told_apart_from: tuple[str, ...] = Field(
        (), description="Ids of cases whose patient is alike, and was told apart by somebody"
    )


@dataclass(frozen=True, slots=True)
class Identities:
    """The identities of a series.

    by_case : mapping of str to Identity
        By study id.
    content : bytes
        The file, for telling whether it changed.
    parts : mapping of str to Source
        What the file says of each case, for telling the line of a value.
    """

    by_case: Mapping[str, Identity] = field(default_factory=dict, repr=False)
    content: bytes = field(default=b"", repr=False)
    source: Source | None = field(default=None, repr=False)
    parts: Mapping[str, Source] = field(default_factory=dict, repr=False)

    def line(self, case: str, *path: str | int) -> int:
        """Find the line that a value stands on, or 0."""
        return self.parts[case].place(*path).line if case in self.parts else 0


def read_identities(
    folder: Path, file: str = FILE
) -> tuple[Identities | None, tuple[Problem, ...]]:
    """Read the identities of a series.

    Parameters
    ----------
    file : str
        Its name in the folder, where a letter is to be written with another one.

    Returns
    -------
    tuple of Identities or None, and tuple of Problem
        Without a file, or with an empty one, there are none. None where the file cannot be used:
        then nothing can be searched for, and nothing may be published.
    """
    problems = [_other_name(name) for name in _OTHERS if os.path.lexists(folder / name)]
    if not os.path.lexists(folder / file):
        return (None if problems else Identities()), tuple(problems)
    if file != EXAMPLE:
        problems += is_open_to_others(folder, file)
    identities, found = _read(folder, file)
    return identities, (*problems, *found)


def _read(folder: Path, file: str) -> tuple[Identities | None, list[Problem]]:
    try:
        if (folder / file).stat().st_size > _LARGEST:
            return None, [_problem(Place(file), f"the file is larger than {_LARGEST} bytes")]
    except OSError:
        return None, [_problem(Place(file), "the file cannot be read")]
    text, found = read_text(folder, file)
    if text is None:
        return None, _hide_values(found)
    content = text.encode()
    if not any(line.split("#")[0].strip() not in ("", "---") for line in text.splitlines()):
        return Identities(content=content), []
    root, found = read_yaml(text, file)
    if root is None or found:
        return None, _hide_values(found)
    if not isinstance(root, Group):
        return None, [_problem(root.place, "this is not a group of case ids")]
    source = Source(file, root)
    people: dict[str, Identity] = {}
    parts = {entry.key: Source(file, entry.value) for entry in root.entries}
    problems: list[Problem] = []
    for entry in root.entries:
        try:
            identity, found = validate(Identity, parts[entry.key])
        except (ValidationError, ValueError):
            identity, found = None, [Problem("CP008", entry.key_place, "")]
        problems += _hide_values(found)
        if identity is not None:
            people[entry.key] = identity
    if problems:
        return None, problems
    return Identities(people, content, source, parts), []


def _hide_values(problems: Iterable[Problem]) -> list[Problem]:
    """Tell problems by their place and what is allowed there, never by what was found."""
    return [_hide_value(p) for p in problems]


def _hide_value(problem: Problem) -> Problem:
    place = Place(problem.place.file, problem.place.line, problem.place.column)
    message = _SAID.get(problem.code, "this is not of the form that is allowed here")
    if problem.code in {"CP006", "CP007"}:
        # Both name keys of the form only: those that are near, those that are missing.
        return _problem(place, message, problem.allowed, problem.help or _HELP)
    if "date" in problem.message:
        return _problem(place, message, ("year-month-day",))
    return _problem(place, message, problem.allowed if problem.code == "CP008" else ())


def _problem(
    place: Place, message: str, allowed: tuple[str, ...] = (), hint: str = _HELP
) -> Problem:
    return Problem("CP711", place, message, allowed, hint)


def _other_name(name: str) -> Problem:
    message = f"identities are read from {FILE} alone"
    return Problem("CP711", Place(name), message, help=f"rename it to {FILE}")
