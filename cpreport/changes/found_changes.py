"""Hold what differs in a document that came back: edits, overwritten numbers, comments."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpreport.changes.edits import Change
from cpreport.changes.to_markdown import Wording
from cpreport.problems import Place


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A computed number that was overwritten by hand.

    ledger : str
        What the ledger says now.
    beside : str
        The words it stands in, or the caption of its table.
    where : str
        Its row and its column in a table; empty outside of tables.
    """

    ids: str
    made: str
    found: str
    ledger: str
    beside: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One alteration of the prose.

    kind : {"altered", "added", "deleted", "moved"}
    was, now : str
        What was printed, with numbers as they were; empty for what was not there.
    place : Place
        In the series folder, where it was written; the document itself where that is not known.
    change : Change or None
        What accepting it does; None where it cannot be accepted.
    why_not : str
        Why it cannot.
    gone, come : str
        The words that it takes out, and those that it brings.
    overwrites : tuple of Overwritten
        Numbers that it has no more, and other ones in their place.
    """

    kind: str
    was: str
    now: str
    place: Place
    change: Change | None = None
    why_not: str = ""
    number: int = 0
    at: int = 0
    gone: str = ""
    come: str = ""
    overwrites: tuple[Overwritten, ...] = ()


@dataclass(frozen=True, slots=True)
class Altered:
    """A text that cpreport writes, and that was altered: it will be written as before.

    where : str
        The table, the row and the column it stands in; empty outside of tables.
    """

    kind: str
    was: str
    now: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What stands in a document and cannot be taken over.

    what : str
        `struck through`, `hidden text`, `text box`, `footnote`; how words look: `bold`,
        `font Arial`, `style Heading 2`.
    place : Place or None
        In the series folder, of the paragraph it stands in.
    where : str
        The table, the row and the column it stands in; else the words beside it.
    results : str
        Ids of the results that its cell of a table prints, with spaces between them.
    """

    what: str
    said: str
    place: Place | None
    where: str
    results: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A comment, with where it was left."""

    author: str
    text: str
    on: str
    paragraph: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs in a document that came back.

    changed_since : int
        Paragraphs that the manuscript has otherwise than when the file was made.
    """

    document: str
    edits: tuple[Edit, ...] = ()
    overwritten: tuple[Overwritten, ...] = ()
    altered: tuple[Altered, ...] = ()
    comments: tuple[Left, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()
    changed_since: int = 0
    wording: Wording | None = field(default=None, repr=False, compare=False)
