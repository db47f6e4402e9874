"""Compare the tables of a document that came back with those that were made, and how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cpreport.changes.appearance import signs_altered, signs_of, without_blanks
from cpreport.changes.compared_pieces import form_of
from cpreport.changes.found_changes import Altered, NotTaken, Overwritten
from cpreport.changes.returned import Returned
from cpreport.changes.returned_paragraphs import ReturnedNumber, ReturnedParagraph, TablePlace
from cpreport.publish.docx.content_marks import filled, keys_in, with_looks
from cpreport.publish.docx.letterforms import Styles
from cpreport.publish.docx.traces import Trace, shape_of_table

#: Cells of a table that are compared.
_MOST_CELLS = 20_000


@dataclass(frozen=True)
class ReturnedTables:
    """The paragraphs of each table of a document, by its number in it."""

    by_number: Mapping[int, Sequence[ReturnedParagraph]]

    def where(self, paragraph: ReturnedParagraph) -> str:
        """Name the table, the row and the column of a paragraph; empty outside of tables."""
        cell = paragraph.cell
        if not paragraph.table or cell is None:
            return ""
        parts = [_name(paragraph.in_table)]
        row = " ".join(self._row(paragraph.table, cell)) if cell.column else ""
        parts.append("heading" if cell.heading else f"row {row}" if row else f"row {cell.row + 1}")
        if cell.columns > 1 and not cell.heading:
            return ", ".join(parts)
        column = " ".join(self._column(paragraph.table, cell))
        parts.append(f"column {column}" if column else f"column {cell.column + 1}")
        return ", ".join(parts)

    def _row(self, table: int, cell: TablePlace) -> list[str]:
        """List the heading of a row, that of the rows it stands among before it."""
        group, own = "", ""
        for paragraph in self.by_number[table]:
            there = paragraph.cell
            if there is None or there.heading or there.row > cell.row or there.column:
                continue
            said = _said(paragraph)
            if there.row == cell.row:
                own = own or said
            elif there.columns > 1:
                group = said
        return [said for said in (group, own) if said]

    def _column(self, table: int, cell: TablePlace) -> list[str]:
        found = (
            _said(paragraph)
            for paragraph in self.by_number[table]
            if (there := paragraph.cell) is not None
            and there.heading
            and there.column <= cell.column < there.column + there.columns
        )
        return list(dict.fromkeys(said for said in found if said))


def tables_of(paragraphs: Iterable[ReturnedParagraph]) -> ReturnedTables:
    """Gather the paragraphs of each table."""
    found: dict[int, list[ReturnedParagraph]] = {}
    for paragraph in paragraphs:
        if paragraph.table:
            found.setdefault(paragraph.table, []).append(paragraph)
    return ReturnedTables(found)


def _said(paragraph: ReturnedParagraph) -> str:
    return " ".join(paragraph.shown.split())


def _name(caption: str) -> str:
    """`Table 2` of the caption that begins so."""
    words = caption.split()
    return " ".join(words[:2]) if len(words) > 1 and words[0] == "Table" else caption


@dataclass(frozen=True, slots=True)
class _MadeCell:
    """A cell as it was made.

    ids : str
        Of the result that it prints; empty where it prints none.
    signs : tuple of (str, str)
        Its signs, each with its look; empty where nobody noted how it looked.
    """

    said: str
    ids: str = ""
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _MadeTable:
    """A table as it was made.

    shape : str
        How large it was; empty where nobody noted it.
    """

    caption: str
    cells: tuple[_MadeCell, ...]
    shape: str = ""


@dataclass(frozen=True, slots=True)
class AlteredTables:
    """What differs in the tables of a document that came back.

    altered : list of Altered
        Cells that say something else than when the file was made, and tables that went.
    typed : list of Overwritten
        Numbers whose content control is gone, and that were typed anew.
    looks : list of NotTaken
        Cells that read as before and look otherwise.
    """

    altered: list[Altered]
    typed: list[Overwritten]
    looks: list[NotTaken]


def altered_tables(back: Returned, tables: ReturnedTables) -> AlteredTables:
    """Compare the tables of a document; numbers in their content controls are told as numbers."""
    made = list(_made_tables(back))
    found = [
        [paragraph for paragraph in tables.by_number[number] if paragraph.said.strip()]
        for number in sorted(tables.by_number)
    ]
    altered: list[Altered] = []
    typed: list[Overwritten] = []
    looks: list[NotTaken] = []
    if not made:
        return AlteredTables(altered, typed, looks)
    old, new = [_title(table.caption) for table in made], [_caption(its) for its in found]
    if len(old) == len(new):
        pairs = list(zip(made, found, strict=True))
    else:
        pairs = []
        for what, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what == "equal":
                pairs += zip(made[i:j], found[m:n], strict=True)
                continue
            altered += [Altered("table deleted", table.caption, "") for table in made[i:j]]
            altered += [Altered("table added", "", _text(its)) for its in found[m:n]]
    for table, cells in pairs:
        before = len(altered) + len(typed)
        same = list(_compare(table, cells, tables, altered, typed))
        looks += _looks_of_cells(same, back.styles, tables)
        if cells and len(altered) + len(typed) == before:
            altered += _shape_altered(table, tables.by_number[cells[0].table])
    return AlteredTables(altered, typed, looks)


def _looks_of_cells(
    cells: Iterable[tuple[_MadeCell, ReturnedParagraph]], styles: Styles, tables: ReturnedTables
) -> Iterator[NotTaken]:
    """Tell the cells that read as before and look otherwise."""
    for made, paragraph in cells:
        where, said = tables.where(paragraph), _said(paragraph)
        found = list(signs_altered(made.signs, signs_of(paragraph)) if made.signs else ())
        name = styles.name(paragraph.style)
        if styles.names and name.casefold() != _style_of(paragraph).casefold():
            found.append((f"style {name}", said))
        for what, words in found:
            yield NotTaken(what, words, None, where, results_in(paragraph) or made.ids)


def _style_of(paragraph: ReturnedParagraph) -> str:
    """Name the style that cells of such a place are written in."""
    cell = paragraph.cell
    return "Table Heading" if cell and (cell.heading or cell.columns > 1) else "Table Text"


def results_in(paragraph: ReturnedParagraph) -> str:
    """List the ids of the results that a paragraph prints in their content controls."""
    return " ".join(number.ids for number in paragraph.numbers)


def _made_tables(back: Returned) -> Iterator[_MadeTable]:
    caption = ""
    for key, trace in back.traces.items():
        if trace.kind == "table":
            cells = tuple(_cells(trace, back.numbers.get(key, ())))
            yield _MadeTable(caption, cells, trace.about.get("shape", ""))
            caption = ""
        elif trace.kind == "generated":
            caption = trace.text


def _title(caption: str) -> str:
    """The caption of a table without its number, which counts anew where another table went."""
    words = caption.split()
    return " ".join(words[2:] if words[:1] == ["Table"] else [])


def _caption(cells: Sequence[ReturnedParagraph]) -> str:
    return _title(cells[0].in_table) if cells else ""


def _text(cells: Iterable[ReturnedParagraph]) -> str:
    return " | ".join(_said(paragraph) for paragraph in cells)


def _cells(trace: Trace, numbers: Sequence[ReturnedNumber]) -> Iterator[_MadeCell]:
    left = iter(numbers)
    looks = _signs_by_cell(trace)
    for cell in trace.text.split("\n"):
        # Filled in cell by cell: a number may itself be printed on several lines.
        found = keys_in(cell)
        made = [(ids, number.made if (number := next(left, None)) else ids) for ids in found]
        signs = tuple(without_blanks(next(looks, ())))
        yield _MadeCell(form_of(filled(cell, made)), " ".join(found), signs)


def _signs_by_cell(trace: Trace) -> Iterator[list[tuple[str, str]]]:
    """Part the signs of a table, each with its look, into those of its cells."""
    if "looks" not in trace.about:
        return
    cell: list[tuple[str, str]] = []
    for said, look in with_looks(trace.text, trace.about["looks"]):
        if said == "\n":
            yield cell
            cell = []
        else:
            cell.append((said, look))
    yield cell


def _shape_altered(made: _MadeTable, back: Iterable[ReturnedParagraph]) -> Iterator[Altered]:
    """Tell a table that has other rows or columns than it had, with nothing in them."""
    places = {(p.cell.row, p.cell.column) for p in back if p.cell is not None}
    shape = shape_of_table(len({row for row, _ in places}), len(places))
    if made.shape and places and shape != made.shape:
        yield Altered("shape altered", made.shape, shape, _name(made.caption))


def _as_made(paragraph: ReturnedParagraph) -> str:
    return form_of(filled(paragraph.text, ((n.ids, n.made) for n in paragraph.numbers)))


def _compare(
    made: _MadeTable,
    found: Sequence[ReturnedParagraph],
    tables: ReturnedTables,
    altered: list[Altered],
    typed: list[Overwritten],
) -> Iterator[tuple[_MadeCell, ReturnedParagraph]]:
    """Compare the words of a table; yield the cells that say what they said."""
    old, new = [cell.said for cell in made.cells], [_as_made(paragraph) for paragraph in found]
    if old == new:
        yield from zip(made.cells, found, strict=True)
        return
    if len(old) + len(new) > _MOST_CELLS:
        return
    for what, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from zip(made.cells[i:j], found[m:n], strict=True)
            continue
        if j - i != n - m:
            beside = found[min(m, len(found) - 1)] if found else None
            where = tables.where(beside) if beside is not None else _name(made.caption)
            said = " | ".join(paragraph.shown for paragraph in found[m:n])
            altered.append(Altered("cells altered", " | ".join(old[i:j]), said, where))
            continue
        for cell, paragraph in zip(made.cells[i:j], found[m:n], strict=True):
            where, said = tables.where(paragraph), paragraph.shown
            if cell.ids:
                one = Overwritten(cell.ids, cell.said, said, "", paragraph.in_table, where)
                typed.append(one)
            else:
                altered.append(Altered("cell altered", cell.said, said, where))
