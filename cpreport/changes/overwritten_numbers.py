"""Find the numbers of a paragraph that came back by the words around them.

Some word processors drop the names of content controls, and who types over the whole of one takes
it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpreport.changes.compared_pieces import Piece, compared, pieces_of
from cpreport.changes.printed_forms import Forms
from cpreport.changes.returned_paragraphs import ReturnedNumber, ReturnedParagraph, with_numbers_at
from cpreport.publish.docx.content_marks import MARK

#: Pieces beside a number, a space and a word at least, that say it was typed over alone.
_KEPT_BESIDE = 2


def with_numbers(
    made: str, numbers: Sequence[ReturnedNumber], back: ReturnedParagraph
) -> ReturnedParagraph:
    """Mark in a paragraph those of its numbers that can be told.

    A number is told where it stands as it was printed, or where a text came in its place and
    nothing beside it was altered.

    Parameters
    ----------
    made : str
        What the paragraph was, the ids of results in the place of numbers.
    numbers : sequence of ReturnedNumber
        What was printed in these places.
    """
    old, new = list(_printed_pieces(made, numbers)), _placed_pieces(back.said)
    codes = compared(old, new)
    found = (
        (new[start].start, new[end - 1].end, number)
        for number, start, end in sorted(_told(old, numbers, codes), key=lambda one: one[1])
    )
    placed = [
        (begin, stop, replace(number, found=back.said[begin:stop])) for begin, stop, number in found
    ]
    return replace(back, stretches=with_numbers_at(back.stretches, placed))


def _placed_pieces(text: str) -> tuple[Piece, ...]:
    """Part a text into pieces with where in it they stand."""
    letters = (Piece(one, at, at + 1) for at, one in enumerate(text))
    return pieces_of(letters, Forms())


def _plain_pieces(text: str) -> tuple[Piece, ...]:
    return pieces_of([Piece(text)], Forms())


def _printed_pieces(made: str, numbers: Sequence[ReturnedNumber]) -> Iterator[Piece]:
    """Part a paragraph as it was printed, each with the number it belongs to."""
    number = 0
    for piece in _plain_pieces(made):
        if piece.form.startswith(MARK) and number < len(numbers):
            yield from (replace(p, atom=number) for p in _plain_pieces(numbers[number].made))
            number += 1
        else:
            yield piece


def _told(
    old: Sequence[Piece],
    numbers: Sequence[ReturnedNumber],
    codes: Sequence[tuple[str, int, int, int, int]],
) -> Iterator[tuple[ReturnedNumber, int, int]]:
    """Find each number that can be told, with the pieces that stand for it now."""
    spans: dict[int, list[int]] = {}
    for position, piece in enumerate(old):
        if piece.atom >= 0:
            spans.setdefault(piece.atom, []).append(position)
    for atom, positions in spans.items():
        first, last = positions[0], positions[-1] + 1
        for place, (what, i, j, m, n) in enumerate(codes):
            if what == "equal" and i <= first and last <= j:
                yield numbers[atom], m + first - i, m + last - i
            elif what == "replace" and (i, j) == (first, last) and _alone(codes, place):
                yield numbers[atom], m, n


def _alone(codes: Sequence[tuple[str, int, int, int, int]], place: int) -> bool:
    """Whether words stay as they were on both sides of a text that was replaced."""
    beside = [codes[n] for n in (place - 1, place + 1) if 0 <= n < len(codes)]
    return all(what == "equal" and j - i >= _KEPT_BESIDE for what, i, j, _, _ in beside)
