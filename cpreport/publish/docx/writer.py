"""Take headings, prose, tables and figures in their order, and give a document that holds them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from docx.oxml.ns import qn
from lxml import html as lxml_html
from lxml.html import HtmlElement

from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Origin
from cpreport.publish.docx.blocks import Grid, Piece, pieces, preformatted
from cpreport.publish.docx.elements import (
    EMU_PER_MM,
    Element,
    bookmark_name,
    element,
    field,
    run,
)
from cpreport.publish.docx.inline import Inline, said_by
from cpreport.publish.docx.package import (
    Said,
    add_notes,
    add_traces,
    finished,
    notes_part,
    settle,
    started,
    turn,
)
from cpreport.publish.docx.styles import restarted
from cpreport.publish.docx.tables import TEXT_WIDTH, grid_element, table_element
from cpreport.publish.docx.traces import Traces
from cpreport.publish.html.drawings import size_in_mm
from cpreport.publish.html.tabular import TablePage, table_page
from cpreport.publish.raster import png
from cpreport.publish.submission import Submission
from cpreport.tables.table import Table

#: The most that a drawing may be high so that its legend stands on the same page, in mm.
_HIGHEST = 190.0


class Writer:
    """A document that is written from its beginning to its end.

    Parameters
    ----------
    said : Said
        Title, language, authors: what programs are told.
    anchors : iterable of str
        What cross-references may lead to: `fig-change`, `tbl-scores`, `sec-methods`, `ref-1`.
    """

    def __init__(
        self,
        said: Said,
        submission: Submission | None = None,
        anchors: Iterable[str] = (),
    ) -> None:
        self.submission = submission or Submission()
        self.traces = Traces()
        self._said = said
        self._document: Any = started(said, self.submission)
        self._body = self._document.element.body
        self._end = self._body[-1]
        self._notes: list[Element] = []
        self._notes_part = notes_part(self._document)
        known = set(anchors)
        self._inline = Inline(self._document.part, self.traces, known, self._note)
        self._in_notes = Inline(self._notes_part, self.traces, known)
        self._bookmarks = count(1)
        self._pictures = count(1)
        self._lists: Iterator[int] = count(1)
        self._uses: dict[int, int] = {}

    # --- text ------------------------------------------------------------------------------------

    def heading(
        self,
        title: str,
        level: int,
        anchor: str = "",
        origin: Origin | None = None,
        *,
        new_page: bool = False,
    ) -> None:
        """Write a heading of level 1 to 4; references lead to its anchor."""
        runs = self._inline.plain(title)
        kind = "prose" if origin else "generated"
        style = f"Heading{level}"
        self._paragraph(style, runs, kind, origin, anchor=anchor, new_page=new_page)

    def prose(self, fragment: str, origin: Origin | None = None, *, style: str = "") -> None:
        """Write finished HTML: paragraphs, lists, quotations, headings, tables.

        Parameters
        ----------
        origin : Origin or None
            Where it was written; None for what cpreport says of itself.
        style : str
            Id of a style in the place of `BodyText`.
        """
        for part, piece in enumerate(pieces(fragment, self._lists)):
            if isinstance(piece, Grid):
                self._grid(piece)
                continue
            named = style if style and piece.style == "BodyText" else piece.style
            if piece.style == "Code":
                runs = [run(preformatted(piece.inside))]
            else:
                runs = self._inline.runs(piece.inside)
            kind = "prose" if origin else "generated"
            self._paragraph(named, runs, kind, origin, part, piece=piece)

    def paragraph(
        self, said: str, style: str = "BodyText", *, anchor: str = "", new_page: bool = False
    ) -> None:
        """Write plain text as one paragraph."""
        runs = self._inline.plain(said)
        self._paragraph(style, runs, "generated", anchor=anchor, new_page=new_page)

    def labelled(self, label: str, fragment: str, style: str = "FrontMatter") -> None:
        """Write a paragraph that begins with what it is about; the rest is HTML without blocks."""
        inside = lxml_html.fragment_fromstring(fragment, create_parent="span")
        runs = [run(f"{label}: ", element("w:b")), *self._inline.runs(inside)]
        self._paragraph(style, runs, "generated")

    def reference(self, number: int, fragment: str, *, numbered: bool = True) -> None:
        """Write an entry of the reference list; one that is numbered counts by itself."""
        inside = lxml_html.fragment_fromstring(fragment, create_parent="span")
        runs = self._inline.runs(inside)
        style = "Bibliography" if numbered else "BibliographyByAuthor"
        self._paragraph(style, runs, "generated", anchor=f"ref-{number}")

    # --- tables and figures ----------------------------------------------------------------------

    def table(self, table: Table, anchor: str, label: str) -> None:
        """Write a table with its caption above it and its notes beneath.

        Parameters
        ----------
        label : str
            `Table 2`, or `Table S2`; its number is a field.
        """
        self.table_page(table_page(table, anchor, label, millimetres=TEXT_WIDTH))

    def table_page(self, page: TablePage) -> None:
        """Write a table that is ready to be printed."""
        for number, part in enumerate(page.parts):
            if number:
                again = field(
                    rf"REF {bookmark_name(page.anchor)} \h", _label(page.label), bold=True
                )
                self._paragraph("Caption", [*again, run(" continued")], "generated", keep=True)
            else:
                self._caption(page.anchor, page.label, page.caption, keep=True)
            made = table_element(part, self.traces, caption=page.label, width=TEXT_WIDTH)
            self._end.addprevious(made)
            self.traces.table(said_by([cell]) for cell in made.iter(qn("w:p")))
        for note in page.notes:
            self._paragraph("TableNote", self._inline.plain(note), "generated")
        if not page.notes:
            self._paragraph("TableNote", [], "generated")

    def figure(
        self, figure: Drawn | Picture, anchor: str, label: str, *, new_page: bool = False
    ) -> None:
        """Write a figure with its legend beneath."""
        self.drawing(figure, label, new_page=new_page)
        self.legend(figure, anchor, label)

    def legend(self, figure: Drawn | Picture, anchor: str, label: str, file: str = "") -> None:
        """Write the legend of a figure, with the name of its file where it is sent as one."""
        self._caption(anchor, label, figure.caption)
        if file:
            self.paragraph(f"File: {file}", "FrontMatter")

    def drawing(self, figure: Drawn | Picture, label: str, *, new_page: bool = False) -> None:
        """Write the drawing of a figure alone, with its text alternative."""
        dots = self.submission.dots_per_inch
        if isinstance(figure, Picture):
            content = figure.content
        else:
            content = png(figure, dots, _width_in_mm(figure))
        _, image = self._document.part.get_or_add_image(io.BytesIO(content))
        wide, high = _size(figure, image)
        number = next(self._pictures)
        inline = self._document.part.new_pic_inline(io.BytesIO(content), wide, high)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        about = inline.find(qn("wp:docPr"))
        about.set("id", str(number))
        about.set("name", label)
        about.set("descr", " ".join(figure.alt.split()))
        drawing = element("w:r", element("w:drawing", inline))
        self._paragraph("Figure", [drawing], "generated", new_page=new_page)

    def finished(self, document: str = "article") -> bytes:
        """Give the file.

        Parameters
        ----------
        document : str
            What it is, for the way back: `article`, or the id of a case.
        """
        if self._notes:
            add_notes(self._document, self._notes_part, self._notes)
        settle(self._document, self._said.language, notes=bool(self._notes))
        add_traces(self._document, self.traces.xml(document))
        if self._said.right_to_left:
            turn(self._body)
        return finished(self._document)

    # --- how it is put together ------------------------------------------------------------------

    def _paragraph(
        self,
        style: str,
        runs: list[Element],
        kind: str,
        origin: Origin | None = None,
        part: int = 0,
        *,
        piece: Piece | None = None,
        anchor: str = "",
        keep: bool = False,
        new_page: bool = False,
    ) -> None:
        properties = element(
            "w:pPr",
            element("w:pStyle", w_val=style),
            element("w:keepNext") if keep else None,
            element("w:pageBreakBefore") if new_page else None,
            self._counted(piece) if piece is not None else None,
        )
        key = self.traces.paragraph(said_by(runs), kind, origin, part) if runs else ""
        marked = self._marked(key, self._marked(anchor, runs))
        self._end.addprevious(element("w:p", properties, *marked))

    def _marked(self, anchor: str, runs: list[Element]) -> list[Element]:
        """Put a bookmark around runs, where there is an anchor."""
        if not anchor:
            return runs
        id = next(self._bookmarks)
        name = anchor if anchor.startswith("_") else bookmark_name(anchor)
        start = element("w:bookmarkStart", w_id=id, w_name=name)
        return [start, *runs, element("w:bookmarkEnd", w_id=id)]

    def _counted(self, piece: Piece) -> Element | None:
        """Give the numbering of a point of a list, where its style's own would not do."""
        if piece.style not in ("ListBullet", "ListNumber") or not (piece.depth or piece.numbers):
            return None
        level = element("w:ilvl", w_val=min(piece.depth, 3))
        if not piece.numbers:
            return element("w:numPr", level, element("w:numId", w_val=1))
        if piece.numbers not in self._uses:
            self._uses[piece.numbers] = 10 + piece.numbers
            numbering = self._document.part.numbering_part.element
            numbering.append(restarted(self._uses[piece.numbers]))
        return element("w:numPr", level, element("w:numId", w_val=self._uses[piece.numbers]))

    def _caption(self, anchor: str, label: str, caption: str, *, keep: bool = False) -> None:
        """Write a caption whose number counts by itself, and to which references lead."""
        word, space, number = label.rpartition("\N{NO-BREAK SPACE}")
        letters = number.rstrip("0123456789")
        counted = field(
            rf"SEQ {word or 'Figure'}{letters} \* ARABIC",
            _label(number[len(letters) :]),
            bold=True,
        )
        marked = self._marked(anchor, [_label(f"{word}{space}{letters}"), *counted])
        runs = [*marked, run(f" {caption}")]
        self._paragraph("Caption", runs, "generated", keep=keep)

    def _grid(self, grid: Grid) -> None:
        """Write a table that stands in prose."""
        rows = [[self._inline.runs(cell) for cell in row] for row in grid.rows]
        made = grid_element(rows, TEXT_WIDTH)
        self._end.addprevious(made)
        self.traces.table(said_by([cell]) for cell in made.iter(qn("w:p")))
        self._paragraph("TableNote", [], "generated")

    def _note(self, inside: HtmlElement) -> int:
        """Put a footnote at the end of the notes, and give its number."""
        number = len(self._notes) + 1
        mark = element("w:r", element("w:rPr", _note_style()), element("w:footnoteRef"))
        properties = element("w:pPr", element("w:pStyle", w_val="FootnoteText"))
        runs = self._in_notes.runs(inside)
        key = self.traces.paragraph(said_by(runs), "note", None, 0)
        paragraph = element("w:p", properties, mark, run(" "), *self._marked(key, runs))
        self._notes.append(element("w:footnote", paragraph, w_id=number))
        return number


def _note_style() -> Element:
    return element("w:rStyle", w_val="FootnoteReference")


def _label(said: str) -> Element:
    return run(said, element("w:b"))


def _width_in_mm(figure: Drawn) -> float:
    """Give the width at which a drawing fits the page with its legend."""
    width, height = size_in_mm(figure) or (TEXT_WIDTH, 100.0)
    return min(width, TEXT_WIDTH, width * _HIGHEST / height)


def _size(figure: Drawn | Picture, image: Any) -> tuple[int, int]:
    """Give width and height on the page, in English metric units."""
    if isinstance(figure, Picture):
        wide = min(figure.width / 300 * 25.4, TEXT_WIDTH)
        wide = min(wide, _HIGHEST * image.px_width / image.px_height)
    else:
        wide = _width_in_mm(figure)
    high = wide * image.px_height / image.px_width
    return round(wide * EMU_PER_MM), round(high * EMU_PER_MM)
