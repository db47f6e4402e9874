"""Compare the words in the tables of a document that came back with those that were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from cpreport.changes.findings import Altered
from cpreport.changes.returned import Returned, ReturnedNumber, ReturnedParagraph
from cpreport.changes.sources import form_of
from cpreport.publish.docx.marks import END, MARK, keys_in

#: Cells of a table that are compared.
_MOST_CELLS = 20_000


def altered_cells(back: Returned) -> Iterator[Altered]:
    """Tell the cells that say something else than when the file was made.

    Numbers in their content controls are left out: those are told as numbers.
    """
    made = [
        _cells(trace.text, back.numbers.get(key, ()))
        for key, trace in back.traces.items()
        if trace.kind == "table"
    ]
    if not made:
        return
    found: list[list[str]] = [[] for _ in range(max((p.table for p in back.paragraphs), default=0))]
    for paragraph in back.paragraphs:
        if paragraph.table and paragraph.said.strip():
            found[paragraph.table - 1].append(form_of(_as_made(paragraph)))
    if len(found) != len(made):
        were, are = (f"{len(tables)} tables" for tables in (made, found))
        yield Altered("tables came or went", were, are)
        return
    for old, new in zip(made, found, strict=True):
        yield from _differing(old, new)


def _cells(text: str, numbers: Sequence[ReturnedNumber]) -> list[str]:
    left = iter(numbers)
    cells: list[str] = []
    for cell in text.split("\n"):
        # Filled in cell by cell: a number may itself be printed on several lines.
        for ids in keys_in(cell):
            number = next(left, None)
            cell = cell.replace(f"{MARK}{ids}{END}", number.made if number else ids, 1)
        cells.append(form_of(cell))
    return cells


def _as_made(paragraph: ReturnedParagraph) -> str:
    text = paragraph.text
    for number in paragraph.numbers:
        text = text.replace(f"{MARK}{number.ids}{END}", number.made, 1)
    return text


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Altered]:
    if old == new or len(old) + len(new) > _MOST_CELLS:
        return
    for what, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield Altered("cells altered", " | ".join(old[i:j]), " | ".join(new[m:n]))
