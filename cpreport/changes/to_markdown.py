"""Write pieces of a document that came back as Markdown: words, emphasis, numbers, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cpreport.changes.compared_pieces import PLAIN, Piece, WordFace
from cpreport.changes.printed_forms import TYPED, Forms, markdown_of
from cpreport.changes.source_files import SourceParagraph
from cpreport.manuscript.prose import FIELDS
from cpreport.manuscript.written_document import Written
from cpreport.typography import set_signs

#: Signs that Markdown would take for its own.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>{}^~@])")
_ESCAPED, _SIGN = re.compile(r"\\(.)"), r"\1"


class CannotBeAccepted(Exception):
    """Raised where an edit cannot be put into the manuscript; says why."""


@dataclass(frozen=True)
class Wording:
    """How numbers, citations and references are written in the manuscript.

    forms : Forms
        What citations and references print now.
    made : Forms
        What they printed when the file was made.
    anywhere : mapping of (str, str) to str
        The Markdown of each, by what it is and what it prints.
    """

    written: Written
    forms: Forms
    made: Forms
    anywhere: Mapping[tuple[str, str], str]


def wordings_in(paragraphs: Iterable[SourceParagraph]) -> dict[tuple[str, str], str]:
    """List how numbers, citations and references are written in some paragraphs."""
    found: dict[tuple[str, str], str] = {}
    for paragraph in paragraphs:
        for piece in paragraph.pieces:
            if piece.atom >= 0 and piece.is_marked:
                said = paragraph.prose.text[piece.start : piece.end]
                found.setdefault((piece.form, piece.printed), said)
    return found


def escape(text: str) -> str:
    """Write a text so that Markdown prints it as it is.

    >>> print(escape("a*b"))
    a\\*b
    """
    return _MARKDOWN.sub(r"\\\1", text)


def markdown(
    pieces: Sequence[Piece], own: SourceParagraph | None, wording: Wording, around: WordFace = PLAIN
) -> str:
    """Write pieces as Markdown.

    Parameters
    ----------
    own : SourceParagraph or None
        The paragraph they come into, whose numbers and citations stay as they are written.
    around : WordFace
        How the words look among which they come.

    Raises
    ------
    CannotBeAccepted
        Where a piece cannot be written as it is meant.
    """
    _refuse_typed(pieces, wording)
    said = [
        _in_face(face, "".join(_piece(piece, own, wording) for piece in together), around)
        for face, together in groupby(pieces, key=lambda piece: replace(piece.face, struck=False))
    ]
    return "".join(said)


def _refuse_typed(pieces: Sequence[Piece], wording: Wording) -> None:
    """Refuse what somebody typed for a citation, and no reference of the file is."""
    words = "".join("\0" if piece.is_marked else piece.printed for piece in pieces)
    typed = TYPED.search(words)
    if typed is None:
        return
    numbers = [int(number) for number in re.findall(r"\d+", typed[0])]
    keys = [wording.made.keys[number] for number in numbers if number in wording.made.keys]
    hint = f"write [{'; '.join(f'@{key}' for key in keys)}]" if keys else "write its key"
    raise CannotBeAccepted(f"{typed[0]} was typed for a citation: {hint} by hand")


def _piece(piece: Piece, own: SourceParagraph | None, wording: Wording) -> str:
    if piece.is_thing:
        raise CannotBeAccepted(f"{piece.name} has no form in the manuscript: write it by hand")
    if piece.face.struck:
        raise CannotBeAccepted(
            "words in it are struck through: take them out in Word, or write it by hand"
        )
    if piece.is_number:
        return _number(piece, own, wording)
    if piece.is_note:
        return _note(piece, own, wording)
    if piece.is_marked:
        return _reference(piece, own, wording)
    if piece.field:
        raise CannotBeAccepted(
            f"“{piece.printed}” is a part of a citation or a reference, which cpreport numbers: "
            "write its key by hand"
        )
    if piece.raised:
        sign = "^" if piece.raised == "superscript" else "~"
        return f"{sign}{escape(piece.printed).replace(' ', chr(92) + ' ')}{sign}"
    return escape(piece.form if piece.form == " " else piece.printed)


def _written_in(own: SourceParagraph | None, piece: Piece) -> list[str]:
    """List how a paragraph writes a piece, first where it prints the same."""
    if own is None:
        return []
    same = [p for p in own.pieces if p.form == piece.form]
    same.sort(key=lambda p: p.printed != piece.printed)
    return [own.prose.text[p.start : p.end] for p in same]


def _number(piece: Piece, own: SourceParagraph | None, wording: Wording) -> str:
    """Write what prints a number, in the form in which it was printed."""
    if own is not None:
        for one in own.pieces:
            if (one.form, one.printed) == (piece.form, piece.printed):
                return own.prose.text[one.start : one.end]
    anywhere = wording.anywhere.get((piece.form, piece.printed))
    if anywhere is not None:
        return anywhere
    here = set(_written_in(own, piece))
    if len(here) == 1:
        # It is printed otherwise now, and in one form alone.
        return here.pop()
    result = wording.written.known.results.get(piece.name)
    if result is None:
        raise CannotBeAccepted("it holds a number of a table or a sentence that cpreport wrote")
    for name in FIELDS:
        if set_signs(str(getattr(result, name))) == piece.printed:
            tail = "" if name == "printed" else f".{name}"
            return f'{{{{ results["{piece.name}"]{tail} }}}}'
    raise CannotBeAccepted(
        f"the number {piece.printed} ({piece.name}) is printed in no such form in prose: "
        "write its result by hand"
    )


def _reference(piece: Piece, own: SourceParagraph | None, wording: Wording) -> str:
    here = _written_in(own, piece)
    if here:
        return here[0]
    same = [said for (form, _), said in wording.anywhere.items() if form == piece.form]
    if same:
        return same[0]
    if " " in piece.name:
        raise CannotBeAccepted(
            f"the manuscript no longer has the citation {piece.printed}: write it by hand"
        )
    return markdown_of(piece.name)


def _note(piece: Piece, own: SourceParagraph | None, wording: Wording) -> str:
    here = _written_in(own, piece)
    if here:
        return here[0]
    same = [said for (form, _), said in wording.anywhere.items() if form == piece.form]
    if own is not None and same and same[0].startswith("[^") and same[0] in own.prose.text:
        return same[0]
    if not piece.inside:
        raise CannotBeAccepted("a footnote in it says nothing: write it by hand")
    return f"^[{markdown(piece.inside, None, wording)}]"


def _in_face(face: WordFace, said: str, around: WordFace) -> str:
    """Put emphasis and links around what is written, but not around the spaces at its ends."""
    core = said.strip()
    if not core:
        return said
    lead, _, rest = said.partition(core)
    if face.code and not around.code:
        core = f"`{_ESCAPED.sub(_SIGN, core)}`"
    if face.italic and not around.italic:
        core = f"*{core}*"
    if face.bold and not around.bold:
        core = f"**{core}**"
    if face.link and face.link != around.link:
        core = f"[{core}]({face.link})"
    return f"{lead}{core}{rest}"
