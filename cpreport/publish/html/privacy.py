"""Say what the privacy report of a build shows; the build room fills it in."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpreport.cases.series import Style
from cpreport.problems import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the outputs that looks as if it identified somebody.

    outputs : tuple of str
        Where it stands, each with its page.
    reason, place : str
        Why it identifies nobody, and where that is said; empty where nobody answered.
    """

    kind: str
    text: str
    outputs: tuple[str, ...]
    reason: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to something that is not found any more."""

    text: str
    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class StandingAlone:
    """A patient who alone has some combinations of what is printed, each in words."""

    case: str
    combinations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """How many indirect identifiers a data file carries, and which."""

    path: str
    identifiers: tuple[str, ...]
    too_many: bool


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Everything that `privacy.html` shows.

    files, pages, characters : int
        How much was searched.
    people : int
        How many patients `identities.yaml` names.
    values : int
        How many forms of its values were searched for.
    withheld : tuple of Problem
        Why outputs are not published.
    most : int
        How many indirect identifiers repositories of data accept in a file.
    """

    title: str
    language: str = "en-GB"
    style: Style = field(default_factory=Style)
    files: int = 0
    pages: int = 0
    characters: int = 0
    people: int = 0
    values: int = 0
    withheld: tuple[Problem, ...] = ()
    open: tuple[Found, ...] = ()
    answered: tuple[Found, ...] = ()
    unused: tuple[Answered, ...] = ()
    patients: int = 0
    identifiers: tuple[str, ...] = ()
    alone: tuple[StandingAlone, ...] = ()
    remedy: tuple[str, ...] | None = None
    carried: tuple[Carried, ...] = ()
    most: int = 3
    made_by: str = ""
