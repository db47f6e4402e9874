"""Finish the tags and the metadata of a PDF by Typst: row headings, authors one by one.

Typst 0.15 has no way to say that a cell heads its row, puts all authors into one name, and keeps
the columns of no width that hold rows together as empty cells of the table.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from cpreport.publish.attachment import Attachment, attach
from cpreport.publish.typst.read_back import Spot

_CREATOR = re.compile(r"<dc:creator>.*?</dc:creator>", re.DOTALL)
_TOOL = re.compile(r"<xmp:CreatorTool>(.*?)</xmp:CreatorTool>", re.DOTALL)
#: PDF/A of Typst asks for a time of making; the same document has the same bytes at any time.
_DATES = re.compile(r"<xmp:(?:CreateDate|ModifyDate)>.*?</xmp:(?:CreateDate|ModifyDate)>")


def finish(
    content: bytes,
    heads: Sequence[int],
    authors: Sequence[str],
    generator: str,
    places: Mapping[str, Spot],
    attached: Sequence[Attachment] = (),
) -> tuple[bytes, tuple[str, ...]]:
    """Finish a PDF; give it with the text alternatives of its figures.

    Parameters
    ----------
    heads : sequence of int
        How many cells of each row are row headings, for every table in its order; -1 for a table
        without the column that holds rows together.
    places : mapping of str to (int, float, float)
        Where the figures, tables and references stand, by anchor: of what links may lead to, Typst
        names headings alone.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        root: Any = document.Root
        tree = root.StructTreeRoot
        tables: list[Any] = []
        alts: list[str] = []
        _walk(tree, tables, alts)
        gone: set[str] = set()
        for table, count in zip(tables, heads, strict=True):
            _finish_table(table, count, gone)
        if gone and "/IDTree" in tree:
            _forget(tree.IDTree, gone)
        _name_places(document, places)
        _tell(document, authors, generator)
        if attached:
            attach(document, attached)
        written = io.BytesIO()
        document.save(written, deterministic_id=True, preserve_pdfa=True)
    return written.getvalue(), tuple(alts)


def _walk(element: Any, tables: list[Any], alts: list[str]) -> None:
    """Gather tables and text alternatives in reading order."""
    for child in _children(element):
        kind = child.get("/S")
        if kind == "/Table":
            tables.append(child)
        elif kind == "/Figure":
            alts.append(str(child.get("/Alt", "")))
        else:
            _walk(child, tables, alts)


