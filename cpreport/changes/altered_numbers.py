"""Tell the numbers that somebody wrote another number over."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.changes.beside_manuscript import BesideManuscript
from cpreport.changes.compared_pieces import form_of
from cpreport.changes.found_changes import Overwritten
from cpreport.changes.returned_paragraphs import ReturnedNumber

#: Words around a number that say which one it is.
_AROUND = 8


def altered_numbers(held: BesideManuscript) -> Iterator[Overwritten]:
    """Tell the numbers in whose place another one stands."""
    notes = (paragraph for its in held.back.notes.values() for paragraph in its)
    for paragraph in (*held.back.paragraphs, *notes):
        for number in paragraph.numbers:
            if form_of(number.made) != form_of(number.found):
                beside = paragraph.in_table or _around(paragraph.said, number)
                now, where = held.now(number.ids, number.made), held.tables.where(paragraph)
                made, found = number.made, number.found
                yield Overwritten(number.ids, made, found, now, beside, where)


def _around(said: str, number: ReturnedNumber) -> str:
    """Quote the words around a number."""
    before = said[: number.at].split(" ")
    after = said[number.at + len(number.found) :].split(" ")
    lead = ["…", *before[-_AROUND:]] if len(before) > _AROUND else before
    rest = [*after[:_AROUND], "…"] if len(after) > _AROUND else after
    return f"{' '.join(lead)}{number.found}{' '.join(rest)}"
