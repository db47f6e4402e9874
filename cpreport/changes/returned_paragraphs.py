"""Hold the paragraphs of a document that came back, each as the stretches it consists of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cpreport.changes.compared_pieces import (
    PLAIN,
    Piece,
    WordFace,
    mark_of_note,
    mark_of_thing,
    pieces_of,
    show_raised,
    without_blank_ends,
)
from cpreport.changes.printed_forms import Forms
from cpreport.publish.docx.content_marks import marked


@dataclass(frozen=True, slots=True)
class ReturnedNumber:
    """A number in its content control, as it came back.

    ids : str
        Of its results, with spaces between them; empty where nobody knows.
    made : str
        As it was printed when the file was made.
    found : str
        As it stands now.
    at : int
        Where in the paragraph it begins, in characters.
    """

    ids: str
    made: str
    found: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph that came back: words of one look, or one thing.

    said : str
        As a reader reads it.
    thing : str
        What it is where it is no text: `an equation`, `a picture`.
    note : str
        The footnote whose sign it is.
    field : str
        The bookmark that the field it stands in leads to.
    """

    said: str
    face: WordFace = PLAIN
    raised: str = ""
    number: ReturnedNumber | None = None
    thing: str = ""
    note: str = ""
    field: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands in a paragraph, or is anchored in it, and is no part of what it says.

    what : str
        `hidden text`, `text box`, `struck through`, `underlined`, `highlighted`, `coloured`.
    """

    what: str
    said: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as it came back.

    alt : str
        Its text alternative.
    picture : str
        The SHA-256 of the picture that it shows; empty where it shows none.
    """

    name: str
    alt: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Which cell of a table a paragraph stands in, all counted from 0.

    columns : int
        How many columns it reaches over.
    heading : bool
        Whether its row repeats on every page, as a heading does.
    """

    row: int
    column: int
    columns: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedParagraph:
    """A paragraph as it came back, tracked changes accepted.

    keys : tuple of str
        Names of the bookmarks that begin or end in it and are ours.
    in_table : str
        The caption of the table it stands in; empty outside of tables.
    table : int
        Which table of the document that is, from 1; 0 outside of tables.
    comments : tuple of (str, str)
        Ids of the comments that are left on it, with the words they are left on.
    asides : tuple of Aside
    drawings : tuple of Drawing
    with_hidden : tuple of Stretch
        Its stretches with what is hidden in it; empty where nothing is.
    """

    stretches: tuple[Stretch, ...]
    keys: tuple[str, ...] = ()
    in_table: str = ""
    table: int = 0
    cell: TablePlace | None = None
    comments: tuple[tuple[str, str], ...] = ()
    style: str = ""
    asides: tuple[Aside, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    with_hidden: tuple[Stretch, ...] = ()

    @property
    def text(self) -> str:
        """What it says, with the ids of results in the place of numbers."""
        return "".join(
            marked(one.number.ids) if one.number is not None else one.said
            for one in self.stretches
            if not one.note
        )

    @property
    def said(self) -> str:
        """What it says, as a reader reads it, without raised signs and footnotes."""
        return "".join(one.said for one in self.stretches if not one.note)

    @property
    def shown(self) -> str:
        """What it says, as far as a line of plain text can show it."""
        return "".join(
            show_raised(one.said, one.raised) if one.raised else one.said for one in self.stretches
        )

    @property
    def numbers(self) -> tuple[ReturnedNumber, ...]:
        """The numbers in it, with where they stand."""
        found: list[ReturnedNumber] = []
        at = 0
        for one in self.stretches:
            if one.number is not None:
                found.append(replace(one.number, at=at))
            at += 0 if one.note else len(one.said)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ReturnedNote:
    """A footnote as it came back.

    identity : str
        What it said when the file was made, or says where it is new.
    pieces : tuple of Piece
        What it says.
    """

    identity: str
    pieces: tuple[Piece, ...] = ()


def pieces_of_paragraph(
    paragraph: ReturnedParagraph, forms: Forms, notes: Mapping[str, ReturnedNote]
) -> tuple[Piece, ...]:
    """Part a paragraph that came back into the pieces that are compared."""
    letters = (letter for stretch in paragraph.stretches for letter in _letters_of(stretch, notes))
    return without_blank_ends(pieces_of(letters, forms))


def _letters_of(stretch: Stretch, notes: Mapping[str, ReturnedNote]) -> Iterator[Piece]:
    like = Piece("", raised=stretch.raised, face=stretch.face, field=stretch.field)
    if stretch.number is not None:
        printed = stretch.number.made
        yield replace(like, form=marked(stretch.number.ids), printed=printed, raised="")
    elif stretch.thing:
        yield replace(like, form=mark_of_thing(stretch.thing), printed=stretch.said, raised="")
    elif stretch.note:
        note = notes.get(stretch.note, ReturnedNote(""))
        said = "".join(piece.printed for piece in note.pieces)
        mark = mark_of_note(note.identity)
        yield replace(like, form=mark, printed=said, inside=note.pieces, raised="")
    else:
        yield replace(like, form=stretch.said)


def with_numbers_at(
    stretches: Iterable[Stretch], found: Iterable[tuple[int, int, ReturnedNumber]]
) -> tuple[Stretch, ...]:
    """Put numbers in the place of what stands between some offsets of what is said.

    Parameters
    ----------
    found : iterable of (int, int, ReturnedNumber)
        In their order.
    """
    waiting = list(found)
    made: list[Stretch] = []
    at = 0
    for stretch in stretches:
        start, end = at, at + (0 if stretch.note else len(stretch.said))
        at = end
        while waiting and waiting[0][0] < end:
            begin, stop, number = waiting[0]
            if begin >= start:
                before = stretch.said[len(stretch.said) - (end - start) :][: begin - start]
                made += [replace(stretch, said=before)] if before else []
                made.append(Stretch(number.found, stretch.face, number=number))
            start = min(max(stop, start), end)
            if stop > end:
                break
            waiting.pop(0)
        if end > start or stretch.note or stretch.thing:
            after = len(stretch.said) - (end - start)
            made.append(stretch if stretch.note else replace(stretch, said=stretch.said[after:]))
    return tuple(made)
