"""Write a table ready to be printed as JATS, with its notes."""

from __future__ import annotations

from cpreport.publish.html.tabular import BodyCell, HeadingCell, RowGroup, TablePage
from cpreport.publish.jats.elements import Content, Element, clean, element, xml_id
from cpreport.publish.jats.nodes import result


def table_wrap(table: TablePage) -> Element:
    """Write a table: label, caption, headings with their scope, rows by group, notes."""
    # Where a reader can scroll a table is in one part.
    part = table.parts[0]
    columns = len(part.widths)
    notes = [
        element("fn", element("p", note), id=xml_id(f"{table.anchor}-note-{n}"))
        for n, note in enumerate(table.notes, start=1)
    ]
    return element(
        "table-wrap",
        element("label", table.label),
        element("caption", element("title", table.caption)),
        element(
            "table",
            element("thead", *(element("tr", *map(_heading, line)) for line in part.heading)),
            *(_group(group, columns) for group in part.groups),
        ),
        element("table-wrap-foot", *notes) if notes else None,
        id=xml_id(table.anchor),
        position="float",
    )


def _heading(cell: HeadingCell) -> Element:
    return element(
        "th",
        cell.text,
        scope=cell.scope,
        align=_align(cell.align),
        colspan=str(cell.columns) if cell.columns > 1 else None,
        rowspan=str(cell.rows) if cell.rows > 1 else None,
    )


def _align(setting: str) -> str | None:
    return "right" if setting.split()[0] == "right" else None


def _group(group: RowGroup, columns: int) -> Element:
    head = element("th", group.heading, scope="rowgroup", colspan=str(columns))
    rows = (element("tr", *map(_cell, row)) for row in group.rows)
    return element("tbody", element("tr", head) if group.heading else None, *rows)


def _cell(cell: BodyCell) -> Element:
    if cell.heads_row:
        return element("th", *_lines(cell), scope="row", align=_align(cell.align))
    align = _align(cell.align)
    if not cell.results:
        return element("td", *_lines(cell), align=align)
    return element("td", result(cell.results, lambda made: _said(made, cell)), align=align)


def _lines(cell: BodyCell) -> list[Content]:
    content: list[Content] = []
    for line in cell.lines:
        content += [element("break"), line] if content else [line]
    return content


def _said(made: Element, cell: BodyCell) -> None:
    """Put the lines of a cell into its result; several become a list, as nothing breaks a line."""
    if len(cell.lines) == 1:
        made.text = clean(cell.lines[0])
        return
    items = (element("list-item", element("p", line)) for line in cell.lines)
    made.append(element("list", *items, list_type="simple"))
