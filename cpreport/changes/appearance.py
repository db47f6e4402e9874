"""Tell what looks otherwise in a document that came back, and reads as before.

Bold, italic and raised letters, styles, pictures, text alternatives, headers and footers, the shape
of a table: none of it is taken over, and all of it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cpreport.changes.compared_pieces import Piece, WordFace, compared, pieces_of
from cpreport.changes.found_changes import Altered
from cpreport.changes.printed_forms import Forms
from cpreport.changes.returned import Returned
from cpreport.changes.returned_paragraphs import Drawing, ReturnedParagraph, Stretch
from cpreport.publish.docx.content_marks import with_look, with_looks
from cpreport.publish.docx.traces import Trace


def pieces_as_made(trace: Trace, forms: Forms) -> tuple[Piece, ...]:
    """Part a paragraph as it was made into pieces; none where nobody noted how it looked."""
    if "looks" not in trace.about:
        return ()
    letters = (
        Piece(said, face=WordFace(italic="i" in look, bold="b" in look))
        for said, look in with_looks(trace.text, trace.about["looks"])
    )
    return pieces_of(letters, forms)


def looks_altered(made: Sequence[Piece], back: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Find words that are as they were and look otherwise: how they look now, and the words."""
    same = ((i, j, m) for what, i, j, m, _ in compared(made, back) if what == "equal")
    both = ((i + n, m + n) for i, j, m in same for n in range(j - i))
    words = [(i, m) for i, m in both if made[i].form.strip() and not made[i].is_note]
    for look in ("bold", "italic"):
        for how, its in groupby(words, key=lambda one: _altered(look, made[one[0]], back[one[1]])):
            if how:
                places = [m for _, m in its]
                said = "".join(piece.printed for piece in back[places[0] : places[-1] + 1])
                # A stop that is the same by chance belongs to another sentence.
                if any(map(str.isalnum, said)):
                    yield how, said


def _altered(look: str, was: Piece, now: Piece) -> str:
    before, after = getattr(was.face, look), getattr(now.face, look)
    return "" if before == after else look if after else f"no longer {look}"


#: What is said of signs that look so.
_LOOKS = {"b": "bold", "i": "italic", "r": "raised", "l": "lowered"}


def signs_of(paragraph: ReturnedParagraph) -> list[tuple[str, str]]:
    """List the signs of a paragraph, each with its look; a number is one sign."""
    found = (sign for stretch in paragraph.stretches for sign in _signs_of(stretch))
    return without_blanks(found)


def _signs_of(stretch: Stretch) -> Iterator[tuple[str, str]]:
    raised = {"superscript": "r", "subscript": "l"}.get(stretch.raised, "")
    look = "b" * stretch.face.bold + "i" * stretch.face.italic + raised
    if stretch.number is not None:
        yield stretch.said, look
    elif not stretch.note:
        yield from with_look(stretch.said, look)


def without_blanks(signs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the blanks before and behind signs, and of several together all but one."""
    kept: list[tuple[str, str]] = []
    for said, look in signs:
        if said.strip():
            kept.append((said, look))
        elif kept and kept[-1][0].strip():
            kept.append((said if said == "\N{NO-BREAK SPACE}" else " ", look))
    return kept[:-1] if kept and not kept[-1][0].strip() else kept


def signs_altered(
    made: Sequence[tuple[str, str]], back: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Find signs of a text that reads as before and look otherwise: how they look now, and they."""
    if len(made) != len(back):
        return
    signs = [(was, now, said) for (_, was), (said, now) in zip(made, back, strict=True)]
    for look, what in _LOOKS.items():
        for how, its in groupby(signs, key=lambda one: _switched(look, one[0], one[1])):
            said = "".join(said for _, _, said in its).strip()
            if how and said:
                yield what if how == "on" else f"no longer {what}", said


def _switched(look: str, was: str, now: str) -> str:
    return "" if (look in was) == (look in now) else "on" if look in now else "off"


def styles_altered(back: Returned) -> Iterator[Altered]:
    """Tell the styles that set letters otherwise than when the file was made, like ones as one."""
    now = {
        back.styles.name(key).casefold(): form.in_words for key, form in back.styles.forms.items()
    }
    found: dict[tuple[str, str], list[str]] = {}
    for name, was in back.styles_made.items():
        if name.casefold() in now and now[name.casefold()] != was:
            found.setdefault((was, now[name.casefold()]), []).append(name)
    for (was, form), names in found.items():
        yield Altered("style altered", was, form, f"style {', '.join(names)}")


def running_altered(back: Returned) -> Iterator[Altered]:
    """Tell headers and footers that say something else than those that were made."""
    for kind, said in back.running_made:
        made = " ".join(said.split())
        found = list(dict.fromkeys(text for one, text in back.running if one == kind))
        others = [text for text in found if text != made]
        if made and not found:
            yield Altered(f"{kind} deleted", made, "")
        elif made in found or not made:
            yield from (Altered(f"{kind} added", "", text) for text in others)
        else:
            yield from (Altered(f"{kind} altered", made, text, kind) for text in others)


def figure_altered(made: Trace, legend: str, back: Drawing) -> Iterator[Altered]:
    """Tell a figure that shows another picture, or is described in other words."""
    was = made.about
    if was.get("picture", back.picture) != back.picture:
        yield Altered("picture replaced", legend, "")
    before, after = " ".join(was.get("alt", back.alt).split()), " ".join(back.alt.split())
    if before != after:
        label = " ".join(legend.split()[:2])
        yield Altered("text alternative altered", before, after, f"text alternative of {label}")


def drawings_of(
    made: Iterable[tuple[Trace, str]], back: Sequence[tuple[Drawing, Iterable[str]]]
) -> tuple[list[tuple[Trace, str, Drawing | None]], list[Drawing]]:
    """Find the drawing of each figure: by its bookmark, by its name, else by its place.

    Parameters
    ----------
    made : iterable of (Trace, str)
        The figures, each with its legend.
    back : sequence of (Drawing, iterable of str)
        The drawings, each with the bookmarks of its paragraph.

    Returns
    -------
    tuple
        The figures, each with its drawing or None, and the drawings that are of no figure.
    """
    left = [(drawing, set(keys)) for drawing, keys in back]
    found: list[tuple[Trace, str, Drawing | None]] = []
    for trace, legend in made:
        label = " ".join(legend.split()[:2])
        own = next((one for one in left if trace.key in one[1]), None)
        own = own or next((o for o in left if " ".join(o[0].name.split()) == label), None)
        if own is not None:
            left.remove(own)
        found.append((trace, legend, own[0] if own is not None else None))
    for number, (trace, legend, drawing) in enumerate(found):
        if drawing is None and left and len(back) >= len(found):
            found[number] = (trace, legend, left.pop(0)[0])
    return found, [drawing for drawing, _ in left]
