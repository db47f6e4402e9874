"""Write a table as a real table of a document: heading rows that repeat, whole rows."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.publish.docx.elements import Element, element, run, twips
from cpreport.publish.docx.traces import Traces
from cpreport.publish.html.tabular import BodyCell, HeadingCell, TablePart

#: Width of the type area, in mm: that of a figure over the whole page.
TEXT_WIDTH = 170.0
#: Width of a digit of the table's text, in twips.
_DIGIT = 88
#: The rule under a heading.
_RULE: dict[str, str | int] = {"w_val": "single", "w_sz": 4, "w_space": 0, "w_color": "8A949E"}


def table_element(part: TablePart, traces: Traces, *, caption: str, width: float) -> Element:
    """Write one part of a table.

    Parameters
    ----------
    traces : Traces
        Where the numbers in its cells are noted.
    caption : str
        What it shows, for those who hear it read.
    width : float
        In mm.
    """
    total = twips(width)
    widths = [round(total * float(share.rstrip("%")) / 100) for share in part.widths]
    properties = element(
        "w:tblPr",
        element("w:tblStyle", w_val="ResultsTable"),
        element("w:tblW", w_w=sum(widths), w_type="dxa"),
        element("w:tblLayout", w_type="fixed"),
        element("w:tblLook", w_val="0420", w_firstRow=1, w_lastRow=0, w_firstColumn=0,
                w_lastColumn=0, w_noHBand=0, w_noVBand=1),
        element("w:tblCaption", w_val=caption),
    )  # fmt: skip
    grid = element("w:tblGrid", *(element("w:gridCol", w_w=w) for w in widths))
    return element("w:tbl", properties, grid, *_rows(part, widths, traces))


def _rows(part: TablePart, widths: list[int], traces: Traces) -> Iterator[Element]:
    last = len(part.heading) - 1
    for number, line in enumerate(_heading_lines(part)):
        cells = [
            _heading_cell(cell, _span(widths, column, cell.columns), begins, ends=number == last)
            for column, cell, begins in line
        ]
        yield element("w:tr", _row_properties(heading=True), *cells)
    for group in part.groups:
        if group.heading:
            said = _cell(
                [_line(run(group.heading), "TableHeading", keep=True)],
                sum(widths),
                columns=len(widths),
            )
            yield element("w:tr", _row_properties(), said)
        for n, row in enumerate(group.rows):
            keep = n < len(group.rows) - 1 and group.short
            cells = [
                _body_cell(cell, width, traces, keep=keep)
                for cell, width in zip(row, widths, strict=True)
            ]
            yield element("w:tr", _row_properties(), *cells)


def _heading_lines(part: TablePart) -> list[list[tuple[int, HeadingCell, bool]]]:
    """List each line of the heading: its cells with their column, and whether they begin there.

    A cell that reaches over two lines stands in both.
    """
    lines: list[list[tuple[int, HeadingCell, bool]]] = [[] for _ in part.heading]
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(part.heading):
        column = 0
        for cell in line:
            while (number, column) in taken:
                column += 1
            for below in range(cell.rows):
                lines[number + below].append((column, cell, below == 0))
                taken |= {(number + below, column + n) for n in range(cell.columns)}
            column += cell.columns
    return [sorted(line, key=lambda placed: placed[0]) for line in lines]


def _span(widths: list[int], column: int, columns: int) -> int:
    return sum(widths[column : column + columns])


def _row_properties(*, heading: bool = False) -> Element:
    return element("w:trPr", element("w:cantSplit"), element("w:tblHeader") if heading else None)


def _heading_cell(cell: HeadingCell, width: int, begins: bool, *, ends: bool) -> Element:
    said = cell.text if begins else ""
    merged = ("restart" if begins else "continue") if cell.rows > 1 else ""
    line = _line(run(said) if said else None, "TableHeading", right=_right(cell.align), keep=True)
    return _cell([line], width, columns=cell.columns, merged=merged, ruled=ends or cell.columns > 1)


def _right(align: str) -> bool:
    return align.startswith("right")


def _body_cell(cell: BodyCell, width: int, traces: Traces, *, keep: bool) -> Element:
    said = "\n".join(cell.lines)
    content = traces.result(cell.results, run(said), said) if cell.results else run(said)
    right = _right(cell.align)
    return _cell([_line(content, "TableText", right=right, keep=keep, lacks=cell.lacks)], width)


def _line(
    content: Element | None,
    style: str,
    *,
    right: bool = False,
    keep: bool = False,
    lacks: float = 0,
) -> Element:
    properties = element(
        "w:pPr",
        element("w:pStyle", w_val=style),
        element("w:keepNext") if keep else None,
        element("w:ind", w_right=round(lacks * _DIGIT)) if lacks else None,
        element("w:jc", w_val="right") if right else None,
    )
    return element("w:p", properties, content)


def _cell(
    paragraphs: list[Element],
    width: int,
    *,
    columns: int = 1,
    merged: str = "",
    ruled: bool = False,
) -> Element:
    properties = element(
        "w:tcPr",
        element("w:tcW", w_w=width, w_type="dxa"),
        element("w:gridSpan", w_val=columns) if columns > 1 else None,
        element("w:vMerge", w_val=merged) if merged else None,
        element("w:tcBorders", element("w:bottom", **_RULE)) if ruled else None,
    )
    return element("w:tc", properties, *paragraphs)


def grid_element(
    head: list[list[Element]], rows: list[list[list[Element]]], width: float
) -> Element:
    """Make a table of runs whose columns are alike.

    Parameters
    ----------
    head : list
        The runs of each cell of its heading row; empty where it has none.
    width : float
        In mm.
    """
    columns = max((len(row) for row in (head, *rows)), default=0) or 1
    each = twips(width) // columns
    properties = element(
        "w:tblPr",
        element("w:tblStyle", w_val="ResultsTable"),
        element("w:tblW", w_w=each * columns, w_type="dxa"),
        element("w:tblLayout", w_type="fixed"),
        element("w:tblLook", w_val="0420", w_firstRow=1, w_noVBand=1)
        if head else element("w:tblLook", w_val="0400", w_firstRow=0, w_noVBand=1),
    )  # fmt: skip
    grid = element("w:tblGrid", *(element("w:gridCol", w_w=each) for _ in range(columns)))
    made = [_grid_row(head, each, "TableHeading", heading=True)] if head else []
    made += [_grid_row(row, each, "TableText") for row in rows]
    return element("w:tbl", properties, grid, *made)


def _grid_row(
    cells: list[list[Element]], width: int, style: str, *, heading: bool = False
) -> Element:
    made = [_cell([_runs(runs, style)], width, ruled=heading) for runs in cells]
    return element("w:tr", _row_properties(heading=heading), *made)


def _runs(runs: list[Element], style: str) -> Element:
    return element("w:p", element("w:pPr", element("w:pStyle", w_val=style)), *runs)
