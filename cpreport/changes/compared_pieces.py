"""Part what a paragraph prints into the pieces that are compared: words, numbers, citations, signs.

What stands for something else is one piece by itself, whatever it prints: a number is known by its
results, a citation by the works it cites, a reference by what it leads to, a footnote by what it
says. A raised `6` is another piece than a `6`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from cpreport.changes.printed_forms import Forms
from cpreport.publish.docx.content_marks import END, MARK

_MARKED = re.compile(f"{MARK}[^{END}]*{END}")
_TOKEN = re.compile(f"{_MARKED.pattern}|\\s+|\\w+|.", re.DOTALL)
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
#: Stand around what is raised, and around what is lowered.
_RAISED = {"superscript": "\ue002", "subscript": "\ue003"}
_AS_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_AS_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
#: Pieces that are compared at once; no paragraph of a manuscript has more.
MOST_PIECES = 20_000
_NOTE, _THING = "@note:", "@thing:"


@dataclass(frozen=True, slots=True)
class WordFace:
    """How letters look, as far as it is written anew with them.

    link : str
        The address they lead to.
    struck : bool
        Whether a line goes through them.
    """

    italic: bool = False
    bold: bool = False
    code: bool = False
    link: str = ""
    struck: bool = False


PLAIN = WordFace()


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing that is compared, or letters that are not yet parted into such.

    form : str
        As it is compared: quotation marks straight, every space the same; the mark of a thing that
        prints something (`mark_of_note` …).
    start, end : int
        Where it is written, in the whole text.
    atom : int
        Which result, citation or reference of its paragraph it is a part of, from 0; -1 for words.
    raised : str
        `superscript`, `subscript` or nothing.
    printed : str
        As a reader reads it; what a footnote says.
    field : str
        The bookmark that the field it stands in leads to.
    inside : tuple of Piece
        What a footnote consists of.
    """

    form: str
    start: int = 0
    end: int = 0
    atom: int = -1
    raised: str = ""
    face: WordFace = PLAIN
    printed: str = ""
    field: str = ""
    inside: tuple[Piece, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a number of the ledger."""
        return self.form.startswith(MARK) and not self.form.startswith(f"{MARK}@")

    @property
    def is_note(self) -> bool:
        """Whether it is the sign of a footnote."""
        return self.form.startswith(f"{MARK}{_NOTE}")

    @property
    def is_thing(self) -> bool:
        """Whether it is something that no text has: an equation, a picture."""
        return self.form.startswith(f"{MARK}{_THING}")

    @property
    def is_marked(self) -> bool:
        """Whether it stands for something else."""
        return self.form.startswith(MARK)

    @property
    def name(self) -> str:
        """The ids of a number's results, what is cited, what a thing is."""
        return self.form[1:-1].removeprefix(_NOTE).removeprefix(_THING).removeprefix("@")

    @property
    def shown(self) -> str:
        """The piece as a reader is shown it."""
        if self.is_note:
            return f"[footnote: {self.printed}]"
        if self.raised:
            return show_raised(self.printed, self.raised)
        return self.printed


def mark_of_note(said: str) -> str:
    """Mark the sign of a footnote by what it says."""
    return f"{MARK}{_NOTE}{form_of(said).replace(MARK, '<').replace(END, '>')}{END}"


def mark_of_thing(what: str) -> str:
    """Mark something that no text has."""
    return f"{MARK}{_THING}{what}{END}"


def pieces_of(letters: Iterable[Piece], forms: Forms) -> tuple[Piece, ...]:
    """Part letters into pieces.

    Parameters
    ----------
    forms : Forms
        What citations and references print in the document that the letters are of.
    """
    found: list[Piece] = []
    for raised, together in groupby(letters, key=lambda letter: letter.raised):
        own = tuple(together)
        if raised:
            said = "".join(letter.form for letter in own)
            piece = replace(_piece(said, own), form=f"{_RAISED[raised]}{said}{_RAISED[raised]}")
            if piece.atom >= 0 or piece.field.startswith("ref_"):
                # Some styles raise the numbers of the works that are cited.
                cited = forms.cited_by(said)
                piece = replace(piece, form=f"{MARK}@{cited}{END}") if cited else piece
            found.append(piece)
        else:
            found += _words(own, forms)
    return tuple(found)


def _words(letters: Sequence[Piece], forms: Forms) -> Iterator[Piece]:
    text = "".join(letter.form for letter in letters)
    owner = [number for number, letter in enumerate(letters) for _ in letter.form]

    def own(start: int, end: int) -> Sequence[Piece]:
        return letters[owner[start] : owner[end - 1] + 1]

    at = 0
    for start, end, identity in (*forms.found_in(text), (len(text), len(text), "")):
        for match in _TOKEN.finditer(text, at, start):
            yield _piece(match[0], own(*match.span()))
        if identity:
            piece = _piece(text[start:end], own(start, end))
            yield replace(piece, form=f"{MARK}@{identity}{END}")
        at = end


def marks_of(text: str, forms: Forms) -> Iterator[str]:
    """Yield the marks of what stands for something else in a text, as its pieces bear them."""
    at = 0
    for start, end, identity in (*forms.found_in(text), (len(text), len(text), "")):
        yield from _MARKED.findall(text, at, start)
        if identity:
            yield f"{MARK}@{identity}{END}"
        at = end


def _piece(said: str, own: Sequence[Piece]) -> Piece:
    first = own[0]
    marked = said.startswith(MARK)
    # A citation is as its numbers are, the brackets around them as the words beside them.
    fields = [letter.field for letter in own if letter.field]
    alone = len(own) == 1
    return Piece(
        said if marked else _form(said),
        first.start if alone else min(letter.start for letter in own),
        first.end if alone else max(letter.end for letter in own),
        first.atom if alone else max(letter.atom for letter in own),
        first.raised,
        first.face,
        first.printed if marked else said,
        fields[0] if fields else "",
        first.inside,
    )


def _form(token: str) -> str:
    return " " if token.isspace() else token.translate(_QUOTES)


def form_of(text: str) -> str:
    """Write a text as it is compared: quotation marks straight, every space the same."""
    return _SPACES.sub(" ", text).translate(_QUOTES).strip()


def form_of_pieces(pieces: Iterable[Piece]) -> str:
    """Write pieces as they are compared, in one text."""
    return form_of("".join(piece.form for piece in pieces))


def text_of_pieces(pieces: Iterable[Piece]) -> str:
    """Write what pieces print, the ids of results in the place of numbers; without footnotes."""
    printing = (piece for piece in pieces if not piece.is_note)
    return "".join(piece.form if piece.is_number else piece.printed for piece in printing)


def shown_pieces(pieces: Iterable[Piece]) -> str:
    """Show what pieces say, numbers as they were printed."""
    return "".join(piece.shown for piece in pieces)


def known_form(text: str, forms: Forms) -> str:
    """Write a text so that it is the same whatever the numbers of its citations are."""
    said: list[str] = []
    at = 0
    for start, end, identity in forms.found_in(text):
        said += [text[at:start], f"{MARK}@{identity}{END}"]
        at = end
    return form_of("".join([*said, text[at:]]))


def without_blank_ends(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Leave out the spaces before and behind a paragraph."""
    start, end = 0, len(pieces)
    while start < end and not pieces[start].form.strip():
        start += 1
    while end > start and not pieces[end - 1].form.strip():
        end -= 1
    return tuple(pieces[start:end])


def compared(
    old: Sequence[Piece], new: Sequence[Piece]
) -> Sequence[tuple[str, int, int, int, int]]:
    """Compare pieces as `difflib` does; none of what is longer than any paragraph."""
    if len(old) + len(new) > MOST_PIECES:
        return []
    before, after = ([piece.form for piece in pieces] for pieces in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def show_raised(said: str, raised: str) -> str:
    """Show raised or lowered letters in a line that has neither.

    >>> show_raised("6", "superscript"), show_raised("max", "subscript")
    ('⁶', '~max~')
    """
    table, sign = (_AS_RAISED, "^") if raised == "superscript" else (_AS_LOWERED, "~")
    shown = said.translate(table)
    return shown if all(a != b for a, b in zip(said, shown, strict=True)) else f"{sign}{said}{sign}"