def _children(element: Any) -> list[Any]:
    import pikepdf

    inside = element.get("/K")
    if isinstance(inside, pikepdf.Array):
        # Of all children only elements are dictionaries with a kind; the rest is what is printed.
        return [one for one in inside if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    return [inside] if isinstance(inside, pikepdf.Dictionary) and "/S" in inside else []


def _finish_table(table: Any, heads: int, gone: set[str]) -> None:
    import pikepdf

    if heads < 0:
        return
    groups = [group for group in _children(table) if group.S in ("/THead", "/TBody")]
    own = _leave_out_empty_row(groups)
    rows = [(group, row) for group in groups for row in _children(group)]
    if not rows:
        return
    spacer = _children(rows[0][1])[0]
    width = _width(_children(rows[0][1])) - 1
    own.add(_name(spacer))
    for group, row in rows:
        cells = _children(row)
        if _is_empty(cells[0]) and _width(cells) > width:
            cells = cells[1:]
            row.K = pikepdf.Array(cells)
        whole = len(cells) == 1 and _width(cells) > width
        for cell in cells:
            _leave_out(cell, own, whole=whole)
        if group.S == "/TBody" and len(cells) > heads:
            for cell in cells[:heads]:
                if cell.S == "/TD":
                    _head_row(cell)
    _move_first_name(groups, width)
    gone |= own


def _move_first_name(groups: Sequence[Any], width: int) -> None:
    """Give the name of the first group to its rows: Typst takes it for one more head of columns.

    A page on which the table goes on repeats its head, and not this name.
    """
    import pikepdf

    for head, body in itertools.pairwise(groups):
        rows = _children(head)
        last = _children(rows[-1]) if len(rows) > 1 else []
        if head.S == "/THead" and len(last) == 1 and _width(last) == width:
            head.K = pikepdf.Array(rows[:-1])
            body.K = pikepdf.Array([rows[-1], *_children(body)])
            rows[-1].P = body


def _leave_out_empty_row(groups: Sequence[Any]) -> set[str]:
    """Leave out the first row where it is empty, and name its cell.

    Where a table goes on, its name stands there, which is no part of the table.
    """
    import pikepdf

    if not groups:
        return set()
    rows = _children(groups[0])
    cells = _children(rows[0]) if rows else []
    if len(cells) != 1 or not _is_empty(cells[0]):
        return set()
    groups[0].K = pikepdf.Array(rows[1:])
    return {_name(cells[0])}


def _width(cells: Sequence[Any]) -> int:
    """Count the columns that the cells of a row take."""
    return sum(
        max([int(part.ColSpan) for part in _attributes(cell) if "/ColSpan" in part], default=1)
        for cell in cells
    )


def _is_empty(cell: Any) -> bool:
    return "/K" not in cell or (not _children(cell) and len(cell.K) == 0)


def _name(cell: Any) -> str:
    return bytes(cell.get("/ID", b"")).decode("latin-1")


def _attributes(cell: Any) -> Iterator[Any]:
    import pikepdf

    found = cell.get("/A")
    if isinstance(found, pikepdf.Array):
        yield from (one for one in found if isinstance(one, pikepdf.Dictionary))
    elif found is not None:
        yield found


def _leave_out(cell: Any, own: set[str], *, whole: bool) -> None:
    """Leave the column of no width out of what a cell says of its columns and headings.

    Parameters
    ----------
    whole : bool
        Whether it takes all columns, as the heading of a group of rows does.
    """
    import pikepdf

    for part in _attributes(cell):
        if "/Headers" in part and any(bytes(n).decode("latin-1") in own for n in part.Headers):
            rest = [name for name in part.Headers if bytes(name).decode("latin-1") not in own]
            part.Headers = pikepdf.Array(rest)
        if whole and "/ColSpan" in part:
            part.ColSpan = int(part.ColSpan) - 1


def _head_row(cell: Any) -> None:
    import pikepdf

    cell.S = pikepdf.Name.TH
    for part in _attributes(cell):
        if part.get("/O") == "/Table":
            part.Scope = pikepdf.Name.Row
            return
    said = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
    cell.A = pikepdf.Array([*_attributes(cell), said])


def _forget(node: Any, gone: set[str]) -> None:
    """Take the names of elements that are no more out of the tree of names."""
    import pikepdf

    if "/Names" in node:
        names = list(node.Names)
        pairs = zip(names[::2], names[1::2], strict=True)
        kept = [pair for pair in pairs if bytes(pair[0]).decode("latin-1") not in gone]
        node.Names = pikepdf.Array([part for pair in kept for part in pair])
    for child in node.get("/Kids", []):
        _forget(child, gone)


def _name_places(document: Any, places: Mapping[str, Spot]) -> None:
    import pikepdf

    root = document.Root
    if "/Names" not in root:
        root.Names = pikepdf.Dictionary()
    there = root.Names.get("/Dests", pikepdf.Dictionary())
    named = {bytes(name): leads for name, leads in _named(there)}
    for name, (page, left, top) in places.items():
        where = pikepdf.Array([document.pages[page].obj, pikepdf.Name.XYZ, left, top, 0])
        named.setdefault(name.encode(), where)
    # Programs look a name up in halves.
    flat = [part for name in sorted(named) for part in (pikepdf.String(name), named[name])]
    root.Names.Dests = pikepdf.Dictionary(Names=pikepdf.Array(flat))


def _named(node: Any) -> Iterator[tuple[Any, Any]]:
    names = list(node.get("/Names", []))
    yield from zip(names[::2], names[1::2], strict=True)
    for child in node.get("/Kids", []):
        yield from _named(child)


def _tell(document: Any, authors: Sequence[str], generator: str) -> None:
    """Say who wrote it and what made it, as the other engine does."""
    root = document.Root
    # False is what is taken for it, and poppler complains where it is said.
    if "/Suspects" in root.MarkInfo:
        del root.MarkInfo.Suspects
    told = root.Metadata.read_bytes().decode("utf-8")
    made_by = _TOOL.search(told)
    names = "".join(f"<rdf:li>{escape(name, quote=False)}</rdf:li>" for name in authors)
    producer = escape(made_by[1]) if made_by else "Typst"
    by = f"<xmp:CreatorTool>{escape(generator, quote=False)}</xmp:CreatorTool>" if generator else ""
    tool = f"{by}<pdf:Producer>{producer}</pdf:Producer>"
    told = _CREATOR.sub(
        lambda _: f"<dc:creator><rdf:Seq>{names}</rdf:Seq></dc:creator>" if names else "", told
    )
    told = _DATES.sub("", _TOOL.sub(lambda _: tool, told))
    root.Metadata.write(told.encode())
    document.docinfo["/Creator"] = generator
    document.docinfo["/Producer"] = producer
    for name in ("/CreationDate", "/ModDate", *([] if generator else ["/Creator"])):
        if name in document.docinfo:
            del document.docinfo[name]
